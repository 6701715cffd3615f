import type { InboxQuestion } from '../adapters/db/inbox.ts';
import type { Unit } from '../adapters/db/unit.ts';
import type { Actor } from '../core/audit.ts';
import { Failure } from '../core/failure.ts';
import { DUE_WITHIN, type InboxQuery, MOST_COUNTED, statesOf, VIEWS } from '../core/inbox.ts';
import { type InboxPlace, placeOf } from '../core/inbox-place.ts';
import { localDay } from '../core/local-day.ts';
import { type ListPage, type PagePlace, readPage } from '../core/page.ts';
import type { Subject } from '../core/request.ts';
import type { Deps } from './deps.ts';
import { readStaffNames } from './know-staff.ts';

type ListDeps = Pick<Deps, 'unit' | 'vault' | 'now'>;
type Staff = Actor & { kind: 'staff' };

/** One line of the list of requests. Days are `YYYY-MM-DD`. */
export interface RequestLine {
  id: string;
  number: number;
  kind: string;
  source: string;
  state: string;
  law: string;
  receivedAt: string;
  due: string;
  closedAt: string | null;
  /** Shopify's user id. */
  owner: string | null;
  /** Null once it has been erased. */
  subject: Subject | null;
  /** A step waits for a person. */
  blocked: boolean;
  /** It waits for the person, Shopify or a day, as was foreseen, through that day: it is not overdue. */
  waits: { for: ForeseenWait; until: string } | null;
}

const PAGE_SIZE = 25;
const DAY_MS = 86_400_000;
/** Greatest 32-bit integer of PostgreSQL, the type of a request's number. */
const MOST_NUMBER = 2_147_483_647;

const addDays = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

/** The days between which a request is due; both null where that does not matter. */
function dueRange(choice: string | undefined, today: string): Pick<InboxQuestion, 'dueFrom' | 'dueTo'> {
  if (choice === undefined) return { dueFrom: null, dueTo: null };
  if (choice === 'overdue') return { dueFrom: null, dueTo: addDays(today, -1) };
  const { days } = DUE_WITHIN[choice as keyof typeof DUE_WITHIN];
  return { dueFrom: today, dueTo: addDays(today, days) };
}

function ownerOf(choice: string | undefined, reader: Staff): InboxQuestion['owner'] {
  if (choice === undefined) return null;
  if (choice === 'nobody') return 'none';
  return { id: choice === 'me' ? reader.id : choice };
}

/** What the reader's filters mean today. */
export function questionOf(
  { filters, sort, direction }: InboxQuery,
  { reader, today }: { reader: Staff; today: string },
): Omit<InboxQuestion, 'beyond' | 'take'> {
  const { kind, source, law } = filters;
  return {
    ...statesOf(filters.state),
    ...{ kinds: kind ?? null, sources: source ?? null, laws: law ?? null },
    owner: ownerOf(filters.owner?.[0], reader),
    ...dueRange(filters.due?.[0], today),
    waits: filters.waits?.[0] ?? null,
    ...{ today, sort, direction },
  };
}

/** The place that a number stands for in every order; null where the shop has no such request (any more). */
async function rowAt({ read, shopId }: Unit, text: string): Promise<InboxQuestion['beyond']> {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0 || number > MOST_NUMBER) return null;
  return read.request.findUnique({
    where: { shopId_number: { shopId, number } },
    select: { number: true, due: true, receivedAt: true },
  });
}

const COLUMNS = {
  ...{ id: true, number: true, kind: true, source: true, state: true, jurisdiction: true, owner: true },
  ...{ receivedAt: true, due: true, closedAt: true, subject: true, subjectKeyId: true },
  ...{ waitsFor: true, waitsUntil: true },
} as const;

/** Opens what says who requests are about, with one look for all their keys. */
async function subjectsOf(
  deps: Pick<Deps, 'vault'>,
  { read, shopId }: Unit,
  rows: { id: string; subject: Uint8Array | null; subjectKeyId: string }[],
): Promise<Map<string, Subject>> {
  const sealed = rows.flatMap(({ id, subject, subjectKeyId }) =>
    subject ? [{ id, subject, subjectKeyId }] : [],
  );
  if (sealed.length === 0) return new Map();
  const keys = await read.dataKey.findMany({
    where: { shopId, id: { in: sealed.map(({ subjectKeyId }) => subjectKeyId) } },
  });
  const keyOf = new Map(keys.map((key) => [key.id, key]));
  const opened = await Promise.all(
    sealed.map(async ({ id, subject, subjectKeyId }) => {
      const row = keyOf.get(subjectKeyId);
      if (!row) return [];
      try {
        const text = deps.vault.open(
          await deps.vault.unwrap(row),
          { table: 'request', column: 'subject', row: id },
          subject,
        );
        return [[id, JSON.parse(text.toString('utf8')) as Subject] as const];
      } catch (error) {
        if (error instanceof Failure && error.code === 'key-gone') return [];
        throw error;
      }
    }),
  );
  return new Map(opened.flat());
}

