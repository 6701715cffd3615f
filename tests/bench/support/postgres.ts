import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Database, urlOf, withClient } from '#sandbox/database.ts';
import { startPostgres } from '#sandbox/postgres.ts';
import { prepareDatabase } from '#sandbox/prepare-database.ts';
import { SHOPS } from './deliveries.ts';

const DURABLE = ['fsync', 'full_page_writes', 'synchronous_commit'];
const STOCK_TABLES = resolve(import.meta.dirname, '../reference/stock/prisma/tables.sql');
const LIMIT_TABLES = `CREATE TABLE delivery (
  id uuid PRIMARY KEY, shop text NOT NULL, topic text NOT NULL, webhook_id text NOT NULL,
  body bytea NOT NULL, received_at timestamptz NOT NULL DEFAULT now())`;

/** The one server that all are measured against, with a database for each. */
export interface BenchPostgres {
  version: string;
  /** The server's settings of durability, each `name = on`. */
  durability: string[];
  stockUrl: string;
  limitUrl: string;
  product: Database;
  /** Forgets the product's deliveries. */
  emptyInbox(): Promise<void>;
  /** Drops what was made, or the whole server if it is ours. */
  destroy(): Promise<void>;
}

async function createDatabase(serverUrl: string, name: string, tables: string): Promise<string> {
  await withClient(serverUrl, (client) => client.query(`CREATE DATABASE ${name}`));
  const url = urlOf(serverUrl, name);
  await withClient(url, (client) => client.query(tables));
  return url;
}

/** As if each shop had installed the stock app: its library looks for the session on every delivery. */
const addStockSessions = (url: string) =>
  withClient(url, (client) =>
    client.query(
      `INSERT INTO "Session" ("id", "shop", "state", "scope", "accessToken")
       SELECT 'offline_' || shop, shop, '', 'read_customers', 'shpat_bench' FROM unnest($1::text[]) AS shop`,
      [SHOPS],
    ),
  );

/** @throws unless the server flushes every commit to disk: other numbers would mean nothing */
async function readFacts(serverUrl: string): Promise<{ version: string; durability: string[] }> {
  return withClient(serverUrl, async (client) => {
    const { rows } = await client.query(
      'SELECT name, setting FROM pg_settings WHERE name = ANY($1) ORDER BY name',
      [['server_version', ...DURABLE]],
    );
    const settings = new Map(rows.map(({ name, setting }) => [name, setting]));
    const off = DURABLE.filter((name) => settings.get(name) !== 'on');
    if (off.length > 0) throw new Error(`Set ${off.join(', ')} to "on" in PostgreSQL: the bench needs it.`);
    return {
      version: settings.get('server_version'),
      durability: DURABLE.map((name) => `${name} = ${settings.get(name)}`),
    };
  });
}

/** Starts a server of our own, or uses the one that DATABASE_URL names (as a user who may make databases). */
export async function preparePostgres(): Promise<BenchPostgres> {
  const given = process.env.DATABASE_URL;
  const own = given
    ? null
    : await startPostgres({ dataDir: await mkdtemp(join(tmpdir(), 'privacy-desk-bench-')) });
  const serverUrl = own?.url ?? given ?? '';
  const run = randomBytes(4).toString('hex');
  const nameOf = (part: string) => `privacy_desk_bench_${part}_${run}`;
  const login = nameOf('login');

  async function destroy(): Promise<void> {
    if (own) return own.destroy();
    await withClient(serverUrl, async (client) => {
      for (const part of ['stock', 'limit', 'product'])
        await client.query(`DROP DATABASE IF EXISTS ${nameOf(part)} WITH (FORCE)`);
      await client.query(`DROP ROLE IF EXISTS ${login}`);
    });
  }
  try {
    const facts = await readFacts(serverUrl);
    const stockUrl = await createDatabase(serverUrl, nameOf('stock'), await readFile(STOCK_TABLES, 'utf8'));
    await addStockSessions(stockUrl);
    const limitUrl = await createDatabase(serverUrl, nameOf('limit'), LIMIT_TABLES);
    const product = await prepareDatabase({ serverUrl, name: nameOf('product'), login });
    const emptyInbox = async () => {
      await withClient(product.ownerUrl, (client) => client.query('TRUNCATE delivery'));
    };
    return { ...facts, stockUrl, limitUrl, product, emptyInbox, destroy };
  } catch (error) {
    await destroy();
    throw error;
  }
}

/** How many rows a table holds. */
export const countRows = (url: string, table: string): Promise<number> =>
  withClient(url, async (client) => {
    const { rows } = await client.query(`SELECT count(*)::int AS count FROM ${table}`);
    return rows[0].count;
  });
