import type { Actor } from '../core/audit.ts';
import { dayText, dueText, momentText } from '../core/date-text.ts';
import { DISCLOSURES, disclosureOf } from '../core/disclosure.ts';
import { type GapLine, gapLine } from '../core/gap-group.ts';
import { localDay } from '../core/local-day.ts';
import { OWN_STORE, REQUEST_STATES, type RequestState, type Subject } from '../core/request.ts';
import { type Saying, say } from '../core/saying.ts';
import { distinctGaps } from '../core/store.ts';
import { AWAITED, VERIFICATIONS, type Verification } from '../core/verification.ts';
import type { PlanPage } from '../services/read-plan-page.ts';
import type { RequestDetails } from '../services/read-requests.ts';
import type { ClockTexts } from './clocks.tsx';
import { timelineOf } from './comment-view.ts';
import { type DeadlineView, deadlineView } from './deadline-view.ts';
import { type DriftView, driftView } from './drift-view.ts';
import { type PlanView, planView } from './plan-view.ts';
import { type RedactView, redactView } from './redact-view.ts';
import { type ReleaseView, releaseView } from './release-view.ts';
import { personText } from './request-words.ts';
import { type StepLine, stepView } from './step-view.ts';
import type { EventLine } from './timeline.tsx';
import { waitText } from './wait-text.ts';

/** A request in sayings: what its page then puts into the reader's language. */
export interface RequestView extends Pick<RequestDetails, 'id' | 'number' | 'kind' | 'state' | 'source'> {
  person: string;
  /** Whether it is still open who asks, and, where somebody's word was not enough, how it was established. */
  verification: { awaited: boolean; label: Saying | null };
  subject: Subject | null;
  received: string;
  clocks: ClockTexts;
  deadline: DeadlineView;
  steps: StepLine[];
  blocked: StepLine[];
  /** The key of what was held about the person is destroyed. */
  erased: boolean;
  /** Work is under way or about to be. */
  running: boolean;
  records: number;
  gaps: GapLine[];
  holdings: { title: string; records: number }[];
  related: RequestDetails['related'];
  suppressed: RequestDetails['suppressed'];
  /** How far an erasure by plan is; null for every other request. */
  redact: RedactView | null;
  /** The person was erased before. */
  returned: { number: number; on: string } | null;
  release: ReleaseView | null;
  drift: DriftView | null;
  /** What is proposed, approved or done; null where there is no plan. */
  plan: PlanView | null;
  /** To whom a step can be handed over. */
  staff: { id: string; name: string }[];
  /** The rules under which it would be released. */
  disclosure: { label: string; what: string };
  /** The name of whoever looks at the page; null where Shopify did not tell it. */
  reader: string | null;
  /** Shopify's user id of whoever looks after it. */
  owner: string | null;
  /** Who could. */
  owners: { value: string; label: string }[];
  events: EventLine[];
  /** Comments can neither be read nor added: the person was erased. */
  shut: boolean;
}

const RUNNING_STEPS = ['pending', 'running', 'postponed'];

const isOpen = (state: string): boolean => REQUEST_STATES[state as RequestState]?.open ?? true;

function clockTexts(request: RequestDetails): ClockTexts {
  const { today, platformDue, extendedDue, noticeDue, state } = request;
  const [lead] = request.deadline.laws;
  const extension =
    extendedDue === null || noticeDue === null || !isOpen(state) || request.deadline.extended !== null
      ? null
      : say('Can be extended to {day}, if the person is told why by {notice}.', {
          day: dayText(extendedDue),
          notice: dayText(noticeDue),
        });
  return {
    law: {
      ...{ due: dueText(request.due, today), waits: waitText(request.waits) },
      ...{ source: lead?.article ?? '', jurisdiction: lead?.law ?? '', extension },
    },
    platform: platformDue === null ? null : dueText(platformDue, today),
    running: isOpen(state),
  };
}

/** One row per gap, however many steps met it. */
function gapLines({ steps, collectionTitles, grantedScopes }: RequestDetails): GapLine[] {
  return distinctGaps(steps).map((gap) =>
    gapLine(gap, collectionTitles[gap.collection] ?? gap.collection, grantedScopes),
  );
}

/** What the app notes of the requests themselves does not mean that anything is held about the person. */
const recordsHeld = (steps: StepLine[]): number =>
  steps.filter(({ store }) => store !== OWN_STORE).reduce((sum, { records }) => sum + records, 0);

/** The shop's staff, the reader first, and an owner who is no longer known. */
function ownersOf({ staff, owner }: RequestDetails, reader: { id: string }): RequestView['owners'] {
  const ids = [...new Set([reader.id, ...Object.keys(staff), ...(owner === null ? [] : [owner])])];
  return ids.map((id) => ({
    value: id,
    label: id === reader.id ? say('Me') : (staff[id] ?? say('Staff member {id}', { id })),
  }));
}

const verificationOf = ({ verification, state }: RequestDetails): RequestView['verification'] => ({
  awaited: verification === AWAITED && isOpen(state),
  label: verification === null ? null : VERIFICATIONS[verification as Verification].label,
});

/** @param reader the member of staff who looks at the page @param language theirs, BCP 47 */
export function requestView(
  request: RequestDetails,
  reader: Actor & { kind: 'staff' },
  plan: PlanPage | null,
  language: string,
): RequestView {
  const {
    id,
    number,
    kind,
    state,
    source,
    subject,
    timeZone,
    related,
    suppressed,
    collectionTitles: titles,
  } = request;
  const steps = request.steps.map((step) =>
    stepView(step, { titles, staff: request.staff, owner: request.owner, timeZone, now: request.now }),
  );
  return {
    id,
    number,
    kind,
    state,
    source,
    subject,
    person: personText(kind, subject),
    verification: verificationOf(request),
    received: momentText(request.receivedAt, timeZone),
    clocks: clockTexts(request),
    deadline: deadlineView(request, language),
    steps,
    blocked: steps.filter((step) => step.state === 'blocked'),
    erased: request.erasedAt !== null,
    running: steps.some((step) => RUNNING_STEPS.includes(step.state)),
    records: recordsHeld(steps),
    gaps: gapLines(request),
    holdings: request.holdings.map(({ collection, records }) => ({
      title: titles[collection] ?? collection,
      records,
    })),
    related,
    suppressed,
    redact: request.erasure && redactView(request.erasure, { timeZone, today: request.today }),
    returned: request.returned && {
      number: request.returned.number,
      on: dayText(localDay(new Date(request.returned.on), timeZone)),
    },
    release: releaseView(request),
    plan: planView(plan, { staff: request.staff, titles }),
    drift: driftView(request.drift, titles),
    staff: Object.entries(request.staff).map(([staffId, name]) => ({ id: staffId, name })),
    disclosure: DISCLOSURES[disclosureOf(request)],
    reader: request.staff[reader.id] ?? null,
    owner: request.owner,
    owners: ownersOf(request, reader),
    events: timelineOf(request, reader),
    shut: request.shut,
  };
}
