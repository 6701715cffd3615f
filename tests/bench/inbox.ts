/**
 * The inbox: each filter, order, search and following page at 1,000,000 requests beside the same at 1,000, in turns.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startPostgres } from '#sandbox/postgres.ts';
import { prepareDatabase } from '#sandbox/prepare-database.ts';
import { stopOnSignal } from '#sandbox/processes.ts';
import { scannedTables } from './support/inbox-plans.ts';
import { QUESTIONS } from './support/inbox-questions.ts';
import { describe, type Timed } from './support/inbox-report.ts';
import { type InboxShop, openInboxShop } from './support/inbox-shop.ts';
import { writeSection } from './support/report.ts';

const { values } = parseArgs({
  options: {
    /** Another size than a million; prints, and leaves docs/benchmarks.md alone. */
    requests: { type: 'string' },
  },
});
const LARGE = Number(values.requests ?? 1_000_000);
const SMALL = 1_000;
const ROUNDS = 15;

/** What must be gone when the bench ends, the last made first. */
const leftovers: (() => Promise<unknown>)[] = [];
async function undoAll(): Promise<void> {
  for (let undo = leftovers.pop(); undo; undo = leftovers.pop()) await undo();
}
let cleaning: Promise<void> | undefined;
function cleanUp(): Promise<void> {
  cleaning ??= undoAll();
  return cleaning;
}

async function shopOf(serverUrl: string, requests: number): Promise<InboxShop> {
  const name = `privacy_desk_bench_inbox_${requests}`;
  const database = await prepareDatabase({ serverUrl, name, login: `${name}_login` });
  const keys = await mkdtemp(join(tmpdir(), 'privacy-desk-bench-keys-'));
  leftovers.push(() => rm(keys, { recursive: true, force: true }));
  console.log(`${requests.toLocaleString('en-US')} requests: filling ...`);
  const shop = await openInboxShop(
    database,
    {
      NODE_ENV: 'production',
      KEYS_DIR: keys,
      MASTER_KEY: randomBytes(32).toString('base64'),
      LOG_LEVEL: 'warn',
      SHOPIFY_API_KEY: 'bench',
      SHOPIFY_API_SECRET: randomBytes(16).toString('hex'),
      SHOPIFY_APP_URL: 'https://bench.example.com',
      SCOPES: 'read_customers,read_orders',
    },
    requests,
  );
  leftovers.push(() => shop.close());
  return shop;
}

const median = (times: number[]): number =>
  times.toSorted((one, other) => one - other)[times.length >> 1] ?? 0;

async function timed(ask: () => Promise<number>): Promise<[ms: number, rows: number]> {
  const before = performance.now();
  const rows = await ask();
  return [performance.now() - before, rows];
}

/** In turns, and begun by each in turns, so that what else the machine does falls on both. */
async function compare(small: InboxShop, large: InboxShop): Promise<Timed[]> {
  const results: Timed[] = [];
  for (const { name, ask } of QUESTIONS) {
    const times: Record<'small' | 'large', number[]> = { small: [], large: [] };
    const rows = { small: 0, large: 0 };
    for (let round = -3; round < ROUNDS; round += 1) {
      const turns = [['small', small] as const, ['large', large] as const];
      for (const [size, shop] of round % 2 === 0 ? turns : turns.reverse()) {
        const [ms, shown] = await timed(() => ask(shop));
        if (round >= 0) times[size].push(ms);
        rows[size] = shown;
      }
    }
    const ratio = median(times.large.map((ms, round) => ms / (times.small[round] ?? ms)));
    const result = { name, rows, small: median(times.small), large: median(times.large), ratio };
    console.log(`${name}: ${result.small.toFixed(1)} / ${result.large.toFixed(1)} ms`);
    results.push(result);
  }
  return results;
}

async function run(): Promise<void> {
  const postgres = await startPostgres({ dataDir: await mkdtemp(join(tmpdir(), 'privacy-desk-bench-')) });
  leftovers.push(() => postgres.destroy());
  const small = await shopOf(postgres.url, SMALL);
  const large = await shopOf(postgres.url, LARGE);
  const results = await compare(small, large);
  const scanned = await scannedTables(large);
  const text = describe(results, { requests: { small: SMALL, large: LARGE }, rounds: ROUNDS, scanned });
  console.log(`\n${text}`);
  if (values.requests === undefined) await writeSection('inbox', text);
}

stopOnSignal(cleanUp);
try {
  await run();
} finally {
  await cleanUp();
}
process.exit(0);
