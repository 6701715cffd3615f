import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shopIdOf } from '#app/core/id.ts';
import { createTestApp, type TestApp } from '../support/composition.ts';
import { type Door, dataRequest, openDoor, SHOP } from '../support/deliveries.ts';

let app: TestApp;
let door: Door;
const shopId = shopIdOf(SHOP);

beforeAll(async () => {
  app = await createTestApp();
  door = await openDoor(app);
});
afterAll(async () => {
  await door.close();
  await app.close();
});

const kinds = async (businessKey?: string) => {
  await app.drainInbox();
  const rows = await app.deps.unit(shopId, ({ read }) => read.request.findMany({ where: { businessKey } }));
  return rows.map(({ kind }) => kind);
};

test('a delivery that names a time which PostgreSQL cannot hold is stored without it', async () => {
  for (const [at, triggeredAt] of ['-200000-01-01T00:00:00Z', '+275000-01-01T00:00:00Z', 'soon'].entries())
    expect((await door.send({ body: dataRequest(100 + at), triggeredAt })).status).toBe(200);
  expect(await kinds('data_request:100')).toEqual(['access']);
});

test('a row that PostgreSQL refuses fails alone, and not those that share its commit', async () => {
  const key = await app.deps.intakeKeys.of(SHOP);
  const row = (topic: string) => {
    const id = randomUUID();
    const [webhookId, shopDomain, keyId] = [id, SHOP, key.id];
    const sealed = { keyId, body: randomBytes(40), commitment: randomBytes(32) };
    const at = { receivedAt: new Date(), triggeredAt: null, eventId: null };
    return {
      shopId,
      id,
      topic,
      webhookId,
      shopDomain,
      ...at,
      ...sealed,
      state: 'refused',
      problem: 'test',
    } as const;
  };
  const topics = ['first', 'sound', 'nul \0', 'sound too'];
  const stored = await Promise.allSettled(topics.map((topic) => app.deps.storeDelivery(row(topic))));
  expect(stored.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
});

test('more large bodies at once than one commit takes are all stored', async () => {
  const body = (id: number) => ({ ...dataRequest(id), padding: 'x'.repeat(900_000) });
  const sent = Array.from({ length: 60 }, (_, at) => door.send({ body: body(1_000 + at) }));
  expect(new Set((await Promise.all(sent)).map(({ status }) => status))).toEqual(new Set([200]));
});

test('a delivery refused for its headers is taken when it comes again with the right ones', async () => {
  const delivery = { webhookId: randomUUID(), body: dataRequest(200) };
  const cut = { ...delivery, headers: { 'x-shopify-shop-domain': undefined } };
  expect((await door.send(cut)).status).toBe(400);
  expect((await door.send(cut)).status).toBe(400);
  const alarms = await app.deps.unit(shopId, ({ read }) =>
    read.delivery.count({ where: { problem: 'shop-header-missing' } }),
  );
  expect(alarms).toBe(1);
  expect((await door.send(delivery)).status).toBe(200);
  expect(await kinds('data_request:200')).toEqual(['access']);
});

test('a signed body under another topic’s header, which is not signed, is refused', async () => {
  const before = await kinds();
  const victim = 'victim.myshopify.com';
  const body = dataRequest(300);
  expect((await door.send({ topic: 'customers/redact', body })).status).toBe(400);
  expect((await door.send({ topic: 'shop/redact', body })).status).toBe(400);
  expect((await door.send({ topic: 'app/uninstalled', shop: victim, body })).status).toBe(400);
  const uninstalled = { id: 1, domain: 'shop.example.com', myshopify_domain: SHOP };
  expect((await door.send({ topic: 'app/uninstalled', shop: victim, body: uninstalled })).status).toBe(400);
  expect(await kinds()).toEqual(before);
});

test('access scopes that are no scopes are refused at the door, and so block no inbox', async () => {
  for (const scope of ['read_\\u0000', '\\ud800', 'read orders'])
    expect((await door.send({ topic: 'app/scopes_update', body: `{"current":["${scope}"]}` })).status).toBe(
      400,
    );
  expect((await door.send({ topic: 'app/scopes_update', body: { current: ['read_orders'] } })).status).toBe(
    200,
  );
});

test('a query that Shopify signed for a browser is no delivery, and alarms no other shop', async () => {
  const count = () => app.deps.unit(shopId, ({ read }) => read.delivery.count());
  const before = await count();
  for (const body of ['embedded=1&host=YWRtaW4&shop=other.myshopify.com&timestamp=1', 'ids[]=1shop=other'])
    expect((await door.send({ body })).status).toBe(401);
  expect(await count()).toBe(before);
});
