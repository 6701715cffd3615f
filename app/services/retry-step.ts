import type { Unit } from '../adapters/db/unit.ts';
import type { Actor } from '../core/audit.ts';
import type { RequestKind } from '../core/request.ts';
import type { Deps } from './deps.ts';

/** Sets blocked steps going again, from where each stopped. @returns how many */
export async function resumeSteps(
  deps: Pick<Deps, 'now'>,
  unit: Unit,
  which: { id: string } | { reasonCode: string },
  actor: Actor,
): Promise<number> {
  const { shopId } = unit;
  const steps = await unit.read.step.findMany({
    where: { shopId, state: 'blocked', ...which },
    include: { request: { select: { kind: true } } },
  });
  for (const { id, requestId, store, operation, request } of steps) {
    const data = { step: id, store, operation };
    await unit.write({ type: 'step.retried', actor, requestId, data }, (rows) =>
      rows.step.update({
        where: { shopId_id: { shopId, id } },
        data: { state: 'pending', reasonCode: null, reason: null, updatedAt: deps.now() },
      }),
    );
    await unit.enqueue('run-step', request.kind as RequestKind, [{ shopId, id }]);
  }
  return steps.length;
}

/** Tries a blocked step again, because a member of staff says so. */
export async function retryStep(
  deps: Pick<Deps, 'unit' | 'now'>,
  input: { shopId: string; stepId: string; actor: Actor },
): Promise<{ outcome: 'queued' | 'not-blocked' }> {
  const { shopId, stepId, actor } = input;
  return deps.unit(shopId, async (unit) => {
    await unit.lockShop();
    const resumed = await resumeSteps(deps, unit, { id: stepId }, actor);
    return { outcome: resumed > 0 ? 'queued' : 'not-blocked' };
  });
}
