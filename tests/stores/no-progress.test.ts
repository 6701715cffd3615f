import { parse } from 'graphql';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createOrdersPart } from '#app/adapters/stores/shopify/orders-part.ts';
import { readOn } from '#app/adapters/stores/shopify/read-on.ts';
import { createShopifyStore } from '#app/adapters/stores/shopify/store.ts';
import { type AdminApi, startAdminApi } from '../support/admin-api.ts';

let api: AdminApi;
beforeAll(async () => {
  api = await startAdminApi({ customers: 5, orders: 20 });
});
afterAll(() => api[Symbol.asyncDispose]());
beforeEach(() => {
  api.instead.length = 0;
});

const subject = { customerId: '7', email: 'who@example.com', phone: null, orderIds: [] };
const person = () => ({ shopDomain: api.shop.domain, subject, customerId: 'gid://shopify/Customer/7' });
const goesOn = (endCursor: string, nodes: object[] = []) => ({
  nodes,
  pageInfo: { hasNextPage: true, endCursor },
});

test('a list of orders that is said to go on, and gives nothing, is not asked for ever', async () => {
  api.instead.push({ data: { orders: goesOn('c') } });
  const part = createOrdersPart({ bulkAbove: 500, noteFallback: () => undefined });
  const place = { search: 0, lastId: '5', expected: 9, bulk: null };
  await expect(part.read(api.client, person(), place)).rejects.toMatchObject({ code: 'no-progress' });
});

test('a list within a record that stays at one place is not read for ever', async () => {
  const id = 'gid://shopify/Order/1';
  const again = { data: { node: { lines: goesOn('c', [{ id: 'gid://shopify/LineItem/1' }]) } } };
  api.instead.push(again, again, again);
  const document = parse(
    '{ order(id: "gid://shopify/Order/1") { id lines: lineItems(first: 1) { nodes { id } pageInfo { hasNextPage endCursor } } } }',
  );
  const data = { order: { id, lines: goesOn('c', [{ id: 'gid://shopify/LineItem/1' }]) } };
  const reading = readOn(api.client, api.shop.domain, { document, variables: {} }, data as never);
  await expect(reading).rejects.toMatchObject({ code: 'no-progress' });
});

test('what is read no further is a gap, and the other parts are read', async () => {
  const store = createShopifyStore(api.client);
  const cursor = {
    part: 'orders',
    place: { search: 0, lastId: '5', expected: 9, bulk: null },
    customerId: null,
  };
  api.instead.push({ data: { orders: goesOn('c') } });
  const from = { shopId: 'x', shopDomain: api.shop.domain, subject, cursor };
  for await (const page of store.gather(from)) {
    expect(page.gaps).toMatchObject([{ collection: 'orders', reason: expect.stringContaining('goes on') }]);
    expect(page.cursor).toMatchObject({ part: expect.not.stringMatching(/^orders$/) });
    break;
  }
});
