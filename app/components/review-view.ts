import type { Actor } from '../core/audit.ts';
import { momentText } from '../core/date-text.ts';
import {
  DISCLOSURES,
  type Disclosure,
  disclosureOf,
  REDACTION_REASONS,
  type RedactionReason,
} from '../core/disclosure.ts';
import { type GapLine, gapLine } from '../core/gap-group.ts';
import { asSaying, keyView, pathText } from '../core/record-view.ts';
import { type Saying, say } from '../core/saying.ts';
import type { Preview, RedactionRow } from '../services/read-preview.ts';
import type { PartLine, Review } from '../services/read-review.ts';
import { personText } from './request-words.ts';
import { actorText } from './timeline.tsx';

type Staff = Actor & { kind: 'staff' };

/** Something that is left out, in words. */
export interface RedactionLine {
  collection: string;
  recordKey: string;
  path: string;
  /** What of it: a field's name, or the whole record. */
  what: Saying;
  /** In which record, or in every one. */
  where: Saying;
  why: Saying;
  /** Who left it out, and when. */
  by: Saying;
}

const reasonLabel = (reason: string): Saying => REDACTION_REASONS[reason as RedactionReason]?.label ?? reason;

const redactionLine = (
  { collection, recordKey, path, reason, createdBy, createdAt }: RedactionRow,
  from: { timeZone: string; staff?: Record<string, string>; reader: Staff },
): RedactionLine => ({
  ...{ collection, recordKey, path },
  what: path === '' ? say('The whole record') : pathText(path),
  where: recordKey === '' ? say('In every record') : asSaying(keyView(recordKey)),
  why: reasonLabel(reason),
  by: say('{who}, {at}', {
    who: say(actorText({ kind: 'staff', id: createdBy }, from.reader, from.staff)),
    at: momentText(createdAt.toISOString(), from.timeZone),
  }),
});

/** Only while an answer is being reviewed can something in it change. */
const isEditable = ({ state }: { state: string }): boolean => state === 'ready';

/** The overview of a review in the words of its page. */
export interface ReviewView {
  number: number;
  state: string;
  editable: boolean;
  person: Saying;
  /** Parts that hold something. */
  parts: PartLine[];
  /** Titles of the parts that were searched and hold nothing. */
  empty: Saying[];
  records: number;
  /** Nothing but what came about by the requests themselves. */
  isNothingHeld: boolean;
  gaps: GapLine[];
  redactions: (RedactionLine & { title: Saying })[];
  disclosure: Disclosure;
  seemsCalifornian: boolean;
}

export function reviewView(review: Review, reader: Staff): ReviewView {
  const { request, parts, gaps, redactions, timeZone, staff, seemsCalifornian, subject, scopes } = review;
  const titleOf = (name: string) => parts.find((part) => part.name === name)?.title ?? name;
  const incomplete = new Set(gaps.map(({ collection }) => collection));
  const single = new Map(gaps.map((gap) => [`${gap.collection}|${gap.reason}`, gap]));
  return {
    number: request.number,
    state: request.state,
    editable: isEditable(request),
    person: personText(request.kind, subject),
    // What the shop holds comes before what came about by the requests.
    parts: parts
      .filter(({ records }) => records > 0)
      .toSorted((a, b) => Number(a.procedural) - Number(b.procedural)),
    empty: parts
      .filter(({ records, name, procedural }) => records === 0 && !procedural && !incomplete.has(name))
      .map(({ title }) => title),
    records: parts.reduce((sum, { records }) => sum + records, 0),
    isNothingHeld: parts.every(({ records, procedural }) => records === 0 || procedural),
    gaps: [...single.values()].map((gap) => gapLine(gap, titleOf(gap.collection), scopes)),
    redactions: redactions.map((row) => ({
      ...redactionLine(row, { timeZone, staff, reader }),
      title: titleOf(row.collection),
    })),
    disclosure: disclosureOf(request),
    seemsCalifornian,
  };
}

/** A part of what was gathered in the words of its page. */
export interface PreviewView extends Pick<Preview, 'records' | 'total' | 'previous' | 'next'> {
  number: number;
  state: string;
  editable: boolean;
  name: string;
  title: Saying;
  what: Saying;
  source: Saying;
  /** Which records are shown. */
  range: Saying;
  gaps: GapLine[];
  redactions: RedactionLine[];
  /** What California forbids to disclose is held back. */
  masks: boolean;
}

const rangeText = (before: number, shown: number, total: number): Saying =>
  shown === 0
    ? say('There are no records from here on')
    : say('Records {first, number} to {last, number} of {total, number}', {
        ...{ first: before + 1, last: before + shown, total },
      });

export function previewView(preview: Preview, reader: Staff): PreviewView {
  const { request, description, records, total, before, previous, next, gaps, timeZone } = preview;
  const { name, title, what, source } = description;
  return {
    ...{ number: request.number, state: request.state, editable: isEditable(request) },
    ...{ name, title, what, source, records, total, previous, next },
    range: rangeText(before, records.length, total),
    gaps: gaps.map((gap) => gapLine(gap, title, preview.scopes)),
    redactions: preview.redactions.map((row) => redactionLine(row, { timeZone, reader })),
    masks: DISCLOSURES[disclosureOf(request)].masks,
  };
}
