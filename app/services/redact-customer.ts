import type { Unit } from '../adapters/db/unit.ts';
import type { AuditEvent } from '../core/audit.ts';
import { jittered } from '../core/back-off.ts';
import { dayText } from '../core/date-text.ts';
import { ANSWER_FIRST, goesAheadAt, isUnanswered } from '../core/erasure.ts';
import { Failure } from '../core/failure.ts';
import { endOfDay, localDay } from '../core/local-day.ts';
import { redactDate, redactDateText } from '../core/redact-date.ts';
import {
  type RedactProgress,
  readProgress,
  SHOPIFY_ERASES_LATER,
  SHOPIFY_NOT_YET,
} from '../core/redact-progress.ts';
import type { RequestKind } from '../core/request.ts';
import { say, sentences } from '../core/saying.ts';
import type { ErasureStanding } from '../core/store.ts';
import { carryOutCancel } from './cancel-redact.ts';
import { endErasureIfDone } from './end-erasure.ts';
import { findPerson } from './find-person.ts';
import { addToSubject, openSubject } from './open-subject.ts';
import { planProbe } from './plan-probe.ts';
import { mayBegin } from './plan-time.ts';
import { isOver, keep, type RedactDeps, type Redacting } from './redacting.ts';
import { requireGround } from './require-ground.ts';
import { type ClaimedStep, claimStep, findStep, type StepInput, SYSTEM, stepData } from './step-reading.ts';
import { waitStep } from './wait-step.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Somebody else is at the step. */
const BUSY_MS = 5_000;
/** How often it is looked whether what the step waits for is over. */
const LOOK_AGAIN_MS = HOUR_MS;
/** Past the expected day, or Shopify's word, a person is called for after so long. */
const OVERDUE_MS = 30 * DAY_MS;

/** What has to be over before Shopify may be asked: an answer that is owed, invoices that are still to be sealed. */
async function findObstacle(deps: RedactDeps, unit: Unit, { request, planId }: ClaimedStep) {
  const where = { requestId: request.id, planId, operation: 'retain', state: { notIn: ['done', 'skipped'] } };
  if (planId !== null && (await unit.read.step.count({ where })) > 0)
    return {
      code: 'retain-first',
      reason:
        'The invoice data that the law orders to keep is sealed first. As soon as that is done, Shopify is asked to erase the customer.',
    };
  if (deps.now() >= goesAheadAt(request)) return null;
  const { requests } = await findPerson(unit, request.id);
  const owed = requests.filter(isUnanswered).map(({ number }) => `#${number}`);
  if (owed.length === 0) return null;
  const which = owed.join(', ');
  const day = dayText(goesAheadAt(request).toISOString().slice(0, 10));
  return {
    code: ANSWER_FIRST,
    reason: say(
      '{which} asks for a copy of this person’s data and is not answered yet: Shopify is not asked to erase it before that. Answer and close {which}. The erasure then goes ahead by itself; at the latest on {day}.',
      { which, day },
    ),
  };
}

/** @returns null when there is nothing to do now */
async function begin(deps: RedactDeps, { shopId, id }: StepInput): Promise<Redacting | null> {
  return deps.unit(shopId, async (unit) => {
    await unit.lockShop();
    const step = await claimStep(deps, unit, id);
    if (!step) return null;
    const progress = readProgress(step.cursor);
    // What Shopify says it has done is looked at before the step's own day; nothing is asked for until then.
    if (!isToldUnasked(progress) && !(await mayBegin(deps, unit, step))) return null;
    const now = deps.now();
    if (progress.intendedAt === null && progress.cancelBy === null && progress.toldAt === null) {
      const obstacle = await findObstacle(deps, unit, step);
      if (obstacle) {
        await waitStep(deps, unit, step, { ...obstacle, until: new Date(now.getTime() + LOOK_AGAIN_MS) });
        return null;
      }
    }
    const { domain, timeZone } = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
    const subject = await openSubject(deps, unit, step.request);
    const started: AuditEvent = {
      ...{ type: 'step.started', actor: SYSTEM, requestId: step.requestId },
      data: stepData(step),
    };
    await unit.write(step.startedAt === null ? started : [], (rows) =>
      rows.step.update({
        where: { shopId_id: { shopId, id } },
        data: { state: 'running', startedAt: step.startedAt ?? now },
      }),
    );
    return { step, progress, subject, at: { shopId, shopDomain: domain }, timeZone };
  });
}

