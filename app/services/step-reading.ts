import type { Unit } from '../adapters/db/unit.ts';
import type { RequestKind } from '../core/request.ts';
import { AWAITED } from '../core/verification.ts';
import type { Deps } from './deps.ts';

export type StepDeps = Pick<Deps, 'unit' | 'vault' | 'now' | 'random' | 'stores' | 'tryLane'>;
export interface StepInput {
  shopId: string;
  /** Of the step. */
  id: string;
}

/** States in which a step has something to do by itself. */
export const GOING = ['pending', 'running'];
export const SYSTEM = { kind: 'system' } as const;

export const stepData = ({ id, store, operation }: { id: string; store: string; operation: string }) => ({
  step: id,
  store,
  operation,
});

/** Operations that share a store's lane. */
const IN_LANE = ['gather', 'write', 'propose-erasure'];

/** Steps of the shop that could use a store now. */
export const waitingFor = (
  { now }: Pick<Deps, 'now'>,
  { shopId, store }: { shopId: string; store: string },
) => ({
  ...{ shopId, store, operation: { in: IN_LANE }, state: { in: GOING } },
  AND: [
    { OR: [{ retryAt: null }, { retryAt: { lte: now() } }] },
    { OR: [{ notBefore: null }, { notBefore: { lte: now() } }] },
  ],
});

/** Nothing is done for a request of which nobody knows who asks, whatever set one of its steps going. */
export const OF_KNOWN = { OR: [{ verification: null }, { verification: { not: AWAITED } }] };
const WITH_KIND = { request: { select: { kind: true } } } as const;

async function withSurroundings<Step extends { request: { kind: string } }>(unit: Unit, step: Step | null) {
  if (!step) return null;
  const { domain } = await unit.read.shop.findUniqueOrThrow({ where: { shopId: unit.shopId } });
  return { ...step, kind: step.request.kind as RequestKind, shopDomain: domain };
}

/** A step that is to go on, as it stands; null when there is nothing (more) to do. */
export async function findStep({ unit }: Pick<Deps, 'unit'>, { shopId, id }: StepInput) {
  return unit(shopId, async (tx) => {
    const where = { shopId, id, state: { in: GOING }, request: OF_KNOWN };
    return withSurroundings(tx, await tx.read.step.findFirst({ where, include: WITH_KIND }));
  });
}
export type FoundStep = NonNullable<Awaited<ReturnType<typeof findStep>>>;

/** Of the steps that could use a step's store now, itself among them, the one that was served longest ago. */
export async function findWaiting(
  deps: Pick<Deps, 'unit' | 'now'>,
  beside: FoundStep,
): Promise<FoundStep | null> {
  return deps.unit(beside.shopId, async (tx) => {
    // Of the same kind: a worker may be there for that alone.
    const where = { ...waitingFor(deps, beside), request: { kind: beside.kind, ...OF_KNOWN } };
    const orderBy = [{ updatedAt: 'asc' as const }, { id: 'asc' as const }];
    return withSurroundings(tx, await tx.read.step.findFirst({ where, orderBy, include: WITH_KIND }));
  });
}

/**
 * As `findStep`, within a unit that is about to change the step. Changing the row first makes two workers at the
 * same step wait for each other: neither sets going what the other has ended.
 */
export async function claimStep({ now }: Pick<Deps, 'now'>, unit: Unit, id: string) {
  const { shopId } = unit;
  const { count } = await unit.progress.step.updateMany({
    where: { shopId, id, state: { in: GOING }, request: OF_KNOWN },
    data: { updatedAt: now() },
  });
  if (count === 0) return null;
  return unit.read.step.findUniqueOrThrow({
    where: { shopId_id: { shopId, id } },
    include: { request: true },
  });
}
export type ClaimedStep = NonNullable<Awaited<ReturnType<typeof claimStep>>>;
