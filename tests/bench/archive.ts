/**
 * Rendering an archive from sealed chunks: how much memory a dossier of 1 GB takes beside one of 10 MB, and how fast
 * it goes beside a plain ZIP of the same files.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startProcess, stopOnSignal } from '#sandbox/processes.ts';
import { type ArchiveRun, describe } from './support/archive-report.ts';
import type { ArchiveTask, TaskOutcome } from './support/archive-task.ts';
import type { Stored } from './support/dossier-app.ts';
import { preparePostgres } from './support/postgres.ts';
import { productOptions } from './support/product-options.ts';
import { writeSection } from './support/report.ts';

const { values } = parseArgs({
  options: {
    /** Only these sizes in MB, with commas; prints, and leaves docs/benchmarks.md alone. */
    sizes: { type: 'string' },
  },
});
const SIZES_MB = values.sizes?.split(',').map(Number) ?? [10, 100, 1_000];
const TASK = 'tests/bench/support/archive-task.ts';

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

async function folderOf(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `privacy-desk-bench-${name}-`));
  leftovers.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function run<T>(env: Record<string, string>, task: ArchiveTask): Promise<T> {
  const lines: string[] = [];
  const child = await startProcess({
    command: process.execPath,
    args: [...productOptions(), TASK, JSON.stringify(task)],
    env: { NODE_ENV: 'production', ...env },
    onLine: (line) => lines.push(line),
  });
  leftovers.push(() => child.stop());
  const { code } = await child.exited;
  const outcome = lines.findLast((line) => line.startsWith('{'));
  if (code !== 0 || outcome === undefined) throw new Error(`${task.task} failed:\n${lines.join('\n')}`);
  return JSON.parse(outcome) as T;
}

async function runSize(env: Record<string, string>, megabytes: number): Promise<ArchiveRun> {
  console.log(`${megabytes} MB: sealing ...`);
  const { shopId, requestId, ...stored } = await run<Stored>(env, {
    task: 'store',
    bytes: megabytes * 1_000_000,
  });
  console.log(`${megabytes} MB: rendering ${stored.records.toLocaleString('en-US')} records ...`);
  const rendered = await run<TaskOutcome>(env, { task: 'render', shopId, requestId });
  const folder = await folderOf('files');
  await run(env, { task: 'files', shopId, requestId, folder });
  console.log(`${megabytes} MB: the same files as a plain ZIP ...`);
  const plain = await run<TaskOutcome>(env, { task: 'zip', folder });
  await rm(folder, { recursive: true, force: true });
  const made = { ...stored, rendered, plain };
  console.log(made);
  return made;
}

async function runAll(): Promise<void> {
  const postgres = await preparePostgres();
  leftovers.push(postgres.destroy);
  const env = {
    DATABASE_URL: postgres.product.appUrl,
    KEYS_DIR: await folderOf('keys'),
    MASTER_KEY: randomBytes(32).toString('base64'),
    LOG_LEVEL: 'warn',
    SHOPIFY_API_KEY: 'bench',
    SHOPIFY_API_SECRET: randomBytes(16).toString('hex'),
    SHOPIFY_APP_URL: 'https://bench.example.com',
    SCOPES: 'read_customers,read_orders',
  };
  const runs: ArchiveRun[] = [];
  for (const size of SIZES_MB) runs.push(await runSize(env, size));
  const text = describe(runs, { postgres: postgres.version, options: productOptions() });
  console.log(`\n${text}`);
  if (values.sizes === undefined) await writeSection('archive', text);
}

stopOnSignal(cleanUp);
try {
  await runAll();
} finally {
  await cleanUp();
}
process.exit(0);
