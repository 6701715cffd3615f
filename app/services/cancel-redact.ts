import type { Unit } from '../adapters/db/unit.ts';
import type { Actor, AuditEvent } from '../core/audit.ts';
import { newId } from '../core/id.ts';
import { isCancellable, REDACT_CANCELLED, readProgress } from '../core/redact-progress.ts';
import { firstSteps, type RequestKind } from '../core/request.ts';
import type { StoreErasure } from '../core/store.ts';
import type { Deps } from './deps.ts';
import { isOver, keep, type RedactDeps, type Redacting } from './redacting.ts';
import { requireMay } from './require-may.ts';
import { type ClaimedStep, claimStep, GOING, SYSTEM, stepData } from './step-reading.ts';

type CancelDeps = Pick<Deps, 'unit' | 'now' | 'random'>;

const UNFINISHED = [...GOING, 'blocked'];
const STOPPED =
  'The erasure at Shopify was cancelled before this was done. What is to happen instead is proposed anew.';

const CANCELLED = 'Cancelled: Shopify erases nothing of this customer.';

/**
 * What was cancelled is stopped, with what was still to come of its plan; the request goes back to where a plan is
 * proposed. What was done before stays done.
 */
async function endCancelled(deps: CancelDeps, unit: Unit, step: ClaimedStep, by: string): Promise<void> {
  const { shopId, requestId, planId, request } = step;
  const now = deps.now();
  const proposing = firstSteps(request.kind as RequestKind, 'staff').map((planned) => ({
    ...{ shopId, id: newId(now.getTime(), deps.random), requestId, ...planned },
    ...{ state: 'pending', updatedAt: now },
  }));
  const event: AuditEvent = {
    ...{ type: 'redact.cancelled', actor: { kind: 'staff', id: by }, requestId },
    data: stepData(step),
  };
  const ended = { state: 'stopped', reasonCode: REDACT_CANCELLED, finishedAt: now, updatedAt: now };
  await unit.write(event, async (rows) => {
    await rows.step.updateMany({
      where: { shopId, requestId, planId, state: { in: UNFINISHED } },
      data: { ...ended, reason: STOPPED, retryAt: null },
    });
    await rows.step.update({ where: { shopId_id: { shopId, id: step.id } }, data: { reason: CANCELLED } });
    if (planId !== null)
      await rows.plan.updateMany({ where: { shopId, id: planId }, data: { state: 'undone', endedAt: now } });
    await rows.step.deleteMany({
      where: { shopId, requestId, operation: { in: proposing.map(({ operation }) => operation) } },
    });
    await rows.step.createMany({ data: proposing });
    await rows.request.update({
      where: { shopId_id: { shopId, id: requestId } },
      data: { state: 'received' },
    });
  });
  const jobs = proposing.map(({ id }) => ({ shopId, id }));
  await unit.enqueue('run-step', request.kind as RequestKind, jobs);
}

/**
 * A member of staff wants the erasure at Shopify cancelled. Where Shopify was asked already, the step asks it to
 * stop, and says what came of that: only who has asked can cancel.
 */
export async function cancelRedact(
  deps: CancelDeps,
  input: { shopId: string; requestId: string; actor: Actor & { kind: 'staff' } },
): Promise<{ outcome: 'cancelled' | 'queued' | 'not-there' }> {
  const { shopId, requestId, actor } = input;
  return deps.unit(shopId, async (unit) => {
    await unit.lockShop();
    await requireMay(unit, actor, 'plans.approve');
    const where = { shopId, requestId, operation: 'redact', state: { in: UNFINISHED } };
    const step = await unit.read.step.findFirst({ where, include: { request: true } });
    if (!step) return { outcome: 'not-there' };
    const progress = readProgress(step.cursor);
    if (!isCancellable(step.state, progress)) return { outcome: 'not-there' };
    if (progress.intendedAt === null) {
      await endCancelled(deps, unit, step, actor.id);
      return { outcome: 'cancelled' };
    }
    const event = { type: 'redact.cancel-asked', actor, requestId, data: stepData(step) } as const;
    await unit.write(event, (rows) =>
      rows.step.update({
        where: { shopId_id: { shopId, id: step.id } },
        data: {
          ...{ state: 'running', reasonCode: null, reason: null, retryAt: null, attempts: 0 },
          ...{ cursor: keep({ ...progress, cancelBy: actor.id }), updatedAt: deps.now() },
        },
      }),
    );
    await unit.schedule('run-step', step.request.kind as RequestKind, step.id);
    return { outcome: 'queued' };
  });
}

/** Shopify goes on erasing: the step waits for it again. */
async function refuse(unit: Unit, step: ClaimedStep, reason: string): Promise<void> {
  const progress = readProgress(step.cursor);
  const event: AuditEvent = {
    ...{ type: 'redact.not-cancelled', actor: SYSTEM, requestId: step.requestId },
    data: { ...stepData(step), reason },
  };
  const byOthers = progress.byOthers || reason === 'not-ours';
  await unit.write(event, (rows) =>
    rows.step.update({
      where: { shopId_id: { shopId: step.shopId, id: step.id } },
      data: { cursor: keep({ ...progress, cancelBy: null, byOthers }) },
    }),
  );
  await unit.schedule('run-step', step.request.kind as RequestKind, step.id);
}

/** The step's own part of it: asks Shopify, and records what came of it. May be called again. */
export async function carryOutCancel(
  deps: RedactDeps,
  redacting: Redacting,
  erasure: StoreErasure,
): Promise<void> {
  const { step, subject, at, progress } = redacting;
  const outcome = await erasure.cancel(at, subject.customerId ?? '');
  // A call that was sent twice finds nothing pending: what matters is whether the customer is still there.
  const isTooLate = outcome !== 'cancelled' && isOver(await erasure.look(at, subject), redacting);
  await deps.unit(step.shopId, async (unit) => {
    await unit.lockShop();
    const current = await claimStep(deps, unit, step.id);
    if (!current) return;
    if (outcome === 'not-ours' || isTooLate) await refuse(unit, current, isTooLate ? 'too-late' : outcome);
    else await endCancelled(deps, unit, current, progress.cancelBy ?? '');
  });
}