async function finish(deps: RedactDeps, { step, progress }: Redacting, standing: ErasureStanding) {
  const { shopId, id } = step;
  await deps.unit(shopId, async (unit) => {
    await unit.lockShop();
    const current = await claimStep(deps, unit, id);
    if (!current) return;
    const now = deps.now();
    const { sent, toldAt } = readProgress(current.cursor);
    const data = { ...stepData(step), sent, told: toldAt !== null, shows: standing.shows };
    const event: AuditEvent = { type: 'redact.done', actor: SYSTEM, requestId: step.requestId, data };
    const records = progress.intendedAt === null && standing.shows === 'gone' ? 0 : 1;
    await unit.write(event, (rows) =>
      rows.step.update({
        where: { shopId_id: { shopId, id } },
        data: {
          ...{ state: 'done', records, reasonCode: null, reason: null, retryAt: null },
          ...{ finishedAt: now, updatedAt: now },
        },
      }),
    );
    await planProbe(deps, unit, current);
    await endErasureIfDone(deps, unit, step.requestId);
  });
}

const CANCEL_HERE =
  'Until then nothing is erased there, and it can be cancelled: here, and only here, because Privacy Desk has asked.';
const CANCEL_THERE =
  'Somebody else had asked Shopify before, such as a colleague in the Shopify admin: only they can cancel it.';

function datesOf({ timeZone }: Redacting, progress: RedactProgress, lastOrderAt: string | null) {
  const dayOf = (instant: string) => localDay(new Date(instant), timeZone);
  const askedOn = dayOf(progress.askedAt ?? '');
  const lastOrderOn = lastOrderAt === null ? progress.lastOrderOn : dayOf(lastOrderAt);
  const date = redactDate({ askedOn, lastOrderOn });
  return { date, until: endOfDay(date.day, timeZone) };
}

/** Waits for the day that Shopify keeps to, or, past it, looks again and again. */
async function lookAgain(
  deps: RedactDeps,
  redacting: Redacting,
  standing: ErasureStanding,
  events?: (expectedOn: string) => AuditEvent[],
): Promise<void> {
  const { step, progress } = redacting;
  const { date, until } = datesOf(redacting, progress, standing.lastOrderAt);
  const now = deps.now();
  const isLate = progress.toldAt !== null || now >= until;
  const since = progress.toldAt === null ? until : new Date(progress.toldAt);
  if (isLate && standing.shows === 'withheld')
    throw new Failure(
      'cannot-confirm',
      'Shopify says that it erases this customer, but does not let Privacy Desk see whether it has. Look at the customer in the Shopify admin; if their details are gone, skip this step with that reason.',
    );
  if (isLate && now.getTime() - since.getTime() > OVERDUE_MS)
    throw new Failure(
      'shopify-did-not-erase',
      say(
        'Shopify was asked to erase this customer on {asked} and should have done so by {day}, but still shows their data. Ask Shopify’s support why; then try again, which only looks once more.',
        { asked: dayText(date.askedOn), day: dayText(date.day) },
      ),
    );
  const nextMs = progress.toldAt !== null ? jittered(backOff(step.attempts), deps.random) : DAY_MS;
  const kept = keep({ ...progress, lastOrderOn: date.lastOrderOn, expectedOn: date.day });
  await deps.unit(step.shopId, async (unit) => {
    await unit.lockShop();
    const current = await claimStep(deps, unit, step.id);
    if (!current) return;
    // What came in the meantime, Shopify’s word or a wish to cancel, is not overwritten but seen to.
    const { toldAt, cancelBy } = readProgress(current.cursor);
    if (toldAt !== progress.toldAt || cancelBy !== progress.cancelBy) {
      await unit.schedule('run-step', step.request.kind as RequestKind, step.id);
      return;
    }
    await waitStep(deps, unit, current, {
      code: isLate ? SHOPIFY_NOT_YET : SHOPIFY_ERASES_LATER,
      reason: isLate
        ? progress.toldAt === null
          ? say(
              'Shopify was expected to erase this customer on {day}, but still shows their data. It is looked again by itself.',
              { day: dayText(date.day) },
            )
          : 'Shopify says that it has erased this customer, but still shows their data. It is looked again by itself.'
        : sentences(redactDateText(date), progress.byOthers ? CANCEL_THERE : CANCEL_HERE),
      until: isLate ? new Date(now.getTime() + nextMs) : until,
      events: events?.(date.day),
      data: { state: 'running', attempts: isLate ? step.attempts + 1 : 0, cursor: kept },
    });
  });
}

