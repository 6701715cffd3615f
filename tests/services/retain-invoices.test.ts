import { gunzipSync } from 'node:zlib';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { JsonObject } from '#app/core/store.ts';
import { openRetained } from '#app/services/open-retained.ts';
import { purge } from '#app/services/purge.ts';
import { requireRequestKey } from '#app/services/require-key.ts';
import { retainedPlace } from '#app/services/retain-invoices.ts';
import { people } from '#sandbox/store/people.ts';
import {
  ERASE,
  keptUntil,
  type PlannedErasure,
  REDACT,
  RETAIN,
  startErasure,
  subjectOf,
} from '../support/planned-erasure.ts';
import { type ConnectedApp, createConnectedApp } from '../support/shopify.ts';

let connected: ConnectedApp;
let owner: pg.Client;
beforeAll(async () => {
  connected = await createConnectedApp();
  owner = new pg.Client({ connectionString: connected.app.database.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await connected.close();
});
beforeEach(async () => {
  connected.shop.faults = [];
  connected.sandbox.merchant.install(connected.shop);
  connected.shop.installation?.grantedScopes.add('read_customer_merge');
  await connected.connect();
});

const inGermany = () => owner.query(`UPDATE shop SET country_code = 'DE', time_zone = 'Europe/Berlin'`);
const UNTIL = '2034-12-31';
const operations = [RETAIN, REDACT, ERASE];
const decisions = [keptUntil(UNTIL), keptUntil('2030-12-31')];

type Piece = Awaited<ReturnType<PlannedErasure['request']>>['retained'][number];

async function opened({ shopId, requestId }: PlannedErasure, retained: Piece[]): Promise<JsonObject[]> {
  const { deps } = connected.app;
  const key = await deps.unit(shopId, (unit) => requireRequestKey(deps, unit, 'retained', requestId));
  return retained.flatMap(({ id, body }) =>
    JSON.parse(gunzipSync(deps.vault.open(key, retainedPlace(id), body)).toString('utf8')),
  );
}
/** What is kept, opened. */
const kept = async (erasure: PlannedErasure) => opened(erasure, (await erasure.request()).retained);
const left = async ({ requestId }: PlannedErasure) =>
  (
    await owner.query(
      `SELECT (SELECT count(*)::int FROM retained WHERE request_id = $1) AS pieces,
        (SELECT count(*)::int FROM data_key WHERE request_id = $1 AND purpose = 'retained') AS keys`,
      [requestId],
    )
  ).rows[0];
test('the invoices are sealed first, with what an invoice needs and nothing else; until then Shopify is not asked', async () => {
  const erasure = await startErasure(connected, subjectOf('everything'), { operations, decisions });
  await inGermany();
  expect(await erasure.run('redact')).toMatchObject({ state: 'pending', reasonCode: 'retain-first' });
  const sealed = await erasure.run('retain');
  expect(sealed).toMatchObject({ state: 'done', cursor: {} });
  const { retained } = await erasure.request();
  for (const piece of retained) {
    expect(piece).toMatchObject({ ground: 'invoice-retention' });
    // Each through its own day: sent from Germany to Sweden, ten years from the end of its year.
    for (const { createdAt } of await opened(erasure, [piece]))
      expect(piece.until.toISOString().slice(0, 10)).toBe(
        `${Number(String(createdAt).slice(0, 4)) + 10}-12-31`,
      );
  }
  const invoices = await kept(erasure);
  expect(invoices.length).toBe(sealed?.records);
  expect(invoices.length).toBeGreaterThanOrEqual(12);
  expect(new Set(invoices.map(({ id }) => id)).size).toBe(invoices.length);
  expect(invoices[0]).toMatchObject({
    name: expect.stringMatching(/^#/),
    createdAt: expect.any(String),
    billingAddress: { name: expect.stringContaining('Lindqvist') },
    totalPriceSet: { shopMoney: { amount: expect.any(String) } },
    taxLines: expect.any(Array),
  });
  const text = JSON.stringify(invoices);
  expect(text).not.toContain(people.everything.email);
  expect(text).not.toContain(people.everything.phone);
  expect(text).not.toContain('birthday');
  expect(await erasure.events('retained.sealed')).toMatchObject([
    { data: { records: invoices.length, ground: 'invoice-retention', until: '2036-12-31' } },
  ]);
  expect(await erasure.run('redact')).toMatchObject({ reasonCode: 'shopify-erases-later' });
});

test('they are read through many pages, go on after a break where they stopped, and stand there once', async () => {
  const erasure = await startErasure(connected, subjectOf('thousandOrders'), { operations, decisions });
  const { shopify } = erasure.deps.stores;
  if (!shopify?.invoices) throw new Error('the app lacks its Shopify store');
  const { invoices } = shopify;
  const broken = {
    ...shopify,
    async *invoices(...asked: Parameters<typeof invoices>) {
      let given = 0;
      for await (const page of invoices(...asked)) {
        if (given === 1) throw new TypeError('the process ends here');
        given += 1;
        yield page;
      }
    },
  };
  const stores = { ...erasure.deps.stores, shopify: broken };
  await erasure.run('retain', 'shopify', { ...erasure.deps, stores });
  expect(await left(erasure)).toMatchObject({ keys: 1 });
  erasure.pass(60_000);
  const sealed = await erasure.run('retain');
  expect(sealed?.state).toBe('done');
  const ids = (await kept(erasure)).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBe(sealed?.records);
  expect(ids.length).toBeGreaterThan(70);
});

test('they outlive the person’s erasure, and are destroyed with their key on the day after the retention ends', async () => {
  const erasure = await startErasure(connected, subjectOf('dormant'), { operations, decisions });
  await inGermany();
  for (const operation of ['retain', 'redact', 'erase']) await erasure.run(operation);
  connected.shop.store.remove(`gid://shopify/Customer/${subjectOf('dormant').customerId}`);
  for (const order of connected.shop.store.all('Order'))
    if (order.email === people.dormant.email) connected.shop.store.update(order.id, { email: null });
  await erasure.run('redact');
  erasure.pass(8 * 86_400_000);
  for (const store of ['shopify', 'privacy-desk']) await erasure.run('probe', store);
  expect(await erasure.request()).toMatchObject({ state: 'closed', subject: null });
  const before = await left(erasure);
  expect(before).toMatchObject({ keys: 1 });
  expect((await kept(erasure)).length).toBeGreaterThan(0);

  const at = (day: string) => ({ ...connected.app.deps, now: () => new Date(`${day}T12:00:00Z`) });
  const [last] = (await erasure.request()).retained
    .map(({ until }) => until.getUTCFullYear())
    .toSorted()
    .toReversed();
  await purge(at(`${last}-12-31`));
  expect(await left(erasure)).toMatchObject({ keys: 1 });
  await purge(at(`${Number(last) + 1}-01-01`));
  expect(await left(erasure)).toEqual({ pieces: 0, keys: 0 });
  expect(await erasure.events('retained.expired')).not.toEqual([]);
});

test('an owner opens them for a proof, which goes on record; nobody else does', async () => {
  const erasure = await startErasure(connected, subjectOf('arabic'), { operations, decisions });
  const sealed = await erasure.run('retain');
  const { shopId, number } = erasure;
  const asStaff = (id: string) =>
    openRetained(connected.app.deps, { shopId, number, actor: { kind: 'staff', id } });
  await expect(asStaff('8')).rejects.toMatchObject({ code: 'not-allowed' });
  expect(await erasure.events('retained.opened')).toEqual([]);
  await owner.query(
    `INSERT INTO staff (shop_id, id, key_id, sealed, account_owner, first_seen_at, last_seen_at)
     VALUES ($1, '9', $1, '', true, now(), now())`,
    [shopId],
  );
  const lines = await asStaff('9');
  if (!lines) throw new Error('nothing is kept');
  const text = (await Array.fromAsync(lines)).join('');
  const records = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(records).toHaveLength(Number(sealed?.records));
  expect(records[0]).toMatchObject({ name: expect.stringMatching(/^#/), billingAddress: expect.anything() });
  expect(await erasure.events('retained.opened')).toMatchObject([{ data: { records: records.length } }]);
});

test('a plan that does not say until when keeps nothing and erases nothing: a person decides', async () => {
  const erasure = await startErasure(connected, subjectOf('recent'), { operations });
  expect(await erasure.run('retain')).toMatchObject({ state: 'blocked', reasonCode: 'no-retention' });
  expect(await erasure.run('redact')).toMatchObject({ reasonCode: 'retain-first' });
  expect(await left(erasure)).toEqual({ pieces: 0, keys: 0 });
});
