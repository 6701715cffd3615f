import type { Unit } from '../adapters/db/unit.ts';
import { newId } from '../core/id.ts';
import { PROBED_AFTER_DAYS } from '../core/redact-progress.ts';
import type { RequestKind } from '../core/request.ts';
import type { Deps } from './deps.ts';
import type { ClaimedStep } from './step-reading.ts';

const DAY_MS = 86_400_000;

/**
 * A step of a plan has erased the person in its store: some days from now it is looked whether they are there again,
 * by the plan's own step for that, or one that is made here. The caller holds the shop's lock.
 */
export async function planProbe(
  deps: Pick<Deps, 'now' | 'random' | 'stores'>,
  unit: Unit,
  { planId, requestId, store, request }: ClaimedStep,
): Promise<void> {
  if (planId === null || !deps.stores[store]?.findTraces) return;
  const { shopId } = unit;
  const now = deps.now();
  const notBefore = new Date(now.getTime() + PROBED_AFTER_DAYS * DAY_MS);
  const which = { requestId, planId, store, operation: 'probe' };
  const planned = await unit.read.step.findFirst({ where: { shopId, ...which } });
  const id = planned?.id ?? newId(now.getTime(), deps.random);
  await unit.progress.step.upsert({
    where: { shopId_id: { shopId, id } },
    create: { shopId, id, ...which, notBefore, state: 'pending', updatedAt: now },
    update: {
      ...{ notBefore, state: 'pending', reasonCode: null, reason: null, retryAt: null },
      ...{ finishedAt: null, updatedAt: now },
    },
  });
  await unit.schedule('run-step', request.kind as RequestKind, id, notBefore);
}
