import type { Writes } from '../adapters/db/unit.ts';
import type { Deps } from './deps.ts';
import { deleteChunks } from './erase-request.ts';

type DeleteShopDeps = Pick<Deps, 'unit' | 'vault' | 'now' | 'erasures' | 'log'>;
const AT_ONCE = 200;
const ENTRIES_AT_ONCE = 5_000;

/** Data keys, tokens, names of staff and what hangs on no request; from here on the shop counts as gone. */
export async function destroyKeys(rows: Writes, shopId: string): Promise<void> {
  await rows.dataKey.deleteMany({ where: { shopId } });
  await rows.session.deleteMany({ where: { shopId } });
  await rows.staff.deleteMany({ where: { shopId } });
  await rows.mail.deleteMany({ where: { shopId } });
  await rows.registerLink.deleteMany({ where: { shopId } });
  await rows.tally.deleteMany({ where: { shopId } });
  await rows.savedView.deleteMany({ where: { shopId } });
  await rows.setting.deleteMany({ where: { shopId } });
  await rows.suppression.deleteMany({ where: { shopId } });
  await rows.shop.update({ where: { shopId }, data: { installedAt: null, rotationDueAt: null } });
}

/** All requests but the demand itself, with what hangs on them. @returns how many */
async function deleteRequests({ unit }: DeleteShopDeps, shopId: string, but: string): Promise<number> {
  let deleted = 0;
  for (;;) {
    const rows = await unit(shopId, ({ read }) =>
      read.request.findMany({ where: { shopId, id: { not: but } }, select: { id: true }, take: AT_ONCE }),
    );
    if (rows.length === 0) return deleted;
    for (const { id } of rows) await deleteChunks({ unit }, { shopId, requestId: id }, async () => undefined);
    const ids = rows.map(({ id }) => id);
    await unit(shopId, (tx) =>
      tx.write([], ({ request }) => request.deleteMany({ where: { shopId, id: { in: ids } } })),
    );
    deleted += rows.length;
  }
}

async function deleteDeliveries({ unit }: DeleteShopDeps, shopId: string): Promise<void> {
  for (;;) {
    const deleted = await unit(shopId, async ({ read, progress }) => {
      const rows = await read.delivery.findMany({
        where: { shopId },
        select: { id: true },
        take: ENTRIES_AT_ONCE,
      });
      const ids = rows.map(({ id }) => id);
      await progress.delivery.deleteMany({ where: { shopId, id: { in: ids } } });
      return rows.length;
    });
    if (deleted === 0) return;
  }
}

/** What nothing of the shop is left but: the log, and last the shop and the demand itself. */
async function deleteLog({ unit }: DeleteShopDeps, shopId: string): Promise<void> {
  while ((await unit(shopId, (tx) => tx.eraseLog(ENTRIES_AT_ONCE))) > 0);
}

/**
 * Erases everything of a shop, once its keys are gone: rows, files of keys, jobs, log, shop. What remains is an entry
 * in the list outside the database. May be broken off anywhere and begun again.
 */
export async function deleteShop(
  deps: DeleteShopDeps,
  input: { shopId: string; requestId: string },
): Promise<void> {
  const { shopId, requestId } = input;
  await deps.vault.keys.destroyAll(shopId);
  const requests = await deleteRequests(deps, shopId, requestId);
  await deleteDeliveries(deps, shopId);
  await deleteLog(deps, shopId);
  const at = deps.now().toISOString();
  await deps.erasures.append({ at, shop: shopId, request: requestId, what: 'shop', indexes: [] });
  await deps.vault.keys.destroyAll(shopId);
  await deps.unit(shopId, async (unit) => {
    await unit.lockShop();
    await unit.eraseLog(ENTRIES_AT_ONCE);
    await unit.write([], async (rows) => {
      await rows.request.deleteMany({ where: { shopId } });
      await rows.shop.deleteMany({ where: { shopId } });
    });
    await unit.forgetJobs();
  });
  deps.log.info({ shop: shopId, requests }, 'shop erased');
}
