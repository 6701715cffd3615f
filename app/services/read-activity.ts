import type { Unit } from '../adapters/db/unit.ts';
import { type ActivityFilter, typesOf } from '../core/activity.ts';
import type { Actor } from '../core/audit.ts';
import { eventText } from '../core/audit-text.ts';
import { momentText } from '../core/date-text.ts';
import { newId } from '../core/id.ts';
import { endOfDay } from '../core/local-day.ts';
import { type ListPage, type PagePlace, readPage } from '../core/page.ts';
import { csvLine } from '../core/register.ts';
import type { Saying } from '../core/saying.ts';
import { collectionTitles } from '../core/store.ts';
import { english } from '../core/words.ts';
import type { Deps } from './deps.ts';
import { readStaffNames } from './know-staff.ts';
import { requireMay } from './require-may.ts';

const PAGE_SIZE = 50;
const EXPORT_PAGE = 1000;

/** An audit event as it is stored, and the number of the request it belongs to. */
export interface ActivityLine {
  id: string;
  type: string;
  at: string;
  entry: string;
  requestNumber: number | null;
}

const DAY_MS = 86_400_000;
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Ids sort by time: the least that an event of that moment can have. */
const idAt = (at: Date): string => newId(at.getTime(), (size) => Buffer.alloc(size));
const startOfDay = (day: string, timeZone: string): Date =>
  endOfDay(new Date(Date.parse(day) - DAY_MS).toISOString().slice(0, 10), timeZone);

async function requestIdOf({ read, shopId }: Unit, number: number): Promise<string> {
  const where = { shopId_number: { shopId, number } };
  return (await read.request.findUnique({ where, select: { id: true } }))?.id ?? NOBODY;
}

/** What a filter means in this shop. */
async function conditionOf(unit: Unit, filter: ActivityFilter, timeZone: string) {
  const { group, request, staff, from, to } = filter;
  return {
    shopId: unit.shopId,
    ...(group !== null && { type: { in: typesOf(group) } }),
    ...(request !== null && { requestId: await requestIdOf(unit, request) }),
    // As `auditEntry` writes it: canonical, so there is one way only.
    ...(staff !== null && { entry: { contains: `"actor":{"id":"${staff}","kind":"staff"}` } }),
    AND: [
      ...(from === null ? [] : [{ id: { gte: idAt(startOfDay(from, timeZone)) } }]),
      ...(to === null ? [] : [{ id: { lt: idAt(endOfDay(to, timeZone)) } }]),
    ],
  };
}

/** Numbers of the requests that events belong to, by the requests' ids. */
async function numbersOf({ read, shopId }: Unit, rows: { requestId: string | null }[]) {
  const ids = [...new Set(rows.flatMap(({ requestId }) => requestId ?? []))];
  const requests = await read.request.findMany({
    where: { shopId, id: { in: ids } },
    select: { id: true, number: true },
  });
  const numbers = new Map(requests.map(({ id, number }) => [id, number]));
  return (requestId: string | null): number | null => numbers.get(requestId ?? '') ?? null;
}

const timeZoneOf = async ({ read, shopId }: Unit): Promise<string> =>
  (await read.shop.findUniqueOrThrow({ where: { shopId } })).timeZone;

const EVERYTHING: ActivityFilter = { group: null, request: null, staff: null, from: null, to: null };

/** The newest audit events first, 50 to a page; a place is the `previous` or `next` of a page before. */
export async function listActivity(
  deps: Pick<Deps, 'unit' | 'vault' | 'stores'>,
  input: PagePlace & { shopId: string; filter?: ActivityFilter },
): Promise<
  Omit<ListPage<unknown>, 'shown'> & {
    events: ActivityLine[];
    timeZone: string;
    staff: Record<string, string>;
    titles: Record<string, Saying>;
  }
