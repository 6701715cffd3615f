import type { Unit } from '../adapters/db/unit.ts';
import type { Actor } from '../core/audit.ts';
import type { RequestKind } from '../core/request.ts';
import { IDENTITY_FIRST } from '../core/verification.ts';
import type { Deps } from './deps.ts';
import { requireMay } from './require-may.ts';
import { GOING, stepData } from './step-reading.ts';

/** Steps that something stands in the way of: they wait for a person, or for their next try. */
const HALTED = [
  { state: 'blocked' },
  { state: { in: GOING }, retryAt: { not: null }, reason: { not: null } },
];

/** Sets halted steps going again, from where each stopped. @returns how many */
export async function resumeSteps(
  deps: Pick<Deps, 'now'>,
  unit: Unit,
  which: { id: string } | { reasonCode: string },
  actor: Actor,
): Promise<number> {
  const { shopId } = unit;
  const steps = await unit.read.step.findMany({
    where: { shopId, OR: HALTED, ...which, NOT: { reasonCode: IDENTITY_FIRST } },
    include: { request: { select: { kind: true } } },
  });
  for (const step of steps) {
    const { id, requestId } = step;
    const kind = step.request.kind as RequestKind;
    await unit.write({ type: 'step.retried', actor, requestId, data: stepData(step) }, (rows) =>
      rows.step.update({
        where: { shopId_id: { shopId, id } },
        data: {
          ...{ state: 'pending', reasonCode: null, reason: null },
          ...{ retryAt: null, attempts: 0, updatedAt: deps.now() },
        },
      }),
    );
    // A postponed step has its job already: it only comes sooner.
    await unit.schedule('run-step', kind, id);
  }
  return steps.length;
}

/** Tries a blocked or postponed step again at once, because a member of staff says so. */
export async function retryStep(
  deps: Pick<Deps, 'unit' | 'now'>,
  input: { shopId: string; stepId: string; actor: Actor & { kind: 'staff' } },
): Promise<{ outcome: 'queued' | 'not-halted' }> {
  const { shopId, stepId, actor } = input;
  return deps.unit(shopId, async (unit) => {
    await requireMay(unit, actor, 'requests.handle');
    await unit.lockShop();
    const resumed = await resumeSteps(deps, unit, { id: stepId }, actor);
    return { outcome: resumed > 0 ? 'queued' : 'not-halted' };
  });
}
