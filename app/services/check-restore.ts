import { type ErasureEntry, readIndex } from '../core/erasure.ts';
import { newId } from '../core/id.ts';
import { OPEN_STATES } from '../core/request.ts';
import { deleteShop, destroyKeys } from './delete-shop.ts';
import type { Deps } from './deps.ts';
import { findDeliveriesAbout } from './erase-deliveries.ts';
import { eraseRequest } from './erase-request.ts';
import { findPersonBy } from './find-person.ts';
import { mendKeys } from './mend-keys.ts';
import { callForRotation } from './rotate-keys.ts';
import { SYSTEM } from './step-reading.ts';

type CheckDeps = Pick<Deps, 'unit' | 'vault' | 'now' | 'random' | 'erasures' | 'log' | 'sweeps'>;

/** More than any installation carries out; PostgreSQL's largest integer. */
const ALL = 2 ** 31 - 1;

/** What a restored backup brought back and was erased again, and what could not be put in order. */
export interface RestoreReport {
  entries: number;
  damaged: number;
  /** Erasures that the backup knows and the list does not: the list is not the newest, or was cut. */
  unlisted: number;
  shops: number;
  requests: number;
  deliveries: number;
  mendedKeys: number;
  /** Ids of shops whose own keys are nowhere: the folder of keys is not today's. */
  withoutKeys: string[];
}

/** The demand that a shop is erased by: the one that the backup has, or a new one. */
async function openDemand(deps: CheckDeps, shopId: string): Promise<string> {
  return deps.unit(shopId, async (unit) => {
    await unit.lockShop();
    const kind = 'shop-erasure';
    const where = { shopId, kind, state: { in: OPEN_STATES } };
    const open = await unit.read.request.findFirst({ where });
    const now = deps.now();
    const id = open?.id ?? newId(now.getTime(), deps.random);
    await unit.write({ type: 'erasure.repeated', actor: SYSTEM, requestId: id }, async (rows) => {
      await destroyKeys(rows, shopId);
      if (open) return;
      const dates = { receivedAt: now, receivedOn: now, due: now, rawDue: now, safeDue: now };
      const demand = { kind, source: 'platform', state: 'erasing', jurisdiction: 'unknown', ruleVersion: 1 };
      await rows.request.create({ data: { shopId, id, number: 0, subjectKeyId: id, ...demand, ...dates } });
    });
    return id;
  });
}

/** @returns whether the shop of the entry was there as it was before its erasure */
async function repeatShop(deps: CheckDeps, { shop, at }: ErasureEntry): Promise<boolean> {
  const found = await deps.unit(shop, ({ read }) => read.shop.findUnique({ where: { shopId: shop } }));
  if (found === null || found.createdAt > new Date(at)) return false;
  await deleteShop(deps, { shopId: shop, requestId: await openDemand(deps, shop) });
  return true;
}

async function repeatDeliveries(deps: CheckDeps, entry: ErasureEntry): Promise<number> {
  return deps.unit(entry.shop, async (unit) => {
    const about = { identifiers: entry.indexes.map(readIndex), receivedBy: new Date(entry.at) };
    const { waiting, kept } = await findDeliveriesAbout(deps, unit, about);
    const rows = await unit.read.delivery.findMany({
      where: { shopId: entry.shop, id: { in: [...waiting, ...kept] }, receivedAt: { lte: about.receivedBy } },
      select: { id: true },
    });
    const ids = rows.map(({ id }) => id);
    await unit.progress.delivery.updateMany({
      where: { shopId: entry.shop, id: { in: ids } },
      data: { body: null, state: 'failed', problem: 'erased' },
    });
    return ids.length;
  });
}

