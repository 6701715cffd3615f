import { JURISDICTIONS } from './law/jurisdictions.ts';
import { OPEN_STATES, REQUEST_KINDS, REQUEST_SOURCES, REQUEST_STATES } from './request.ts';
import { type Saying, say } from './saying.ts';
import { WAITS } from './waits.ts';

type Options = Record<string, { label: string }>;

const LAWS: Options = Object.fromEntries(
  Object.entries(JURISDICTIONS).map(([law, { name }]) => [law, { label: name }]),
);

/** Who looks after a request; the role of that name is another word in other languages. */
export const OWNER: Saying = say('{of, select, request {Owner} other {Owner}}', { of: 'request' });

/** Days from today on within which a request is due; overdue ones are told apart. */
export const DUE_WITHIN = {
  week: { label: 'Due within 7 days', days: 7 },
  month: { label: 'Due within 31 days', days: 31 },
} as const satisfies Record<string, { label: string; days: number }>;

/** Shopify's user id of a member of staff, beside the two options that every inbox has. */
const STAFF_ID = /^\d{1,20}$/;

/**
 * By what the inbox can be narrowed: within a filter any of the chosen options, all filters together. What only an
 * open request can be (due, waiting) leaves closed ones out; what is due leaves out what waits for Shopify or a day,
 * see core/waiting.
 */
export const FILTERS = {
  state: {
    label: 'State',
    options: { open: { label: 'Open (all)' }, ...REQUEST_STATES } satisfies Options,
    several: true,
  },
  kind: { label: 'Kind', options: REQUEST_KINDS, several: true },
  source: { label: 'Source', options: REQUEST_SOURCES, several: true },
  law: { label: 'Law', options: LAWS, several: true },
  /** And every member of staff, by their id. */
  owner: { label: OWNER, options: { me: { label: 'Me' }, nobody: { label: 'Nobody' } }, several: false },
  due: { label: 'Due', options: { overdue: { label: 'Overdue' }, ...DUE_WITHIN }, several: false },
  waits: { label: 'Progress', options: WAITS, several: false },
} as const satisfies Record<string, { label: string; options: Options; several: boolean }>;
export type FilterName = keyof typeof FILTERS;
export const FILTER_NAMES = Object.keys(FILTERS) as FilterName[];

/** By what the inbox can be ordered; equal ones stand in the order of their numbers. */
export const SORTS = {
  due: { label: 'Due', asc: { label: 'Soonest first' }, desc: { label: 'Latest first' } },
  received: { label: 'Received', asc: { label: 'Oldest first' }, desc: { label: 'Newest first' } },
  number: { label: 'Number', asc: { label: 'Lowest first' }, desc: { label: 'Highest first' } },
} as const satisfies Record<string, { label: string; asc: { label: string }; desc: { label: string } }>;
export type SortName = keyof typeof SORTS;
export type Direction = 'asc' | 'desc';

/** What the inbox shows, and in which order; never who it is about. */
export interface InboxQuery {
  filters: Partial<Record<FilterName, string[]>>;
  sort: SortName;
  direction: Direction;
}

const asking = (
  filters: InboxQuery['filters'],
  sort: SortName = 'due',
  direction: Direction = 'asc',
): InboxQuery => ({ filters, sort, direction });

/** Of many: other languages tell that from one. */
const BLOCKED = say('{count, plural, one {Blocked} other {Blocked}}', { count: 2 });
const CLOSED = say('{count, plural, one {Closed} other {Closed}}', { count: 2 });

/** The tabs that everybody has; the first is what the inbox opens with. */
export const VIEWS = {
  open: { label: 'Open', query: asking({ state: ['open'] }) },
  'due-soon': { label: 'Due soon', query: asking({ state: ['open'], due: ['week'] }) },
  overdue: { label: 'Overdue', query: asking({ state: ['open'], due: ['overdue'] }) },
  blocked: { label: BLOCKED, query: asking({ state: ['open'], waits: ['blocked'] }) },
  mine: { label: 'Mine', query: asking({ state: ['open'], owner: ['me'] }) },
  closed: { label: CLOSED, query: asking({ state: ['closed'] }, 'received', 'desc') },
  all: { label: 'All', query: asking({}, 'number', 'desc') },
} as const satisfies Record<string, { label: Saying; query: InboxQuery }>;
export type ViewName = keyof typeof VIEWS;
export const VIEW_NAMES = Object.keys(VIEWS) as ViewName[];
export const FIRST_VIEW: ViewName = 'open';
export const isViewName = (name: string): name is ViewName => Object.hasOwn(VIEWS, name);

/** A tab counts no further: the whole list is never counted. */
export const MOST_COUNTED = 99;

const isOption = (name: FilterName, value: string): boolean =>
  Object.hasOwn(FILTERS[name].options, value) || (name === 'owner' && STAFF_ID.test(value));

const isSort = (sort: string | undefined): sort is SortName =>
  sort !== undefined && Object.hasOwn(SORTS, sort);

/** What an address says; whatever is no option of a filter is as if it were not there. */
export function readQuery(address: URLSearchParams): InboxQuery {
  const filters: InboxQuery['filters'] = {};
  for (const name of FILTER_NAMES) {
    const given = [...new Set((address.get(name) ?? '').split(','))].filter((value) => isOption(name, value));
    const chosen = FILTERS[name].several ? given : given.slice(0, 1);
    if (chosen.length > 0) filters[name] = chosen;
  }
  const [sort, direction] = (address.get('sort') ?? '').split('-');
  const first = VIEWS[FIRST_VIEW].query;
  if (!isSort(sort)) return { filters, sort: first.sort, direction: first.direction };
  return { filters, sort, direction: direction === 'desc' ? 'desc' : 'asc' };
}

/** The address that says it: always with its order, by which it is known as one that speaks for itself. */
export function writeQuery({ filters, sort, direction }: InboxQuery): string {
  const address = new URLSearchParams();
  for (const name of FILTER_NAMES) {
    const chosen = filters[name] ?? [];
    if (chosen.length > 0) address.set(name, chosen.join(','));
  }
  address.set('sort', `${sort}-${direction}`);
  return address.toString();
}

/** Whether an address says what it shows; one that names only a view shows what that view does. */
export const saysQuery = (address: URLSearchParams): boolean => address.has('sort');

/** The chosen states as the database has them; `open` alone means that the list of open ones is enough. */
export function statesOf(chosen: string[] = []): {
  scope: 'open' | 'closed' | 'all';
  states: string[] | null;
} {
  const states = [...new Set(chosen.flatMap((state) => (state === 'open' ? OPEN_STATES : [state])))];
  if (states.length === 0) return { scope: 'all', states: null };
  const closed = states.filter((state) => !OPEN_STATES.includes(state));
  if (closed.length === states.length) return { scope: 'closed', states: null };
  if (closed.length > 0) return { scope: 'all', states };
  return { scope: 'open', states: chosen.includes('open') ? null : states };
}
