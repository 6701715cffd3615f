/** Workers die at every boundary of erasing a shop; the next one erases it whole. */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shopIdOf } from '#app/core/id.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { dataRequest, sendDelivery } from '../support/deliveries.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

let folder: string;
let database: TestDatabase;
let looker: pg.Client;
/** Takes deliveries in and opens them, and erases no shop. */
let door: TestServer;
/** Tables that say whose a row is. */
let tables: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'privacy-desk-shops-'));
  database = await createDatabase();
  looker = new pg.Client({ connectionString: database.ownerUrl });
  await looker.connect();
  door = await start({ KINDS: 'rectification' });
  const owned = await rows(
    `SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'shop_id'`,
  );
  tables = owned.map(({ table_name: name }) => name);
});
afterAll(async () => {
  await door.process.stop();
  await looker.end();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const rows = async (sql: string, values: unknown[] = []) => (await looker.query(sql, values)).rows;
const count = async (table: string, shopId: string): Promise<number> =>
  (await rows(`SELECT count(*)::int AS n FROM "${table}" WHERE shop_id = $1`, [shopId]))[0].n;
const listed = (): string => {
  const path = join(folder, 'keys/erasures.jsonl');
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
};
const keyFiles = async (shopId: string) =>
  (await readdir(join(folder, 'keys'), { recursive: true })).filter((path) => path.includes(shopId));

const preload = [new URL('./kill-at.mjs', import.meta.url).href];
const start = (env: Record<string, string> = {}) => {
  const given = { databaseUrl: database.appUrl, keysDir: join(folder, 'keys'), env };
  return startServer('KILL_AT' in env ? { ...given, preload } : given);
};

const DELETE = (table: string) => `^DELETE FROM "public"."${table}"`;
const ERASE_LOG = 'erase_log';
const COMMIT = '^COMMIT';
const BOUNDARIES: { boundary: string; at: string; when: 'before' | 'after'; later?: string }[] = [
  { boundary: 'before its keys go', at: DELETE('data_key'), when: 'before' },
  { boundary: 'while they go', at: DELETE('data_key'), when: 'after' },
  { boundary: 'once they are gone', at: DELETE('data_key'), when: 'after', later: COMMIT },
  { boundary: 'before its requests go', at: DELETE('request'), when: 'before' },
  { boundary: 'once they are gone', at: DELETE('request'), when: 'after', later: COMMIT },
  { boundary: 'before its deliveries go', at: DELETE('delivery'), when: 'before' },
  { boundary: 'once they are gone', at: DELETE('delivery'), when: 'after', later: COMMIT },
  { boundary: 'before its log goes', at: ERASE_LOG, when: 'before' },
  { boundary: 'once it is gone', at: ERASE_LOG, when: 'after', later: COMMIT },
  { boundary: 'noted outside the database, before the last row goes', at: DELETE('shop'), when: 'before' },
  { boundary: 'while the last row goes', at: DELETE('shop'), when: 'after' },
  { boundary: 'once the last row is gone', at: DELETE('shop'), when: 'after', later: COMMIT },
];

test.each(BOUNDARIES.map((boundary, index) => ({ ...boundary, index })))(
  '$index: killed $boundary: the next worker erases the shop whole, and it is on the list before it is gone',
  async ({ index, at, when, later = '' }) => {
    const shop = `leaves-${index}.myshopify.com`;
    const shopId = shopIdOf(shop);
    const send = (topic: string, body: object) =>
      sendDelivery(`${door.url}/webhooks`, { shop, topic, body, webhookId: randomUUID() });
    const customer = { id: index + 1, email: `person${index}@example.com` };
    await send('customers/data_request', { ...dataRequest(index + 1, customer), shop_domain: shop });
    await until('the request', async () => (await count('request', shopId)) === 1);
    const [held] = await rows(
      `SELECT r.id, s.id AS step, r.subject_key_id AS key FROM request r JOIN step s
      ON s.shop_id = r.shop_id AND s.request_id = r.id WHERE r.shop_id = $1 LIMIT 1`,
      [shopId],
    );
    await rows(
      `INSERT INTO chunk (shop_id, step_id, collection, sequence, request_id, key_id, records, body)
      VALUES ($1, $2, 'orders', 0, $3, $4, 7, '\\x00')`,
      [shopId, held.step, held.id, held.key],
    );
    await send('shop/redact', { shop_id: index, shop_domain: shop });
    await until('the demand', async () => (await count('request', shopId)) === 2);
    expect(await keyFiles(shopId)).not.toEqual([]);

    const env = { KILL_AT: at, KILL_WHEN: when, KILL_LATER: later, KINDS: 'shop-erasure' };
    const doomed = await start(env).catch(() => null);
    if (doomed) expect(await doomed.process.exited).toEqual({ code: null, signal: 'SIGKILL' });
    if ((await count('shop', shopId)) === 0) expect(listed()).toContain(shopId);

    // As the missing heartbeat would, some fifteen seconds later.
    await rows(`UPDATE pgboss.job SET state = 'retry', start_after = now() WHERE state = 'active'`);
    const second = await start({ KINDS: 'shop-erasure' });
    await until('the shop is gone', async () => (await count('shop', shopId)) === 0);
    await second.process.stop();
    for (const table of tables)
      expect({ table, rows: await count(table, shopId) }).toEqual({ table, rows: 0 });
    expect(await keyFiles(shopId)).toEqual([]);
    expect(listed()).toContain(shopId);
  },
);
