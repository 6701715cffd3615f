import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { shopIdOf } from '#app/core/id.ts';
import { listRequests } from '#app/services/list-requests.ts';
import { findRequest } from '#app/services/read-requests.ts';
import { createTestApp, type TestApp } from '../support/composition.ts';
import { type Door, dataRequest, openDoor, redact, SHOP } from '../support/deliveries.ts';

let app: TestApp;
let door: Door;
const shopId = shopIdOf(SHOP);

beforeAll(async () => {
  app = await createTestApp({ SHOPIFY_API_SECRET_PREVIOUS: 'former-secret' });
  door = await openDoor(app);
});
afterAll(async () => {
  await door.close();
  await app.close();
});

const requests = async () => {
  await app.drainInbox();
  return app.deps.unit(shopId, ({ read }) =>
    read.request.findMany({ include: { steps: true }, orderBy: { number: 'asc' } }),
  );
};
const deliveries = () => app.deps.unit(shopId, ({ read }) => read.delivery.findMany());
const events = (type: string) =>
  app.deps.unit(shopId, ({ read }) => read.auditEvent.findMany({ where: { type } }));

describe('a data request', () => {
  test('opens a request with both clocks, its keys, its steps and its entry in the log', async () => {
    const answer = await door.send({ body: dataRequest(9999) });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    const [request] = await requests();
    expect(request).toMatchObject({
      kind: 'access',
      source: 'platform',
      state: 'received',
      businessKey: 'data_request:9999',
    });
    const steps = request?.steps.toSorted((a, b) => a.store.localeCompare(b.store));
    const pending = { operation: 'gather', state: 'pending' };
    expect(steps).toMatchObject([
      { ...pending, store: 'privacy-desk' },
      { ...pending, store: 'shopify' },
    ]);
    const details = await findRequest(app.deps, { shopId, number: request?.number ?? 0 });
    expect(details?.subject).toEqual({
      customerId: '191167',
      email: 'john@example.com',
      phone: null,
      orderIds: ['299938', '280263', '220458'],
    });
    expect(details?.platformDue).not.toBeNull();
    expect(await events('request.opened')).toHaveLength(1);
    const keys = await app.deps.unit(shopId, ({ read }) =>
      read.dataKey.findMany({ where: { requestId: request?.id ?? '' } }),
    );
    expect(keys.map(({ purpose }) => purpose).sort()).toEqual(['case', 'dossier']);
  });

  test('delivered twice is one delivery and one request', async () => {
    const delivery = { webhookId: randomUUID(), body: dataRequest(10_001) };
    const answers = await Promise.all([door.send(delivery), door.send(delivery), door.send(delivery)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await deliveries()).filter(({ webhookId }) => webhookId === delivery.webhookId)).toHaveLength(1);
    expect((await requests()).filter(({ businessKey }) => businessKey === 'data_request:10001')).toHaveLength(
      1,
    );
  });

  test('sent under several webhook ids, in one batch or over several, is one request', async () => {
    await Promise.all([1, 2, 3].map(() => door.send({ body: dataRequest(10_002) })));
    await requests();
    await door.send({ body: dataRequest(10_002) });
    expect((await requests()).filter(({ businessKey }) => businessKey === 'data_request:10002')).toHaveLength(
      1,
    );
    expect(await events('request.joined')).not.toHaveLength(0);
  });

  test('with ids beyond 2^53 keeps every digit', async () => {
    await door.send({ body: dataRequest('9007199254740993', { id: '90071992547409935555' }) });
    const found = (await requests()).find(
      ({ businessKey }) => businessKey === 'data_request:9007199254740993',
    );
    const details = await findRequest(app.deps, { shopId, number: found?.number ?? 0 });
    expect(details?.subject?.customerId).toBe('90071992547409935555');
  });

  test.each([
    ['only an e-mail', { customer: { email: 'guest@example.org' } }],
    ['no phone and no orders', { customer: { id: 5, email: null, phone: null } }],
    ['unknown further fields', { customer: { id: 6 }, orders_requested: [], more: { of: ['this'] } }],
    ['orders alone', { orders_requested: [1] }],
  ])('with %s is accepted', async (_what, fields) => {
    const id = Math.trunc(Math.random() * 1e9);
    const body = { shop_domain: SHOP, data_request: { id }, ...fields };
    expect((await door.send({ body })).status).toBe(200);
    expect((await requests()).some(({ businessKey }) => businessKey === `data_request:${id}`)).toBe(true);
  });

  test('signed with the former secret is accepted while the secret is being rotated', async () => {
    expect((await door.send({ body: dataRequest(10_003), secret: 'former-secret' })).status).toBe(200);
    expect((await door.send({ body: dataRequest(10_003), secret: 'never-valid' })).status).toBe(401);
  });
});

