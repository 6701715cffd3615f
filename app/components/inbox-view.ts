import type { Actor } from '../core/audit.ts';
import { type DueText, dueText, momentText } from '../core/date-text.ts';
import { FILTER_NAMES, FILTERS, type FilterName, VIEW_NAMES, VIEWS } from '../core/inbox.ts';
import type { InboxPlace } from '../core/inbox-place.ts';
import { type Saying, say } from '../core/saying.ts';
import type { RequestLine, RequestList } from '../services/list-requests.ts';
import type { RequestSearch } from '../services/search-requests.ts';
import { countText } from './home-view.ts';
import { kindLabel, personText, sourceLabel } from './request-words.ts';
import { waitText } from './wait-text.ts';

/** A request as a row of the inbox, told on the server. */
export type InboxRow = {
  id: string;
  number: number;
  person: Saying;
  kind: Saying;
  source: Saying;
  state: string;
  blocked: boolean;
  received: Saying;
  /** Null once it is closed. */
  due: DueText | null;
  /** For what it waits, as was foreseen, and until when: said in place of when it is due. */
  waits: Saying | null;
  /** Null where nobody looks after it. */
  owner: Saying | null;
};

export interface Option {
  value: string;
  label: Saying;
}
/** A tab; those of a member of staff's own can be renamed and deleted. */
export interface InboxTab {
  id: string;
  /** A saying, or, of their own, as they typed it. */
  name: string;
  /** How many stand in it, where that is worth saying. */
  badge: Saying | null;
  own: boolean;
}

export interface InboxView {
  rows: InboxRow[];
  previous: string | null;
  next: string | null;
  alarms: number;
  /** The shop has had a request. */
  any: boolean;
  place: InboxPlace;
  savedViews: RequestList['savedViews'];
  tabs: InboxTab[];
  filters: { name: FilterName; label: Saying; several: boolean; options: Option[] }[];
  /** Who requests can be given to. */
  staff: Option[];
}

type Reader = Actor & { kind: 'staff' };
type Told = Pick<RequestList, 'timeZone' | 'today' | 'staff'>;

/** A name is never a message, whatever somebody is called. */
const named = (name: string): Saying => say('{name}', { name });
const unnamed = (id: string): Saying => say('Staff member {id}', { id });

function nameOf(id: string, reader: Reader, staff: Record<string, string>): Saying {
  if (id === reader.id) return say('You');
  const name = staff[id];
  return name === undefined ? unnamed(id) : named(name);
}

const rowOf = (line: RequestLine, { timeZone, today, staff }: Told, reader: Reader): InboxRow => ({
  ...{ id: line.id, number: line.number, state: line.state, blocked: line.blocked },
  person: personText(line.kind, line.subject),
  kind: kindLabel(line.kind),
  source: sourceLabel(line.source),
  received: momentText(line.receivedAt, timeZone),
  due: line.closedAt === null ? dueText(line.due, today) : null,
  waits: waitText(line.waits),
  owner: line.owner === null ? null : nameOf(line.owner, reader, staff),
});

const badgeOf = (count: number | undefined): Saying | null => (count ? countText(count) : null);

/** Colleagues by name, the reader first. */
function staffOptions(staff: Record<string, string>, reader: Reader): Option[] {
  const others = Object.entries(staff)
    .filter(([id]) => id !== reader.id)
    .sort(([, one], [, other]) => one.localeCompare(other))
    .map(([value, name]) => ({ value, label: named(name) }));
  return [{ value: reader.id, label: 'Me' }, ...others];
}

/** What a filter offers; an owner who is no longer known, too, if the address names one. */
function optionsOf(name: FilterName, place: InboxPlace, colleagues: Option[]): Option[] {
  const fixed = Object.entries(FILTERS[name].options).map(([value, { label }]) => ({ value, label }));
  if (name !== 'owner') return fixed;
  const options = [...fixed, ...colleagues.slice(1)];
  const unknown = (place.query.filters.owner ?? []).filter(
    (id) => !options.some(({ value }) => value === id),
  );
  return [...options, ...unknown.map((value) => ({ value, label: unnamed(value) }))];
}

export function inboxView(list: RequestList, reader: Reader): InboxView {
  const { lines, previous, next, alarms, any, place, savedViews, counts } = list;
  const staff = staffOptions(list.staff, reader);
  const fixed = VIEW_NAMES.map((id) => ({
    ...{ id, name: VIEWS[id].label, own: false },
    badge: badgeOf(counts[id]),
  }));
  return {
    rows: lines.map((line) => rowOf(line, list, reader)),
    ...{ previous, next, alarms, any, place, savedViews, staff },
    tabs: [...fixed, ...savedViews.map(({ id, name }) => ({ id, name, own: true, badge: null }))],
    filters: FILTER_NAMES.map((name) => ({
      name,
      label: FILTERS[name].label,
      several: FILTERS[name].several,
      options: optionsOf(name, place, staff),
    })),
  };
}

/** What a search has found, and what it could not look at. */
export interface FoundView {
  rows: InboxRow[];
  more: boolean;
  orderKnown: boolean;
  orderProblem: Saying | null;
}

export const foundView = (found: RequestSearch, reader: Reader): FoundView => ({
  rows: found.lines.map((line) => rowOf(line, found, reader)),
  ...{ more: found.more, orderKnown: found.orderKnown, orderProblem: found.orderProblem },
});
