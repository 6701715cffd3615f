import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { parse } from 'graphql';
import { getGlobalDispatcher, setGlobalDispatcher } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  BULK_START,
  type BulkCursor,
  type BulkPage,
  type BulkQuestion,
  createBulk,
} from '#app/adapters/stores/shopify/bulk.ts';
import type { JsonObject } from '#app/core/store.ts';
import { customerIdOf, people } from '#sandbox/store/people.ts';
import { type ConnectedApp, createConnectedApp } from '../support/shopify.ts';

let connected: ConnectedApp;
beforeAll(async () => {
  connected = await createConnectedApp();
  await connected.connect();
});
afterAll(() => connected.close());
beforeEach(() => {
  connected.shop.faults = [];
  connected.shop.restoreRate = 100_000;
  connected.shop.installation?.grantedScopes.add('read_returns');
  connected.shop.protectedData = { approved: true, fields: new Set(['name', 'email', 'phone', 'address']) };
});

type Asked = { query: string; first: number; after: string | null };
type Page = { orders: { nodes: JsonObject[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } };

/** Something of every kind: values, objects, lists, connections that fit, and those that do not. */
const ORDERS: TypedDocumentNode<Page, Asked> = parse(`
  fragment Place on MailingAddress { name city phone }
  query Orders($query: String!, $first: Int!, $after: String) {
    orders(first: $first, after: $after, query: $query, sortKey: CREATED_AT) {
      nodes { ...Whole }
      pageInfo { hasNextPage endCursor }
    }
  }
  fragment Whole on Order {
    id name email phone note
    shippingAddress { ...Place }
    customAttributes { key value }
    transactions(first: 20) { id kind paymentDetails { ... on CardPaymentDetails { name number } } }
    lineItems(first: 40) { nodes { id title quantity } pageInfo { hasNextPage endCursor } }
    metafields(first: 20) { nodes { id key value } pageInfo { hasNextPage endCursor } }
    shippingLines(first: 5) { nodes { title phone } pageInfo { hasNextPage endCursor } }
    customerJourneySummary { ready moments(first: 5) { nodes { occurredAt } pageInfo { hasNextPage endCursor } } }
    fulfillments(first: 10) {
      id status
      events(first: 10) { nodes { id message } pageInfo { hasNextPage endCursor } }
    }
    refunds(first: 10) {
      id note
      refundLineItems(first: 10) { nodes { quantity } pageInfo { hasNextPage endCursor } }
    }
    returns(first: 5) {
      nodes { id name returnLineItems(first: 10) { nodes { id quantity } pageInfo { hasNextPage endCursor } } }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

const query = `customer_id:${customerIdOf('thousandOrders').split('/').at(-1)} OR email:"${people.thousandOrders.email}"`;
const question = (more: Partial<BulkQuestion> = {}): BulkQuestion => ({
  document: ORDERS,
  variables: { query },
  withheld: [],
  ...more,
});

/** Connections without what says how they were read. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (key === 'pageInfo' ? [] : [[key, bare(inner)]])),
  );
}
const inOrder = (orders: JsonObject[]) =>
  orders.toSorted((a, b) => (String(a.id) < String(b.id) ? -1 : 1)).map(bare);

async function paged(): Promise<{ orders: JsonObject[]; withheld: string[] }> {
  const { admin } = connected.app;
  const orders: JsonObject[] = [];
  const withheld = new Set<string>();
  for (let after: string | null = null, more = true; more; ) {
    const answer: Awaited<ReturnType<typeof admin.run<Page, Asked>>> = await admin.run(
      connected.shop.domain,
      ORDERS,
      { query, first: 2, after },
    );
    const { data, denials } = answer;
    orders.push(...(data.orders?.nodes ?? []));
    for (const { path } of denials) withheld.add(path);
    after = data.orders?.pageInfo.endCursor ?? null;
    more = data.orders?.pageInfo.hasNextPage ?? false;
  }
  return { orders, withheld: [...withheld] };
}

/** Reads on from a cursor; waiting is done by moving the sandbox's clock. @param pages at most */
async function bulk(asked: BulkQuestion, from: BulkCursor = BULK_START, pages = Number.POSITIVE_INFINITY) {
  const reading = createBulk(connected.app.admin, { bytes: 1_000_000, orders: 20 });
  const given: BulkPage[] = [];
  let cursor: BulkCursor | null = from;
  while (cursor !== null && given.length < pages) {
    let next: BulkCursor | null = null;
    for await (const page of reading.read(connected.shop.domain, asked, cursor)) {
      if (page.state !== 'waiting') given.push(page);
      else connected.sandbox.world.clock.advance(2_000);
      next = page.state === 'failed' ? null : page.cursor;
      if (given.length >= pages) break;
    }
    cursor = next;
  }
  return { given, cursor };
}
const ordersIn = (pages: BulkPage[]) => pages.flatMap((page) => (page.state === 'given' ? page.orders : []));

const operations = () => connected.shop.store.all('BulkOperation');

describe('a bulk reading', () => {
  test('gives the same orders as the pages, with all that hangs on them', async () => {
    const { given } = await bulk(question());
    const { orders } = await paged();
    expect(orders.length).toBeGreaterThan(70);
    expect(inOrder(ordersIn(given))).toEqual(inOrder(orders));
    expect(JSON.stringify(orders)).toContain('returnLineItems');
    expect(given.length).toBeGreaterThan(3);
  });

  test('gives the same as the pages where fields and parts may not be read', async () => {
    connected.shop.protectedData.fields.delete('phone');
    connected.shop.installation?.grantedScopes.delete('read_returns');
    const { orders, withheld } = await paged();
    expect(withheld).toContain('orders.nodes.phone');
    const { given } = await bulk(question({ withheld }));
    expect(inOrder(ordersIn(given))).toEqual(inOrder(orders));
  });

  test('goes on from every place without repeating or missing an order', async () => {
    const whole = await bulk(question());
    let cursor: BulkCursor | null = BULK_START;
    const orders: JsonObject[] = [];
    while (cursor !== null) {
      const part: Awaited<ReturnType<typeof bulk>> = await bulk(question(), cursor, 1);
      orders.push(...ordersIn(part.given));
      cursor = part.cursor;
    }
    expect(orders).toEqual(ordersIn(whole.given));
  });

  test('that was handed in before a crash is taken over, not handed in again', async () => {
    const reading = createBulk(connected.app.admin);
    const before = operations().length;
    const [first] = await Array.fromAsync(reading.read(connected.shop.domain, question(), BULK_START));
    const [second] = await Array.fromAsync(reading.read(connected.shop.domain, question(), BULK_START));
    expect(second).toEqual(first);
    expect(operations()).toHaveLength(before + 1);
    await bulk(question());
  });

  test('of somebody without orders is an empty last page', async () => {
    const { given } = await bulk(question({ variables: { query: 'email:"nobody@example.net"' } }));
    expect(given).toEqual([{ state: 'given', orders: [], denials: [], cursor: null }]);
  });
});

describe('a bulk reading on a bad day', () => {
  test.each(['INTERNAL_SERVER_ERROR', 'TIMEOUT', 'ACCESS_DENIED'] as const)(
    'that fails with %s says so, and nothing was given',
    async (errorCode) => {
      connected.shop.faults = [{ kind: 'bulk', errorCode, times: 1 }];
      const { given } = await bulk(question());
      expect(given).toEqual([{ state: 'failed', reason: `FAILED ${errorCode}`, lastId: null }]);
    },
  );

  test('that the merchant cancels says so', async () => {
    const { shop } = connected;
    const reading = createBulk(connected.app.admin);
    const [page] = await Array.fromAsync(reading.read(shop.domain, question(), BULK_START));
    if (page?.state !== 'waiting' || !page.cursor.id) throw new Error('It was not handed in.');
    shop.store.update(page.cursor.id, { status: 'CANCELED' });
    const { given } = await bulk(question(), page.cursor);
    expect(given).toEqual([{ state: 'failed', reason: 'CANCELED', lastId: null }]);
  });

  test('waits while all five places are taken, and gives up when they stay so', async () => {
    const { shop } = connected;
    const busy = Array.from({ length: 5 }, (_, index) => `gid://shopify/BulkOperation/${900_000 + index}`);
    for (const id of busy)
      shop.store.insert({
        __typename: 'BulkOperation',
        id,
        status: 'RUNNING',
        type: 'QUERY',
        query: '{ x }',
      });
    const waits: number[] = [];
    let cursor: BulkCursor | null = BULK_START;
    while (cursor) {
      const reading = createBulk(connected.app.admin).read(shop.domain, question(), cursor);
      const [page]: BulkPage[] = await Array.fromAsync(reading);
      cursor = page?.state === 'waiting' ? page.cursor : null;
      if (page?.state === 'waiting') waits.push(page.waitMs);
      else expect(page).toEqual({ state: 'failed', reason: 'busy', lastId: null });
    }
    for (const id of busy) shop.store.remove(id);
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect(waits.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(120_000);
  });

  test('whose result has expired meanwhile is made anew, without the orders that were given', async () => {
    const whole = ordersIn((await bulk(question())).given);
    const first = await bulk(question(), BULK_START, 1);
    if (!first.cursor) throw new Error('One page held everything.');
    connected.sandbox.world.clock.advance(8 * 86_400_000);
    const rest = await bulk(question(), first.cursor);
    expect([...ordersIn(first.given), ...ordersIn(rest.given)]).toEqual(whole);
  });

  test('whose result is not in the order that was promised is left to pages, after the last whole order', async () => {
    const { shop } = connected;
    const start = await bulk(question(), BULK_START, 1);
    const { id = null } = start.cursor ?? {};
    const operation = shop.store.find(String(id));
    const text = await (await fetch(String(operation?.url))).text();
    const lines = text.trimEnd().split('\n');
    const isRoot = (line: string | undefined) => line !== undefined && !line.includes('__parentId');
    // After 30 orders a line item of the first one turns up.
    const child = lines.find((line) => !isRoot(line)) ?? '';
    const roots = [...lines.keys()].filter((index) => isRoot(lines[index]));
    const torn = Buffer.from(`${lines.toSpliced(roots[30] ?? 0, 0, child).join('\n')}\n`);
    const storage = createServer((_request, response) => void response.end(torn)).listen(0, '127.0.0.1');
    await once(storage, 'listening');
    const origin = `http://127.0.0.1:${(storage.address() as AddressInfo).port}`;
    const url = 'https://storage.googleapis.com/torn.jsonl';
    const dispatcher = getGlobalDispatcher();
    setGlobalDispatcher(
      dispatcher.compose((dispatch) => (options, handler) => {
        const isTorn = options.path === '/torn.jsonl';
        return dispatch(isTorn ? { ...options, origin } : options, handler);
      }),
    );
    shop.store.update(String(id), { url, fileSize: String(torn.length) });
    const { given } = await bulk(question(), { ...BULK_START, id });
    setGlobalDispatcher(dispatcher);
    storage.close();
    storage.closeAllConnections();
    const orders = ordersIn(given);
    expect(orders).toHaveLength(20);
    expect(given.at(-1)).toEqual({
      state: 'failed',
      reason: 'torn',
      lastId: String(orders.at(-1)?.id).split('/').at(-1),
    });
  });

  test.each([
    'http://169.254.169.254/latest/meta-data',
    'http://storage.googleapis.com/result.jsonl',
    'https://storage.googleapis.com.attacker.example/result.jsonl',
    'https://storage.googleapis.com:5432/result.jsonl',
    'https://localhost/result.jsonl',
    'https://storage.googleapis.com@127.0.0.1/result.jsonl',
    'file:///etc/passwd',
    'not an address',
  ])('whose result is said to lie at %s is left to pages, and nothing is fetched there', async (url) => {
    const start = await bulk(question(), BULK_START, 1);
    const { id = null } = start.cursor ?? {};
    connected.shop.store.update(String(id), { url, fileSize: '10' });
    const { given } = await bulk(question(), { ...BULK_START, id });
    expect(given).toEqual([{ state: 'failed', reason: 'foreign-address', lastId: null }]);
  });

  test('whose query the schema has outgrown is refused, and pages take over', async () => {
    connected.shop.faults = [{ kind: 'field', coordinate: 'Order.note', times: 10 }];
    const { given } = await bulk(question());
    expect(given).toEqual([{ state: 'failed', reason: 'INVALID', lastId: null }]);
  });
});