const day = (date: Date): string => date.toISOString().slice(0, 10);

const FORESEEN = ['person', 'shopify', 'date'] as const;
type ForeseenWait = (typeof FORESEEN)[number];

/** What is foreseen, until its day is over: then the request is as due as ever. */
export function waitsOf(
  row: { waitsFor: string | null; waitsUntil: Date | null },
  today: string,
): RequestLine['waits'] {
  const { waitsFor, waitsUntil } = row;
  if (waitsUntil === null || day(waitsUntil) < today) return null;
  return { for: FORESEEN.find((wait) => wait === waitsFor) ?? 'date', until: day(waitsUntil) };
}

/** The requests of these numbers as lines, in the order of the numbers. */
export async function linesOf(
  deps: Pick<Deps, 'vault'>,
  unit: Unit,
  numbers: number[],
  today: string,
): Promise<RequestLine[]> {
  const { shopId } = unit;
  const found = await unit.read.request.findMany({
    where: { shopId, number: { in: numbers } },
    select: COLUMNS,
  });
  const rowOf = new Map(found.map((row) => [row.number, row]));
  const rows = numbers.flatMap((number) => rowOf.get(number) ?? []);
  const subjects = await subjectsOf(deps, unit, rows);
  return rows.map((row) => ({
    ...{ id: row.id, number: row.number, kind: row.kind, source: row.source, state: row.state },
    ...{ law: row.jurisdiction, owner: row.owner, closedAt: row.closedAt?.toISOString() ?? null },
    receivedAt: row.receivedAt.toISOString(),
    due: day(row.due),
    subject: subjects.get(row.id) ?? null,
    blocked: row.waitsFor === 'blocked',
    waits: waitsOf(row, today),
  }));
}

/** How many stand in the tabs that call for somebody; one more than `MOST_COUNTED` where there are more. */
async function countTabs(unit: Unit, about: { reader: Staff; today: string }) {
  const take = MOST_COUNTED + 1;
  const count = async (view: 'overdue' | 'blocked' | 'mine') =>
    (await unit.inbox({ ...questionOf(VIEWS[view].query, about), beyond: null, take })).length;
  return { overdue: await count('overdue'), blocked: await count('blocked'), mine: await count('mine') };
}

/** Which requests, in which order: what reads a page of them. */
export async function readNumbers(
  unit: Unit,
  question: Omit<InboxQuestion, 'beyond' | 'take'>,
  place: PagePlace,
  size: number,
): Promise<ListPage<string>> {
  const back = question.direction === 'asc' ? 'desc' : 'asc';
  return readPage(
    place,
    size,
    async ({ beyond, order, take }) => {
      const key = beyond && ('lt' in beyond ? beyond.lt : beyond.gt);
      const at = key === undefined ? null : await rowAt(unit, key);
      // Against the order only to find the page before.
      const direction = order === 'desc' ? question.direction : back;
      return (await unit.inbox({ ...question, direction, beyond: at, take })).map(String);
    },
    (number) => number,
  );
}

/** What a list of requests is shown with. */
export interface RequestList extends Omit<ListPage<RequestLine>, 'shown'> {
  lines: RequestLine[];
  /** By the name of the view. */
  counts: Partial<Record<string, number>>;
  /** Signed deliveries that could not be used. */
  alarms: number;
  /** The shop has had a request. */
  any: boolean;
  timeZone: string;
  /** In the shop's time zone, `YYYY-MM-DD`. */
  today: string;
  staff: Record<string, string>;
  savedViews: { id: string; name: string; query: string }[];
  place: InboxPlace;
}

/**
 * A page of 25 requests, `before` or `after` the `previous` or `next` of a page before.
 * @param input.address says what is shown: core/inbox-place
 */
export async function listRequests(
  deps: ListDeps,
  input: PagePlace & { shopId: string; reader: Staff; address: URLSearchParams },
): Promise<RequestList> {
  const { shopId, reader, address } = input;
  return deps.unit(shopId, async (unit) => {
    const { read } = unit;
    const shop = await read.shop.findUniqueOrThrow({ where: { shopId } });
    const today = localDay(deps.now(), shop.timeZone);
    const savedViews = await read.savedView.findMany({
      where: { shopId, staffId: reader.id },
      orderBy: { createdAt: 'asc' },
      select: { id: true, name: true, query: true },
    });
    const place = placeOf(address, savedViews);
    const page = await readNumbers(unit, questionOf(place.query, { reader, today }), input, PAGE_SIZE);
    return {
      lines: await linesOf(deps, unit, page.shown.map(Number), today),
      ...{ previous: page.previous, next: page.next, today, timeZone: shop.timeZone },
      counts: await countTabs(unit, { reader, today }),
      alarms: await read.delivery.count({ where: { shopId, problem: { not: null } } }),
      any:
        page.shown.length > 0 ||
        (await read.request.findFirst({ where: { shopId }, select: { id: true } })) !== null,
      staff: await readStaffNames(deps, unit),
      ...{ savedViews, place },
    };
  });
}
