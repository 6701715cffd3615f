import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bucketOf } from '#sandbox/admin-api/bucket.ts';
import { gid, SHOP, startApi, type TestApi, TOKEN } from './admin-api-world.ts';

let api: TestApi;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api[Symbol.asyncDispose]());

const RATE_LIMITS = 'https://shopify.dev/api/usage/rate-limits';

describe('cost and the leaky bucket', () => {
  it.each([
    ['{ shop { name } }', 1, 1],
    ['{ customers(first: 10) { edges { node { id } } } }', 12, 7],
    ['{ customers(first: 10) { nodes { id } pageInfo { hasNextPage } } }', 12, 7],
    ['{ customers(first: 10) { nodes { defaultEmailAddress { emailAddress } } } }', 22, 12],
    ['{ customers(first: 3) { nodes { orders(first: 5) { nodes { id } } } } }', 26, 16],
    ['{ customers(last: 2) { nodes { id } } }', 4, 4],
    [
      `{ node(id: "${gid('Customer', 1)}") { ... on Customer { id } ... on Order { customer { id } } } }`,
      2,
      1,
    ],
    [
      `{ nodes(ids: ["${gid('Customer', 1)}", "${gid('Customer', 2)}"]) { ... on Customer { id defaultAddress { id } } } }`,
      4,
      4,
    ],
    ['query ($n: Int = 4) { customers(first: $n) { nodes { id } } }', 6, 6],
  ])('%s costs %i before and %i after', async (query, requested, actual) => {
    // Time stands still, so that nothing is restored meanwhile.
    const now = api.world.clock.now();
    api.world.clock.now = () => now;
    const { body } = await api.ask(query);
    expect(body.extensions?.cost).toEqual({
      requestedQueryCost: requested,
      actualQueryCost: actual,
      throttleStatus: { maximumAvailable: 2_000, currentlyAvailable: 2_000 - actual, restoreRate: 100 },
    });
  });

  it('a bucket that cannot hold the requested cost answers THROTTLED without data, and refills with time', async () => {
    const dear =
      '{ customers(first: 250) { nodes { defaultEmailAddress { emailAddress } defaultAddress { id } } } }';
    await Promise.all(
      Array.from({ length: 120 }, () =>
        api.ask('{ customers(first: 5) { nodes { orders(first: 6) { nodes { id } } } } }'),
      ),
    );
    const { status, body } = await api.ask(dear);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED', documentation: RATE_LIMITS } }],
      extensions: {
        cost: {
          requestedQueryCost: 752,
          actualQueryCost: null,
          throttleStatus: { maximumAvailable: 2_000, restoreRate: 100 },
        },
      },
    });
    expect(body).not.toHaveProperty('data');
    api.world.clock.advance(8_000);
    expect((await api.ask(dear)).body.errors).toBeUndefined();
  });

  it('a query over 1,000 points is refused whatever the bucket holds', async () => {
    api.shop.restoreRate = 1_000;
    const { status, body } = await api.ask(
      '{ orders(first: 200) { nodes { customer { id } lineItems(first: 1) { nodes { id } } } } }',
    );
    expect(status).toBe(200);
    expect(body).toEqual({
      errors: [
        {
          message: expect.stringMatching(
            /^Query cost is 1002, which exceeds the single query max cost limit \(1000\)\.\n\nSee /,
          ),
          extensions: { code: 'MAX_COST_EXCEEDED', cost: 1_002, maxCost: 1_000, documentation: RATE_LIMITS },
        },
      ],
    });
  });

  it('Shopify-GraphQL-Cost-Debug adds the cost of each field', async () => {
    const { body } = await api.ask(
      '{ customers(first: 2) { nodes { id } } }',
      {},
      { headers: { 'Shopify-GraphQL-Cost-Debug': '1' } },
    );
    expect(Object(body.extensions?.cost).fields).toEqual([
      { path: ['customers'], definedCost: 2, requestedTotalCost: 4, requestedChildrenCost: 1 },
      { path: ['customers', 'nodes'], definedCost: 1, requestedTotalCost: 1, requestedChildrenCost: 0 },
      {
        path: ['customers', 'nodes', 'id'],
        definedCost: 0,
        requestedTotalCost: 0,
        requestedChildrenCost: null,
      },
    ]);
  });
});

