import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requireRequestKey } from '#app/services/require-key.ts';
import { retainedPlace } from '#app/services/retain-invoices.ts';
import { pendingErasure } from '#sandbox/admin-api/erasure.ts';
import { controlClient } from '#sandbox/control-client.ts';
import { createMerchant } from '#sandbox/demo/merchant.ts';
import { freePort } from '#sandbox/processes.ts';
import { createSandbox, DEMO_SHOP, type Sandbox } from '#sandbox/server.ts';
import { customerIdOf, type PersonName } from '#sandbox/store/people.ts';
import type { Shop } from '#sandbox/world.ts';
import { createTestApp, type TestApp } from '../support/composition.ts';
import {
  DAY_MS,
  ERASE,
  keptUntil,
  REDACT,
  RETAIN,
  startErasure,
  subjectOf,
} from '../support/planned-erasure.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

/**
 * Workers die one after the other, each at another boundary of asking Shopify to erase somebody; then one lives and
 * everybody's erasure comes to the same end.
 */
let app: TestApp;
let sandbox: Sandbox;
let shop: Shop;
let looker: pg.Client;
let web: TestServer;
const masterKey = randomBytes(32).toString('base64');

const preloadOf = (file: string) => new URL(file, import.meta.url).href;
function start(
  role: string,
  options: { port?: number; env?: Record<string, string>; preload?: string[] } = {},
) {
  const { apiKey, secret, scopes } = sandbox.world.app;
  return startServer({
    ...{ databaseUrl: app.database.appUrl, keysDir: app.keysDir, port: options.port },
    preload: [preloadOf('../../sandbox/route-shopify.mjs'), ...(options.preload ?? [])],
    env: {
      ...{ ROLE: role, MASTER_KEY: masterKey, SHOPIFY_APP_URL: sandbox.appUrl },
      ...{ SHOPIFY_API_KEY: apiKey, SHOPIFY_API_SECRET: secret, SCOPES: scopes.join(',') },
      SHOPIFY_SANDBOX_URL: `http://127.0.0.1:${sandbox.port}`,
      ...options.env,
    },
  });
}

beforeAll(async () => {
  const port = await freePort();
  sandbox = await createSandbox({
    appTarget: `http://127.0.0.1:${port}`,
    shop: { customers: 60, orders: 200, restoreRate: 2_000 },
  });
  const demo = sandbox.world.shops.get(DEMO_SHOP);
  if (!demo) throw new Error('the sandbox lacks its demo shop');
  shop = demo;
  app = await createTestApp({ MASTER_KEY: masterKey });
  looker = new pg.Client({ connectionString: app.database.ownerUrl });
  await looker.connect();
  web = await start('web', { port });
  await createMerchant(sandbox, web.url).open('/app/requests');
  shop.installation?.grantedScopes.add('read_customer_merge');
});
afterAll(async () => {
  await web.process.stop();
  await looker.end();
  await app.close();
  await sandbox.close();
});

const rows = async (sql: string, values: unknown[] = []) => (await looker.query(sql, values)).rows;
const events = async (requestId: string, type: string) =>
  (
    await rows('SELECT entry FROM audit_event WHERE request_id = $1 AND type = $2 ORDER BY id', [
      requestId,
      type,
    ])
  ).map(({ entry }) => JSON.parse(entry).data);
/** As the missing heartbeat would, some fifteen seconds later. */
const takeUpAgain = () =>
  rows(`UPDATE pgboss.job SET state = 'retry', start_after = now() WHERE state = 'active'`);

const LOOK = 'ErasureStanding';
const ASK = 'RequestErasure';
interface Boundary {
  boundary: string;
  person: PersonName;
  env: Record<string, string>;
  /** How often it may have been sent, for all that the app can know. */
  sent: number;
  /** How often it was sent before the process died. */
  was: 0 | 1;
}
const BOUNDARIES: Boundary[] = [
  {
    ...{ boundary: 'before the intent is written', person: 'dormant', sent: 1, was: 0 },
    env: { KILL_CALL: LOOK, KILL_WHEN: 'after' },
  },
  {
    ...{ boundary: 'before the intent is committed', person: 'recent', sent: 1, was: 0 },
    env: { KILL_CALL: LOOK, KILL_WHEN: 'after', KILL_STATEMENT: '^COMMIT' },
  },
  {
    ...{ boundary: 'once the intent is committed', person: 'greek', sent: 2, was: 0 },
    env: { KILL_CALL: LOOK, KILL_WHEN: 'after', KILL_STATEMENT: '^COMMIT', KILL_THEN: 'after' },
  },
  {
    ...{ boundary: 'before it is sent', person: 'korean', sent: 2, was: 0 },
    env: { KILL_CALL: ASK, KILL_WHEN: 'before' },
  },
  {
    ...{ boundary: 'once it was sent', person: 'arabic', sent: 1, was: 1 },
    env: { KILL_CALL: ASK, KILL_WHEN: 'after' },
  },
  {
    ...{ boundary: 'before its outcome is committed', person: 'hebrew', sent: 1, was: 1 },
    env: { KILL_CALL: ASK, KILL_WHEN: 'after', KILL_STATEMENT: '^COMMIT' },
  },
  {
    ...{ boundary: 'once its outcome is committed', person: 'chinese', sent: 1, was: 1 },
    env: { KILL_CALL: ASK, KILL_WHEN: 'after', KILL_STATEMENT: '^COMMIT', KILL_THEN: 'after' },
  },
];