describe('a customer’s erasure', () => {
  test('joins the one that is open for the person; once that is closed, it runs again', async () => {
    const body = redact({ id: 777, email: 'erase@example.com' });
    const own = async () =>
      (await requests()).filter(({ kind, state }) => kind === 'erasure' && state !== 'closed');
    await door.send({ topic: 'customers/redact', body });
    await door.send({ topic: 'customers/redact', body });
    const [first, ...others] = await own();
    expect(others).toEqual([]);
    await door.send({ topic: 'customers/redact', body });
    expect(await own()).toHaveLength(1);
    await app.deps.unit(shopId, (unit) =>
      unit.write({ type: 'request.closed', actor: { kind: 'system' } }, (rows) =>
        rows.request.update({
          where: { shopId_id: { shopId, id: first?.id ?? '' } },
          data: { state: 'closed' },
        }),
      ),
    );
    await door.send({ topic: 'customers/redact', body });
    const again = await own();
    expect(again).toHaveLength(1);
    expect(again[0]?.id).not.toBe(first?.id);
  });

  test('of somebody of whom nothing usable is known joins nobody else’s', async () => {
    const count = async () => (await requests()).filter(({ kind }) => kind === 'erasure').length;
    const before = await count();
    await door.send({ topic: 'customers/redact', body: redact({ phone: 'none' }) });
    await door.send({ topic: 'customers/redact', body: redact({ phone: 'unknown' }) });
    expect(await count()).toBe(before + 2);
  });

  test('of one person in a household does not join that of the other, though they share a phone', async () => {
    const phone = '+15555550123';
    await door.send({ topic: 'customers/redact', body: redact({ id: 8001, email: 'a@example.com', phone }) });
    await door.send({ topic: 'customers/redact', body: redact({ id: 8002, email: 'b@example.com', phone }) });
    const of = await requests();
    const numbers = await Promise.all(
      of.map(({ number }) =>
        findRequest(app.deps, { shopId, number }).then((details) => details?.subject?.customerId),
      ),
    );
    expect(numbers).toEqual(expect.arrayContaining(['8001', '8002']));
  });
});

