import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { parse } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '#app/core/failure.ts';
import type { JsonObject } from '#app/core/store.ts';
import { customerIdOf } from '#sandbox/store/people.ts';
import { type AdminApi, startAdminApi } from '../support/admin-api.ts';

let api: AdminApi;
beforeAll(async () => {
  api = await startAdminApi({ customers: 60, orders: 400 });
});
afterAll(() => api[Symbol.asyncDispose]());
beforeEach(() => {
  const { shop, sandbox } = api;
  shop.faults = [];
  shop.restoreRate = 100;
  shop.protectedData = { approved: true, fields: new Set(['name', 'email', 'phone', 'address']) };
  for (const scope of sandbox.world.app.scopes) shop.installation?.grantedScopes.add(scope);
  api.advance(3_600_000);
  Object.assign(api, { client: api.newClient() });
  for (const list of [api.asked, api.waits, api.instead]) list.length = 0;
});

type Page = { nodes: JsonObject[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
const typed = <Data>(text: string) => parse(text) as TypedDocumentNode<Data, Record<string, unknown>>;
const customers = typed<{ customers: Page }>(`
  query Customers($first: Int!, $after: String) {
    customers(first: $first, after: $after) {
      nodes { id displayName locale note defaultPhoneNumber { phoneNumber } defaultEmailAddress { emailAddress } }
      pageInfo { hasNextPage endCursor }
    }
  }`);
const orders = typed<{ orders: Page }>(`
  query Orders($first: Int!, $after: String) {
    orders(first: $first, after: $after) {
      nodes { id note phone lineItems(first: 10) { nodes { id title } } shippingAddress { phone } }
      pageInfo { hasNextPage endCursor }
    }
  }`);
const shopName = typed<{ shop: { name: string } }>('query ShopName { shop { name } }');

const run = <Data>(
  document: TypedDocumentNode<Data, Record<string, unknown>>,
  variables: object = {},
  urgent = false,
) => api.client.run(api.shop.domain, document, { ...variables }, { urgent });
const failing = (promise: Promise<unknown>): Promise<Failure> =>
  promise.then(
    () => Promise.reject(new Error('it did not fail')),
    (error) => error,
  );

/** Spends the bucket, so that what comes next has to wait. */
async function spend(): Promise<void> {
  const first = api.client.pageSize(orders, {});
  for (let spent = 0; spent < 1_500; ) {
    await run(orders, { first });
    spent += api.asked.at(-1)?.cost ?? 0;
  }
}

describe('speed', () => {
  test('a long reading takes the time that the bucket allows for its points, and is never throttled', async () => {
    const first = api.client.pageSize(orders, {});
    const begin = api.now();
    for (let index = 0; index < 60; index += 1) await run(orders, { first });
    const seconds = (api.now() - begin) / 1_000;
    const points = api.asked.reduce((sum, { cost }) => sum + cost, 0);
    expect(api.asked).toHaveLength(60);
    expect(api.asked.filter(({ throttled }) => throttled)).toEqual([]);
    expect(points).toBeGreaterThan(10_000);
    expect(seconds).toBeLessThan((1.1 * (points - 2_000)) / 100);
  });

  test('many at once are sent as far as the bucket goes, and none is throttled', async () => {
    const ids = Array.from({ length: 40 }, (_, index) => index);
    await Promise.all(ids.map((id) => run(customers, { first: 100, id })));
    expect(api.asked.filter(({ throttled }) => throttled)).toEqual([]);
    expect(api.asked.map(({ variables }) => variables.id).toSorted((a, b) => Number(a) - Number(b))).toEqual(
      ids,
    );
  });

  test('what staff wait for comes before all that waits in the background', async () => {
    await spend();
    api.asked.length = 0;
    const background = Promise.all(
      [1, 2, 3, 4].map(() => run(orders, { first: api.client.pageSize(orders, {}) })),
    );
    await run(shopName, {}, true);
    const place = api.asked.findIndex(({ query }) => query.includes('ShopName'));
    await background;
    expect(place).toBeLessThanOrEqual(1);
  });

  test('a bucket that others have emptied is waited for, as long as Shopify recommends', async () => {
    await run(shopName);
    const other = api.newClient();
    const first = other.pageSize(orders, {});
    for (let index = 0; index < 2; index += 1) await other.run(api.shop.domain, orders, { first });
    api.shop.faults = [{ kind: 'throttled', times: 2 }];
    const begin = api.now();
    expect((await run(shopName)).data.shop?.name).toBe(api.shop.name);
    expect(api.now() - begin).toBeGreaterThanOrEqual(2_000);
  });

  test('a page that Shopify finds too dear comes smaller, and the next is planned smaller at once', async () => {
    const planned = api.client.pageSize(customers, {});
    const cost = 1_202;
    api.instead.push({
      errors: [
        {
          message: `Query cost is ${cost}, which exceeds the single query max cost limit (1000).`,
          extensions: { code: 'MAX_COST_EXCEEDED', cost, maxCost: 1_000 },
        },
      ],
    });
    const { data } = await run(customers, { first: planned });
    expect(data.customers?.nodes.length).toBeGreaterThan(0);
    expect(Number(api.asked.at(-1)?.variables.first)).toBeLessThan(planned);
    expect(api.client.pageSize(customers, {})).toBe(api.asked.at(-1)?.variables.first);
  });

  test('a query that is too dear whatever its page fails, for good', async () => {
    const dear = typed<object>('{ orders(first: 250) { nodes { lineItems(first: 5) { nodes { id } } } } }');
    expect(await failing(run(dear))).toMatchObject({ code: 'query-too-dear', retry: false });
  });
});

describe('being asked to wait', () => {
  test.each([429, 430])('status %i with Retry-After is obeyed to the tenth of a second', async (status) => {
    api.shop.faults = [{ kind: 'status', status, retryAfter: '1.5', times: 2 }];
    await run(shopName);
    expect(api.waits).toEqual([1_500, 1_500]);
  });

  test('it is not waited for ever: after twenty seconds the work makes room and is tried again later', async () => {
    const begin = api.now();
    api.shop.faults = [{ kind: 'status', status: 429, times: Number.POSITIVE_INFINITY }];
    expect(await failing(run(shopName))).toMatchObject({ code: 'throttled', retry: true });
    expect(api.now() - begin).toBeLessThan(21_000);
    api.shop.faults = [{ kind: 'status', status: 429, retryAfter: '60.0', times: 1 }];
    expect(await failing(run(shopName))).toMatchObject({ code: 'throttled', retryAfterMs: 60_000 });
    api.shop.faults = [{ kind: 'status', status: 503, retryAfter: '7.5', times: 1 }];
    expect(await failing(run(shopName))).toMatchObject({ code: 'shopify-away', retryAfterMs: 7_500 });
    api.shop.faults = [{ kind: 'status', status: 430, times: 1 }];
    expect(await failing(run(shopName))).toMatchObject({ code: 'throttled', retry: true });
  });

  test('all calls of the shop wait, not only the one that was told', async () => {
    await run(shopName);
    api.shop.faults = [{ kind: 'status', status: 429, retryAfter: '5.0', times: 1 }];
    await Promise.all([run(shopName), run(shopName), run(shopName)]);
    expect(api.waits).toEqual([5_000]);
    expect(api.asked.filter(({ status }) => status === 429)).toHaveLength(1);
  });

  test('Shopify’s own trouble within an answer passes by itself', async () => {
    api.shop.faults = [{ kind: 'internal', times: 2 }];
    expect((await run(shopName)).data.shop?.name).toBe(api.shop.name);
    expect(api.waits).toEqual([500, 1_500]);
  });

  test('trouble that does not pass is a failure to be tried again, and trouble with one field is its own', async () => {
    api.shop.faults = [{ kind: 'internal', times: Number.POSITIVE_INFINITY }];
    expect(await failing(run(shopName))).toMatchObject({ code: 'shopify-error', retry: true });
    api.shop.faults = [];
    const message = 'Internal error. Looks like something went wrong on our end: jo@example.com';
    const broken = {
      data: { customers: null },
      errors: [
        { message, path: ['customers', 'nodes', 1, 'note'], extensions: { code: 'INTERNAL_SERVER_ERROR' } },
      ],
    };
    api.instead.push(broken, broken, broken);
    const { data, denials } = await run(customers, { first: 5 });
    expect(data.customers?.nodes).toHaveLength(5);
    expect(data.customers?.nodes[0]).toMatchObject({ note: null, displayName: expect.any(String) });
    expect(denials).toEqual([
      { path: 'customers.nodes.note', reason: 'store-error', message: 'Shopify failed to read this field.' },
    ]);
    expect((await run(customers, { first: 5 })).denials).toEqual([]);
  });
});

describe('what is refused', () => {
  const calls = () => api.asked.length;

  test('for want of approval is null and named once, and what it would take with it is whole', async () => {
    api.shop.protectedData.fields.delete('name');
    const { data, denials } = await run(customers, { first: 50 });
    expect(data.customers?.nodes).toHaveLength(50);
    expect(data.customers?.nodes[0]).toMatchObject({ displayName: null, locale: expect.any(String) });
    expect(denials).toEqual([
      {
        path: 'customers.nodes.displayName',
        reason: 'protected-data',
        message: expect.stringContaining('not approved to use the displayName field'),
      },
    ]);
  });

  test('is read without when Shopify cuts the list of errors off', async () => {
    api.shop.restoreRate = 1_000;
    api.shop.protectedData.fields = new Set(['address']);
    const { data, denials } = await run(orders, { first: 60 });
    expect(data.orders?.nodes).toHaveLength(60);
    expect(denials.map(({ path }) => path).toSorted()).toEqual([
      'orders.nodes.phone',
      'orders.nodes.shippingAddress.phone',
    ]);
    const people = await run(customers, { first: 60 });
    expect(people.data.customers?.nodes).toHaveLength(60);
    expect(people.denials).toHaveLength(3);
  });

  test('a field that is missing alone is asked for on every page: what may be read under the same name comes', async () => {
    api.shop.protectedData.fields.delete('phone');
    const { data, denials } = await run(orders, { first: 5 });
    expect(data.orders?.nodes).toHaveLength(5);
    expect(denials).toMatchObject([
      { path: 'orders.nodes.phone' },
      { path: 'orders.nodes.shippingAddress.phone' },
    ]);
    await run(orders, { first: 5 });
    expect(api.asked.map(({ query }) => query.includes('phone'))).toEqual([true, true]);
  });

  test('a root field without its scope is null, with the scopes that would do', async () => {
    api.shop.installation?.grantedScopes.delete('read_orders');
    api.shop.installation?.grantedScopes.delete('read_all_orders');
    const { data, denials } = await run(orders, { first: 10 });
    expect(data).toEqual({ orders: null });
    expect(denials).toMatchObject([
      { path: 'orders', reason: 'scope', scopes: expect.arrayContaining(['read_orders']) },
    ]);
  });

  test('is not paid for twice with every page, and is the same on each', async () => {
    api.shop.protectedData.fields.delete('name');
    const first = await run(customers, { first: 10 });
    expect(calls()).toBe(2);
    const after = first.data.customers?.pageInfo.endCursor;
    const second = await run(customers, { first: 10, after });
    expect(calls()).toBe(3);
    expect(second.denials).toEqual(first.denials);
    expect(second.data.customers?.nodes[0]).toMatchObject({ displayName: null });
  });

  test('is asked for again after some minutes, or when told that it may be granted now', async () => {
    api.shop.protectedData.fields.delete('name');
    await run(customers, { first: 10 });
    api.shop.protectedData.fields.add('name');
    expect((await run(customers, { first: 10 })).denials).toHaveLength(1);
    api.client.forgetRefusals(api.shop.domain);
    expect((await run(customers, { first: 10 })).denials).toEqual([]);
    api.shop.protectedData.fields.delete('name');
    await run(customers, { first: 10 });
    api.shop.protectedData.fields.add('name');
    api.advance(180_000);
    expect((await run(customers, { first: 10 })).denials).toEqual([]);
  });

  test('a field that the API has no longer is left out, and the rest comes', async () => {
    api.shop.faults = [{ kind: 'field', coordinate: 'Customer.locale', times: Number.POSITIVE_INFINITY }];
    const { data, denials } = await run(customers, { first: 5 });
    expect(data.customers?.nodes).toHaveLength(5);
    expect(data.customers?.nodes[0]).toMatchObject({ locale: null, displayName: expect.any(String) });
    expect(denials).toEqual([
      {
        path: 'customers.nodes.locale',
        reason: 'unknown-field',
        message: "Field 'locale' doesn't exist on type 'Customer'",
      },
    ]);
  });

  test('a whole app without approval gets what is no customer data', async () => {
    api.shop.protectedData.approved = false;
    const both = typed<{ shop: object; customers: Page }>(
      '{ shop { name } customers(first: 3) { nodes { id } } }',
    );
    const { data, denials } = await run(both);
    expect(data).toEqual({ shop: { name: api.shop.name }, customers: null });
    expect(denials).toMatchObject([{ reason: 'protected-data' }]);
  });
});

describe('what is wrong with the question', () => {
  test('a cursor that Shopify no longer knows is said to be that', async () => {
    const { data } = await run(customers, { first: 5 });
    api.shop.faults = [{ kind: 'cursor', times: 1 }];
    const again = run(customers, { first: 5, after: data.customers?.pageInfo.endCursor });
    expect(await failing(again)).toMatchObject({ code: 'cursor-expired', retry: false });
  });

  test('the id of another kind of record is no record', async () => {
    const customer = typed<{ customer: object }>('query One($id: ID!) { customer(id: $id) { id } }');
    expect(await run(customer, { id: 'gid://shopify/Order/1' })).toEqual({
      data: { customer: null },
      denials: [],
    });
  });

  test('what Shopify refuses fails for good, without a word of what was asked', async () => {
    const customer = typed<{ customer: object }>('query One($id: ID!) { customer(id: $id) { id } }');
    const failure = await failing(run(customer, { id: 'jo@example.com' }));
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ code: 'shopify-refused', retry: false });
    expect(JSON.stringify([failure.message, failure.cause])).not.toContain('example.com');
  });
});

