import { Session } from '@shopify/shopify-api';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { shopIdOf } from '#app/core/id.ts';
import { installShop } from '#app/services/install-shop.ts';
import { knowStaff } from '#app/services/know-staff.ts';
import { findRequest } from '#app/services/read-requests.ts';
import { createTestApp, type TestApp } from '../support/composition.ts';
import { type Door, dataRequest, openDoor, SHOP } from '../support/deliveries.ts';

let app: TestApp;
let door: Door;
const shopId = shopIdOf(SHOP);
const session = () =>
  new Session({
    id: `offline_${SHOP}`,
    shop: SHOP,
    state: '',
    isOnline: false,
    accessToken: 'token',
    scope: 'a',
  });

beforeAll(async () => {
  app = await createTestApp();
  door = await openDoor(app);
});
afterAll(async () => {
  await door.close();
  await app.close();
});
beforeEach(async () => {
  await app.sessionStorage.storeSession(session());
  await installShop(app.deps, { domain: SHOP, scopes: ['read_customers'], details: null });
});

const shop = () => app.deps.unit(shopId, ({ read }) => read.shop.findUniqueOrThrow({ where: { shopId } }));
const events = (type: string) =>
  app.deps.unit(shopId, ({ read }) => read.auditEvent.findMany({ where: { type } }));
async function deliver(topic: string, body: object, triggeredAt?: string): Promise<void> {
  expect((await door.send({ topic, body, triggeredAt })).status).toBe(200);
  await app.drainInbox();
}

describe('app/uninstalled', () => {
  test('takes the tokens and the names of staff away at once and marks the shop', async () => {
    const askStaff = async () => ({ name: 'Ada Berg', email: null, accountOwner: true });
    const visitor = { shopId, shopDomain: SHOP, id: '7', sessionToken: 'token' };
    await knowStaff({ ...app.deps, askStaff }, visitor);
    await deliver('app/uninstalled', { myshopify_domain: SHOP });
    expect(await app.sessionStorage.findSessionsByShop(SHOP)).toEqual([]);
    expect(await app.deps.unit(shopId, ({ read }) => read.staff.count())).toBe(0);
    expect(await shop()).toMatchObject({ installedAt: null, uninstalledAt: expect.any(Date), scopes: [] });
    expect(await events('shop.uninstalled')).toHaveLength(1);
  });

  test('that was overtaken by a new installation leaves it alone', async () => {
    const before = new Date(Date.now() - 60_000).toISOString();
    await deliver('app/uninstalled', { myshopify_domain: SHOP }, before);
    expect(await app.sessionStorage.findSessionsByShop(SHOP)).toHaveLength(1);
    expect((await shop()).installedAt).not.toBeNull();
  });
});

test('app/scopes_update records what the merchant granted', async () => {
  const current = ['read_customers', 'read_orders'];
  await deliver('app/scopes_update', { id: 1, previous: [], current });
  expect((await shop()).scopes).toEqual(current);
  expect(await events('shop.scopes-changed')).toHaveLength(1);
});

describe('a customer record that changes in Shopify', () => {
  const merge = (kept: number, gone: number) => ({
    admin_graphql_api_customer_kept_id: `gid://shopify/Customer/${kept}`,
    admin_graphql_api_customer_deleted_id: `gid://shopify/Customer/${gone}`,
  });
  const open = async (id: number, customerId: number): Promise<number> => {
    await deliver('customers/data_request', dataRequest(id, { id: customerId }));
    const businessKey = `data_request:${id}`;
    const opened = await app.deps.unit(shopId, ({ read }) =>
      read.request.findFirst({ where: { shopId, businessKey } }),
    );
    return opened?.number ?? 0;
  };

  test('merged into another one: its requests are found under the record that stays', async () => {
    const gone = await open(1, 501);
    await deliver('customers/merge', merge(502, 501));
    const kept = await open(2, 502);
    const details = await findRequest(app.deps, { shopId, number: kept });
    expect(details?.related.shown.map(({ number }) => number)).toContain(gone);
    expect(details?.events.map(({ type }) => type)).not.toContain('request.linked');
    const linked = await findRequest(app.deps, { shopId, number: gone });
    expect(linked?.events.map(({ type }) => type)).toContain('request.linked');
  });

  test('merged without any request about it: the notice is on record and nothing else happens', async () => {
    const before = (await events('delivery.noted')).length;
    await deliver('customers/merge', merge(601, 602));
    expect(await events('delivery.noted')).toHaveLength(before + 1);
  });

  test('deleted: every request about it says so', async () => {
    const number = await open(3, 503);
    await deliver('customers/delete', { id: 503 });
    const details = await findRequest(app.deps, { shopId, number });
    expect(details?.events.map(({ type }) => type)).toContain('request.linked');
  });
});