/** Erases what the person's requests hold again; those that came after the erasure are another matter. */
async function repeatPerson(deps: CheckDeps, entry: ErasureEntry) {
  const { shop: shopId, request: by } = entry;
  const until = new Date(entry.at);
  const own = entry.indexes.map(readIndex);
  const person = await deps.unit(shopId, (unit) => findPersonBy(unit, own));
  const found = person.requests.filter(({ receivedAt }) => receivedAt <= until);
  const ids = found.map(({ id }) => id);
  for (const id of ids) await eraseRequest(deps, { shopId, requestId: id, by }, async () => undefined);
  const deliveries = await repeatDeliveries(deps, entry);
  if (ids.length + deliveries > 0)
    await deps.unit(shopId, async (unit) => {
      const data = { erasure: by, requests: ids.length, deliveries };
      await unit.record({ type: 'erasure.repeated', actor: SYSTEM, data });
      await callForRotation(deps, unit);
    });
  return { requests: ids.length, deliveries };
}

/** Whoever was erased before the backup is on the list before the database says so: where not, others may be missing, too. */
async function countUnlisted(deps: CheckDeps, entries: ErasureEntry[]): Promise<number> {
  const listed = new Set(entries.map(({ request }) => request));
  const done = await deps.sweeps.completedErasures(deps.now(), ALL);
  return done.filter(({ id }) => !listed.has(id)).length;
}

/**
 * After a backup was restored: replays the list of completed erasures, so that whoever came back with the backup is
 * erased again, and gives the surviving keys their wrapping of today. To be run before the app is; changes nothing
 * where there is nothing to do.
 */
export async function checkRestore(deps: CheckDeps): Promise<RestoreReport> {
  const { entries, damaged } = await deps.erasures.read();
  const unlisted = await countUnlisted(deps, entries);
  const report: RestoreReport = {
    ...{ entries: entries.length, damaged, unlisted, shops: 0, requests: 0, deliveries: 0, mendedKeys: 0 },
    withoutKeys: [],
  };
  for (const entry of entries.filter(({ what }) => what === 'shop'))
    if (await repeatShop(deps, entry)) report.shops += 1;
  const persons = Map.groupBy(
    entries.filter(({ what }) => what === 'person'),
    ({ shop }) => shop,
  );
  for (const [shopId, listed] of persons) {
    const isThere = (await deps.unit(shopId, ({ read }) => read.shop.count({ where: { shopId } }))) > 0;
    if (!isThere) continue;
    const { mended, isUsable } = await mendKeys(deps, shopId);
    report.mendedKeys += mended;
    if (!isUsable) {
      report.withoutKeys.push(shopId);
      continue;
    }
    for (const entry of listed) {
      const { requests, deliveries } = await repeatPerson(deps, entry);
      report.requests += requests;
      report.deliveries += deliveries;
    }
  }
  return report;
}

export const isInOrder = ({ damaged, unlisted, withoutKeys }: RestoreReport): boolean =>
  damaged === 0 && unlisted === 0 && withoutKeys.length === 0;

/** The report for whoever restored the backup. */
export function reportLines(report: RestoreReport): string[] {
  const { entries, damaged, unlisted, shops, requests, deliveries, mendedKeys, withoutKeys } = report;
  return [
    `Erasures on the list: ${entries}`,
    `Erased again: ${shops} shops, ${requests} requests, ${deliveries} deliveries`,
    `Keys given their wrapping of today: ${mendedKeys}`,
    ...(damaged > 0
      ? [
          `${damaged} lines of the list are not what this installation wrote: find out why before you start the app.`,
        ]
      : []),
    ...(unlisted > 0
      ? [
          `${unlisted} erasures that this backup knows are not on the list: it is not the newest, or was cut. Bring back today’s erasures.jsonl and run this again.`,
        ]
      : []),
    ...withoutKeys.map(
      (shop) =>
        `Shop ${shop}: its keys are not in KEYS_DIR. Nothing of it was touched. Mount today’s folder and run this again.`,
    ),
    isInOrder(report) ? 'In order: the app may be started.' : 'NOT in order: do not start the app yet.',
  ];
}
