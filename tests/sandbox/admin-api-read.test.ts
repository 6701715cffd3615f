import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gid, SHOP, startApi, type TestApi } from './admin-api-world.ts';

let api: TestApi;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api[Symbol.asyncDispose]());

describe('what the Admin API reads', () => {
  it('a customer is answered with exactly the fields that were selected', async () => {
    const { status, body } = await api.ask(
      'query ($id: ID!) { customer(id: $id) { __typename id name: firstName defaultEmailAddress { emailAddress } note numberOfOrders } }',
      { id: gid('Customer', 1) },
    );
    expect(status).toBe(200);
    expect(body.data).toEqual({
      customer: {
        __typename: 'Customer',
        id: gid('Customer', 1),
        name: 'Ada',
        defaultEmailAddress: { emailAddress: 'ada@example.com' },
        note: null,
        numberOfOrders: '1',
      },
    });
  });

  it('a field that the store lacks is null, or empty where the schema forbids null', async () => {
    const { body } = await api.ask(
      `{ customer(id: "${gid('Customer', 1)}") { lastOrder { id } multipassIdentifier dataSaleOptOut taxExemptions amountSpent { amount currencyCode } companyContactProfiles { id } } }`,
    );
    expect(body).toMatchObject({
      data: {
        customer: {
          lastOrder: null,
          multipassIdentifier: null,
          dataSaleOptOut: false,
          taxExemptions: [],
          amountSpent: { amount: '0.0', currencyCode: 'EUR' },
        },
      },
    });
  });

  it('pages follow one another by cursor, forwards and backwards, without gap or overlap', async () => {
    const query = `query ($first: Int, $after: String, $last: Int, $before: String) {
      customers(first: $first, after: $after, last: $last, before: $before) {
        edges { cursor node { id } } nodes { id }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
    }`;
    const page = (ids: number[]) => ids.map((id) => ({ id: gid('Customer', id) }));
    const cursors = (body: object) => Object(body).data.customers.pageInfo;
    const first = await api.ask(query, { first: 2 });
    expect(first.body.data).toMatchObject({
      customers: { nodes: page([1, 2]), pageInfo: { hasNextPage: true, hasPreviousPage: false } },
    });
    const second = await api.ask(query, { first: 2, after: cursors(first.body).endCursor });
    expect(second.body.data).toMatchObject({ customers: { nodes: page([3, 4]) } });
    const third = await api.ask(query, { first: 2, after: cursors(second.body).endCursor });
    expect(third.body.data).toMatchObject({
      customers: { nodes: page([5]), pageInfo: { hasNextPage: false, hasPreviousPage: true } },
    });
    const back = await api.ask(query, { last: 3, before: cursors(third.body).startCursor });
    expect(back.body.data).toMatchObject({
      customers: { nodes: page([2, 3, 4]), pageInfo: { hasNextPage: true, hasPreviousPage: true } },
    });
  });

  it('a cursor still holds its place when the node it names has been removed', async () => {
    const query =
      'query ($after: String) { customers(first: 2, after: $after) { nodes { id } pageInfo { endCursor } } }';
    const first = await api.ask(query);
    api.store.remove(gid('Customer', 2));
    const { body } = await api.ask(query, { after: Object(first.body).data.customers.pageInfo.endCursor });
    expect(body.data).toMatchObject({
      customers: { nodes: [{ id: gid('Customer', 3) }, { id: gid('Customer', 4) }] },
    });
  });

  it('ids beyond 2^53 are told apart in pages and searches', async () => {
    const base = 9_007_199_254_740_993n;
    for (const more of [0n, 1n, 2n]) {
      api.store.insert({
        __typename: 'Segment',
        id: `gid://shopify/Segment/${base + more}`,
        name: `S${more}`,
      });
    }
    const query =
      'query ($after: String) { segments(first: 1, after: $after) { nodes { name } pageInfo { endCursor } } }';
    let after = null;
    for (const name of ['S0', 'S1', 'S2']) {
      const { body } = await api.ask(query, { after });
      expect(body.data).toMatchObject({ segments: { nodes: [{ name }] } });
      after = Object(body.data).segments.pageInfo.endCursor;
    }
    const one = await api.ask(`{ segments(first: 5, query: "id:${base + 1n}") { nodes { name } } }`);
    expect(one.body.data).toEqual({ segments: { nodes: [{ name: 'S1' }] } });
  });

  it('an argument with more than 250 elements is refused', async () => {
    const ids = Array.from({ length: 251 }, (_, id) => gid('Customer', id));
    const { body } = await api.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
    expect(body.errors?.[0]).toMatchObject({
      message: 'The input array size of 251 is greater than the maximum allowed of 250.',
      extensions: { code: 'MAX_INPUT_SIZE_EXCEEDED' },
    });
  });

  it('sortKey and reverse order a connection', async () => {
    const { body } = await api.ask(
      '{ orders(first: 3, sortKey: TOTAL_PRICE, reverse: true) { nodes { name } } customers(first: 1, sortKey: NAME, reverse: true) { nodes { firstName } } }',
    );
    expect(body.data).toEqual({
      orders: { nodes: [{ name: '#1007' }, { name: '#1006' }, { name: '#1005' }] },
      customers: { nodes: [{ firstName: 'Eve' }] },
    });
  });

  it.each([
    ['{ customers { nodes { id } } }', 'you must provide one of first or last'],
    ['{ customers(first: 1, last: 1) { nodes { id } } }', 'providing both first and last is not supported'],
    ['{ customers(first: 251) { pageInfo { hasNextPage } } }', /less than or equal to 250/],
    [
      '{ customers(first: 1, after: "nonsense") { nodes { id } } }',
      'Invalid cursor for current pagination sort.',
    ],
  ])('a page that cannot be served is refused: %s', async (query, message) => {
    const { body } = await api.ask(query);
    expect(body.errors?.[0]).toMatchObject({
      message: expect.stringMatching(message),
      path: ['customers'],
      extensions: { code: 'BAD_REQUEST' },
    });
  });

  it('node and nodes find any type by id, and metafields by namespace and key', async () => {
    const { body } = await api.ask(
      `{ node(id: "${gid('Order', 3)}") { ... on Order { name } ... on Customer { firstName } }
         nodes(ids: ["${gid('Customer', 1)}", "${gid('Customer', 99)}"]) { id }
         customer(id: "${gid('Customer', 1)}") {
           metafield(namespace: "custom", key: "size") { value }
           none: metafield(namespace: "custom", key: "hue") { value }
           metafields(first: 5, keys: ["custom.size"]) { nodes { key } } } }`,
    );
    expect(body.data).toEqual({
      node: { name: '#1003' },
      nodes: [{ id: gid('Customer', 1) }, null],
      customer: { metafield: { value: 'M' }, none: null, metafields: { nodes: [{ key: 'size' }] } },
    });
  });

  it('shop and installation are read from the world', async () => {
    const { body } = await api.ask(
      '{ shop { id name myshopifyDomain currencyCode } currentAppInstallation { accessScopes { handle } } customersCount { count precision } }',
    );
    expect(body.data).toEqual({
      shop: { id: gid('Shop', 954889), name: 'Demo', myshopifyDomain: SHOP, currencyCode: 'EUR' },
      currentAppInstallation: {
        accessScopes: [
          { handle: 'read_customers' },
          { handle: 'read_orders' },
          { handle: 'read_all_orders' },
        ],
      },
      customersCount: { count: 5, precision: 'EXACT' },
    });
  });

  it.each([
    [{ emailAddress: 'BOB@example.com' }, 'Bob'],
    [{ phoneNumber: '+49302312503' }, 'Chloé'],
    [{ id: gid('Customer', 4) }, 'Dai'],
    [{ customId: { namespace: 'custom', key: 'size', value: 'M' } }, 'Ada'],
  ])('customerByIdentifier finds by %j', async (identifier, firstName) => {
    const { body } = await api.ask(
      'query ($identifier: CustomerIdentifierInput!) { customerByIdentifier(identifier: $identifier) { firstName } }',
      { identifier },
    );
    expect(body.data).toEqual({ customerByIdentifier: { firstName } });
  });

  it('an order older than 60 days is not there without read_all_orders', async () => {
    const query = `{ orders(first: 10) { nodes { name } } ordersCount { count } order(id: "${gid('Order', 1)}") { id }
      customer(id: "${gid('Customer', 1)}") { orders(first: 10) { nodes { name } } } }`;
    const everything = await api.ask(query);
    expect(Object(everything.body).data.orders.nodes).toHaveLength(7);
    api.installation.grantedScopes.delete('read_all_orders');
    const { body } = await api.ask(query);
    const names = ['#1003', '#1004', '#1005', '#1006'].map((name) => ({ name }));
    expect(body.errors).toBeUndefined();
    expect(body.data).toMatchObject({
      order: null,
      ordersCount: { count: 5 },
      customer: { orders: { nodes: names } },
    });
    api.world.clock.advance(40 * 86_400_000);
    const later = await api.ask(query);
    expect(later.body.data).toMatchObject({ ordersCount: { count: 1 } });
  });
});
