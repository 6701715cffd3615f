import type { InboxQuestion } from '../adapters/db/inbox.ts';
import type { Unit } from '../adapters/db/unit.ts';
import type { Actor } from '../core/audit.ts';
import { type InboxQuery, writeQuery } from '../core/inbox.ts';
import { localDay } from '../core/local-day.ts';
import { csvLine } from '../core/register.ts';
import type { Deps } from './deps.ts';
import { readStaffNames } from './know-staff.ts';
import { questionOf } from './list-requests.ts';
import { requireMay } from './require-may.ts';

const PAGE = 1_000;

/** What stands in the list of requests; who they are about does not leave the app this way. */
interface Row {
  number: number;
  kind: string;
  source: string;
  jurisdiction: string;
  receivedOn: Date;
  due: Date;
  state: string;
  closedAt: Date | null;
  owner: string | null;
}
type Names = Record<string, string>;

const day = (date: Date): string => date.toISOString().slice(0, 10);
const COLUMNS: Record<string, (row: Row, names: Names) => string | number | null> = {
  number: ({ number }) => number,
  kind: ({ kind }) => kind,
  source: ({ source }) => source,
  law: ({ jurisdiction }) => jurisdiction,
  received_on: ({ receivedOn }) => day(receivedOn),
  due: ({ due }) => day(due),
  state: ({ state }) => state,
  closed_at: ({ closedAt }) => closedAt?.toISOString() ?? null,
  owner: ({ owner }, names) => (owner === null ? null : (names[owner] ?? owner)),
};

const FIELDS = {
  ...{ number: true, kind: true, source: true, jurisdiction: true, receivedOn: true, receivedAt: true },
  ...{ due: true, state: true, closedAt: true, owner: true },
} as const;

/** The next rows of a list, in its order. */
async function rowsOf(unit: Unit, question: InboxQuestion) {
  const { shopId } = unit;
  const numbers = await unit.inbox(question);
  const found = await unit.read.request.findMany({
    where: { shopId, number: { in: numbers } },
    select: FIELDS,
  });
  const rowOf = new Map(found.map((row) => [row.number, row]));
  return numbers.flatMap((number) => rowOf.get(number) ?? []);
}

type ExportInput = {
  shopId: string;
  actor: Actor & { kind: 'staff' };
  query: InboxQuery;
  /** Only these; null = all that the filters show. */
  numbers: number[] | null;
};

/**
 * The list of requests as CSV, a page at a time: what it holds in memory does not grow with it. The export is
 * recorded before its first line.
 * @throws Failure `not-allowed` before anything is given out
 */
export async function exportRequests(
  deps: Pick<Deps, 'unit' | 'vault' | 'now'>,
  input: ExportInput,
): Promise<AsyncGenerator<string>> {
  const { shopId, actor, query, numbers } = input;
  const begun = await deps.unit(shopId, async (unit) => {
    await requireMay(unit, actor, 'activity.export');
    const data = { selected: numbers?.length ?? null, filters: writeQuery(query) };
    await unit.record({ type: 'requests.exported', actor, data });
    const { timeZone } = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
    const names = await readStaffNames(deps, unit);
    return { names, question: questionOf(query, { reader: actor, today: localDay(deps.now(), timeZone) }) };
  });
  const { names, question } = begun;
  const wanted = numbers;
  const text = (row: Row) => csvLine(Object.values(COLUMNS).map((cell) => cell(row, names)));
  async function* lines(): AsyncGenerator<string> {
    // Excel reads a CSV as UTF-8 only if it begins with a byte order mark.
    yield `\uFEFF${csvLine(Object.keys(COLUMNS))}`;
    if (wanted) {
      const rows = await deps.unit(shopId, ({ read }) =>
        read.request.findMany({
          where: { shopId, number: { in: wanted } },
          orderBy: { number: 'asc' },
          select: FIELDS,
        }),
      );
      yield rows.map(text).join('');
      return;
    }
    let beyond: InboxQuestion['beyond'] = null;
    for (;;) {
      const next: InboxQuestion = { ...question, beyond, take: PAGE };
      const rows = await deps.unit(shopId, (unit) => rowsOf(unit, next));
      if (rows.length > 0) yield rows.map(text).join('');
      beyond = rows.at(-1) ?? null;
      if (rows.length < PAGE) return;
    }
  }
  return lines();
}
