import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { isUniqueViolation } from '#app/adapters/db/database.ts';
import { shopIdOf } from '#app/core/id.ts';
import { checkRestore, isInOrder, reportLines } from '#app/services/check-restore.ts';
import { closeRequest } from '#app/services/close-request.ts';
import { erasePerson } from '#app/services/erase-person.ts';
import { eraseShop } from '#app/services/erase-shop.ts';
import { knowShop } from '#app/services/know-shop.ts';
import { requireRequestKey, requireShopKey } from '#app/services/require-key.ts';
import { GRACE_MS, rotateKeys } from '#app/services/rotate-keys.ts';
import { STAFF } from '../support/answer.ts';
import { createTestApp, type TestApp } from '../support/composition.ts';
import { type Door, openDoor, redact } from '../support/deliveries.ts';
import { gatherFor, stepOf } from '../support/erasure.ts';

let app: TestApp;
let door: Door;
let owner: pg.Client;
let shop: string;
let shops = 0;

beforeAll(async () => {
  app = await createTestApp();
  // As after a restart: no key of before is in mind.
  const of = async (domain: string) => {
    const shopId = await knowShop({ ...app.deps, isUniqueViolation }, domain);
    return app.deps.unit(shopId, (unit) => requireShopKey(app.deps, unit, 'intake'));
  };
  door = await openDoor({ ...app, deps: { ...app.deps, intakeKeys: { of } } });
  owner = new pg.Client({ connectionString: app.database.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await door.close();
  await app.close();
});
beforeEach(() => {
  shops += 1;
  shop = `shop-${shops}.myshopify.com`;
});

const tables = async (): Promise<string[]> =>
  (
    await owner.query(
      `SELECT quote_ident(table_name) AS name FROM information_schema.columns
       WHERE table_schema = 'public' AND column_name = 'shop_id'`,
    )
  ).rows.map(({ name }) => name);

async function backUp(): Promise<void> {
  await owner.query('DROP SCHEMA IF EXISTS backup CASCADE; CREATE SCHEMA backup');
  for (const name of await tables()) await owner.query(`CREATE TABLE backup.${name} AS TABLE public.${name}`);
}
/** As from a backup: past triggers and keys. */
async function restore(): Promise<void> {
  const names = await tables();
  const all = names.map((name) => `public.${name}`).join(', ');
  const fill = names.map((name) => `INSERT INTO public.${name} SELECT * FROM backup.${name}`).join('; ');
  await owner.query(`BEGIN; SET LOCAL session_replication_role = replica; TRUNCATE ${all}; ${fill}; COMMIT`);
}

const subject = (id: number) => ({
  ...{ customerId: String(id), email: `person${id}@example.com`, phone: '+49 30 901820', orderIds: [] },
});
const answered = async (id: number) => {
  const request = await gatherFor(app, subject(id), [{ id: '1' }], shop);
  const { shopId, requestId } = request;
  await closeRequest(app.deps, { shopId, requestId, actor: STAFF, reason: 'answered-otherwise' });
  return request;
};
async function erase(id: number): Promise<void> {
  const shopId = shopIdOf(shop);
  const { email, phone } = subject(id);
  const body = { ...redact({ id, email, phone }), shop_domain: shop };
  expect((await door.send({ topic: 'customers/redact', shop, body })).status).toBe(200);
  await app.drainInbox();
  const request = await app.deps.unit(shopId, ({ read }) =>
    read.request.findFirst({ where: { kind: 'erasure' }, orderBy: { number: 'desc' } }),
  );
  await erasePerson(app.deps, { shopId, id: await stepOf(app, shopId, request?.id ?? '') });
}
const rotate = async (): Promise<void> => {
  const shopId = shopIdOf(shop);
  await rotateKeys(app.deps, { shopId });
  await rotateKeys({ ...app.deps, now: () => new Date(Date.now() + GRACE_MS + 1) }, { shopId });
};
const chunksOf = async (requestId: string): Promise<number> =>
  (await owner.query('SELECT count(*)::int AS n FROM chunk WHERE request_id = $1', [requestId])).rows[0].n;

test('whoever was erased after a backup is erased again when it is restored; all others are as they were', async () => {
  const gone = await answered(1);
  const other = await answered(2);
  await backUp();
  await erase(1);
  await rotate();
  await restore();
  expect(await chunksOf(gone.requestId)).toBe(1);

  const report = await checkRestore(app.deps);
  expect(report).toMatchObject({ requests: 1, damaged: 0, withoutKeys: [] });
  expect(report.unlisted).toBe(0);
  expect(isInOrder(report)).toBe(true);
  expect(await chunksOf(gone.requestId)).toBe(0);
  expect(await chunksOf(other.requestId)).toBe(1);
  const { shopId } = other;
  const key = await app.deps.unit(shopId, (unit) =>
    requireRequestKey(app.deps, unit, 'dossier', other.requestId),
  );
  expect(key.bytes).toHaveLength(32);
  expect(await checkRestore(app.deps)).toMatchObject({ requests: 0, shops: 0, mendedKeys: 0 });
  // The shop works on: a new demand comes in by the door and is carried out.
  await erase(2);
  expect(await chunksOf(other.requestId)).toBe(0);
});

test('what a person asked for after the erasure is not erased again', async () => {
  await erase(3);
  const later = await answered(3);
  await backUp();
  await restore();
  expect(await checkRestore(app.deps)).toMatchObject({ requests: 0 });
  expect(await chunksOf(later.requestId)).toBe(1);
});

test('a shop that was erased after a backup is erased again; one that has come back since is not', async () => {
  const { shopId } = await answered(4);
  await backUp();
  await door.send({ topic: 'shop/redact', shop, body: { shop_id: 1, shop_domain: shop } });
  await app.drainInbox();
  const request = await app.deps.unit(shopId, ({ read }) =>
    read.request.findFirst({ where: { kind: 'shop-erasure' } }),
  );
  await eraseShop(app.deps, { shopId, id: await stepOf(app, shopId, request?.id ?? '', 'erase-shop') });
  await restore();
  expect(await checkRestore(app.deps)).toMatchObject({ shops: 1, withoutKeys: [] });
  const { rows } = await owner.query('SELECT 1 FROM shop WHERE shop_id = $1', [shopId]);
  expect(rows).toEqual([]);
  const { requestId } = await answered(4);
  expect(await checkRestore(app.deps)).toMatchObject({ shops: 0 });
  expect(await chunksOf(requestId)).toBe(1);
});

test('with a folder of keys that is not today’s nothing of the shop is touched, and it is said', async () => {
  const { requestId, shopId } = await answered(5);
  await backUp();
  await erase(5);
  await rotate();
  await restore();
  const folder = join(app.keysDir, shopId);
  renameSync(folder, `${folder}.away`);
  const report = await checkRestore(app.deps);
  expect(report.withoutKeys).toEqual([shopId]);
  expect(reportLines(report).at(-1)).toContain('NOT in order');
  expect(await chunksOf(requestId)).toBe(1);
  renameSync(`${folder}.away`, folder);
  expect(isInOrder(await checkRestore(app.deps))).toBe(true);
  expect(await chunksOf(requestId)).toBe(0);
});

test('a line that somebody slipped into the list erases nobody, and one cut short by a crash costs no other', async () => {
  const { requestId, shopId } = await answered(6);
  const path = join(app.keysDir, 'erasures.jsonl');
  const before = readFileSync(path, 'utf8');
  const { rows } = await owner.query(
    `SELECT kind || ':' || encode(index, 'hex') AS index FROM identifier WHERE request_id = $1`,
    [requestId],
  );
  const indexes = rows.map(({ index }) => index);
  const entry = { at: '2099-01-01T00:00:00.000Z', shop: shopId, request: requestId, what: 'person', indexes };
  appendFileSync(path, `${JSON.stringify({ ...entry, mac: 'a'.repeat(64) })}\n{"at":"2026`);
  const report = await checkRestore(app.deps);
  expect(report).toMatchObject({ damaged: 2, requests: 0 });
  expect(isInOrder(report)).toBe(false);
  expect(await chunksOf(requestId)).toBe(1);
  await erase(6);
  const { entries, damaged } = await app.deps.erasures.read();
  expect([entries.at(-1)?.shop, damaged]).toEqual([shopId, 2]);
  writeFileSync(path, before);
});

test('a list that lacks what the backup itself knows is not in order', async () => {
  await answered(6);
  await erase(6);
  const path = join(app.keysDir, 'erasures.jsonl');
  const whole = readFileSync(path, 'utf8');
  // The test before has spoilt a line.
  const { unlisted } = await checkRestore(app.deps);
  for (const cut of ['', whole.slice(0, whole.trimEnd().lastIndexOf('\n'))]) {
    writeFileSync(path, cut);
    const report = await checkRestore(app.deps);
    expect(report.unlisted).toBeGreaterThan(unlisted);
    expect(isInOrder({ ...report, damaged: 0, withoutKeys: [] })).toBe(false);
    expect(reportLines(report).join('\n')).toContain('not on the list');
  }
  writeFileSync(path, whole);
});
