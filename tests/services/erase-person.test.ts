import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isUniqueViolation } from '#app/adapters/db/database.ts';
import { shopIdOf } from '#app/core/id.ts';
import type { Subject } from '#app/core/request.ts';
import { closeRequest } from '#app/services/close-request.ts';
import { erasePerson } from '#app/services/erase-person.ts';
import { knowShop } from '#app/services/know-shop.ts';
import { purge } from '#app/services/purge.ts';
import { requireRequestKey } from '#app/services/require-key.ts';
import { createTestApp, type TestApp } from '../support/composition.ts';
import { type Door, dataRequest, openDoor, redact, SHOP } from '../support/deliveries.ts';
import { gatherFor, stepOf } from '../support/erasure.ts';

let app: TestApp;
let door: Door;
let owner: pg.Client;
const shopId = shopIdOf(SHOP);
const staff = { kind: 'staff', id: '7' } as const;
const DAY_MS = 86_400_000;
const inDays = (days: number) => ({ ...app.deps, now: () => new Date(Date.now() + days * DAY_MS) });

beforeAll(async () => {
  app = await createTestApp();
  door = await openDoor(app);
  await knowShop({ ...app.deps, isUniqueViolation }, SHOP);
  owner = new pg.Client({ connectionString: app.database.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await door.close();
  await app.close();
});

const nobody: Subject = { customerId: null, email: null, phone: null, orderIds: [] };
const person = (id: number): Subject => ({
  ...nobody,
  customerId: String(id),
  email: `person${id}@example.com`,
});

/** An answered request for a copy, with its release. */
async function answered(subject: Subject) {
  const request = await gatherFor(app, subject, [{ id: '1', note: `about ${subject.email}` }]);
  const input = { shopId, requestId: request.requestId, actor: staff, reason: 'answered-otherwise' } as const;
  expect(await closeRequest(app.deps, input)).toEqual({ outcome: 'moved' });
  return request;
}

/** Shopify's demand to erase. */
async function demand(customer: object, orders: number[] = []) {
  expect((await door.send({ topic: 'customers/redact', body: redact(customer, orders) })).status).toBe(200);
  await app.drainInbox();
  const request = await app.deps.unit(shopId, ({ read }) =>
    read.request.findFirst({ where: { shopId, kind: 'erasure' }, orderBy: { number: 'desc' } }),
  );
  if (!request) throw new Error('There is no request to erase.');
  const stepId = await stepOf(app, shopId, request.id);
  const find = () =>
    app.deps.unit(shopId, ({ read }) =>
      read.request.findUniqueOrThrow({
        where: { shopId_id: { shopId, id: request.id } },
        include: { steps: true, identifiers: true },
      }),
    );
  return { ...request, stepId, find, run: (deps = app.deps) => erasePerson(deps, { shopId, id: stepId }) };
}

const counts = async (requestId: string) => {
  const one = async (table: string, column = 'request_id') =>
    (await owner.query(`SELECT count(*)::int AS n FROM ${table} WHERE ${column} = $1`, [requestId])).rows[0]
      .n;
  return {
    chunks: await one('chunk'),
    identifiers: await one('identifier'),
    downloads: await one('download'),
  };
};
const eventsOf = async (requestId: string) =>
  (
    await owner.query('SELECT type, entry FROM audit_event WHERE request_id = $1 ORDER BY id', [requestId])
  ).rows.map(({ type, entry }) => ({ type, data: JSON.parse(entry).data }));
const listed = () => readFileSync(join(app.keysDir, 'erasures.jsonl'), 'utf8');

test('a demand of Shopify erases what every request of the person holds, and says what', async () => {
  const first = await answered(person(1));
  const second = await answered({ ...nobody, email: 'person1@example.com' });
  const other = await answered(person(2));
  const erasure = await demand({ id: 1, email: 'person1@example.com' });
  await erasure.run();

  for (const { requestId } of [first, second]) {
    expect(await counts(requestId)).toEqual({ chunks: 0, identifiers: 0, downloads: 0 });
    const request = await app.deps.unit(shopId, ({ read }) =>
      read.request.findUniqueOrThrow({ where: { shopId_id: { shopId, id: requestId } } }),
    );
    expect(request).toMatchObject({
      subject: null,
      erasedAt: expect.any(Date),
      state: 'closed',
      kind: 'access',
    });
    const key = app.deps.unit(shopId, (unit) => requireRequestKey(app.deps, unit, 'dossier', requestId));
    await expect(key).rejects.toMatchObject({ code: 'key-gone' });
  }
  expect(await counts(other.requestId)).toMatchObject({ chunks: 1, identifiers: 2 });

  const done = await erasure.find();
  expect(done).toMatchObject({ state: 'closed', subject: null, closedAt: expect.any(Date) });
  expect(done.steps).toMatchObject([{ store: 'privacy-desk', operation: 'erase', state: 'done' }]);
  expect(done.identifiers).toMatchObject([{ kind: 'customer' }]);
  expect(await eventsOf(erasure.id)).toContainEqual({
    type: 'erasure.done',
    data: {
      ...{ step: erasure.stepId, store: 'privacy-desk', operation: 'erase' },
      ...{ requests: 2, chunks: 2, records: 2, redactions: 0, releases: 0, deliveries: 0 },
    },
  });
  expect(listed()).toContain(erasure.id);
});

test('evidence is locked: its key opens for a proof and for nothing else', async () => {
  const { requestId } = await answered(person(3));
  const erasure = await demand({ id: 3 });
  await erasure.run();
  const open = app.deps.unit(shopId, (unit) => requireRequestKey(app.deps, unit, 'case', requestId));
  await expect(open).rejects.toMatchObject({ code: 'key-locked' });
  const row = await app.deps.unit(shopId, ({ read }) =>
    read.dataKey.findFirst({ where: { shopId, requestId, purpose: 'case' } }),
  );
  if (!row) throw new Error('There is no case key.');
  expect((await app.deps.vault.unwrap(row, 'proof')).bytes).toHaveLength(32);
});

test('evidence is destroyed when its period ends, three years after the erasure, and no sooner', async () => {
  const { requestId } = await answered(person(12));
  const erasure = await demand({ id: 12 });
  await erasure.run();
  const left = async () => {
    const ids = [requestId, erasure.id];
    const sql = `SELECT (SELECT count(*)::int FROM data_key WHERE request_id = ANY($1)) AS keys,
      (SELECT count(*)::int FROM identifier WHERE request_id = ANY($1)) AS identifiers`;
    return (await owner.query(sql, [ids])).rows[0];
  };
  await purge(inDays(3 * 365 - 1));
  expect(await left()).toEqual({ keys: 2, identifiers: 1 });
  await purge(inDays(3 * 365 + 1));
  expect(await left()).toEqual({ keys: 0, identifiers: 0 });
});

test('somebody with the same phone keeps what is theirs; a request that knows a phone only does not', async () => {
  const phone = '+49 30 901820';
  const household = await answered({ ...person(5), phone });
  const bare = await answered({ ...nobody, phone });
  await (await demand({ id: 4, email: 'person4@example.com', phone })).run();
  expect(await counts(household.requestId)).toMatchObject({ chunks: 1 });
  expect(await counts(bare.requestId)).toMatchObject({ chunks: 0, identifiers: 0 });
});

test('what is known of the person by way of an earlier e-mail address goes too', async () => {
  const earlier = await answered({ ...nobody, email: 'earlier@example.com' });
  await answered({ ...person(6), email: 'earlier@example.com' });
  await (await demand({ id: 6, email: 'later@example.com' })).run();
  expect(await counts(earlier.requestId)).toMatchObject({ chunks: 0, identifiers: 0 });
});

test('an unanswered request for a copy is answered first: the erasure waits and says for which', async () => {
  const open = await gatherFor(app, person(7), [{ id: '1' }]);
  const erasure = await demand({ id: 7 });
  await erasure.run();
  await erasure.run();
  const waiting = await erasure.find();
  expect(waiting).toMatchObject({ state: 'received', erasedAt: null });
  expect(waiting.steps).toMatchObject([{ state: 'pending', reasonCode: 'answer-first' }]);
  expect(waiting.steps[0]?.reason).toContain(`#${open.number}`);
  expect((await eventsOf(erasure.id)).filter(({ type }) => type === 'step.postponed')).toHaveLength(1);
  expect(await counts(open.requestId)).toMatchObject({ chunks: 1 });

  const close = { shopId, requestId: open.requestId, actor: staff, reason: 'answered-otherwise' } as const;
  await closeRequest(app.deps, close);
  await erasure.run();
  expect(await erasure.find()).toMatchObject({ state: 'closed' });
  expect(await counts(open.requestId)).toMatchObject({ chunks: 0 });
});

test('two days before Shopify’s term ends an erasure goes ahead, and closes what can no longer be answered', async () => {
  const open = await gatherFor(app, person(8), [{ id: '1' }]);
  const erasure = await demand({ id: 8 });
  await erasure.run(inDays(27));
  expect(await erasure.find()).toMatchObject({ state: 'received' });
  await erasure.run(inDays(29));
  expect(await erasure.find()).toMatchObject({ state: 'closed' });
  expect(await eventsOf(open.requestId)).toContainEqual({
    type: 'request.closed',
    data: { from: 'ready', reason: 'data-erased' },
  });
});

test('a refused delivery that names the person loses its body; that of somebody else keeps it', async () => {
  const refused = (email: string) =>
    door.send({ topic: 'customers/data_request', body: { customer: { email } } });
  await refused('person9@example.com');
  await refused('somebody.else@example.com');
  await (await demand({ id: 9, email: 'Person9@example.com' })).run();
  const { rows } = await owner.query(
    `SELECT body IS NULL AS erased FROM delivery WHERE state = 'refused' ORDER BY id`,
  );
  expect(rows).toEqual([{ erased: true }, { erased: false }]);
});

test('erased twice, or demanded again afterwards, it stays erased', async () => {
  await answered(person(10));
  const erasure = await demand({ id: 10 });
  await Promise.all([erasure.run(), erasure.run()]);
  await erasure.run();
  const again = await demand({ id: 10 });
  expect(again.id).not.toBe(erasure.id);
  await again.run();
  expect(await again.find()).toMatchObject({ state: 'closed' });
  const done = (await eventsOf(erasure.id)).filter(({ type }) => type === 'erasure.done');
  expect(done).toMatchObject([{ data: { requests: 1, chunks: 1 } }]);
});

test('a request for a copy that comes after the erasure is a new one, and is not erased with it', async () => {
  await (await demand({ id: 11 })).run();
  await door.send({ body: dataRequest(9_000, { id: 11 }) });
  await app.drainInbox();
  const { rows } = await owner.query(
    `SELECT state, erased_at FROM request WHERE business_key = 'data_request:9000'`,
  );
  expect(rows).toEqual([{ state: 'received', erased_at: null }]);
});

test('jobs and the list of erasures hold ids and keyed hashes, no word about a person', async () => {
  const { rows } = await owner.query('SELECT j::text AS row FROM pgboss.job j');
  const all = rows.map(({ row }) => row).join('\n') + listed();
  expect(all).not.toMatch(/person\d|example\.com|earlier|901820/);
});
