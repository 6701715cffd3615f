/**
 * Webhook intake: how many deliveries a second the door stores durably, beside the stock way and beside the
 * bare limit in the same run, and how long a delivery waits until its request exists.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopOnSignal } from '#sandbox/processes.ts';
import { createDeliveries, SHOPS } from './support/deliveries.ts';
import { describe } from './support/intake-report.ts';
import { measureOpening, type Opening } from './support/opening.ts';
import { type BenchPostgres, preparePostgres } from './support/postgres.ts';
import { writeSection } from './support/report.ts';
import {
  buildProduct,
  buildStock,
  type Server,
  startLimit,
  startProduct,
  startStock,
} from './support/servers.ts';
import { measureThroughput, type Throughput } from './support/throughput.ts';

const SECRET = randomBytes(16).toString('hex');
const SHOPIFY = {
  SHOPIFY_API_KEY: 'bench',
  SHOPIFY_API_SECRET: SECRET,
  SHOPIFY_APP_URL: 'https://bench.example.com',
  SCOPES: 'read_customers,read_orders',
};
const makeDeliveries = createDeliveries(SECRET);

/** What must be gone when the bench ends, the last made first. */
const leftovers: (() => Promise<unknown>)[] = [];
async function undoAll(): Promise<void> {
  for (let undo = leftovers.pop(); undo; undo = leftovers.pop()) await undo();
}
let cleaning: Promise<void> | undefined;
/** Once, whether the bench has ended, has failed or was interrupted. */
function cleanUp(): Promise<void> {
  cleaning ??= undoAll();
  return cleaning;
}

async function started(starting: Promise<Server>): Promise<Server> {
  const server = await starting;
  leftovers.push(() => server.process.stop());
  return server;
}

async function throughput(postgres: BenchPostgres, product: Parameters<typeof startProduct>[0]) {
  const stock = await started(startStock(postgres.stockUrl, SHOPIFY));
  const limit = await started(startLimit(postgres.limitUrl, SHOPIFY));
  const door = await started(startProduct({ ...product, ROLE: 'web' }));
  const results = await measureThroughput(
    [
      { name: 'stock', webhooks: stock.webhooks, databaseUrl: postgres.stockUrl, table: '"Request"' },
      { name: 'limit', webhooks: limit.webhooks, databaseUrl: postgres.limitUrl, table: 'delivery' },
      { name: 'product', webhooks: door.webhooks, databaseUrl: postgres.product.ownerUrl, table: 'delivery' },
    ],
    makeDeliveries,
  );
  for (const server of [stock, limit, door]) await server.process.stop();
  return results;
}

/** The default deployment, door and worker in one process. Its worker opens requests but gathers nothing. */
async function opening(
  postgres: BenchPostgres,
  product: Parameters<typeof startProduct>[0],
): Promise<Opening> {
  await postgres.emptyInbox();
  const server = await started(startProduct({ ...product, ROLE: 'all', KINDS: 'erasure' }));
  return measureOpening(server.webhooks, postgres.product, makeDeliveries);
}

async function run(): Promise<void> {
  console.log('Building the product and the stock app ...');
  await Promise.all([buildProduct(), buildStock()]);
  const postgres = await preparePostgres();
  leftovers.push(postgres.destroy);
  const keysDir = await mkdtemp(join(tmpdir(), 'privacy-desk-bench-keys-'));
  leftovers.push(() => rm(keysDir, { recursive: true, force: true }));
  const product = {
    ...SHOPIFY,
    DATABASE_URL: postgres.product.appUrl,
    KEYS_DIR: keysDir,
    MASTER_KEY: randomBytes(32).toString('base64'),
  };
  console.log(`PostgreSQL ${postgres.version}: ${postgres.durability.join(', ')}.`);
  const throughputs: Throughput[] = await throughput(postgres, product);
  console.log(`Until the request exists, ${SHOPS.length} shops ...`);
  const text = describe(postgres, throughputs, await opening(postgres, product));
  console.log(`\n${text}`);
  await writeSection('intake', text);
}

stopOnSignal(cleanUp);
try {
  await run();
} finally {
  await cleanUp();
}
process.exit(0);
