import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_SHOP } from '#sandbox/server.ts';
import { customerIdOf, people } from '#sandbox/store/people.ts';
import { startSandbox, type TestSandbox } from '#tests/support/sandbox.ts';

const ORDERS = 26_000;
const TOKEN = 'shpat_capacity';
const numeric = customerIdOf('thousandOrders').split('/').at(-1);
const QUERY = `customer_id:${numeric} OR email:"${people.thousandOrders.email}"`;

let at: TestSandbox;
beforeAll(async () => {
  at = await startSandbox({
    shop: { customers: 40, orders: 27_500, heaviest: ORDERS, restoreRate: 100_000 },
  });
  at.shop.installation?.accessTokens.set(TOKEN, { expiresAt: null, online: false, staffId: null });
});
afterAll(() => at[Symbol.asyncDispose]());

async function ask(query: string, variables: object = {}) {
  const answer = await at.toShopify(`https://${DEMO_SHOP}/admin/api/2026-10/graphql.json`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-shopify-access-token': TOKEN },
    body: JSON.stringify({ query, variables }),
  });
  return answer.json();
}

const PAGE = `query ($query: String!, $after: String) {
  orders(first: 250, after: $after, query: $query, sortKey: CREATED_AT) {
    nodes { id }
    pageInfo { hasNextPage endCursor }
  }
}`;

describe('a customer with very many orders', () => {
  test('is counted, and paged without a gap or a repetition until the depth where paging ends', async () => {
    const count = await ask('query ($query: String!) { ordersCount(query: $query, limit: null) { count } }', {
      query: QUERY,
    });
    expect(count.data.ordersCount.count).toBe(ORDERS);
    const seen = new Set<string>();
    let after: string | null = null;
    let answer = await ask(PAGE, { query: QUERY, after });
    while (answer.errors === undefined && answer.data.orders.pageInfo.hasNextPage) {
      for (const { id } of answer.data.orders.nodes) seen.add(id);
      after = answer.data.orders.pageInfo.endCursor;
      answer = await ask(PAGE, { query: QUERY, after });
    }
    expect(seen.size).toBe(25_000);
    expect(answer).toMatchObject({
      data: { orders: null },
      errors: [{ message: expect.stringContaining('25,000th'), extensions: { code: 'BAD_REQUEST' } }],
    });
  });

  test('appears in a page that is read after a change as the change left it', async () => {
    const first = 'query ($query: String!) { orders(first: 1, query: $query) { nodes { id note } } }';
    const before = await ask(first, { query: QUERY });
    const [{ id }] = before.data.orders.nodes;
    at.shop.store.update(id, { note: 'changed' });
    expect((await ask(first, { query: QUERY })).data.orders.nodes).toEqual([{ id, note: 'changed' }]);
    at.shop.store.remove(id);
    expect((await ask(first, { query: QUERY })).data.orders.nodes).not.toContainEqual(
      expect.objectContaining({ id }),
    );
  });

  test('a search that Shopify warns of is warned of at every page', async () => {
    const query = 'shoe_size:9';
    const search = async () =>
      (await ask(PAGE, { query })).extensions.search.map(({ query: said }: { query: string }) => said);
    expect(await search()).toEqual([query]);
    expect(await search()).toEqual([query]);
  });

  test('has all of them in a bulk result, which one reader may leave to another', async () => {
    const run = await ask(
      'mutation ($query: String!) { bulkOperationRunQuery(query: $query, groupObjects: true) { bulkOperation { id } } }',
      { query: `{ orders(query: ${JSON.stringify(QUERY)}) { nodes { id } } }` },
    );
    const { id } = run.data.bulkOperationRunQuery.bulkOperation;
    at.sandbox.world.clock.advance(2_000);
    let operation = null;
    while (operation?.status !== 'COMPLETED') {
      const looked = await ask('query ($id: ID!) { bulkOperation(id: $id) { status objectCount url } }', {
        id,
      });
      operation = looked.data.bulkOperation;
    }
    expect(Number(operation.objectCount)).toBeGreaterThanOrEqual(ORDERS - 1);
    // This one hangs up after the first piece.
    const left = (await at.toShopify(operation.url)).body?.getReader();
    await left?.read();
    await left?.cancel();
    const text = await (await at.toShopify(operation.url)).text();
    expect(text.trimEnd().split('\n')).toHaveLength(Number(operation.objectCount));
  });
});
