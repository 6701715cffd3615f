import type { Unit } from '../adapters/db/unit.ts';
import type { Deps } from './deps.ts';
import { requireShopKey } from './require-key.ts';
import { SYSTEM } from './step-reading.ts';

type RotateDeps = Pick<Deps, 'unit' | 'vault' | 'now'>;

const DAY_MS = 86_400_000;
/**
 * The door remembers an intake key for a minute, and the database takes what is sealed under a former one for five
 * (migration `erasure`): after ten nothing more comes in under it.
 */
export const GRACE_MS = 10 * 60_000;
const AT_ONCE = 500;

/** After an erasure: the epoch key is to be changed, at most once a day. */
export async function callForRotation({ now }: Pick<Deps, 'now'>, unit: Unit): Promise<void> {
  const { shopId } = unit;
  const { rotatedAt, rotationDueAt } = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
  const dueAt = new Date(Math.max(now().getTime(), (rotatedAt?.getTime() ?? 0) + DAY_MS));
  await unit.write([], (rows) =>
    rows.shop.update({
      where: { shopId },
      data: { lastErasureAt: now(), rotationDueAt: rotationDueAt ?? dueAt },
    }),
  );
}

/**
 * Opens the next epoch, and a new intake key in it: what lies sealed under the former one in backups is the
 * deliveries of those who were erased, too.
 */
async function begin(deps: RotateDeps, unit: Unit): Promise<void> {
  const { shopId } = unit;
  const now = deps.now();
  const epoch = await deps.vault.keys.rotate(shopId);
  const { row } = await deps.vault.newKey(shopId, 'intake', null);
  const event = { type: 'keys.rotation-begun', actor: SYSTEM, data: { epoch } } as const;
  await unit.write(event, async (rows) => {
    await rows.dataKey.updateMany({
      where: { shopId, purpose: 'intake', retiredAt: null },
      data: { retiredAt: now },
    });
    await rows.dataKey.create({ data: row });
    await rows.shop.update({
      where: { shopId },
      data: { rotatingTo: epoch, rotationBegunAt: now, rotationDueAt: new Date(now.getTime() + GRACE_MS) },
    });
  });
}

/** Wraps some surviving keys anew. @returns how many there were */
async function rewrapSome(deps: RotateDeps, shopId: string, epoch: number): Promise<number> {
  const where = { shopId, epoch: { lt: epoch }, retiredAt: null };
  const rows = await deps.unit(shopId, ({ read }) => read.dataKey.findMany({ where, take: AT_ONCE }));
  const fresh = await Promise.all(rows.map(async (row) => ({ row, wrapped: await deps.vault.rewrap(row) })));
  await deps.unit(shopId, (unit) =>
    unit.write([], async ({ dataKey }) => {
      // One that was destroyed meanwhile stays destroyed.
      for (const { row, wrapped } of fresh)
        await dataKey.updateMany({ where: { shopId, id: row.id, epoch: row.epoch }, data: wrapped });
    }),
  );
  return rows.length;
}

const sealedUnder = (shopId: string, keyIds: string[]) => ({
  shopId,
  keyId: { in: keyIds },
  body: { not: null },
});

async function findFormer(unit: Unit) {
  const { shopId } = unit;
  return unit.read.dataKey.findMany({ where: { shopId, purpose: 'intake', retiredAt: { not: null } } });
}

/** Seals some of the deliveries that still lie under a former intake key anew. @returns how many there were */
async function resealSome(deps: RotateDeps, shopId: string): Promise<number> {
  return deps.unit(shopId, async (unit) => {
    await unit.lockShop();
    const former = await findFormer(unit);
    const key = await requireShopKey(deps, unit, 'intake');
    const keys = await Promise.all(former.map((row) => deps.vault.unwrap(row)));
    const ids = keys.map(({ id }) => id);
    const rows = await unit.read.delivery.findMany({ where: sealedUnder(shopId, ids), take: AT_ONCE });
    for (const { id, keyId, body } of rows) {
      const old = keys.find((each) => each.id === keyId);
      if (!old || body === null) continue;
      const place = { table: 'delivery', column: 'body', row: id };
      const resealed = deps.vault.seal(key, place, deps.vault.open(old, place, body));
      await unit.progress.delivery.updateMany({
        where: { shopId, id, keyId },
        data: { keyId: key.id, body: resealed },
      });
    }
    return rows.length;
  });
}

