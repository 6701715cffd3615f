import { resolve } from 'node:path';
import { freePort, type RunningProcess, startProcess, untilAnswers } from '#sandbox/processes.ts';

export const ROOT = resolve(import.meta.dirname, '../../..');
const REMIX = resolve(ROOT, 'node_modules/@remix-run/dev/dist/cli.js');
const STOCK = resolve(import.meta.dirname, '../reference/stock');

export interface Server {
  /** Where its webhooks go. */
  webhooks: string;
  process: RunningProcess;
}

/** What all three are told of Shopify. */
export interface ShopifySettings {
  SHOPIFY_API_KEY: string;
  SHOPIFY_API_SECRET: string;
  SHOPIFY_APP_URL: string;
  SCOPES: string;
}

/** @throws with the end of its output when the program fails */
export async function runProgram(
  args: string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
) {
  const program = await startProcess({ command: process.execPath, args, cwd: ROOT, ...options });
  const { code } = await program.exited;
  if (code !== 0) throw new Error(`node ${args.join(' ')} failed:\n${program.tail()}`);
}

export const buildProduct = () => runProgram([REMIX, 'vite:build', '--logLevel', 'warn']);

export async function buildStock(): Promise<void> {
  await runProgram([resolve(ROOT, 'node_modules/prisma/build/index.js'), 'generate'], {
    cwd: STOCK,
    // Prisma looks for an engine that `generate` never runs and would download it; any file will do.
    env: { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' },
  });
  await runProgram([REMIX, 'vite:build', '--logLevel', 'warn'], { cwd: STOCK });
}

async function start(args: string[], cwd: string, env: Record<string, string>, probe: string) {
  const port = await freePort();
  const server = await startProcess({
    ...{ command: process.execPath, args, cwd },
    env: { NODE_ENV: 'production', HOST: '127.0.0.1', PORT: String(port), ...env },
  });
  await untilAnswers(`http://127.0.0.1:${port}${probe}`, server);
  return { webhooks: `http://127.0.0.1:${port}/webhooks`, process: server };
}

export const startStock = (databaseUrl: string, shopify: ShopifySettings): Promise<Server> =>
  start(
    [resolve(ROOT, 'node_modules/@remix-run/serve/dist/cli.js'), 'build/server/index.js'],
    STOCK,
    { DATABASE_URL: databaseUrl, ...shopify },
    '/',
  );

export const startLimit = (databaseUrl: string, shopify: ShopifySettings): Promise<Server> =>
  start(['tests/bench/reference/limit.ts'], ROOT, { DATABASE_URL: databaseUrl, ...shopify }, '/');

/** The product's one program, built. @param nodeArgs such as --cpu-prof */
export const startProduct = (
  settings: Record<string, string> & ShopifySettings,
  nodeArgs: string[] = [],
): Promise<Server> => start([...nodeArgs, 'build/server/index.js'], ROOT, settings, '/readyz');
