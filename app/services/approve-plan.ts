import type { Unit } from '../adapters/db/unit.ts';
import type { Actor, AuditEvent } from '../core/audit.ts';
import { newId } from '../core/id.ts';
import { endOfDay } from '../core/local-day.ts';
import { needsIdentity, type PlannedOperation, planHash } from '../core/plan.ts';
import type { RequestKind } from '../core/request.ts';
import { planStartsAt } from '../core/undo-window.ts';
import type { Deps } from './deps.ts';
import { type PlanApproval, sealApproval } from './plan-approval.ts';
import { type OpenedPlan, readPlan } from './read-plan.ts';
import { readSettings } from './read-settings.ts';
import { requireRequestKey } from './require-key.ts';
import { requireMay } from './require-may.ts';
import { sleepUntil } from './wait-step.ts';

type ApproveDeps = Pick<Deps, 'unit' | 'vault' | 'now' | 'random'>;
type By = { shopId: string; requestId: string; actor: Actor & { kind: 'staff' } };

export type Approval =
  | { outcome: 'approved'; startsAt: string }
  /** What was shown is not what stands: nothing was approved. */
  | { outcome: 'changed' }
  /** Who asks was not checked, and it would hit the wrong person: nothing was approved. */
  | { outcome: 'identity-unchecked' }
  | { outcome: 'not-there' };

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** A day is begun where the shop is; the moment after the day before. */
function notBeforeOf({ notBefore }: PlannedOperation, startsAt: Date, timeZone: string): Date {
  if (notBefore === null) return startsAt;
  const dayBefore = new Date(`${notBefore.slice(0, 10)}T00:00:00Z`);
  dayBefore.setUTCDate(dayBefore.getUTCDate() - 1);
  const begins = endOfDay(dayBefore.toISOString().slice(0, 10), timeZone);
  return begins > startsAt ? begins : startsAt;
}

/** The steps of the plan take the place of those of a plan before, and of what led to it. */
async function addSteps(
  deps: ApproveDeps,
  unit: Unit,
  { id: planId, requestId }: OpenedPlan,
  approved: PlanApproval['steps'],
  kind: RequestKind,
) {
  const { shopId } = unit;
  const steps = approved.map(({ store, operation, notBefore }) => ({
    ...{ shopId, id: newId(deps.now().getTime(), deps.random), requestId, planId, state: 'pending' },
    ...{ store, operation, updatedAt: deps.now(), notBefore: new Date(notBefore) },
  }));
  await unit.progress.step.deleteMany({
    where: { shopId, requestId, OR: steps.map(({ store, operation }) => ({ store, operation })) },
  });
  await unit.progress.step.createMany({ data: steps });
  for (const step of steps) await sleepUntil(deps, unit, { ...step, request: { kind } }, step.notBefore);
}

/**
 * Approves the plan that stands, if it is the one that was shown: the approval binds to its hash. It begins when the
 * time to undo it is over; until then nothing is written anywhere.
 * @param input.hash hexadecimal, as it was shown
 * @param input.identityChecked that this member of staff has checked who asks
 */
export async function approvePlan(
  deps: ApproveDeps,
  input: By & { hash: string; identityChecked: boolean },
): Promise<Approval> {
  const { shopId, requestId, hash, identityChecked, actor } = input;
  return deps.unit(shopId, async (unit): Promise<Approval> => {
    await requireMay(unit, actor, 'plans.approve');
    await unit.lockShop();
    const plan = await readPlan(deps, unit, requestId);
    if (plan?.state !== 'proposed') return { outcome: 'not-there' };
    const stands = hex(planHash(plan.body));
    if (stands !== hash || stands !== hex(plan.hash)) return { outcome: 'changed' };
    const request = await unit.read.request.findUniqueOrThrow({
      where: { shopId_id: { shopId, id: requestId } },
    });
    if (needsIdentity(plan.body.kind) && !identityChecked) return { outcome: 'identity-unchecked' };
    const { timeZone, undoHours: hours } = await readSettings(unit);
    const now = deps.now();
    const startsAt = planStartsAt({
      ...{ kind: request.kind, now, timeZone, hours },
      due: request.due.toISOString().slice(0, 10),
    });
    const about = { plan: plan.id, sequence: plan.sequence, identityChecked };
    const data = { ...about, hash: stands, starts: startsAt.toISOString() };
    const event: AuditEvent = { type: 'plan.approved', actor, requestId, data };
    const steps = plan.body.operations.map((operation) => ({
      ...{ store: operation.store, operation: operation.operation },
      notBefore: notBeforeOf(operation, startsAt, timeZone).toISOString(),
    }));
    const key = await requireRequestKey(deps, unit, 'case', requestId);
    const given = { by: actor.id, startsAt: startsAt.toISOString(), steps };
    const approval = sealApproval(deps, key, plan.id, given);
    await unit.write(event, async (rows) => {
      await rows.plan.update({
        where: { shopId_id: { shopId, id: plan.id } },
        data: { state: 'approved', approvedBy: actor.id, approvedAt: now, startsAt, approval },
      });
      await rows.request.update({
        where: { shopId_id: { shopId, id: requestId } },
        data: { state: 'approved' },
      });
    });
    await addSteps(deps, unit, plan, steps, request.kind as RequestKind);
    return { outcome: 'approved', startsAt: startsAt.toISOString() };
  });
}

/** Takes an approval back, as long as nothing was begun: the plan waits for approval again, as it was. */
export async function undoPlan(
  deps: ApproveDeps,
  { shopId, requestId, actor }: By,
): Promise<{ outcome: 'undone' | 'begun' | 'not-there' }> {
  return deps.unit(shopId, async (unit) => {
    await requireMay(unit, actor, 'plans.approve');
    await unit.lockShop();
    const plan = await readPlan(deps, unit, requestId);
    if (plan?.state === 'begun') return { outcome: 'begun' };
    if (plan?.state !== 'approved') return { outcome: 'not-there' };
    const data = { plan: plan.id, sequence: plan.sequence };
    await unit.write({ type: 'plan.undone', actor, requestId, data }, async (rows) => {
      // A worker that comes with the job of such a step finds nothing to do.
      await rows.step.deleteMany({ where: { shopId, requestId, planId: plan.id } });
      await rows.plan.update({
        where: { shopId_id: { shopId, id: plan.id } },
        data: { state: 'proposed', approvedBy: null, approvedAt: null, startsAt: null, approval: null },
      });
      await rows.request.update({
        where: { shopId_id: { shopId, id: requestId } },
        data: { state: 'planned' },
      });
    });
    return { outcome: 'undone' };
  });
}
