import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { REQUEST_KINDS } from '#app/core/request.ts';
import { type Postgres, startPostgres } from '#sandbox/postgres.ts';
import { dataRequest, redact, sendDelivery, type TestDelivery } from '../support/deliveries.ts';
import { prepareInThread } from '../support/prepare-in-thread.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

/**
 * Real processes and a real `kill -9`. The sender does as Shopify does: whatever was not answered with 200
 * is sent again, with the same webhook id.
 */
let folder: string;
let postgres: Postgres;
let databaseUrl: string;
let ownerUrl: string;
const dataDir = () => join(folder, 'postgres');
const keysDir = () => join(folder, 'keys');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'privacy-desk-crash-'));
  postgres = await startPostgres({ dataDir: dataDir() });
  const database = await prepareInThread({ serverUrl: postgres.url, name: 'crash', login: 'crash_login' });
  databaseUrl = database.appUrl;
  ownerUrl = database.ownerUrl;
});
afterAll(async () => {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Of an access request. */
const STEPS = REQUEST_KINDS.access.steps.length;

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const inboxIsEmpty = async () => {
  const [row] = await query(`SELECT count(*)::int AS waiting FROM delivery WHERE state = 'received'`);
  return row?.waiting === 0;
};

/** Sends until each delivery was answered with 200, while something is killed under it. */
async function sendAll(url: () => string, deliveries: TestDelivery[]): Promise<void> {
  const pending = [...deliveries];
  const senders = Array.from({ length: 10 }, async () => {
    for (let next = pending.shift(); next; next = pending.shift()) {
      const answer = await sendDelivery(`${url()}/webhooks`, next).catch(() => null);
      await answer?.arrayBuffer().catch(() => null);
      if (answer?.status === 200) continue;
      expect([503, undefined]).toContain(answer?.status);
      pending.push(next);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  await Promise.all(senders);
}

/** A connection that was kept from before may be closed just as it is used again. */
async function answered(ask: () => Promise<Response>): Promise<Response> {
  return ask().catch(ask);
}

/** `count` data requests, each sent under two webhook ids, and an erasure for every tenth person. */
function flood(first: number, count: number): TestDelivery[] {
  return Array.from({ length: count }, (_, at) => first + at).flatMap((id) => {
    const customer = { id, email: `person${id}@example.com` };
    const twice = [1, 2].map(() => ({ webhookId: randomUUID(), body: dataRequest(id, customer) }));
    const erasure = { topic: 'customers/redact', webhookId: randomUUID(), body: redact(customer) };
    return id % 10 === 0 ? [...twice, erasure] : twice;
  });
}

async function expectExactly(first: number, count: number): Promise<void> {
  await until('the inbox is empty', inboxIsEmpty);
  const keys = Array.from({ length: count }, (_, at) => `'data_request:${first + at}'`).join();
  const requests = await query(`SELECT id, business_key FROM request WHERE business_key IN (${keys})`);
  expect(requests).toHaveLength(count);
  const ids = requests.map(({ id }) => `'${id}'`).join();
  const tally = (sql: string) => query(sql).then((rows) => rows[0]?.n);
  expect(
    await tally(
      `SELECT count(*)::int n FROM audit_event WHERE type = 'request.opened' AND request_id IN (${ids})`,
    ),
  ).toBe(count);
  expect(await tally(`SELECT count(*)::int n FROM step WHERE request_id IN (${ids})`)).toBe(STEPS * count);
  expect(await tally(`SELECT count(*)::int n FROM data_key WHERE request_id IN (${ids})`)).toBe(2 * count);
  expect(
    await tally(`SELECT count(DISTINCT data->>'id')::int n FROM pgboss.job
                 WHERE data->>'id' IN (SELECT id::text FROM step WHERE request_id IN (${ids}))`),
  ).toBe(STEPS * count);
  const alarms = await query(`SELECT topic, problem FROM delivery WHERE state IN ('refused', 'failed')`);
  expect(alarms).toEqual([]);
}

test('kill -9 of the server while deliveries pour in loses none and repeats none', async () => {
  let server: TestServer = await startServer({ databaseUrl, keysDir: keysDir() });
  const { port } = server;
  const sending = sendAll(() => server.url, flood(1_000, 300));
  for (let kills = 0; kills < 4; kills += 1) {
    const before = await query('SELECT count(*)::int AS n FROM delivery');
    await until('more deliveries', async () => {
      const now = await query('SELECT count(*)::int AS n FROM delivery');
      return Number(now[0]?.n) >= Math.min(620, Number(before[0]?.n) + 60);
    });
    await server.process.kill();
    server = await startServer({ databaseUrl, keysDir: keysDir(), port });
  }
  await sending;
  await expectExactly(1_000, 300);
  await server.process.stop();
});

test('two workers, one of them killed while it opens deliveries, open each request once', async () => {
  const web = await startServer({ databaseUrl, keysDir: keysDir(), env: { ROLE: 'web' } });
  await sendAll(() => web.url, flood(3_000, 300));
  const workers = await Promise.all(
    [1, 2].map(() => startServer({ databaseUrl, keysDir: keysDir(), env: { ROLE: 'worker' } })),
  );
  await until(
    'some are opened',
    async () => (await query(`SELECT 1 FROM request WHERE business_key LIKE 'data_request:3%'`)).length > 0,
  );
  await workers[0]?.process.kill();
  await expectExactly(3_000, 300);
  await Promise.all([web.process.stop(), workers[1]?.process.stop()]);
});

test('kill -9 of PostgreSQL: the door answers 503 until it is back, and nothing is lost or repeated', async () => {
  const server = await startServer({ databaseUrl, keysDir: keysDir() });
  const { port } = postgres;
  const sending = sendAll(() => server.url, flood(5_000, 200));
  await until(
    'some are stored',
    async () =>
      (await query("SELECT 1 FROM delivery WHERE received_at > now() - interval '1 minute'")).length > 50,
  );
  await postgres.kill();
  const away = await answered(() => sendDelivery(`${server.url}/webhooks`, { body: dataRequest(5_999) }));
  expect(away.status).toBe(503);
  expect(await away.text()).not.toMatch(/Error|at |ECONN/);
  expect((await answered(() => fetch(`${server.url}/readyz`))).status).toBe(503);
  expect((await answered(() => fetch(`${server.url}/healthz`))).status).toBe(200);
  postgres = await startPostgres({ dataDir: dataDir(), port });
  await sending;
  await expectExactly(5_000, 200);
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  const exit = await server.process.stop();
  expect(exit.code).toBe(0);
});

test('SIGTERM ends the server in good order, and what it logged names no person', async () => {
  const server = await startServer({ databaseUrl, keysDir: keysDir() });
  await sendAll(() => server.url, flood(7_000, 20));
  const exit = await server.process.stop();
  expect(exit).toEqual({ code: 0, signal: null });
  expect(server.logs.join('\n')).toContain('stopped');
  expect(server.logs.join('\n')).not.toMatch(/example\.com|person7|data_request:/);
});
