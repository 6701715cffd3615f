import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shopIdOf } from '#app/core/id.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { dataRequest, redact, SHOP, sendDelivery, type TestDelivery } from '../support/deliveries.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

let folder: string;
let database: TestDatabase;
let looker: pg.Client;
/** Takes deliveries in and opens them, and carries no erasure of a person out. */
let door: TestServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'privacy-desk-erasures-'));
  database = await createDatabase();
  looker = new pg.Client({ connectionString: database.ownerUrl });
  await looker.connect();
  door = await start({ KINDS: 'shop-erasure' });
});
afterAll(async () => {
  await door.process.stop();
  await looker.end();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const rows = async (sql: string, values: unknown[] = []) => (await looker.query(sql, values)).rows;
const count = async (sql: string, values: unknown[] = []): Promise<number> =>
  (await rows(`SELECT count(*)::int AS n ${sql}`, values))[0].n;
const listed = (): string => {
  const path = join(folder, 'keys/erasures.jsonl');
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
};

const preload = [new URL('./kill-at.mjs', import.meta.url).href];
const start = (env: Record<string, string> = {}) => {
  const given = { databaseUrl: database.appUrl, keysDir: join(folder, 'keys'), env };
  return startServer('KILL_AT' in env ? { ...given, preload } : given);
};
const send = (url: string, delivery: TestDelivery) =>
  sendDelivery(`${url}/webhooks`, { webhookId: randomUUID(), ...delivery }).then(
    ({ status }) => status,
    () => null,
  );

/** Statement of the erasure at which the process dies: before it is sent, or once it was answered. */
const at = (statement: string, table: string) => `^${statement} "public"."${table}"`;
interface Boundary {
  boundary: string;
  at: string;
  when: 'before' | 'after';
  later?: string;
}
const DELETE_KEY = at('DELETE FROM', 'data_key');
/** In the last commit, after the entry in the list. */
const REPORT = 'SET "last_erasure_at"';
const FORGET = at('DELETE FROM', 'identifier');
const BOUNDARIES: Boundary[] = [
  { boundary: 'before the key is destroyed', at: DELETE_KEY, when: 'before' },
  { boundary: 'before the key’s destruction is committed', at: DELETE_KEY, when: 'after', later: '^COMMIT' },
  {
    boundary: 'once the key’s destruction is committed',
    at: DELETE_KEY,
    when: 'after',
    later: '^(COMMIT|BEGIN)',
  },
  { boundary: 'before the pieces are deleted', at: at('DELETE FROM', 'chunk'), when: 'before' },
  { boundary: 'before they are counted', at: at('DELETE FROM', 'chunk'), when: 'after' },
  { boundary: 'once they are deleted', at: at('DELETE FROM', 'chunk'), when: 'after', later: '^COMMIT' },
  { boundary: 'before who the person is goes', at: FORGET, when: 'before' },
  {
    boundary: 'once who the person is has gone',
    at: at('DELETE FROM', 'redaction'),
    when: 'after',
    later: '^COMMIT',
  },
  { boundary: 'noted outside the database, before it is reported', at: REPORT, when: 'before' },
  { boundary: 'once it is reported', at: REPORT, when: 'after', later: '^COMMIT' },
];

test.each(BOUNDARIES.map((boundary, index) => ({ ...boundary, id: index + 1 })))(
  'killed $boundary: nothing half-erased is reported as done, and it is completed after the next start',
  async ({ id, at: killAt, when, later }) => {
    const customer = { id, email: `person${id}@example.com` };
    expect(await send(door.url, { body: dataRequest(id, customer) })).toBe(200);
    await until(
      'the request',
      async () => (await count(`FROM request WHERE business_key = $1`, [`data_request:${id}`])) === 1,
    );
    // Answered, with something gathered.
    const [asked] = await rows(
      `SELECT r.id, s.id AS step, r.subject_key_id AS key FROM request r
      JOIN step s ON s.request_id = r.id WHERE r.business_key = $1 LIMIT 1`,
      [`data_request:${id}`],
    );
    await rows(`UPDATE request SET state = 'closed', closed_at = now() WHERE id = $1`, [asked.id]);
    await rows(
      `INSERT INTO chunk (shop_id, step_id, collection, sequence, request_id, key_id, records, body)
       SELECT $1, $2, name, 0, $3, $4, 7, '\\x00' FROM unnest(ARRAY['orders', 'customer']) name`,
      [shopIdOf(SHOP), asked.step, asked.id, asked.key],
    );
    const before = listed();
    expect(await send(door.url, { topic: 'customers/redact', body: redact(customer) })).toBe(200);
    const mine = `FROM request r WHERE kind = 'erasure' AND r.number > (SELECT number FROM request WHERE id = $1)`;
    await until('the demand', async () => (await count(mine, [asked.id])) === 1);

    const doomed = await start({
      KILL_AT: killAt,
      KILL_WHEN: when,
      KILL_LATER: later ?? '',
      KINDS: 'erasure',
    }).catch(() => null);
    if (doomed) expect(await doomed.process.exited).toEqual({ code: null, signal: 'SIGKILL' });
    const done = `${mine} AND state = 'closed'`;
    if ((await count(done, [asked.id])) === 1) {
      expect(listed()).not.toBe(before);
      expect(await count('FROM identifier WHERE request_id = $1', [asked.id])).toBe(0);
    }

    // As the missing heartbeat would, some fifteen seconds later.
    await rows(`UPDATE pgboss.job SET state = 'retry', start_after = now() WHERE state = 'active'`);
    const second = await start({ KINDS: 'erasure' });
    await until('the erasure is done', async () => (await count(done, [asked.id])) === 1);
    await second.process.stop();
    expect(await count('FROM chunk WHERE request_id = $1', [asked.id])).toBe(0);
    expect(await count(`FROM data_key WHERE request_id = $1 AND purpose = 'dossier'`, [asked.id])).toBe(0);
    expect(await count('FROM identifier WHERE request_id = $1', [asked.id])).toBe(0);
    const [request] = await rows(`SELECT r.id ${mine}`, [asked.id]);
    const events = await rows(
      `SELECT entry FROM audit_event WHERE type = 'erasure.done' AND request_id = $1`,
      [request.id],
    );
    expect(events.map(({ entry }) => JSON.parse(entry).data)).toMatchObject([
      { requests: 1, chunks: 2, records: 14 },
    ]);
    expect(listed()).toContain(request.id);
  },
);
