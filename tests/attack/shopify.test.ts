/** What somebody in Shopify's place, or between, could make the app do. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Session } from '@shopify/shopify-api';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAccessTokens } from '#app/adapters/stores/shopify/access-token.ts';
import { Bucket } from '#app/adapters/stores/shopify/bucket.ts';
import { exchange, pauseMs, retryAfterMs, tollOf } from '#app/adapters/stores/shopify/exchange.ts';
import { createStaffQuestion } from '#app/adapters/stores/shopify/staff-question.ts';

const SHOP = 'shop-one.myshopify.com';
let answer: RequestListener = () => undefined;
let stolen: { headers: IncomingMessage['headers']; body: string }[] = [];

const door = createServer((request, response) => answer(request, response));
const thief = createServer(async (request, response) => {
  let body = '';
  for await (const piece of request) body += piece;
  stolen.push({ headers: request.headers, body });
  response.end('{}');
});

const urlOf = (server: typeof door) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
beforeAll(async () => {
  for (const server of [door, thief]) await once(server.listen(0, '127.0.0.1'), 'listening');
  process.env.SHOPIFY_SANDBOX_URL = urlOf(door);
  await import(new URL('../../sandbox/route-shopify.mjs', import.meta.url).href);
});
afterAll(() => {
  for (const server of [door, thief]) {
    server.closeAllConnections();
    server.close();
  }
});
beforeEach(() => {
  stolen = [];
});

const call = () => exchange({ shop: SHOP, token: 'shpat_secret', text: '{ shop { name } }', variables: {} });
const leadAway: RequestListener = (request, response) => {
  request.resume();
  response.writeHead(307, { location: `${urlOf(thief)}/stolen` }).end();
};
const saying =
  (text: string, headers: Record<string, string> = {}, status = 200): RequestListener =>
  (request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
  };

describe('an answer that leads elsewhere takes no secret along', () => {
  test('of a query: the shop’s token', async () => {
    answer = leadAway;
    expect(await call()).toMatchObject({ status: 307, answer: null });
    expect(stolen).toEqual([]);
  });

  test('of a renewal: the app’s secret; and the connection is kept', async () => {
    answer = leadAway;
    const session = new Session({
      ...{ id: `offline_${SHOP}`, shop: SHOP, state: '', isOnline: false },
      ...{ accessToken: 'old', refreshToken: 'refresh', expires: new Date(0) },
    });
    let deleted = false;
    const storage = {
      loadSession: async () => session,
      storeSession: async () => true,
      deleteSession: async () => {
        deleted = true;
        return true;
      },
      deleteSessions: async () => true,
      findSessionsByShop: async () => [session],
    };
    const tokens = createAccessTokens({
      ...{ storage, now: () => new Date(), apiKey: 'key', apiSecret: 'app-secret' },
      withLock: (_name, work) => work(),
    });
    await expect(tokens.of(SHOP)).rejects.toMatchObject({ code: 'shopify-away', retry: true });
    expect({ stolen, deleted }).toEqual({ stolen: [], deleted: false });
  });

  test('of the question who somebody is: the app’s secret and the session token', async () => {
    answer = leadAway;
    const ask = createStaffQuestion({ apiKey: 'key', apiSecret: 'app-secret' });
    await expect(ask(SHOP, 'session-token', '7')).rejects.toMatchObject({ code: 'staff-untold' });
    expect(stolen).toEqual([]);
  });
});

describe('an answer that makes no sense', () => {
  test.each([
    'null',
    '[]',
    '"text"',
    '{"data":',
    '{"errors":"no"}',
    '{"errors":[{"message":5}]}',
    '{"data":{},"extensions":{"cost":{"requestedQueryCost":"many"}}}',
    '{"data":{},"extensions":{"cost":{"requestedQueryCost":1,"throttleStatus":{"maximumAvailable":1e999,"currentlyAvailable":1,"restoreRate":1}}}}',
    '<html></html>',
  ])('is none: %s', async (text) => {
    answer = saying(text);
    expect(await call()).toMatchObject({ answer: null });
  });

  test('of prices cannot be believed below nothing, nor that nothing is ever restored', async () => {
    const throttleStatus = { maximumAvailable: 2_000, currentlyAvailable: -1e300, restoreRate: 1e-300 };
    const cost = { requestedQueryCost: -5, actualQueryCost: -1e300, throttleStatus };
    answer = saying(JSON.stringify({ data: {}, extensions: { cost } }));
    expect(tollOf(await call())).toEqual({
      charged: 0,
      status: { maximumAvailable: 2_000, currentlyAvailable: -2_000, restoreRate: 1 },
    });
  });

  test.each(['1e300', '99999999999999999999'])('asks for no longer a pause than a day: %s', async (pause) => {
    answer = saying('', { 'retry-after': pause }, 429);
    const exchanged = await call();
    expect([pauseMs(exchanged), retryAfterMs(exchanged)]).toEqual([86_400_000, 86_400_000]);
  });

  test.each(['-1', 'NaN', 'Infinity', 'soon'])('of how long to pause is none: %s', async (pause) => {
    answer = saying('', { 'retry-after': pause }, 429);
    expect(retryAfterMs(await call())).toBeUndefined();
  });
});

test('a bucket that fills in a hundred years is slept for in pieces that a timer can hold', async () => {
  const slept: number[] = [];
  const sleep = async (ms: number) => {
    slept.push(ms);
    await new Promise<void>(() => undefined);
  };
  const bucket = new Bucket({ now: () => 0, sleep });
  const first = await bucket.enter({ points: 1 });
  const status = { maximumAvailable: 2_000, currentlyAvailable: -2_000, restoreRate: 1e-6 };
  first.settle({ charged: 1, status });
  void bucket.enter({ points: 900 });
  expect(slept).toEqual([3_600_000]);
});
