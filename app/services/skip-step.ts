import type { Unit } from '../adapters/db/unit.ts';
import type { Actor } from '../core/audit.ts';
import { canSkip, type SkipReason } from '../core/partial-success.ts';
import type { Deps } from './deps.ts';
import { endRequestIfDone } from './end-request.ts';
import { requireMay } from './require-may.ts';
import { readyIfGathered } from './step-progress.ts';
import { stepData } from './step-reading.ts';

/** A step that has not ended can be left out; also one that runs, which then stops before its next write. */
const CAN_BE_LEFT_OUT = ['pending', 'running', 'blocked'];

async function findStep(unit: Unit, id: string) {
  const where = { shopId: unit.shopId, id, state: { in: CAN_BE_LEFT_OUT } };
  const step = await unit.read.step.findFirst({ where });
  return step && canSkip(step.operation, step.reasonCode) ? step : null;
}

/**
 * Leaves a step out, alone and for a reason: what it did so far stays done, the other steps go on, and the request
 * says for ever that it was left out.
 */
export async function skipStep(
  deps: Pick<Deps, 'unit' | 'now'>,
  input: { shopId: string; stepId: string; reason: SkipReason; actor: Actor & { kind: 'staff' } },
): Promise<{ outcome: 'skipped' | 'not-there' }> {
  const { shopId, stepId, reason, actor } = input;
  return deps.unit(shopId, async (unit) => {
    await requireMay(unit, actor, 'plans.approve');
    await unit.lockShop();
    const step = await findStep(unit, stepId);
    if (!step) return { outcome: 'not-there' };
    const { requestId } = step;
    const now = deps.now();
    const data = { ...stepData(step), reason };
    await unit.write({ type: 'step.skipped', actor, requestId, data }, (rows) =>
      rows.step.update({
        where: { shopId_id: { shopId, id: stepId } },
        data: {
          ...{ state: 'skipped', reasonCode: reason, reason: null, retryAt: null },
          ...{ estimatedEndAt: null, finishedAt: now, updatedAt: now },
        },
      }),
    );
    await readyIfGathered(unit, requestId);
    await endRequestIfDone(deps, unit, requestId);
    return { outcome: 'skipped' };
  });
}