/** Minutes at first, an hour in the end. */
const backOff = (attempts: number): number => Math.min(HOUR_MS, 60_000 * 2 ** Math.min(attempts, 10));

/** The row says that Shopify may have been asked before it is asked; who it is about is known by the record, too. */
async function intend(deps: RedactDeps, redacting: Redacting, { record, email }: ErasureStanding) {
  const { step, progress } = redacting;
  const next = { ...progress, sent: progress.sent + 1, intendedAt: deps.now().toISOString() };
  return deps.unit(step.shopId, async (unit) => {
    await unit.lockShop();
    const current = await claimStep(deps, unit, step.id);
    if (!current || readProgress(current.cursor).cancelBy !== progress.cancelBy) return null;
    await addToSubject(deps, unit, step.requestId, { customerId: record, email });
    const data = { ...stepData(step), time: next.sent };
    await unit.write({ type: 'redact.intended', actor: SYSTEM, requestId: step.requestId, data }, (rows) =>
      rows.step.update({
        where: { shopId_id: { shopId: step.shopId, id: step.id } },
        data: { cursor: keep(next), reasonCode: null, reason: null, retryAt: null },
      }),
    );
    return { ...redacting, progress: next };
  });
}

/** Shopify has the request: from here on it is waited for. */
async function noteAsked(
  deps: RedactDeps,
  redacting: Redacting,
  standing: ErasureStanding,
  byOthers: boolean,
) {
  const { step } = redacting;
  const now = deps.now().toISOString();
  const intendedAt = redacting.progress.intendedAt ?? now;
  const progress = { ...redacting.progress, askedAt: now, intendedAt, byOthers };
  const event = (expected: string): AuditEvent => ({
    ...{ type: 'redact.asked', actor: SYSTEM, requestId: step.requestId },
    data: { ...stepData(step), sent: progress.sent, others: byOthers, expected },
  });
  await lookAgain(deps, { ...redacting, progress }, { ...standing, pending: true }, (day) => [event(day)]);
}

/** An address may be another customer's by the day on which Shopify is asked: the plan is about one record. */
function requireSameRecord({ subject }: Redacting, { record }: ErasureStanding): void {
  if (subject.customerId === null || record === null || record === subject.customerId) return;
  throw new Failure(
    'other-record',
    'The customer record of the plan is gone from Shopify; another one has the same e-mail address now. Nothing was asked of Shopify. Look at that record: if it is the same person, start a new erasure for it. Then skip this step.',
  );
}

/** After a crash it is asked first what became of the request; where Shopify does not tell, asking again changes nothing. */
async function ask(deps: RedactDeps, redacting: Redacting, standing: ErasureStanding): Promise<void> {
  const { progress, at, step } = redacting;
  requireSameRecord(redacting, standing);
  if (progress.intendedAt === null && standing.pending !== true) await requireGround(deps, redacting);
  if (standing.pending === true) return noteAsked(deps, redacting, standing, progress.intendedAt === null);
  const intended = await intend(deps, redacting, standing);
  if (!intended) return;
  const outcome = await deps.stores[step.store]?.erasure
    ?.ask(at, standing.record ?? '')
    .catch(async (error) => {
      // Refused: then it was not taken, for certain.
      if (error instanceof Failure && !error.retry) await keepProgress(deps, step, progress);
      throw error;
    });
  if (outcome === 'no-record') await finish(deps, intended, { ...standing, shows: 'gone' });
  else await noteAsked(deps, intended, standing, false);
}

