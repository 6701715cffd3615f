import type { Unit } from '../adapters/db/unit.ts';
import type { RequestKind } from '../core/request.ts';
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

/** The other steps of the shop that could use the same store now. */
export const waitingBeside = (
  { now }: Pick<Deps, 'now'>,
  { shopId, store, id }: { shopId: string; store: string; id: string },
) => ({
  ...{ shopId, store, id: { not: id }, state: { in: GOING } },
  OR: [{ retryAt: null }, { retryAt: { lte: now() } }],
});

/** A step that is to go on, as it stands; null when there is nothing (more) to do. */
export async function findStep({ unit }: Pick<Deps, 'unit'>, { shopId, id }: StepInput) {
  return unit(shopId, async ({ read }) => {
    const where = { shopId, id, state: { in: GOING } };
    const step = await read.step.findFirst({ where, include: { request: { select: { kind: true } } } });
    if (!step) return null;
    const { domain: shopDomain } = await read.shop.findUniqueOrThrow({ where: { shopId } });
    return { ...step, kind: step.request.kind as RequestKind, shopDomain };
  });
}
export type FoundStep = NonNullable<Awaited<ReturnType<typeof findStep>>>;

/**
 * As `findStep`, within a unit that is about to change the step. Changing the row first makes two workers at the
 * same step wait for each other: neither sets going what the other has ended.
 */
export async function claimStep({ now }: Pick<Deps, 'now'>, unit: Unit, id: string) {
  const { shopId } = unit;
  const { count } = await unit.progress.step.updateMany({
    where: { shopId, id, state: { in: GOING } },
    data: { updatedAt: now() },
  });
  if (count === 0) return null;
  return unit.read.step.findUniqueOrThrow({
    where: { shopId_id: { shopId, id } },
    include: { request: true },
  });
}
export type ClaimedStep = NonNullable<Awaited<ReturnType<typeof claimStep>>>;