describe('a mutation', () => {
  const tagsAdd = typed<{ tagsAdd: { node: JsonObject | null; userErrors: object[] } }>(`
    mutation Tag($id: ID!) {
      tagsAdd(id: $id, tags: ["asked"]) { node { ... on Customer { id displayName tags } } userErrors { message } }
    }`);
  const id = customerIdOf('householdA');

  test('is carried out once, though its answer is refused in part', async () => {
    api.shop.protectedData.fields.delete('name');
    const { data, denials } = await run(tagsAdd, { id });
    expect(denials).toMatchObject([{ path: 'tagsAdd.node.displayName' }]);
    expect(data).toHaveProperty('tagsAdd');
    expect(api.asked).toHaveLength(1);
  });

  test('is not repeated when nobody knows whether it was carried out', async () => {
    api.shop.faults = [{ kind: 'internal', times: 1 }];
    expect(await failing(run(tagsAdd, { id }))).toMatchObject({ code: 'shopify-error', retry: true });
    expect(api.asked).toHaveLength(1);
  });

  test('is repeated when Shopify turned it away before', async () => {
    api.shop.faults = [{ kind: 'throttled', times: 1 }];
    expect((await run(tagsAdd, { id })).data.tagsAdd?.userErrors).toEqual([]);
    expect(api.asked).toHaveLength(2);
  });
});
