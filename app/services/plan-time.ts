import type { Unit } from '../adapters/db/unit.ts';
import { momentText } from '../core/date-text.ts';
import { say } from '../core/saying.ts';
import { beginPlan } from './begin-plan.ts';
import type { Deps } from './deps.ts';
import type { ClaimedStep } from './step-reading.ts';
import { waitStep } from './wait-step.ts';

const NOT_BEFORE = 'not-before';

/**
 * Whether a step of a plan may do something now: not while the approval can be undone, and none before its own
 * day, which may be years ahead and is therefore said. One that has to wait comes again by itself.
 * @throws Failure `plan-not-approved`
 */
export async function mayBegin(
  deps: Pick<Deps, 'now' | 'vault'>,
  unit: Unit,
  step: ClaimedStep,
): Promise<boolean> {
  const { notBefore } = step;
  if (notBefore !== null && notBefore > deps.now()) {
    const { timeZone } = await unit.read.shop.findUniqueOrThrow({ where: { shopId: unit.shopId } });
    const reason = say('The approved plan has this done on {when}, and not before.', {
      when: momentText(notBefore.toISOString(), timeZone),
    });
    await waitStep(deps, unit, step, { code: NOT_BEFORE, reason, until: notBefore });
    return false;
  }
  return (await beginPlan(deps, unit, step)) !== null;
}
