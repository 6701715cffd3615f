import { APPROVAL_FIRST } from './beginning.ts';
import { localDay } from './local-day.ts';
import { readProgress, SHOPIFY_ERASES_LATER } from './redact-progress.ts';
import { AWAITED, closesUnconfirmedAt } from './verification.ts';
import type { WaitName } from './waits.ts';

export interface Wait {
  for: WaitName;
  /** The last day of it, `YYYY-MM-DD`; null where nobody can tell. */
  until: string | null;
}

/** A step, as far as it says for what its request waits. */
export interface WaitingStep {
  planId: string | null;
  operation: string;
  state: string;
  reasonCode: string | null;
  cursor: unknown;
  notBefore: Date | null;
  retryAt: Date | null;
  finishedAt: Date | null;
}
interface Clock {
  /** `YYYY-MM-DD` */
  due: string;
  timeZone: string;
}
interface Waiting extends Clock {
  kind: string;
  state: string;
  /** core/verification */
  verification: string | null;
  receivedAt: Date;
  now: Date;
}

/** States in which somebody of the staff goes on: reviews, approves, hands the answer out. */
const WITH_STAFF = ['ready', 'planned', 'released'];
/** Kinds that begin with what staff enter. */
const ENTERED = ['rectification'];
const isWithStaff = ({ kind, state }: Waiting): boolean =>
  WITH_STAFF.includes(state) || (state === 'received' && ENTERED.includes(kind));
const UNENDED = ['pending', 'running', 'blocked'];
/** Some days after an erasure it is looked whether the person is there again; how often it has been is not owed. */
const LOOK_BACK = 'probe';
const AFTER_ERASURE = 'after-erasure';

/** What one unended step waits for that was foreseen; null where it has something to do, or something is in its way. */
function foreseen(step: WaitingStep, { timeZone, now }: Waiting): Wait | null {
  if (step.reasonCode === SHOPIFY_ERASES_LATER) {
    const { expectedOn } = readProgress(step.cursor);
    return expectedOn === null ? null : { for: 'shopify', until: expectedOn };
  }
  if (step.state !== 'pending') return null;
  const retryAt = step.reasonCode === AFTER_ERASURE ? step.retryAt : null;
  const days = [step.notBefore, retryAt].flatMap((at) => (at && at > now ? [localDay(at, timeZone)] : []));
  const until = days.sort().at(-1);
  return until === undefined ? null : { for: 'date', until };
}

/** When the shop did its part of a step: carried it out, or asked Shopify to; null while that is to come. */
function actedOn(step: WaitingStep, timeZone: string): string | null {
  const { askedAt } = readProgress(step.operation === 'redact' ? step.cursor : null);
  const at = askedAt === null ? step.finishedAt : new Date(askedAt);
  return at && localDay(at, timeZone);
}

/** The days on which the shop did what its plan had it do by itself, as far as it is done, in their order. */
function owedDays(steps: readonly WaitingStep[], { due, timeZone }: Clock): string[] {
  const days = steps.map((step) => {
    const { planId, operation, notBefore, state } = step;
    if (planId === null || operation === LOOK_BACK || state === 'stopped') return null;
    // A retention by law ended after the due date: Shopify could not be asked before.
    const isHeld = operation === 'redact' && notBefore !== null && localDay(notBefore, timeZone) > due;
    return isHeld ? null : actedOn(step, timeZone);
  });
  return days.filter((day) => day !== null).sort();
}

/**
 * The day, `YYYY-MM-DD`, that counts against the due date of a request that is closed: on which the last that the shop
 * owed was done, for Shopify's own date and the end of a retention are not its to hurry (see `waitOf`); otherwise the
 * day on which it was closed.
 */
export const answeredOn = (request: Clock & { closedAt: Date }, steps: readonly WaitingStep[]): string =>
  owedDays(steps, request).at(-1) ?? localDay(request.closedAt, request.timeZone);

/**
 * What a request waits for, out of its steps.
 *
 * An erasure that is carried out as far as the shop can, in time, and now only waits for what was foreseen, is not
 * overdue, though it stays open past its due date: Art. 12(3) GDPR has the controller act, and say so, within the
 * month, and Art. 17(3)(b) has it keep what a law orders to keep; it does not have Shopify or a tax law hurry. So a
 * request waits for Shopify or a date if its plan has begun, every step that has not ended waits for a day that was
 * foreseen, and everything else (what was trimmed, erased or sealed, and that Shopify was asked) was done by the due
 * date. What was done late stays overdue until it is closed: an answer was owed by then. And so it does once the
 * foreseen day is over, for then something else is in the way.
 *
 * A request of which nobody knows who asks waits for the person, whatever else stands in its way: Art. 12(6) lets the
 * controller ask first, and the day is that on which it closes by itself.
 *
 * @returns null where it goes on by itself, or is closed
 */
export function waitOf(request: Waiting, steps: readonly WaitingStep[]): Wait | null {
  if (request.state === 'closed') return null;
  if (request.verification === AWAITED)
    return { for: 'person', until: localDay(closesUnconfirmedAt(request.receivedAt), request.timeZone) };
  const unended = steps.filter(({ state }) => UNENDED.includes(state));
  if (unended.some(({ state }) => state === 'blocked')) return { for: 'blocked', until: null };
  const isHeldBack = unended.some(
    ({ state, reasonCode }) => state === 'pending' && reasonCode === APPROVAL_FIRST,
  );
  if (isHeldBack || isWithStaff(request)) return { for: 'you', until: null };
  if (request.state !== 'carrying-out' || unended.length === 0) return null;
  const waits = unended.flatMap((step) => foreseen(step, request) ?? []);
  if (waits.length < unended.length) return null;
  if (owedDays(steps, request).some((day) => day > request.due)) return null;
  const last = (wait: WaitName) =>
    waits
      .filter((each) => each.for === wait)
      .sort((one, other) => (one.until ?? '').localeCompare(other.until ?? ''))
      .at(-1);
  return last('shopify') ?? last('date') ?? null;
}
