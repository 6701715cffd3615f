import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMerchant } from '#sandbox/demo/merchant.ts';
import { freePort } from '#sandbox/processes.ts';
import { createSandbox, DEMO_SHOP, type Sandbox } from '#sandbox/server.ts';
import { people } from '#sandbox/store/people.ts';
import type { Shop } from '#sandbox/world.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { startServer } from '../support/server.ts';
import { until } from '../support/until.ts';

/**
 * Workers die one after the other, each at another boundary of gathering; then one lives and everything that they
 * left behind comes to the same end.
 */
let folder: string;
let database: TestDatabase;
let sandbox: Sandbox;
let shop: Shop;
let looker: pg.Client;
let port: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'privacy-desk-gather-boundaries-'));
  database = await createDatabase();
  port = await freePort();
  sandbox = await createSandbox({
    appTarget: `http://127.0.0.1:${port}`,
    shop: { customers: 60, orders: 200, restoreRate: 2_000 },
  });
  const demo = sandbox.world.shops.get(DEMO_SHOP);
  if (!demo) throw new Error('the sandbox lacks its demo shop');
  shop = demo;
  looker = new pg.Client({ connectionString: database.ownerUrl });
  await looker.connect();
});
afterAll(async () => {
  await looker.end();
  await sandbox.close();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const preloadOf = (file: string) => new URL(file, import.meta.url).href;
function start(
  role: string,
  options: { port?: number; env?: Record<string, string>; preload?: string[] } = {},
) {
  const { apiKey, secret, scopes } = sandbox.world.app;
  return startServer({
    ...{ databaseUrl: database.appUrl, keysDir: join(folder, 'keys'), port: options.port },
    preload: [preloadOf('../../sandbox/route-shopify.mjs'), ...(options.preload ?? [])],
    env: {
      ROLE: role,
      SHOPIFY_SANDBOX_URL: `http://127.0.0.1:${sandbox.port}`,
      SHOPIFY_APP_URL: sandbox.appUrl,
      SHOPIFY_API_KEY: apiKey,
      SHOPIFY_API_SECRET: secret,
      SCOPES: scopes.join(','),
      ...options.env,
    },
  });
}

async function rows<Row = Record<string, unknown>>(sql: string): Promise<Row[]> {
  return (await looker.query(sql)).rows;
}
const count = async (sql: string) =>
  (await rows<{ n: number }>(`SELECT count(*)::int AS n ${sql}`))[0]?.n ?? 0;

const CHUNK = 'INSERT INTO "public"."chunk"';
const STEP = 'UPDATE "public"."step"';
/** Where a worker dies: the statement, whether it was answered, and a later statement on the same connection. */
const BOUNDARIES: { boundary: string; at: string; when: 'before' | 'after'; later?: string; slow?: true }[] =
  [
    { boundary: 'before its step is looked at', at: 'FROM "public"."step"', when: 'before' },
    { boundary: 'holding the lane', at: 'pg_try_advisory_lock', when: 'after' },
    { boundary: 'before its step is set running', at: STEP, when: 'before', later: '^COMMIT' },
    { boundary: 'after its step is set running', at: STEP, when: 'after', later: '^COMMIT' },
    { boundary: 'before what it collected is stored', at: CHUNK, when: 'before' },
    { boundary: 'after it is stored, uncommitted', at: CHUNK, when: 'after' },
    { boundary: 'before the commit of that', at: CHUNK, when: 'before', later: '^COMMIT' },
    { boundary: 'after the commit of that', at: CHUNK, when: 'after', later: '^COMMIT' },
    {
      boundary: 'after the entry of the step’s end',
      at: CHUNK,
      when: 'after',
      later: 'public"."audit_event',
    },
    {
      boundary: 'after the request is marked ready',
      at: CHUNK,
      when: 'after',
      later: 'UPDATE "public"."request"',
    },
    { boundary: 'after the job of the next slice', at: CHUNK, when: 'after', later: 'pgboss', slow: true },
  ];

test('killed at every boundary of gathering: each request is gathered whole, and once', async () => {
  const web = await start('web', { port });
  await createMerchant(sandbox, web.url).open('/app/requests');
  const requests = BOUNDARIES.length + 1;
  for (const { boundary, at, when, later, slow } of BOUNDARIES) {
    // 100 is the least that Shopify gives; the lane is served in several slices then.
    shop.restoreRate = slow ? 100 : 2_000;
    await sandbox.merchant.requestData(shop, people.thousandOrders.email);
    const env = { KILL_AT: at, KILL_WHEN: when, KILL_LATER: later ?? '' };
    const doomed = await start('worker', { env, preload: [preloadOf('./kill-at.mjs')] }).catch(() => null);
    if (doomed) expect({ boundary, ...(await doomed.process.exited) }).toMatchObject({ signal: 'SIGKILL' });
  }
  shop.restoreRate = 10_000;
  // One that nobody disturbs, to compare the others with.
  await sandbox.merchant.requestData(shop, people.thousandOrders.email);
  const last = await start('worker');
  await until('all requests', async () => (await count('FROM request')) === requests);
  // One after the other, for they share the shop's lane.
  for (let done = 1; done <= 2 * requests; done += 1)
    await until(`${done} steps done`, async () => (await count(`FROM step WHERE state = 'done'`)) >= done);

  expect(await count(`FROM request WHERE state = 'ready'`)).toBe(requests);
  const gathered = await rows<{ stored: number; records: number; counted: number; expected: number }>(`
    SELECT (SELECT sum(records)::int FROM chunk WHERE step_id = step.id) AS stored, records, counted, expected
    FROM step WHERE store = 'shopify'`);
  expect(gathered).toHaveLength(requests);
  expect(new Set(gathered.map((each) => JSON.stringify(each))).size).toBe(1);
  for (const { stored, records, counted, expected } of gathered) {
    expect(stored).toBe(records);
    expect(counted).toBe(expected);
  }
  const own = await rows<{ whole: boolean }>(`
    SELECT records = (SELECT sum(records)::int FROM chunk WHERE step_id = step.id) AS whole
    FROM step WHERE store = 'privacy-desk'`);
  expect(own).toEqual(own.map(() => ({ whole: true })));
  const events = await rows<{ type: string; n: number }>(
    `SELECT type, count(*)::int AS n FROM audit_event WHERE type ~ '^step|ready$' GROUP BY type ORDER BY type`,
  );
  expect(events).toEqual([
    { type: 'request.ready', n: requests },
    { type: 'step.done', n: 2 * requests },
    { type: 'step.started', n: 2 * requests },
  ]);
  await Promise.all([web.process.stop(), last.process.stop()]);
}, 480_000);
