import type { Unit } from '../adapters/db/unit.ts';
import { localDay } from '../core/local-day.ts';

type Index = Uint8Array<ArrayBuffer>;

/** That a person’s data is used less, and since when. */
export interface Suppressed {
  /** A row of core/restriction, or another kind of request. */
  reason: string;
  /** In the shop's time zone, `YYYY-MM-DD`. */
  since: string;
}

const hex = (index: Uint8Array): string => Buffer.from(index).toString('hex');

/** What stands on the suppression list, by the blind index (in hex) under which it stands. */
export async function findSuppressions(unit: Unit, indexes: Index[]): Promise<Map<string, Suppressed[]>> {
  if (indexes.length === 0) return new Map();
  const rows = await unit.read.suppression.findMany({
    where: { shopId: unit.shopId, index: { in: indexes }, liftedAt: null },
    orderBy: [{ since: 'asc' }, { reason: 'asc' }],
  });
  if (rows.length === 0) return new Map();
  const { timeZone } = await unit.read.shop.findUniqueOrThrow({ where: { shopId: unit.shopId } });
  const byIndex = Map.groupBy(rows, ({ index }) => hex(index));
  return new Map(
    [...byIndex].map(([index, some]) => [
      index,
      some.map(({ reason, since }) => ({ reason, since: localDay(since, timeZone) })),
    ]),
  );
}

/** Each reason once, from its first day on. */
export const firstOfEach = (found: Iterable<Suppressed>): Suppressed[] => {
  const first = new Map<string, Suppressed>();
  for (const each of found) {
    const known = first.get(each.reason);
    if (!known || each.since < known.since) first.set(each.reason, each);
  }
  return [...first.values()];
};

/** Households share a phone: it tells a person only where nothing else does. */
const TELLING = ['customer', 'email'];

/** What stands about the person of a request. */
export async function suppressionsOf(unit: Unit, requestId: string): Promise<Suppressed[]> {
  const where = { shopId: unit.shopId, requestId, kind: { in: [...TELLING, 'phone'] } };
  const known = await unit.read.identifier.findMany({ where, select: { index: true, kind: true } });
  const telling = known.filter(({ kind }) => TELLING.includes(kind));
  const indexes = (telling.length > 0 ? telling : known).map(({ index }) => Uint8Array.from(index));
  return firstOfEach([...(await findSuppressions(unit, indexes)).values()].flat());
}
