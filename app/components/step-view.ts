import { isOptionalScope, type OptionalScope } from '../core/access-scope.ts';
import { stepTitle, storeName } from '../core/audit-text.ts';
import { APPROVAL_FIRST } from '../core/beginning.ts';
import { momentText } from '../core/date-text.ts';
import { durationText } from '../core/duration-text.ts';
import { ANSWER_FIRST } from '../core/erasure.ts';
import { canSkip, SKIP_REASONS } from '../core/partial-success.ts';
import { SHOPIFY_ERASES_LATER } from '../core/redact-progress.ts';
import { type Saying, say } from '../core/saying.ts';
import { IDENTITY_FIRST } from '../core/verification.ts';
import type { RequestDetails } from '../services/read-requests.ts';

/** A step in the words of its page. */
export interface StepLine {
  id: string;
  store: string;
  operation: string;
  /** As stored, or `postponed` (something stands in its way) or `scheduled` (its day is still to come). */
  state: string;
  title: Saying;
  /** Why it is blocked or postponed. */
  reason: Saying | null;
  records: number;
  /** How far it is; null where nobody can say. */
  share: number | null;
  text: Saying;
  /** Beside the text, and smaller. */
  detail: Saying | null;
  /** It carries out a plan. */
  planned: boolean;
  /** When it goes on by itself (ISO 8601); null unless it is scheduled. */
  goesOnAt: string | null;
  /** Who looks after it, or, while it is blocked, after its request; null = nobody in particular. */
  owner: { id: string; name: string } | null;
  /** It has not begun, because the shop's settings have somebody approve first. */
  waitsForApproval: boolean;
  /** It has not begun, because a request for a copy has to be answered first. */
  answersFirst: boolean;
  /** Whether staff may leave it out. */
  canSkip: boolean;
  /** The optional access that it waits for. */
  scope: OptionalScope | null;
}

type Step = RequestDetails['steps'][number];
interface Surroundings {
  titles: Record<string, string>;
  /** Names by Shopify's user id. */
  staff: Record<string, string>;
  /** Who looks after the whole request. */
  owner: string | null;
  timeZone: string;
  /** ISO 8601 */
  now: string;
}

const records = (count: number): Saying =>
  say('{count, plural, one {# record} other {# records}}', { count });

/** What a step has done to its records. */
const DONE: Record<string, { text: Saying }> = {
  gather: { text: '{count, plural, one {# record} other {# records}} gathered' },
  erase: { text: '{count, plural, one {# record} other {# records}} erased' },
  'erase-shop': { text: '{count, plural, one {# record} other {# records}} erased' },
  write: { text: '{count, plural, one {# record} other {# records}} changed' },
};

/** @param what is done just now */
function gatheringText(step: Step, what: Saying, now: string): Saying {
  const { store, counted, expected, estimatedEndAt, retryAt } = step;
  if (retryAt !== null)
    return say('{what}: waiting for {store} to put them together', { what, store: storeName(store) });
  if (expected === null || expected === 0)
    return say('{what}: {records} so far', { what, records: records(step.records) });
  const progress = { what, counted, expected };
  if (estimatedEndAt === null) return say('{what}: {counted, number} of {expected, number}', progress);
  const left = durationText(Math.max(0, Date.parse(estimatedEndAt) - Date.parse(now)));
  return say('{what}: {counted, number} of {expected, number} · {left} left', { ...progress, left });
}

function runningText(step: Step, { titles, now }: Surroundings): Saying {
  const { operation, counted, expected, activity } = step;
  if (operation === 'write')
    return say('Changing: {counted, number} of {expected, number}', { counted, expected: expected ?? 0 });
  if (operation !== 'gather') return say('Under way');
  if (activity === null && step.records === 0) return say('Looking for the person');
  const what =
    activity === null ? say('Reading') : say('Reading: {part}', { part: say(titles[activity] ?? activity) });
  return gatheringText(step, what, now);
}

