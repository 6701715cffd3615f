import { stepTitle, storeName } from '../core/audit-text.ts';
import { momentText } from '../core/date-text.ts';
import { durationText } from '../core/duration-text.ts';
import type { RequestDetails } from '../services/read-requests.ts';

/** A step in the words of its page. */
export interface StepLine {
  id: string;
  store: string;
  operation: string;
  /** As stored, or `postponed`. */
  state: string;
  title: string;
  /** Why it is blocked or postponed. */
  reason: string | null;
  records: number;
  /** How far it is; null where nobody can say. */
  share: number | null;
  text: string;
  /** Beside the text, and smaller. */
  detail: string | null;
}

type Step = RequestDetails['steps'][number];
interface Surroundings {
  titles: Record<string, string>;
  timeZone: string;
  /** ISO 8601 */
  now: string;
}

const number = (value: number): string => value.toLocaleString('en-US');
const records = (count: number): string => `${number(count)} ${count === 1 ? 'record' : 'records'}`;
const inSentence = (title: string): string => title.charAt(0).toLowerCase() + title.slice(1);

/** Verbs of what a step has done to its records. */
const DONE: Record<string, string> = { gather: 'gathered', erase: 'erased', 'erase-shop': 'erased' };

function runningText(step: Step, { titles, now }: Surroundings): string {
  const { store, counted, expected, activity, estimatedEndAt, retryAt } = step;
  if (activity === null && step.records === 0) return 'Looking for the person';
  const what = activity === null ? 'Reading' : `Reading ${inSentence(titles[activity] ?? activity)}`;
  if (retryAt !== null) return `${what}: waiting for ${storeName(store)} to put them together`;
  if (expected === null || expected === 0) return `${what}: ${records(step.records)} so far`;
  const leftMs = estimatedEndAt === null ? null : Date.parse(estimatedEndAt) - Date.parse(now);
  const left = leftMs === null ? '' : ` · ${durationText(Math.max(0, leftMs))} left`;
  return `${what}: ${number(counted)} of ${number(expected)}${left}`;
}

const TEXTS: Record<string, (step: Step, around: Surroundings) => string> = {
  pending: () => 'Waiting for its turn',
  running: runningText,
  postponed: (step, { timeZone }) =>
    `Tried again by itself: ${momentText(step.retryAt ?? '', timeZone)}. ${records(step.records)} so far, and safe.`,
  blocked: (step) => `Stopped after ${records(step.records)}`,
  stopped: () => 'Stopped',
  done: (step) => `${records(step.records)} ${DONE[step.operation] ?? ''}`,
};

/** A step that something stands in the way of, until its next try. */
function stateOf({ state, reason, retryAt }: Step): string {
  const goes = state === 'pending' || state === 'running';
  return goes && reason !== null && retryAt !== null ? 'postponed' : state;
}

export function stepView(step: Step, around: Surroundings): StepLine {
  const { id, store, operation, reason, counted, expected, pages } = step;
  const state = stateOf(step);
  const isGoing = state === 'running' || state === 'postponed';
  return {
    ...{ id, store, operation, state, records: step.records },
    title: stepTitle(store, operation),
    reason: state === 'postponed' || state === 'blocked' ? reason : null,
    share: isGoing && expected ? Math.min(100, (counted / expected) * 100) : null,
    text: TEXTS[state]?.(step, around) ?? state,
    detail:
      state === 'running' && pages > 0
        ? `${records(step.records)} in ${number(pages)} ${pages === 1 ? 'page' : 'pages'}`
        : null,
  };
}
