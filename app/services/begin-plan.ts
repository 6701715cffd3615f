import type { Unit } from '../adapters/db/unit.ts';
import type { Deps } from './deps.ts';
import { NOT_APPROVED, openApproval, type PlanApproval } from './plan-approval.ts';
import { requireRequestKey } from './require-key.ts';
import { type ClaimedStep, SYSTEM } from './step-reading.ts';
import { sleepUntil } from './wait-step.ts';

const later = (one: Date | null, other: Date | null): Date | null =>
  one === null || (other !== null && other > one) ? other : one;

async function findApproved(unit: Unit, { planId }: ClaimedStep) {
  if (planId === null) throw NOT_APPROVED;
  const plan = await unit.read.plan.findUnique({ where: { shopId_id: { shopId: unit.shopId, id: planId } } });
  if (!plan || !['approved', 'begun'].includes(plan.state)) throw NOT_APPROVED;
  return plan;
}
/** Looks, some days after an erasure, and changes nothing: it is added when that is done. */
const ADDED = 'probe';

/** From when on the step may do something, by the approval itself: a row may have been written by anybody. */
function approvedFrom({ startsAt, steps }: PlanApproval, { store, operation }: ClaimedStep): Date {
  const step = steps.find((each) => each.store === store && each.operation === operation);
  if (step) return new Date(step.notBefore);
  if (operation === ADDED) return new Date(startsAt);
  throw NOT_APPROVED;
}

export type BegunPlan = Awaited<ReturnType<typeof findApproved>>;

/**
 * Called by every step of a plan before it does anything: from the first of them on, the plan can no longer be
 * undone. The caller holds the shop's lock, and then has claimed the step.
 * @returns the plan; null when it is too early, and then the step comes again at its time
 * @throws Failure `plan-not-approved`
 */
export async function beginPlan(
  deps: Pick<Deps, 'now' | 'vault'>,
  unit: Unit,
  step: ClaimedStep,
): Promise<BegunPlan | null> {
  const { shopId } = unit;
  const plan = await findApproved(unit, step);
  if (plan.startsAt === null) throw NOT_APPROVED;
  const key = await requireRequestKey(deps, unit, 'case', step.requestId);
  const approved = approvedFrom(openApproval(deps, key, plan), step);
  const startsAt = later(approved, later(step.notBefore, plan.startsAt));
  if (startsAt !== null && startsAt > deps.now()) {
    await sleepUntil(deps, unit, step, startsAt);
    return null;
  }
  if (plan.state === 'begun') return plan;
  const { id, requestId, sequence, hash } = plan;
  const data = { plan: id, sequence, hash: Buffer.from(hash).toString('hex') };
  await unit.write({ type: 'plan.begun', actor: SYSTEM, requestId, data }, async (rows) => {
    await rows.plan.update({ where: { shopId_id: { shopId, id } }, data: { state: 'begun' } });
    await rows.request.update({
      where: { shopId_id: { shopId, id: requestId } },
      data: { state: 'carrying-out' },
    });
  });
  return { ...plan, state: 'begun' };
}