const TEXTS: Record<string, (step: Step, around: Surroundings) => Saying> = {
  pending: () => say('Waiting for its turn'),
  running: runningText,
  scheduled: (step, { timeZone }) =>
    step.reason ?? say('Begins by itself: {when}', { when: momentText(waitsUntil(step) ?? '', timeZone) }),
  postponed: (step, { timeZone }) =>
    say('Tried again by itself: {when}. {records} so far, and safe.', {
      when: momentText(step.retryAt ?? '', timeZone),
      records: records(step.records),
    }),
  blocked: (step) => say('Stopped after {records}', { records: records(step.records) }),
  stopped: () => say('Stopped'),
  skipped: ({ reasonCode }) =>
    say('Left out: {reason}', { reason: say(SKIPPED[reasonCode ?? '']?.label ?? 'by staff') }),
  done: ({ operation, ...step }) => say(DONE[operation]?.text ?? 'Carried out', { count: step.records }),
};
const SKIPPED: Record<string, { label: Saying }> = SKIP_REASONS;

/** Reasons to wait that are part of the plan: nothing stands in the way. */
const FORESEEN = ['not-before', 'after-erasure', 'retain-first', 'uninstalled-lately', SHOPIFY_ERASES_LATER];

/** The last of the times before which it does nothing. */
const waitsUntil = ({ notBefore, retryAt }: Step): string | null =>
  [notBefore, retryAt]
    .filter((at) => at !== null)
    .sort()
    .at(-1) ?? null;

/** A step that something stands in the way of, until its next try, or whose day is still to come. */
function stateOf(step: Step, now: string): string {
  const { state, reason, reasonCode, retryAt, notBefore } = step;
  // What the person has to do first calls for nobody of the staff.
  if (state === 'blocked' && reasonCode === IDENTITY_FIRST) return 'scheduled';
  if (state !== 'pending' && state !== 'running') return state;
  const isForeseen = retryAt !== null && reasonCode !== null && FORESEEN.includes(reasonCode);
  if (isForeseen || (notBefore !== null && notBefore > now)) return 'scheduled';
  return reason !== null && retryAt !== null ? 'postponed' : state;
}

/** What Shopify calls it stands in the reason, for people. */
function scopeOf({ reasonCode, reason }: Step): OptionalScope | null {
  const [scope] = (reasonCode === 'access-missing' && /\b(?:read|write)_\w+/.exec(reason ?? '')) || [];
  return scope !== undefined && isOptionalScope(scope) ? scope : null;
}

const CAN_BE_LEFT_OUT = ['pending', 'running', 'postponed', 'scheduled', 'blocked'];

export function stepView(step: Step, around: Surroundings): StepLine {
  const { id, store, operation, reason, counted, expected, pages, planned, assignee } = step;
  const state = stateOf(step, around.now);
  // A step that waits for a person waits for somebody: whoever it was handed to, or who has the request.
  const ownerId = assignee ?? (state === 'blocked' ? around.owner : null);
  const isGoing = state === 'running' || state === 'postponed';
  return {
    ...{ id, store, operation, state, records: step.records },
    title: stepTitle(store, operation),
    reason: state === 'postponed' || state === 'blocked' ? reason : null,
    share: isGoing && expected ? Math.min(100, (counted / expected) * 100) : null,
    text: TEXTS[state]?.(step, around) ?? state,
    detail:
      state === 'running' && pages > 0
        ? say('{records} in {pages, plural, one {# page} other {# pages}}', {
            records: records(step.records),
            pages,
          })
        : null,
    planned,
    waitsForApproval: step.reasonCode === APPROVAL_FIRST,
    answersFirst: step.reasonCode === ANSWER_FIRST,
    goesOnAt: state === 'scheduled' ? waitsUntil(step) : null,
    owner:
      ownerId === null
        ? null
        : { id: ownerId, name: around.staff[ownerId] ?? say('Staff {assignee}', { assignee: ownerId }) },
    scope: state === 'blocked' ? scopeOf(step) : null,
    // A gathering that goes well is not worth a second button.
    canSkip:
      canSkip(operation, step.reasonCode) &&
      CAN_BE_LEFT_OUT.includes(state) &&
      (planned || state === 'blocked'),
  };
}
