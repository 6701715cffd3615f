import type { Actor } from '../core/audit.ts';
import { type ListPage, type PagePlace, readPage } from '../core/page.ts';
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

/** The newest audit events first, 50 to a page; a place is the `previous` or `next` of a page before. */
export async function listActivity(
  deps: Pick<Deps, 'unit' | 'vault'>,
  input: PagePlace & { shopId: string },
): Promise<
  Omit<ListPage<unknown>, 'shown'> & {
    events: ActivityLine[];
    timeZone: string;
    staff: Record<string, string>;
  }
> {
  const { shopId } = input;
  return deps.unit(shopId, async (unit) => {
    const { read } = unit;
    const page = await readPage(
      input,
      PAGE_SIZE,
      ({ beyond, order, take }) =>
        read.auditEvent.findMany({ where: { shopId, id: beyond }, orderBy: { id: order }, take }),
      ({ id }) => id,
    );
    const requests = await read.request.findMany({
      where: { shopId, id: { in: page.shown.flatMap(({ requestId }) => requestId ?? []) } },
      select: { id: true, number: true },
    });
    const numbers = new Map(requests.map(({ id, number }) => [id, number]));
    const { timeZone } = await read.shop.findUniqueOrThrow({ where: { shopId } });
    const events = page.shown.map(({ id, type, at, entry, requestId }) => ({
      id,
      type,
      at: at.toISOString(),
      entry,
      requestNumber: numbers.get(requestId ?? '') ?? null,
    }));
    const staff = await readStaffNames(deps, unit);
    return { events, previous: page.previous, next: page.next, timeZone, staff };
  });
}

/**
 * All audit events of the shop from the first on, each exactly as it is stored, one per line; this export is the
 * last of them. After them one line tells the names of the staff, which no event may hold.
 */
export async function* exportActivity(
  deps: Pick<Deps, 'unit' | 'vault'>,
  { shopId, actor }: { shopId: string; actor: Actor },
): AsyncGenerator<string> {
  await deps.unit(shopId, async (unit) => {
    if (actor.kind === 'staff') await requireMay(unit, actor, 'activity.export');
    await unit.record({ type: 'activity.exported', actor });
  });
  let after = '00000000-0000-0000-0000-000000000000';
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
