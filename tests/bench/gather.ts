/**
 * Gathering a person's data from Shopify: how long it takes beside the shortest time that the shop's bucket allows
 * for the points spent, how many points an order costs, and how time and memory grow with the number of orders.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stopOnSignal } from '#sandbox/processes.ts';
import { describe } from './support/gather-report.ts';
import { type Gathering, gather, startSandboxProcess } from './support/gathering.ts';
import { preparePostgres } from './support/postgres.ts';
import { writeSection } from './support/report.ts';

const WHOLE: Pick<Gathering, 'size' | 'path'>[] = [
  { size: 10_000, path: 'pages' },
  ...[100, 1_000, 10_000, 100_000].map((size) => ({ size, path: 'bulk' }) as const),
];

const { values } = parseArgs({
  options: {
    /** Only this many orders; prints, and leaves docs/benchmarks.md alone. */
    size: { type: 'string' },
    path: { type: 'string', default: 'bulk' },
  },
});
const plan: typeof WHOLE =
  values.size === undefined
    ? WHOLE
    : [{ size: Number(values.size), path: values.path === 'pages' ? 'pages' : 'bulk' }];

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

async function run(): Promise<void> {
  const postgres = await preparePostgres();
  leftovers.push(postgres.destroy);
  const keysDir = await mkdtemp(join(tmpdir(), 'privacy-desk-bench-keys-'));
  leftovers.push(() => rm(keysDir, { recursive: true, force: true }));
  const settings = {
    DATABASE_URL: postgres.product.appUrl,
    KEYS_DIR: keysDir,
    MASTER_KEY: randomBytes(32).toString('base64'),
    LOG_LEVEL: 'warn',
  };
  const gatherings: Gathering[] = [];
  for (const each of plan) {
    // A sandbox for each, so that no run inherits another's memory or lists.
    const sandbox = await startSandboxProcess();
    leftovers.push(() => sandbox.process.stop());
    console.log(`${each.size.toLocaleString('en-US')} orders, ${each.path} ...`);
    const gathering = await gather(sandbox, settings, each);
    gatherings.push(gathering);
    console.log(JSON.stringify(gathering));
    await sandbox.process.stop();
  }
  const text = describe(postgres, gatherings);
  console.log(`\n${text}`);
  if (values.size === undefined) await writeSection('gather', text);
}

stopOnSignal(cleanUp);
try {
  await run();
} finally {
  await cleanUp();
}
process.exit(0);