describe('the door', () => {
  let before: number;
  beforeEach(async () => {
    before = (await deliveries()).length;
  });
  const stored = async () => (await deliveries()).length - before;

  test.each([
    ['missing', undefined],
    ['wrong', Buffer.alloc(32).toString('base64')],
    ['not base64', 'nonsense'],
    ['empty', ''],
  ])('answers 401 to a signature that is %s, and keeps nothing', async (_what, signature) => {
    const answer = await door.send({ body: dataRequest(1), headers: { 'x-shopify-hmac-sha256': signature } });
    expect(answer.status).toBe(401);
    expect(await stored()).toBe(0);
  });

  test.each(['GET', 'PUT', 'DELETE', 'PATCH'])(
    'answers 405 to %s and names the method it takes',
    async (method) => {
      const answer = await door.send({ method, body: dataRequest(1) });
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
    },
  );

  test.each([
    ['not JSON', { body: 'surely not JSON' }, 'not-json'],
    ['empty', { body: '' }, 'not-json'],
    ['without the request’s id', { body: { shop_domain: SHOP, customer: { id: 1 } } }, 'payload-incomplete'],
    [
      'about nobody',
      { body: { shop_domain: SHOP, customer: {}, data_request: { id: 4 } } },
      'payload-incomplete',
    ],
    ['an array', { body: [] }, 'payload-incomplete'],
    [
      'of another shop than its header says',
      { body: { ...dataRequest(5), shop_domain: 'other.myshopify.com' } },
      'shop-mismatch',
    ],
    [
      'of a topic that was not subscribed to',
      { topic: 'orders/create', body: dataRequest(6) },
      'unknown-topic',
    ],
    ['without a topic', { body: dataRequest(7), headers: { 'x-shopify-topic': undefined } }, 'unknown-topic'],
  ] as const)(
    'answers 400 to a signed body that is %s, keeps it sealed and raises an alarm',
    async (_what, delivery, problem) => {
      const shop = problem === 'shop-mismatch' ? shopIdOf('other.myshopify.com') : shopId;
      const refused = () =>
        app.deps.unit(shop, ({ read }) => read.delivery.findMany({ where: { state: 'refused', problem } }));
      const known = new Set((await refused()).map(({ id }) => id));
      expect((await door.send(delivery)).status).toBe(400);
      const [kept, ...more] = (await refused()).filter(({ id }) => !known.has(id));
      expect(more).toEqual([]);
      expect(kept?.body).not.toBeNull();
      const reader = { kind: 'staff', id: '1' } as const;
      const list = { shopId: shop, reader, address: new URLSearchParams(), before: null };
      expect((await listRequests(app.deps, list)).alarms).toBeGreaterThan(0);
    },
  );

  test('answers 413 to a body over 1 MiB, whether it says its length or not, and keeps nothing', async () => {
    const body = Buffer.alloc(1024 * 1024 + 1, 32);
    expect((await door.send({ body })).status).toBe(413);
    const status = await new Promise((resolve, reject) => {
      const chunked = request(
        door.url,
        { method: 'POST', headers: { 'transfer-encoding': 'chunked' } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      chunked.on('error', reject);
      chunked.end(body);
    });
    expect(status).toBe(413);
    expect(await stored()).toBe(0);
  });

  test('takes a body of exactly 1 MiB', async () => {
    const frame = JSON.stringify({ ...dataRequest(10_010), padding: '' });
    const body = JSON.stringify({ ...dataRequest(10_010), padding: 'x'.repeat(1024 * 1024 - frame.length) });
    expect(body).toHaveLength(1024 * 1024);
    expect((await door.send({ body })).status).toBe(200);
  });
});

test('10,000 malformed or mis-signed deliveries open no request and get no answer of 5xx', async () => {
  const known = (await requests()).length;
  const text = fc.oneof(fc.string(), fc.constant(SHOP), fc.constant(null), fc.double(), fc.integer());
  const payload = fc.oneof(
    fc.string().map((value) => Buffer.from(value)),
    fc.uint8Array({ maxLength: 200 }).map((value) => Buffer.from(value)),
    fc.json().map((value) => Buffer.from(value)),
    fc
      .record(
        {
          shop_domain: text,
          // Never a usable id: this payload is not to open anything, even when well signed.
          data_request: fc.oneof(
            text,
            fc.record({ id: fc.oneof(fc.double({ min: 0.1, max: 0.9 }), fc.constant({})) }),
          ),
          customer: fc.oneof(text, fc.record({ id: text, email: text, phone: text }, { requiredKeys: [] })),
          orders_requested: fc.oneof(text, fc.array(text)),
        },
        { requiredKeys: [] },
      )
      .map((value) => Buffer.from(JSON.stringify(value))),
  );
  const wellFormed = fc.nat().map((id) => Buffer.from(JSON.stringify(dataRequest(id))));
  const signature = fc.oneof(
    fc.constant(undefined),
    fc.base64String({ maxLength: 60 }),
    fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('base64')),
  );
  const header = fc.stringMatching(/^[!-~]{0,40}$/);
  const bent = fc.record(
    {
      topic: fc.constantFrom('customers/data_request', 'app/scopes_update', 'nonsense'),
      shop: header,
      webhookId: header,
    },
    { requiredKeys: [] },
  );
  const mutant = fc.oneof(
    fc
      .record({ body: payload, bent })
      .map(({ body, bent }) => ({ ...bent, topic: 'customers/data_request', body })),
    fc.record({ body: fc.oneof(payload, wellFormed), bent, signature }).map(({ body, bent, signature }) => ({
      ...bent,
      body,
      headers: { 'x-shopify-hmac-sha256': signature },
    })),
  );
  const mutants = fc.sample(mutant, 10_000);
  const statuses = new Map<number, number>();
  while (mutants.length > 0) {
    const answers = await Promise.all(mutants.splice(0, 50).map((each) => door.send(each)));
    for (const { status } of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  expect([...statuses.keys()].sort()).toEqual([400, 401]);
  expect(statuses.get(400)).toBeGreaterThan(3000);
  expect(statuses.get(401)).toBeGreaterThan(3000);
  expect((await requests()).length).toBe(known);
});
