import type { Unit } from '../adapters/db/unit.ts';
import { SHOP_KEYS } from '../core/keys.ts';
import type { Deps } from './deps.ts';
import type { Survivor } from './rotate-keys.ts';

type MendDeps = Pick<Deps, 'unit' | 'vault'>;

const rowOf = (shopId: string, key: Survivor) => ({
  ...{ shopId, id: key.id, purpose: key.purpose, requestId: key.requestId, epoch: key.epoch },
  wrapped: Uint8Array.from(Buffer.from(key.wrapped, 'base64')),
  createdAt: new Date(key.createdAt),
  lockedAt: key.lockedAt === null ? null : new Date(key.lockedAt),
});

/** The shop's own keys of today that the backup has not, such as an intake key that came after it. */
async function findMissing(unit: Unit, epochs: number[], survivors: Survivor[]) {
  const { shopId } = unit;
  const where = { shopId, requestId: null, retiredAt: null, epoch: { in: epochs } };
  const there = await unit.read.dataKey.findMany({ where });
  const missing = SHOP_KEYS.filter((purpose) => !there.some((key) => key.purpose === purpose));
  const found = survivors.filter(({ purpose }) => missing.some((each) => each === purpose));
  return { isWhole: found.length === missing.length, data: found.map((key) => rowOf(shopId, key)) };
}

/**
 * A restored backup has its keys wrapped as they were then. Those whose epoch was destroyed since are replaced by
 * what was kept beside the epoch of today; what is not kept there was erased, and its key is deleted.
 */
export async function mendKeys(
  deps: MendDeps,
  shopId: string,
): Promise<{ mended: number; gone: number; isUsable: boolean }> {
  const { keys } = deps.vault;
  const epochs = await keys.epochs(shopId);
  const kept = await keys.survivors(shopId);
  const survivors: Survivor[] = kept === null ? [] : JSON.parse(kept.toString('utf8'));
  const byId = new Map(survivors.map((key) => [key.id, key]));
  return deps.unit(shopId, async (unit) => {
    await unit.lockShop();
    const missing = await findMissing(unit, epochs, survivors);
    // With a folder that is not today's nothing is touched: a key that is deleted does not come back.
    if (!missing.isWhole) return { mended: 0, gone: 0, isUsable: false };
    const where = { shopId, epoch: { notIn: epochs } };
    const stale = await unit.read.dataKey.findMany({ where, select: { id: true } });
    const alive = stale.flatMap(({ id }) => byId.get(id) ?? []);
    await unit.write([], async ({ dataKey, shop }) => {
      for (const key of alive) {
        const { epoch, wrapped, lockedAt } = rowOf(shopId, key);
        await dataKey.updateMany({ where: { shopId, id: key.id }, data: { epoch, wrapped, lockedAt } });
      }
      await dataKey.deleteMany({ where });
      await dataKey.createMany({ data: missing.data, skipDuplicates: true });
      await shop.update({
        where: { shopId },
        data: { oldestEpoch: epochs[0] ?? 1, rotatingTo: null, rotationBegunAt: null, rotationDueAt: null },
      });
    });
    return { mended: alive.length, gone: stale.length - alive.length, isUsable: true };
  });
}
