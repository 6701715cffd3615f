import { RENEWABLE_MS } from '../core/portal-link.ts';
import { unconfirmedBefore } from '../core/verification.ts';
import { closeUnconfirmed } from './close-request.ts';
import type { Deps } from './deps.ts';
import { expireEvidence } from './expire-evidence.ts';
import { expireRetained } from './expire-retained.ts';
import { forgetErased } from './forget-subject.ts';

/** How long the sealed body of a delivery that could not be used is kept for whoever looks into it. */
const DELIVERY_DAYS = 30;
const DAY_MS = 86_400_000;
const MOST_AT_ONCE = 1_000;

type PurgeDeps = Pick<Deps, 'unit' | 'sweeps' | 'now' | 'erasures'>;
type Rows = Awaited<ReturnType<Deps['sweeps']['waitingDeliveries']>>;

/** Sweeps until nothing is left, shop by shop. */
async function sweep(find: () => Promise<Rows>, purge: (shopId: string, ids: string[]) => Promise<unknown>) {
  let purged = 0;
  for (let found = await find(); found.length > 0; found = await find()) {
    for (const [shopId, rows] of Map.groupBy(found, (row) => row.shopId))
      await purge(
        shopId,
        rows.map(({ id }) => id),
      );
    purged += found.length;
  }
  return purged;
}

/**
 * Deletes what has outlived its purpose: bodies of old deliveries, ended links, counts, names of staff long gone,
 * evidence, invoice data; and closes what nobody has confirmed.
 * @returns how many rows
 */
export async function purge(deps: PurgeDeps): Promise<number> {
  const { unit, sweeps, now } = deps;
  const before = new Date(now().getTime() - DELIVERY_DAYS * DAY_MS);
  const bodies = await sweep(
    () => sweeps.outlivedDeliveries(before, MOST_AT_ONCE),
    (shopId, ids) =>
      unit(shopId, ({ progress }) =>
        progress.delivery.updateMany({ where: { shopId, id: { in: ids } }, data: { body: null } }),
      ),
  );
  const links = await sweep(
    () => sweeps.expiredDownloads(now(), MOST_AT_ONCE),
    (shopId, ids) =>
      unit(shopId, ({ progress }) => progress.download.deleteMany({ where: { shopId, id: { in: ids } } })),
  );
  // Who released an answer may be asked for as long as its evidence is kept.
  const staff = await sweep(
    () => sweeps.outlivedStaff(now(), MOST_AT_ONCE),
    (shopId, ids) =>
      unit(shopId, ({ progress }) => progress.staff.deleteMany({ where: { shopId, id: { in: ids } } })),
  );
  const portal = await sweep(
    () => sweeps.endedPortalLinks(new Date(now().getTime() - RENEWABLE_MS), MOST_AT_ONCE),
    (shopId, ids) =>
      unit(shopId, ({ progress }) => progress.portalLink.deleteMany({ where: { shopId, id: { in: ids } } })),
  );
  const tallies = await sweep(
    () => sweeps.endedTallies(now(), MOST_AT_ONCE),
    (shopId) =>
      unit(shopId, ({ progress }) => progress.tally.deleteMany({ where: { shopId, endsAt: { lt: now() } } })),
  );
  const unconfirmed = await sweep(
    () => sweeps.unconfirmedRequests(unconfirmedBefore(now()), MOST_AT_ONCE),
    (shopId, ids) => closeUnconfirmed(deps, { shopId, ids }),
  );
  const ended = (await expireEvidence(deps)) + (await expireRetained(deps)) + (await forgetErased(deps));
  return bodies + links + staff + portal + tallies + unconfirmed + ended;
}
