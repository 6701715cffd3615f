import type { Actor } from '../core/audit.ts';
import { momentText } from '../core/date-text.ts';
import {
  DISCLOSURES,
  type Disclosure,
  disclosureOf,
  REDACTION_REASONS,
  type RedactionReason,
} from '../core/disclosure.ts';
import { idText, pathText } from '../core/record-view.ts';
import type { Gap } from '../core/store.ts';
import type { Preview, RedactionRow } from '../services/read-preview.ts';
import type { PartLine, Review } from '../services/read-review.ts';
import type { GapLine } from './gaps.tsx';
import { personText } from './request-words.ts';
import { actorText } from './timeline.tsx';

type Staff = Actor & { kind: 'staff' };

/** Something that is left out, in words. */
export interface RedactionLine {
  collection: string;
  recordKey: string;
  path: string;
  /** What of it: a field's name, or the whole record. */
  what: string;
  /** In which record, or in every one. */
  where: string;
  why: string;
  /** Who left it out, and when. */
  by: string;
}

const reasonLabel = (reason: string): string => REDACTION_REASONS[reason as RedactionReason]?.label ?? reason;

const redactionLine = (
  { collection, recordKey, path, reason, createdBy, createdAt }: RedactionRow,
  from: { timeZone: string; staff?: Record<string, string>; reader: Staff },
): RedactionLine => ({
  ...{ collection, recordKey, path },
  what: path === '' ? 'The whole record' : pathText(path),
  where: recordKey === '' ? 'In every record' : recordKey.split('|').map(idText).join(', '),
  why: reasonLabel(reason),
  by: `${actorText({ kind: 'staff', id: createdBy }, from.reader, from.staff)}, ${momentText(createdAt.toISOString(), from.timeZone)}`,
});

/** Only while an answer is being reviewed can something in it change. */
const isEditable = ({ state }: { state: string }): boolean => state === 'ready';

const gapLine = (gap: Gap, title: string, granted: string[]): GapLine => ({
  ...{ ...gap, title },
  granted: gap.scope !== undefined && granted.includes(gap.scope),
});

/** The overview of a review in the words of its page. */
export interface ReviewView {
  number: number;
  state: string;
  editable: boolean;
  person: string;
  /** Parts that hold something. */
  parts: PartLine[];
  /** Titles of the parts that were searched and hold nothing. */
  empty: string[];
  records: number;
  /** Nothing but what came about by the requests themselves. */
  isNothingHeld: boolean;
  gaps: GapLine[];
  redactions: (RedactionLine & { title: string })[];
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
  title: string;
  what: string;
  source: string;
  /** Which records are shown: "26 to 50 of 1,234". */
  range: string;
  gaps: GapLine[];
  redactions: RedactionLine[];
  /** What California forbids to disclose is held back. */
  masks: boolean;
}

const number = (value: number): string => value.toLocaleString('en-US');

export function previewView(preview: Preview, reader: Staff): PreviewView {
  const { request, description, records, total, before, previous, next, gaps, timeZone } = preview;
  const { name, title, what, source } = description;
  const last = before + records.length;
  return {
    ...{ number: request.number, state: request.state, editable: isEditable(request) },
    ...{ name, title, what, source, records, total, previous, next },
    range: records.length === 0 ? '' : `${number(before + 1)} to ${number(last)} of ${number(total)}`,
    gaps: gaps.map((gap) => gapLine(gap, title, preview.scopes)),
    redactions: preview.redactions.map((row) => redactionLine(row, { timeZone, reader })),
    masks: DISCLOSURES[disclosureOf(request)].masks,
  };
}
