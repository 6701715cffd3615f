import type { Unit } from '../adapters/db/unit.ts';
import { Failure } from '../core/failure.ts';
import type { Deps } from './deps.ts';
import { type ClaimedStep, SYSTEM } from './step-reading.ts';
import { sleepUntil } from './wait-step.ts';

const NOT_APPROVED = new Failure(
  'plan-not-approved',
  'The plan of this step is not approved, or was undone. Nothing was changed; approve a plan to go on.',
);

const later = (one: Date | null, other: Date | null): Date | null =>
  one === null || (other !== null && other > one) ? other : one;

async function findApproved(unit: Unit, { planId }: ClaimedStep) {
  if (planId === null) throw NOT_APPROVED;
  const plan = await unit.read.plan.findUnique({ where: { shopId_id: { shopId: unit.shopId, id: planId } } });
  if (!plan || !['approved', 'begun'].includes(plan.state)) throw NOT_APPROVED;
  return plan;
}
export type BegunPlan = Awaited<ReturnType<typeof findApproved>>;

/**
 * Called by every step of a plan before it does anything: from the first of them on, the plan can no longer be
 * undone. The caller holds the shop's lock, and then has claimed the step.
 * @returns the plan; null when it is too early, and then the step comes again at its time
 * @throws Failure `plan-not-approved`
 */
export async function beginPlan(
  deps: Pick<Deps, 'now'>,
  unit: Unit,
  step: ClaimedStep,
): Promise<BegunPlan | null> {
  const { shopId } = unit;
  const plan = await findApproved(unit, step);
  const startsAt = later(step.notBefore, plan.startsAt);
  if (plan.startsAt === null) throw NOT_APPROVED;
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
