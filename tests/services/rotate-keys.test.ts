import { createHmac, randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { isUniqueViolation } from '#app/adapters/db/database.ts';
import type { KeyService } from '#app/core/keys.ts';
import { knowShop } from '#app/services/know-shop.ts';
import { receiveDelivery } from '#app/services/receive-delivery.ts';
import { requireShopKey } from '#app/services/require-key.ts';
import { callForRotation, GRACE_MS, rotateKeys } from '#app/services/rotate-keys.ts';
import { API_SECRET, createTestApp, type TestApp } from '../support/composition.ts';
import { dataRequest, openDoor } from '../support/deliveries.ts';

let app: TestApp;
let owner: pg.Client;
let shops = 0;
let shop: string;
let shopId: string;
const DAY_MS = 86_400_000;

beforeAll(async () => {
  app = await createTestApp();
  owner = new pg.Client({ connectionString: app.database.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await app.close();
});
beforeEach(async () => {
  shops += 1;
  shop = `shop-${shops}.myshopify.com`;
  shopId = await knowShop({ ...app.deps, isUniqueViolation }, shop);
});

const at = (ms: number) => ({ ...app.deps, now: () => new Date(Date.now() + ms) });
const erasedAt = (ms: number) => app.deps.unit(shopId, (unit) => callForRotation(at(ms), unit));
const rotateAt = (ms: number) => rotateKeys(at(ms), { shopId });
const epochs = () => app.deps.vault.keys.epochs(shopId);
const due = (ms: number) => app.deps.sweeps.dueRotations(at(ms).now(), 100);
const isDue = async (ms: number) => (await due(ms)).some((found) => found.shopId === shopId);
const read = () => app.deps.unit(shopId, ({ read }) => read.shop.findUniqueOrThrow({ where: { shopId } }));

test('after an erasure a new epoch is opened at once, and the former one destroyed minutes later', async () => {
  expect(await isDue(DAY_MS)).toBe(false);
  await erasedAt(0);
  expect(await isDue(1)).toBe(true);
  await rotateAt(1);
  expect(await epochs()).toEqual([1, 2]);
  await rotateAt(2);
  expect(await epochs()).toEqual([1, 2]);
  await rotateAt(GRACE_MS + 1);
  expect(await epochs()).toEqual([2]);
  expect(await isDue(100 * DAY_MS)).toBe(false);
  for (const purpose of ['index', 'credential', 'intake'] as const)
    await app.deps.unit(shopId, (unit) => requireShopKey(app.deps, unit, purpose));
});

test('epochs change once a day at most, and again for an erasure that came while one was changing', async () => {
  await erasedAt(0);
  await rotateAt(1);
  await erasedAt(2);
  await rotateAt(GRACE_MS + 1);
  expect(await isDue(DAY_MS - 1)).toBe(false);
  expect(await isDue(DAY_MS + GRACE_MS + 1)).toBe(true);
  await erasedAt(2 * DAY_MS);
  expect(await isDue(2 * DAY_MS)).toBe(true);
});

test('broken off at any point, the change is completed by the next try', async () => {
  const { keys } = app.deps.vault;
  const points = ['rotate', 'keepSurvivors', 'destroy'] as const satisfies (keyof KeyService)[];
  await erasedAt(0);
  for (const point of points) {
    const broken = { ...keys, [point]: () => Promise.reject(new Error(point)) };
    const deps = { ...at(GRACE_MS), vault: { ...app.deps.vault, keys: broken } };
    await expect(rotateKeys(deps, { shopId })).rejects.toThrow(point);
    if (point === 'rotate') await rotateAt(1);
  }
  await rotateAt(GRACE_MS + 1);
  expect(await epochs()).toEqual([2]);
  expect(await read()).toMatchObject({ rotatingTo: null, oldestEpoch: 2 });
});

test('run by two processes at once, it comes to the same', async () => {
  await erasedAt(0);
  await Promise.all([rotateAt(1), rotateAt(1)]);
  await Promise.all([rotateAt(GRACE_MS + 1), rotateAt(GRACE_MS + 1)]);
  expect(await epochs()).toEqual([2]);
  const { rows } = await owner.query(
    `SELECT 1 FROM audit_event WHERE type = 'keys.rotated' AND shop_id = $1`,
    [shopId],
  );
  expect(rows).toHaveLength(1);
});

test('what waits at the door is sealed anew, and opened as if nothing had happened', async () => {
  const door = await openDoor(app);
  await door.send({ shop, body: { ...dataRequest(1), shop_domain: shop } });
  await door.send({ shop, body: 'refused' });
  await erasedAt(0);
  await rotateAt(1);
  // The door still has the former key in mind.
  await door.send({ shop, body: { ...dataRequest(2), shop_domain: shop } });
  await rotateAt(GRACE_MS + 1);
  await door.close();
  await app.drainInbox();
  const { rows } = await owner.query(
    `SELECT d.state, d.problem, d.body IS NULL AS opened FROM delivery d WHERE d.shop_id = $1 ORDER BY d.received_at`,
    [shopId],
  );
  expect(rows).toEqual([
    { state: 'opened', problem: null, opened: true },
    { state: 'refused', problem: 'not-json', opened: false },
    { state: 'opened', problem: null, opened: true },
  ]);
});

test('a door that was halted cannot store what is sealed under a key that may be gone: Shopify sends it again', async () => {
  const stale = await app.deps.intakeKeys.of(shop);
  await erasedAt(-10 * 60_000);
  await rotateAt(-6 * 60_000);
  const body = Buffer.from(JSON.stringify({ ...dataRequest(3), shop_domain: shop }));
  const signature = createHmac('sha256', API_SECRET).update(body).digest('base64');
  const nothing = { eventId: undefined, triggeredAt: undefined };
  const headers = {
    ...nothing,
    signature,
    topic: 'customers/data_request',
    shopDomain: shop,
    webhookId: randomUUID(),
  };
  const delivery = { body, headers, secrets: [API_SECRET] };
  const halted = { ...app.deps, intakeKeys: { of: async () => stale } };
  await expect(receiveDelivery(halted, delivery)).rejects.toMatchObject({ code: '42501' });
  const fresh = await app.deps.unit(shopId, (unit) => requireShopKey(app.deps, unit, 'intake'));
  const awake = { ...app.deps, intakeKeys: { of: async () => fresh } };
  expect(await receiveDelivery(awake, delivery)).toEqual({ outcome: 'stored' });
});

test('a key wrapped under an epoch that was destroyed meanwhile is not let in', async () => {
  const { row } = await app.deps.vault.newKey(shopId, 'dossier', null);
  await erasedAt(0);
  await rotateAt(1);
  await rotateAt(GRACE_MS + 1);
  const late = app.deps.unit(shopId, (unit) => unit.write([], (rows) => rows.dataKey.create({ data: row })));
  await expect(late).rejects.toThrow('epoch that was destroyed');
});