> {
  const { shopId, filter = EVERYTHING } = input;
  return deps.unit(shopId, async (unit) => {
    const timeZone = await timeZoneOf(unit);
    const where = await conditionOf(unit, filter, timeZone);
    const page = await readPage(
      input,
      PAGE_SIZE,
      ({ beyond, order, take }) =>
        unit.read.auditEvent.findMany({ where: { ...where, id: beyond }, orderBy: { id: order }, take }),
      ({ id }) => id,
    );
    const numberOf = await numbersOf(unit, page.shown);
    const events = page.shown.map(({ id, type, at, entry, requestId }) => ({
      ...{ id, type, at: at.toISOString(), entry },
      requestNumber: numberOf(requestId),
    }));
    const staff = await readStaffNames(deps, unit);
    const titles = collectionTitles(deps.stores);
    return { events, previous: page.previous, next: page.next, timeZone, staff, titles };
  });
}

interface Exporting {
  shopId: string;
  actor: Actor;
}

/** Who takes the log away is in the log: this is the last of what is given out. */
const recordExport = (deps: Pick<Deps, 'unit'>, { shopId, actor }: Exporting): Promise<void> =>
  deps.unit(shopId, async (unit) => {
    if (actor.kind === 'staff') await requireMay(unit, actor, 'activity.export');
    await unit.record({ type: 'activity.exported', actor });
  });

/** Who did it, in a file that is read by others than the one who takes it. */
function actorName(actor: Actor, names: Record<string, string>): string {
  if (actor.kind === 'staff') return names[actor.id] ?? `Staff member ${actor.id}`;
  if (actor.kind === 'person') return 'The person';
  return actor.kind === 'platform' ? 'Shopify' : 'Privacy Desk';
}

const CSV_COLUMNS = ['at', 'shop_time', 'type', 'what', 'details', 'who', 'request'];
/** Excel reads a CSV as UTF-8 only if it begins with a byte order mark. */
const csvHead = (): string => `\uFEFF${csvLine(CSV_COLUMNS)}`;

/**
 * What a filter shows, from the first on, as CSV in the words of the page.
 * @throws Failure `not-allowed` before anything is given out
 */
export async function* exportActivityCsv(
  deps: Pick<Deps, 'unit' | 'vault' | 'stores'>,
  { filter, ...exporting }: Exporting & { filter: ActivityFilter },
): AsyncGenerator<string> {
  const { shopId } = exporting;
  await recordExport(deps, exporting);
  yield csvHead();
  const titles = collectionTitles(deps.stores);
  for (let after: string | undefined = NOBODY; after !== undefined; ) {
    const page: { lines: string[]; last: string | undefined } = await deps.unit(shopId, async (unit) => {
      const timeZone = await timeZoneOf(unit);
      const where = { ...(await conditionOf(unit, filter, timeZone)), id: { gt: after } };
      const rows = await unit.read.auditEvent.findMany({ where, orderBy: { id: 'asc' }, take: EXPORT_PAGE });
      const names = await readStaffNames(deps, unit);
      const numberOf = await numbersOf(unit, rows);
      const lines = rows.map(({ type, at, entry, requestId }) => {
        const { label, detail, actor } = eventText(type, entry, names, titles);
        const time = at.toISOString();
        const who = actorName(actor, names);
        return csvLine([
          ...[time, english.t(momentText(time, timeZone)), type, english.t(label), english.t(detail), who],
          numberOf(requestId),
        ]);
      });
      return { lines, last: rows.length < EXPORT_PAGE ? undefined : rows.at(-1)?.id };
    });
    yield* page.lines;
    after = page.last;
  }
}

/**
 * All audit events of the shop from the first on, each exactly as it is stored, one per line; this export is the
 * last of them. After them one line tells the names of the staff, which no event may hold.
 */
export async function* exportActivity(
  deps: Pick<Deps, 'unit' | 'vault'>,
  { shopId, actor }: Exporting,
): AsyncGenerator<string> {
  await recordExport(deps, { shopId, actor });
  let after = NOBODY;
  for (;;) {
    const rows = await deps.unit(shopId, ({ read }) =>
      read.auditEvent.findMany({
        where: { shopId, id: { gt: after } },
        orderBy: { id: 'asc' },
        take: EXPORT_PAGE,
      }),
    );
    for (const { entry } of rows) yield `${entry}\n`;
    const last = rows.at(-1);
    if (last === undefined || rows.length < EXPORT_PAGE) break;
    after = last.id;
  }
  const names = await deps.unit(shopId, (unit) => readStaffNames(deps, unit));
  yield `${JSON.stringify({ staff: names })}\n`;
}
