import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { REQUEST_KINDS } from '#app/core/request.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { dataRequest, sendDelivery, type TestDelivery } from '../support/deliveries.ts';
import { startServer } from '../support/server.ts';
import { until } from '../support/until.ts';

let folder: string;
let database: TestDatabase;
let looker: pg.Client;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'privacy-desk-boundaries-'));
  database = await createDatabase();
  looker = new pg.Client({ connectionString: database.ownerUrl });
  await looker.connect();
  // The shop is known from here on, so that each statement below is that of the delivery it is meant for.
  const server = await start({}, []);
  expect(await send(server.url, { webhookId: randomUUID(), body: dataRequest(99) })).toBe(200);
  await until('a known shop', async () => (await count('FROM request')) === 1);
  await server.process.stop();
});
afterAll(async () => {
  await looker.end();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

/** Of an access request. */
const STEPS = REQUEST_KINDS.access.steps.length;
const count = async (sql: string): Promise<number> =>
  (await looker.query(`SELECT count(*)::int AS n ${sql}`)).rows[0].n;
const insertInto = (table: string) => `INSERT INTO "public"."${table}"`;

/** Where the server dies: the statement, whether it was answered, and a later statement of the same unit. */
const BOUNDARIES: { boundary: string; at: string; when: 'before' | 'after'; later?: string }[] = [
  { boundary: 'before the delivery is stored', at: 'INSERT INTO delivery', when: 'before' },
  { boundary: 'after it is stored and before it is answered', at: 'INSERT INTO delivery', when: 'after' },
  { boundary: 'before the inbox is looked at', at: 'waiting_deliveries', when: 'before' },
  {
    boundary: 'after the keys of the request are written',
    at: insertInto('data_key'),
    when: 'after',
    later: insertInto('request'),
  },
  { boundary: 'after the request is written', at: insertInto('request'), when: 'after' },
  { boundary: 'after its steps are written', at: insertInto('step'), when: 'after' },
  {
    boundary: 'after its entry is written',
    at: insertInto('request'),
    when: 'after',
    later: insertInto('audit_event'),
  },
  { boundary: 'after its jobs are enqueued', at: insertInto('request'), when: 'after', later: 'pgboss' },
  {
    boundary: 'after the delivery is marked as opened',
    at: insertInto('request'),
    when: 'after',
    later: 'UPDATE "public"."delivery"',
  },
  { boundary: 'before the unit commits', at: insertInto('request'), when: 'before', later: '^COMMIT' },
  { boundary: 'after the unit has committed', at: insertInto('request'), when: 'after', later: '^COMMIT' },
];

const start = (env: Record<string, string>, preload: string[]) =>
  startServer({ databaseUrl: database.appUrl, keysDir: join(folder, 'keys'), env, preload });

/** The status, or null when the server died before it answered. */
const send = (url: string, delivery: TestDelivery): Promise<number | null> =>
  sendDelivery(`${url}/webhooks`, delivery).then(
    ({ status }) => status,
    () => null,
  );

const cases = BOUNDARIES.map((boundary, index) => ({ ...boundary, id: index + 1 }));
test.each(cases)(
  'killed $boundary: the delivery becomes one request, whole',
  async ({ id, at, when, later }) => {
    const delivery = {
      webhookId: randomUUID(),
      body: dataRequest(id, { id, email: `person${id}@example.com` }),
    };
    const preload = [new URL('./kill-at.mjs', import.meta.url).href];
    const doomed = await start({ KILL_AT: at, KILL_WHEN: when, KILL_LATER: later ?? '' }, preload).catch(
      () => null,
    );
    if (doomed) {
      await send(doomed.url, delivery);
      expect(await doomed.process.exited).toEqual({ code: null, signal: 'SIGKILL' });
    }

    const server = await start({}, []);
    await until('the answer 200', async () => (await send(server.url, delivery)) === 200);
    await until('an empty inbox', async () => (await count(`FROM delivery WHERE state = 'received'`)) === 0);
    const mine = `business_key = 'data_request:${id}'`;
    const requestIds = `(SELECT id FROM request WHERE ${mine})`;
    expect(await count(`FROM request WHERE ${mine}`)).toBe(1);
    expect(await count(`FROM delivery WHERE webhook_id = '${delivery.webhookId}' AND state = 'opened'`)).toBe(
      1,
    );
    expect(await count(`FROM data_key WHERE request_id IN ${requestIds}`)).toBe(2);
    expect(
      await count(`FROM audit_event WHERE type = 'request.opened' AND request_id IN ${requestIds}`),
    ).toBe(1);
    expect(await count(`FROM step WHERE request_id IN ${requestIds}`)).toBe(STEPS);
    const jobs = `FROM pgboss.job WHERE data->>'id' IN (SELECT id::text FROM step WHERE request_id IN ${requestIds})`;
    expect(await count(jobs)).toBe(STEPS);
    await server.process.stop();
  },
);