/**
 * From this commit on the database lets no key in that is wrapped under a former epoch.
 * @returns false when something still is
 */
async function shut(deps: RotateDeps, shopId: string, epoch: number): Promise<boolean> {
  return deps.unit(shopId, async (unit) => {
    await unit.lockShop();
    const former = await findFormer(unit);
    const ids = former.map(({ id }) => id);
    const left = await unit.read.dataKey.count({ where: { shopId, epoch: { lt: epoch }, retiredAt: null } });
    const sealed = await unit.read.delivery.count({ where: sealedUnder(shopId, ids) });
    if (left > 0 || sealed > 0) return false;
    await unit.write([], async (rows) => {
      await rows.dataKey.deleteMany({ where: { shopId, id: { in: ids } } });
      await rows.shop.update({ where: { shopId }, data: { oldestEpoch: epoch } });
    });
    return true;
  });
}

/** A wrapped key as it is kept beside its epoch, for a backup that is restored. */
export interface Survivor {
  id: string;
  purpose: string;
  requestId: string | null;
  epoch: number;
  wrapped: string;
  createdAt: string;
  lockedAt: string | null;
}

async function readSurvivors(deps: RotateDeps, shopId: string): Promise<Survivor[]> {
  const rows = await deps.unit(shopId, ({ read }) => read.dataKey.findMany({ where: { shopId } }));
  return rows.map(({ id, purpose, requestId, epoch, wrapped, createdAt, lockedAt }) => ({
    ...{ id, purpose, requestId, epoch },
    wrapped: Buffer.from(wrapped).toString('base64'),
    createdAt: createdAt.toISOString(),
    lockedAt: lockedAt?.toISOString() ?? null,
  }));
}

/** @returns how many keys outlived the change */
async function settle(deps: RotateDeps, shopId: string, epoch: number): Promise<number> {
  const { keys } = deps.vault;
  do {
    while ((await rewrapSome(deps, shopId, epoch)) > 0);
    while ((await resealSome(deps, shopId)) > 0);
  } while (!(await shut(deps, shopId, epoch)));
  const survivors = await readSurvivors(deps, shopId);
  await keys.keepSurvivors(shopId, epoch, Buffer.from(JSON.stringify(survivors)));
  for (const former of await keys.epochs(shopId)) if (former < epoch) await keys.destroy(shopId, former);
  return survivors.length;
}

/** The change is over; an erasure that came while it was under way calls for the next one. */
async function conclude(deps: RotateDeps, shopId: string, epoch: number, survivors: number): Promise<void> {
  await deps.unit(shopId, async (unit) => {
    await unit.lockShop();
    const shop = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
    if (shop.rotatingTo !== epoch) return;
    const now = deps.now();
    const isCalledFor = (shop.lastErasureAt ?? now) > (shop.rotationBegunAt ?? now);
    const data = { epoch, survivors };
    await unit.write({ type: 'keys.rotated', actor: SYSTEM, data }, (rows) =>
      rows.shop.update({
        where: { shopId },
        data: {
          ...{ rotatingTo: null, rotationBegunAt: null, rotatedAt: now },
          rotationDueAt: isCalledFor ? new Date(now.getTime() + DAY_MS) : null,
        },
      }),
    );
  });
}

/**
 * Takes the next step of changing a shop's epoch key, when one is due: first a new epoch is opened; some minutes
 * later the survivors are wrapped anew and the former epoch is destroyed, and with it what was erased in every copy
 * of the database. May be broken off anywhere and begun again, by several processes.
 */
export async function rotateKeys(deps: RotateDeps, { shopId }: { shopId: string }): Promise<void> {
  const epoch = await deps.unit(shopId, async (unit) => {
    await unit.lockShop();
    const shop = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
    if (shop.rotationDueAt === null || shop.rotationDueAt > deps.now()) return null;
    if (shop.rotatingTo === null) await begin(deps, unit);
    return shop.rotatingTo;
  });
  if (epoch !== null) await conclude(deps, shopId, epoch, await settle(deps, shopId, epoch));
}
