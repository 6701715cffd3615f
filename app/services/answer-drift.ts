import type { Actor } from '../core/audit.ts';
import type { DriftAnswer } from '../core/partial-success.ts';
import type { WriteState } from '../core/vendor-write.ts';
import type { Deps } from './deps.ts';
import { readDrift } from './read-drift.ts';
import { requireMay } from './require-may.ts';
import { resumeSteps } from './retry-step.ts';
import { SYSTEM } from './step-reading.ts';

const STATES: Record<DriftAnswer, WriteState> = { write: 'agreed', leave: 'left' };

/**
 * Decides what becomes of the records that had changed since the plan was approved, and lets the step go on. It is
 * an approval of its own, of what was found and shown: should a record change once more, it is asked again.
 * @param input.shown the digest that the page showed with the differences
 */
export async function answerDrift(
  deps: Pick<Deps, 'unit' | 'vault' | 'now'>,
  input: {
    shopId: string;
    stepId: string;
    shown: string;
    answer: DriftAnswer;
    actor: Actor & { kind: 'staff' };
  },
): Promise<{ outcome: 'answered' | 'not-there' | 'changed' }> {
  const { shopId, stepId, shown, answer, actor } = input;
  return deps.unit(shopId, async (unit) => {
    await requireMay(unit, actor, 'plans.approve');
    await unit.lockShop();
    const drift = await readDrift(deps, unit, { id: stepId });
    if (!drift) return { outcome: 'not-there' };
    if (drift.shown !== shown) return { outcome: 'changed' };
    const step = await unit.read.step.findUniqueOrThrow({ where: { shopId_id: { shopId, id: stepId } } });
    const { requestId } = step;
    const positions = drift.records.map(({ position }) => position);
    const data = { step: stepId, answer, records: positions.length, found: shown };
    await unit.write({ type: 'plan.drift-answered', actor, requestId, data }, (rows) =>
      rows.vendorWrite.updateMany({
        where: { shopId, stepId, state: 'drifted', position: { in: positions } },
        data: { state: STATES[answer], endedAt: answer === 'leave' ? deps.now() : null },
      }),
    );
    await resumeSteps(deps, unit, { id: stepId }, SYSTEM);
    return { outcome: 'answered' };
  });
}
