import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Session } from '@shopify/shopify-api';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isUniqueViolation } from '#app/adapters/db/database.ts';
import type { Writes } from '#app/adapters/db/unit.ts';
import { Failure } from '#app/core/failure.ts';
import { shopIdOf } from '#app/core/id.ts';
import { issueDownload } from '#app/services/download.ts';
import { eraseShop, keepShop } from '#app/services/erase-shop.ts';
import { installShop } from '#app/services/install-shop.ts';
import { knowShop } from '#app/services/know-shop.ts';
import { releasedRequest, STAFF } from '../support/answer.ts';
import { createTestApp, type TestApp } from '../support/composition.ts';
import { type Door, dataRequest, openDoor, SHOP } from '../support/deliveries.ts';
import { gatherFor, stepOf } from '../support/erasure.ts';
import { rowsOfShop, totalOf } from '../support/shop-rows.ts';

let app: TestApp;
let door: Door;
let owner: pg.Client;
const OTHER = 'other.myshopify.com';
const HOUR_MS = 3_600_000;
const subject = { customerId: '1', email: 'who@example.com', phone: null, orderIds: [] };

beforeAll(async () => {
  app = await createTestApp();
  door = await openDoor(app);
  owner = new pg.Client({ connectionString: app.database.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await door.close();
  await app.close();
});

const install = async (shop: string, hoursAgo: number) => {
  const now = () => new Date(Date.now() - hoursAgo * HOUR_MS);
  await knowShop({ ...app.deps, isUniqueViolation }, shop);
  await installShop({ ...app.deps, now }, { domain: shop, scopes: [], details: null });
};
const uninstall = async (shop: string, hoursAgo = 48) => {
  await door.send({ topic: 'app/uninstalled', shop, body: { myshopify_domain: shop } });
  await app.drainInbox();
  const at = new Date(Date.now() - hoursAgo * HOUR_MS);
  await owner.query('UPDATE shop SET uninstalled_at = $1 WHERE domain = $2', [at, shop]);
};

/** Shopify's demand to erase a shop, and how to carry it out. */
async function demand(shop: string) {
  const shopId = shopIdOf(shop);
  await door.send({ topic: 'shop/redact', shop, body: { shop_id: 1, shop_domain: shop } });
  await app.drainInbox();
  const find = () =>
    app.deps.unit(shopId, ({ read }) =>
      read.request.findFirst({ where: { kind: 'shop-erasure' }, include: { steps: true } }),
    );
  const requestId = (await find())?.id ?? '';
  const id = await stepOf(app, shopId, requestId, 'erase-shop');
  return { shopId, requestId, id, find, run: () => eraseShop(app.deps, { shopId, id }) };
}

const rowsOf = (shop: string) => rowsOfShop(app.database.ownerUrl, shop);

/** What a plan leaves behind, and what staff set and say; no content counts here. */
async function fillPlans(rows: Writes, at: { shopId: string; requestId: string; now: Date }): Promise<void> {
  const { shopId, requestId, now } = at;
  const bytes = Buffer.from('x');
  const id = requestId;
  const sealed = { shopId, id, keyId: id, sealed: bytes, createdAt: now };
  const ofRequest = { ...sealed, requestId };
  await rows.plan.create({ data: { ...ofRequest, sequence: 1, state: 'done', hash: bytes } });
  const write = { position: 0, stepId: id, operation: 'customer.update', state: 'done' };
  await rows.vendorWrite.create({ data: { shopId, planId: id, ...write, intendedAt: now } });
  await rows.comment.create({ data: { ...ofRequest, createdBy: '7' } });
  const kept = { sequence: 0, keyId: id, ground: 'invoice-retention', until: now, records: 1 };
  await rows.retained.create({ data: { shopId, id, requestId, ...kept, body: bytes, createdAt: now } });
  const held = { index: bytes, reason: 'objection', kind: 'email', since: now };
  await rows.suppression.create({ data: { shopId, requestId, ...held } });
  await rows.setting.create({
    data: { shopId, name: 'undoHours', value: 1, changedBy: '7', changedAt: now },
  });
  const view = { staffId: '7', name: 'Mine', query: 'owner=me' };
  await rows.savedView.create({ data: { shopId, id, ...view, createdAt: now } });
  const mail = { template: 'register', messageId: '<1@example.com>', state: 'sent' };
  await rows.mail.create({ data: { ...sealed, ...mail } });
  const link = { secret: bytes, createdAt: now, expiresAt: now };
  await rows.registerLink.create({ data: { shopId, id, ...link } });
  await rows.portalLink.create({ data: { shopId, id, requestId, purpose: 'confirm', ...link } });
  await rows.tally.create({ data: { shopId, index: bytes, count: 1, endsAt: now } });
}

/** A row of this shop in every table that has any. */
async function fill(shop: string): Promise<void> {
  const shopId = shopIdOf(shop);
  const session = { id: `offline_${shop}`, shop, state: '', isOnline: false, accessToken: 't', scope: 'a' };
  await app.sessionStorage.storeSession(new Session(session));
  await gatherFor(app, subject, [{ id: '1' }], shop);
  await door.send({ shop, body: { ...dataRequest(7), shop_domain: shop } });
  await app.drainInbox();
  if (shop !== SHOP) return;
  const { requestId, deps } = await releasedRequest(app);
  await issueDownload(deps, { shopId, requestId, actor: STAFF });
  const now = app.deps.now();
  await app.deps.unit(shopId, ({ write }) =>
    write([], async (rows) => {
      const what = { collection: 'orders', recordKey: '1', path: '', reason: 'other-person' };
      await rows.redaction.create({ data: { shopId, requestId, ...what, createdBy: '7', createdAt: now } });
      const seen = { accountOwner: true, firstSeenAt: now, lastSeenAt: new Date(0) };
      await rows.staff.create({
        data: { shopId, id: '7', keyId: requestId, sealed: Buffer.from('x'), ...seen },
      });
      await fillPlans(rows, { shopId, requestId, now });
    }),
  );
}

test('everything of a shop goes, from every table that there is; other shops keep theirs', async () => {
  for (const shop of [SHOP, OTHER]) {
    await install(shop, 100);
    await fill(shop);
  }
  const before = await rowsOf(SHOP);
  const { rows: own } = await owner.query(
    `SELECT 'public.' || table_name AS name FROM information_schema.columns
     WHERE column_name = 'shop_id' AND table_schema = 'public'`,
  );
  for (const { name } of own) expect(before[name], name).toBeGreaterThan(0);
  const others = await rowsOf(OTHER);

  const erasure = await demand(SHOP);
  await uninstall(SHOP);
  await erasure.run();
  expect(totalOf(await rowsOf(SHOP))).toBe(0);
  expect(await rowsOf(OTHER)).toEqual(others);
  expect(existsSync(join(app.keysDir, erasure.shopId))).toBe(false);
  expect(existsSync(join(app.keysDir, shopIdOf(OTHER)))).toBe(true);
  const listed = readFileSync(join(app.keysDir, 'erasures.jsonl'), 'utf8');
  expect(listed).toContain(erasure.shopId);
  expect(listed).not.toContain(SHOP);
  // A worker that still has the job finds nothing to do.
  await erasure.run();
});

test('a shop that comes back after its erasure begins anew', async () => {
  const shop = 'back.myshopify.com';
  await install(shop, 100);
  const first = await demand(shop);
  await uninstall(shop);
  await first.run();
  await install(shop, 0);
  const { number } = await gatherFor(app, subject, [{ id: '1' }], shop);
  expect(number).toBe(1001);
});

test('a shop that uses the app again is asked, and nothing is erased; kept by its staff, the demand is closed', async () => {
  const shop = 'again.myshopify.com';
  await install(shop, 1);
  await gatherFor(app, subject, [{ id: '1' }], shop);
  const erasure = await demand(shop);
  const before = totalOf(await rowsOf(shop));
  await erasure.run();
  expect(await erasure.find()).toMatchObject({
    state: 'received',
    erasedAt: null,
    steps: [
      { state: 'blocked', reasonCode: 'reinstalled', reason: expect.stringContaining('nothing was erased') },
    ],
  });
  expect(totalOf(await rowsOf(shop))).toBeGreaterThan(before);
  const { shopId, requestId } = erasure;
  expect(await keepShop(app.deps, { shopId, requestId, actor: STAFF })).toEqual({ outcome: 'kept' });
  expect(await keepShop(app.deps, { shopId, requestId, actor: STAFF })).toEqual({ outcome: 'not-there' });
  expect(await erasure.find()).toMatchObject({ state: 'closed', steps: [{ state: 'stopped' }] });
});

test('old messages sent again erase nobody who is there: the erasure waits for two days, and asks whoever has come back', async () => {
  const shop = 'replayed.myshopify.com';
  await install(shop, 1_000);
  await gatherFor(app, subject, [{ id: '1' }], shop);
  await uninstall(shop, 0);
  const before = totalOf(await rowsOf(shop));
  const erasure = await demand(shop);
  await erasure.run();
  const [step] = (await erasure.find())?.steps ?? [];
  expect(step).toMatchObject({ state: 'pending', reasonCode: 'uninstalled-lately', attempts: 0 });
  expect((step?.retryAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(47 * HOUR_MS);
  expect(totalOf(await rowsOf(shop))).toBeGreaterThan(before);

  await install(shop, 0);
  await erasure.run();
  expect(await erasure.find()).toMatchObject({ erasedAt: null, steps: [{ reasonCode: 'reinstalled' }] });
});

test('an old demand sent again erases no shop that Shopify still lets the app into, though no staff were seen for long', async () => {
  const shop = 'seldom.myshopify.com';
  await install(shop, 1_000);
  const erasure = await demand(shop);
  const asked: string[] = [];
  const hasAccess = async (domain: string) => {
    asked.push(domain);
    return true;
  };
  await eraseShop({ ...app.deps, hasAccess }, { shopId: erasure.shopId, id: erasure.id });
  expect(asked).toEqual([shop]);
  expect(await erasure.find()).toMatchObject({ erasedAt: null, steps: [{ reasonCode: 'reinstalled' }] });
  const away = new Failure('shopify-away', 'away', { retry: true });
  await app.deps.unit(erasure.shopId, ({ progress }) =>
    progress.step.update({
      where: { shopId_id: { shopId: erasure.shopId, id: erasure.id } },
      data: { state: 'pending' },
    }),
  );
  const unanswered = eraseShop(
    { ...app.deps, hasAccess: () => Promise.reject(away) },
    { shopId: erasure.shopId, id: erasure.id },
  );
  await expect(unanswered).rejects.toThrow(away);
  expect(await erasure.find()).toMatchObject({ erasedAt: null });
});

test('a shop of whose end nobody told, and where nobody has been seen since, is erased', async () => {
  const shop = 'silent.myshopify.com';
  await install(shop, 100);
  await (await demand(shop)).run();
  expect(totalOf(await rowsOf(shop))).toBe(0);
});

test('a shop that had asked for nothing yet was uninstalled again: a second demand goes ahead', async () => {
  const shop = 'twice.myshopify.com';
  await install(shop, 1);
  const first = await demand(shop);
  await first.run();
  await uninstall(shop);
  const second = await demand(shop);
  expect(second.requestId).toBe(first.requestId);
  await second.run();
  expect(totalOf(await rowsOf(shop))).toBe(0);
});

test('the log of a shop cannot be erased, by nobody, while anything else of the shop is left', async () => {
  const shop = 'log.myshopify.com';
  await install(shop, 100);
  const { shopId } = await gatherFor(app, subject, [{ id: '1' }], shop);
  const erase = () => app.deps.unit(shopId, (unit) => unit.eraseLog(10));
  await expect(erase()).rejects.toThrow('append-only');
  const { requestId } = await demand(shop);
  await uninstall(shop);
  await expect(erase()).rejects.toThrow('append-only');
  await app.deps.unit(shopId, ({ write }) =>
    write([], async (rows) => {
      await rows.dataKey.deleteMany({ where: { shopId } });
      await rows.session.deleteMany({ where: { shopId } });
    }),
  );
  await expect(erase()).rejects.toThrow('append-only');
  const direct = owner.query('DELETE FROM audit_event WHERE shop_id = $1', [shopId]);
  const outcome = await direct.then(
    ({ rowCount }) => `${rowCount} rows`,
    (error: Error) => error.message,
  );
  expect(['audit events are append-only', '0 rows']).toContain(outcome);
  expect(requestId).not.toBe('');
});
