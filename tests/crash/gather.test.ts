import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMerchant } from '#sandbox/demo/merchant.ts';
import { freePort } from '#sandbox/processes.ts';
import { createSandbox, DEMO_SHOP, type Sandbox } from '#sandbox/server.ts';
import { people } from '#sandbox/store/people.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { startServer } from '../support/server.ts';
import { until } from '../support/until.ts';

let folder: string;
let database: TestDatabase;
let sandbox: Sandbox;
let port: number;
let looker: pg.Client;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'privacy-desk-gather-'));
  database = await createDatabase();
  port = await freePort();
  const shop = { customers: 60, orders: 1_000, restoreRate: 100 };
  sandbox = await createSandbox({ appTarget: `http://127.0.0.1:${port}`, shop });
  looker = new pg.Client({ connectionString: database.ownerUrl });
  await looker.connect();
});
afterAll(async () => {
  await looker.end();
  await sandbox.close();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const startApp = (role: string, at?: number) => {
  const { apiKey, secret, scopes } = sandbox.world.app;
  return startServer({
    port: at,
    databaseUrl: database.appUrl,
    keysDir: join(folder, 'keys'),
    preload: [new URL('../../sandbox/route-shopify.mjs', import.meta.url).href],
    env: {
      ROLE: role,
      SHOPIFY_SANDBOX_URL: `http://127.0.0.1:${sandbox.port}`,
      SHOPIFY_APP_URL: sandbox.appUrl,
      SHOPIFY_API_KEY: apiKey,
      SHOPIFY_API_SECRET: secret,
      SCOPES: scopes.join(','),
    },
  });
};

async function step() {
  const { rows } = await looker.query(`SELECT * FROM step WHERE store = 'shopify'`);
  return rows[0];
}

test('kill -9 of the worker while it gathers: another goes on from what is stored, and every record is there once', async () => {
  const web = await startApp('web', port);
  await createMerchant(sandbox, web.url).open('/app/requests');
  const shop = sandbox.world.shops.get(DEMO_SHOP);
  if (!shop) throw new Error('the sandbox lacks its demo shop');
  await sandbox.merchant.requestData(shop, people.thousandOrders.email);

  const first = await startApp('worker');
  await until('some pages', async () => (await step())?.pages > 5);
  await first.process.kill();
  const atKill = await step();
  expect(atKill.state).toBe('running');

  shop.restoreRate = 2_000;
  const second = await startApp('worker');
  await until('the end', async () => (await step())?.state === 'done');
  const done = await step();
  expect(done.counted).toBe(done.expected);
  expect(done.pages).toBeGreaterThan(atKill.pages);
  const { rows } = await looker.query('SELECT sum(records)::int AS records FROM chunk WHERE step_id = $1', [
    done.id,
  ]);
  expect(rows[0].records).toBe(done.records);
  const events = await looker.query(`SELECT type FROM audit_event WHERE request_id IS NOT NULL
    AND entry::jsonb->'data'->>'store' IS DISTINCT FROM 'privacy-desk' ORDER BY id`);
  expect(events.rows.map(({ type }) => type)).toEqual([
    'request.opened',
    'step.started',
    'step.done',
    'request.ready',
  ]);
  await Promise.all([web.process.stop(), second.process.stop()]);
});

test('a worker of another kind leaves the work alone', async () => {
  const shop = sandbox.world.shops.get(DEMO_SHOP);
  if (!shop) throw new Error('the sandbox lacks its demo shop');
  const web = await startApp('web', port);
  await sandbox.merchant.requestData(shop, people.householdA.email);
  const other = await startServer({
    databaseUrl: database.appUrl,
    keysDir: join(folder, 'keys'),
    env: { ROLE: 'worker', KINDS: 'erasure' },
  });
  // It opens the inbox like any worker, and leaves the step of an access request waiting.
  await until(
    'the request',
    async () => (await looker.query(`SELECT 1 FROM step WHERE state = 'pending'`)).rowCount === 2,
  );
  const queued = `SELECT state FROM pgboss.job WHERE name = 'run-step.access' AND state <> 'completed'`;
  expect((await looker.query(queued)).rows).toEqual([{ state: 'created' }, { state: 'created' }]);
  await Promise.all([web.process.stop(), other.process.stop()]);
});