async function keepProgress(deps: RedactDeps, step: ClaimedStep, progress: RedactProgress): Promise<void> {
  await deps.unit(step.shopId, async (unit) => {
    if (await claimStep(deps, unit, step.id))
      await unit.progress.step.update({
        where: { shopId_id: { shopId: step.shopId, id: step.id } },
        data: { cursor: keep(progress) },
      });
  });
}

/** Shopify tells of an erasure that it was not asked for here. */
const isToldUnasked = ({ toldAt, intendedAt, askedAt }: RedactProgress): boolean =>
  toldAt !== null && intendedAt === null && askedAt === null;

/**
 * Shopify's word is no approval: before the day of the plan, or before the invoices are sealed, nothing is asked for
 * because of it. Where it is not borne out within a day, such as a delivery that was sent again years later, the step
 * goes on as if it had not come.
 */
async function awaitTold(deps: RedactDeps, { step, progress }: Redacting): Promise<void> {
  const now = deps.now();
  const isVain = now.getTime() - Date.parse(progress.toldAt ?? '') > DAY_MS;
  await deps.unit(step.shopId, async (unit) => {
    await unit.lockShop();
    const current = await claimStep(deps, unit, step.id);
    if (!current || readProgress(current.cursor).cancelBy !== progress.cancelBy) return;
    const more = { state: 'pending', attempts: isVain ? 0 : step.attempts + 1 };
    await waitStep(deps, unit, current, {
      code: SHOPIFY_NOT_YET,
      reason:
        'Shopify says that it has erased this customer, but still shows their data. It is looked again by itself.',
      until: isVain ? now : new Date(now.getTime() + jittered(backOff(step.attempts), deps.random)),
      data: { ...more, cursor: keep({ ...progress, toldAt: isVain ? null : progress.toldAt }) },
    });
  });
}

/** Nobody cancelled it here, and Shopify knows of none: the next try asks anew. */
async function drop(deps: RedactDeps, { step, progress }: Redacting): Promise<never> {
  await keepProgress(deps, step, { ...progress, intendedAt: null, askedAt: null, expectedOn: null });
  throw new Failure(
    'erasure-dropped',
    'Shopify has no erasure of this customer pending any more, though nobody cancelled it here. Nothing was erased there. Try again to ask Shopify once more.',
  );
}

async function run(deps: RedactDeps, input: StepInput): Promise<void> {
  const redacting = await begin(deps, input);
  if (!redacting) return;
  const { step, subject, at, progress } = redacting;
  const erasure = deps.stores[step.store]?.erasure;
  if (!erasure) throw new Failure('no-erasure', 'This data store cannot be asked to erase a person.');
  const standing = await erasure.look(at, subject);
  if (isOver(standing, redacting)) return finish(deps, redacting, standing);
  if (progress.cancelBy !== null) return carryOutCancel(deps, redacting, erasure);
  if (isToldUnasked(progress)) return awaitTold(deps, redacting);
  if (progress.askedAt === null) return ask(deps, redacting, standing);
  if (standing.pending === false && progress.toldAt === null) return drop(deps, redacting);
  return lookAgain(deps, redacting, standing);
}

/**
 * Has Shopify erase a customer, all at once and on Shopify's own day, and waits for that: through restarts, until
 * Shopify says so and shows nothing any more, or staff cancel it. May be broken off anywhere and begun again.
 */
export async function redactCustomer(deps: RedactDeps, input: StepInput): Promise<void> {
  const { shopId, id } = input;
  const { ran } = await deps.tryLane(`step:${shopId}:${id}`, () => run(deps, input));
  if (ran) return;
  const step = await findStep(deps, input);
  const again = new Date(deps.now().getTime() + BUSY_MS);
  if (step) await deps.unit(shopId, (unit) => unit.schedule('run-step', step.kind, id, again));
}