test('killed at every boundary of asking Shopify to erase: asked once, what may have been sent twice is counted, and all are closed by Shopify’s word', async () => {
  const begun: { requestId: string; person: PersonName; sent: number }[] = [];
  for (const { boundary, person, env, sent, was } of BOUNDARIES) {
    const erasure = await startErasure({ app, shop }, subjectOf(person));
    const { shopId, requestId } = erasure;
    begun.push({ requestId, person, sent });
    const { id } = await erasure.step('redact');
    await app.deps.unit(shopId, (unit) => unit.enqueue('run-step', 'erasure', [{ shopId, id }]));
    const options = { env: { ...env, KINDS: 'erasure' }, preload: [preloadOf('./kill-at-call.mjs')] };
    const doomed = await start('worker', options).catch(() => null);
    if (doomed) expect({ boundary, ...(await doomed.process.exited) }).toMatchObject({ signal: 'SIGKILL' });
    const customer = shop.store.find(customerIdOf(person));
    const isPending = customer !== undefined && customer !== null && pendingErasure(customer) !== null;
    expect({ boundary, isPending }).toEqual({ boundary, isPending: was === 1 });
    await takeUpAgain();
    // It is another's turn only when this one is through, or it would die in the next one's place.
    const second = await start('worker', { env: { KINDS: 'erasure' } });
    await until(`${boundary}: asked`, async () => (await events(requestId, 'redact.asked')).length === 1);
    await second.process.stop();
    expect({ boundary, asked: await events(requestId, 'redact.asked') }).toMatchObject({
      asked: [{ sent, others: false }],
    });
    expect(await events(requestId, 'redact.intended')).toHaveLength(sent);
  }

  const last = await start('worker', { env: { KINDS: 'erasure' } });
  await controlClient(`http://127.0.0.1:${sandbox.port}`).clock({ advanceMs: 200 * DAY_MS });
  await createMerchant(sandbox, web.url).open('/app/requests');
  await until('Shopify’s word for all', async () => {
    const [{ n }] = await rows(
      `SELECT count(*)::int AS n FROM step WHERE operation = 'redact' AND state = 'done'`,
    );
    return n === BOUNDARIES.length;
  });
  for (const { requestId } of begun)
    expect(await events(requestId, 'redact.done')).toMatchObject([{ told: true, shows: 'redacted' }]);
  expect(await rows(`SELECT 1 FROM request WHERE source = 'platform'`)).toEqual([]);
  await last.process.stop();
}, 480_000);

const SEAL = '^INSERT INTO "public"."retained"';
const KEY = '^INSERT INTO "public"."data_key"';
const SEALED = '^COMMIT';
const SEALINGS: { boundary: string; person: PersonName; at: string; when: string; later?: string }[] = [
  { boundary: 'before the key of the invoices is written', person: 'everything', at: KEY, when: 'before' },
  { boundary: 'before they are sealed', person: 'guestAndCustomer', at: SEAL, when: 'before' },
  { boundary: 'while they are sealed', person: 'householdA', at: SEAL, when: 'after' },
  { boundary: 'once some are sealed', person: 'thousandOrders', at: SEAL, when: 'after', later: SEALED },
];

test.each(SEALINGS)(
  'killed $boundary: each invoice is sealed once, under one key, before Shopify is asked',
  async ({ person, at, when, later = '' }) => {
    const decisions = [keptUntil('2034-12-31')];
    const operations = [RETAIN, REDACT, ERASE];
    const erasure = await startErasure({ app, shop }, subjectOf(person), { operations, decisions });
    const { shopId, requestId } = erasure;
    const steps = [await erasure.step('retain'), await erasure.step('redact')];
    const jobs = steps.map(({ id }) => ({ shopId, id }));
    await app.deps.unit(shopId, (unit) => unit.enqueue('run-step', 'erasure', jobs));
    const doomed = await start('worker', {
      env: { KINDS: 'erasure', KILL_AT: at, KILL_WHEN: when, KILL_LATER: later },
      preload: [preloadOf('./kill-at.mjs')],
    }).catch(() => null);
    if (doomed) expect(await doomed.process.exited).toMatchObject({ signal: 'SIGKILL' });
    expect(await events(requestId, 'redact.intended')).toEqual([]);
    await takeUpAgain();
    const second = await start('worker', { env: { KINDS: 'erasure' } });
    await until('Shopify is asked', async () => (await events(requestId, 'redact.asked')).length === 1);
    await second.process.stop();

    const { retained } = await erasure.request();
    const key = await app.deps.unit(shopId, (unit) =>
      requireRequestKey(app.deps, unit, 'retained', requestId),
    );
    const ids = retained.flatMap(({ id, body }) =>
      JSON.parse(gunzipSync(app.deps.vault.open(key, retainedPlace(id), body)).toString()).map(
        (invoice: { id: string }) => invoice.id,
      ),
    );
    expect(ids.length).toBeGreaterThan(0);
    expect(new Set(ids).size).toBe(ids.length);
    expect(await events(requestId, 'retained.sealed')).toMatchObject([{ records: ids.length }]);
    const keys = `SELECT 1 FROM data_key WHERE request_id = $1 AND purpose = 'retained'`;
    expect(await rows(keys, [requestId])).toHaveLength(1);
  },
  120_000,
);