describe('HTTP statuses', () => {
  const query = '{ shop { name } }';
  it.each([
    ['an unknown token', { token: 'shpat_other' }, 401],
    ['an unknown shop', { host: 'nobody.myshopify.com' }, 404],
    ['a version that does not exist yet', { version: '2027-01' }, 404],
    ['a path that is no version', { version: 'x' }, 404],
  ])('%s is answered %s', async (_what, asking, status) => {
    expect((await api.ask(query, {}, asking)).status).toBe(status);
  });

  it('an old version falls forward to the one that is served, and the answer says so', async () => {
    const { status, headers } = await api.ask(query, {}, { version: '2024-01' });
    expect(status).toBe(200);
    expect(headers.get('x-shopify-api-version')).toBe('2026-10');
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('a query that uses what Shopify deprecates is warned by a header', async () => {
    const warned = async (text: string) =>
      (await api.ask(text)).headers.get('x-shopify-api-deprecated-reason');
    expect(await warned(query)).toBeNull();
    expect(await warned('{ customers(first: 1) { nodes { email } } }')).toMatch(/deprecation-practices$/);
  });

  it('a token ends with its time, and every token with the installation', async () => {
    api.installation.accessTokens.set('shpat_hour', {
      expiresAt: api.world.clock.now() + 3_600_000,
      online: false,
      staffId: null,
    });
    expect((await api.ask(query, {}, { token: 'shpat_hour' })).status).toBe(200);
    api.world.clock.advance(3_600_000);
    expect((await api.ask(query, {}, { token: 'shpat_hour' })).status).toBe(401);
    api.shop.installation = null;
    const { status, body } = await api.ask(query, {}, { token: TOKEN });
    expect([status, body]).toEqual([
      401,
      { errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' },
    ]);
  });
});

describe('what was used', () => {
  it('counts requests, points really spent and throttled calls', async () => {
    await api.ask('{ customers(first: 10) { nodes { id } } }');
    await api.ask('{ shop { name } }');
    const { usage } = bucketOf(api.shop, api.world.clock.now());
    expect(usage).toMatchObject({ requests: 2, points: 8, throttled: 0 });
    expect(usage.lastAt).toBeGreaterThanOrEqual(usage.firstAt ?? Number.POSITIVE_INFINITY);
  });
});

describe('faults on demand', () => {
  const query = 'query Find { shop { name } }';
  it.each([401, 402, 403, 423, 429, 500, 503])(
    'status %i lasts as many calls as was asked',
    async (status) => {
      api.shop.faults.push({ kind: 'status', status, times: 2, retryAfter: '2.0' });
      const answers = [await api.ask(query), await api.ask(query), await api.ask(query)];
      expect(answers.map((answer) => answer.status)).toEqual([status, status, 200]);
      expect(answers[0]?.headers.get('retry-after')).toBe('2.0');
    },
  );

  it('throttling, an internal error, a cut connection and slowness look like the real thing', async () => {
    api.shop.faults.push(
      { kind: 'throttled', times: 1 },
      { kind: 'internal', times: 1 },
      { kind: 'cut', times: 1 },
    );
    expect((await api.ask(query)).body.errors?.[0]).toMatchObject({ extensions: { code: 'THROTTLED' } });
    expect((await api.ask(query)).body.errors?.[0]).toMatchObject({
      message: expect.stringMatching(
        /^Internal error\. Looks like something went wrong on our end\.\nRequest ID: /,
      ),
      extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: expect.any(String) },
    });
    await expect(api.ask(query)).rejects.toThrow('fetch failed');
    api.shop.faults.push({ kind: 'slow', delayMs: 20, times: 1 });
    expect((await api.ask(query)).status).toBe(200);
  });

  it('a fault may be meant for certain operations only', async () => {
    api.shop.faults.push({ kind: 'status', status: 502, times: Number.POSITIVE_INFINITY, matching: 'Find' });
    expect((await api.ask('{ shop { name } }')).status).toBe(200);
    expect((await api.ask(query)).status).toBe(502);
    expect(api.shop.domain).toBe(SHOP);
  });

  it('a shop that is down for an hour is up again afterwards, however often it was asked', async () => {
    const until = api.world.clock.now() + 3_600_000;
    api.shop.faults.push({ kind: 'status', status: 503, times: Number.POSITIVE_INFINITY, until });
    for (let call = 0; call < 5; call++) expect((await api.ask(query)).status).toBe(503);
    api.world.clock.advance(3_600_000);
    expect((await api.ask(query)).status).toBe(200);
    expect(api.shop.faults).toEqual([]);
  });

  it('a field that the schema has no longer is a validation error for those that select it, and for them only', async () => {
    api.shop.faults.push({ kind: 'field', coordinate: 'Order.note', times: Number.POSITIVE_INFINITY });
    const asking = 'fragment Rest on Order { name note } { orders(first: 1) { nodes { id ...Rest } } }';
    for (const { body } of [await api.ask(asking), await api.ask(asking)]) {
      expect(body).toEqual({
        errors: [
          {
            message: "Field 'note' doesn't exist on type 'Order'",
            locations: [expect.anything()],
            extensions: { code: 'undefinedField', typeName: 'Order', fieldName: 'note' },
          },
        ],
      });
    }
    expect((await api.ask('{ customers(first: 1) { nodes { note } } }')).body.errors).toBeUndefined();
  });

  it('a cursor that is no longer known is refused, and a page without one is not', async () => {
    const page = 'query ($after: String) { orders(first: 2, after: $after) { pageInfo { endCursor } } }';
    api.shop.faults.push({ kind: 'cursor', times: 1 });
    const { body } = await api.ask(page);
    expect(body.errors).toBeUndefined();
    const after = Object(body.data).orders.pageInfo.endCursor;
    const lost = await api.ask(page, { after });
    expect(lost.body).toMatchObject({
      errors: [
        {
          message: 'Invalid cursor for current pagination sort.',
          path: ['orders'],
          extensions: { code: 'BAD_REQUEST' },
        },
      ],
      data: { orders: null },
    });
    expect((await api.ask(page, { after })).body.errors).toBeUndefined();
  });
});

describe('requests that are wrong', () => {
  it.each([
    [
      '{ customers(first: 1) { nodes { shoeSize } } }',
      {},
      {
        message: "Field 'shoeSize' doesn't exist on type 'Customer'",
        extensions: { code: 'undefinedField', typeName: 'Customer', fieldName: 'shoeSize' },
      },
    ],
    [
      '{ customer { id } }',
      {},
      {
        message: "Field 'customer' is missing required arguments: id",
        extensions: { code: 'missingRequiredArguments' },
      },
    ],
    [
      '{ customers(first: "one") { nodes { id } } }',
      {},
      { extensions: { code: 'argumentLiteralsIncompatible' } },
    ],
    ['{ customer(id: "1") { id } }', {}, { message: "Invalid global id '1'" }],
    ['{ shop(a: 1) { name } }', {}, { message: "Field 'shop' doesn't accept argument 'a'" }],
    ['{ shop { name }', {}, { message: expect.stringMatching(/^syntax error, /) }],
    [
      'query ($id: ID!) { customer(id: $id) { id } }',
      { id: '1' },
      {
        message: 'Variable $id of type ID! was provided invalid value',
        extensions: {
          code: 'INVALID_VARIABLE',
          value: '1',
          problems: [{ path: [], explanation: "Invalid global id '1'", message: "Invalid global id '1'" }],
        },
      },
    ],
    [
      'query ($id: ID!) { customer(id: $id) { id } }',
      {},
      {
        message: 'Variable $id of type ID! was provided invalid value',
        extensions: {
          code: 'INVALID_VARIABLE',
          value: null,
          problems: [{ path: [], explanation: 'Expected value to not be null' }],
        },
      },
    ],
  ])('%s %j is refused without data', async (query, variables, error) => {
    const { status, body } = await api.ask(query, variables);
    expect(status).toBe(200);
    expect(body.errors?.[0]).toMatchObject(error);
    expect(body).not.toHaveProperty('data');
  });

  it('the id of another type is not found', async () => {
    const { body } = await api.ask(`{ customer(id: "${gid('Order', 1)}") { id } }`);
    expect(body).toMatchObject({
      errors: [{ path: ['customer'], extensions: { code: 'RESOURCE_NOT_FOUND' } }],
      data: { customer: null },
    });
  });
});
