import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Composition, compose } from '#app/deps.server.ts';
import { readEnv } from '#app/env.server.ts';
import type { Database } from '#sandbox/database.ts';
import { freePort, type RunningProcess, startProcess, untilAnswers } from '#sandbox/processes.ts';
import type { Sandbox } from '#sandbox/server.ts';

const root = resolve(import.meta.dirname, '../..');
/** The same for every test: what it seals is thrown away with the database. */
const MASTER_KEY = Buffer.alloc(32, 7).toString('base64');

/** The built app as a process of its own, led to a sandbox in Shopify's place. */
export interface RunningApp {
  /** Where it listens; browsers go to the sandbox instead. */
  url: string;
  port: number;
  process: RunningProcess;
  /** Everything it has written, line by line. */
  logs: string[];
  /** In good order: what is under way ends. */
  stop(): Promise<void>;
  /** `kill -9`. */
  kill(): Promise<void>;
}

/** Epoch keys belong to their database: whoever starts on it again finds them. */
const keysOf = ({ appUrl }: Database) => join(tmpdir(), `keys-of-${new URL(appUrl).pathname.slice(1)}`);

/** Throws a database's epoch keys away, when its tests are over. */
export const removeKeys = (database: Database): Promise<void> =>
  rm(keysOf(database), { recursive: true, force: true });

/** The app's own parts in this process, on the same database and keys as those that run: for what a test prepares. */
export async function composeBeside(options: { database: Database; sandbox: Sandbox }): Promise<Composition> {
  const { database, sandbox } = options;
  const { app } = sandbox.world;
  const composition = compose(
    readEnv({
      ...{ NODE_ENV: 'test', ROLE: 'web', LOG_LEVEL: 'silent', SCOPES: app.scopes.join(',') },
      ...{ SHOPIFY_API_KEY: app.apiKey, SHOPIFY_API_SECRET: app.secret, SHOPIFY_APP_URL: sandbox.appUrl },
      ...{ DATABASE_URL: database.appUrl, MASTER_KEY, KEYS_DIR: keysOf(database) },
    }),
  );
  await composition.queue.start();
  return composition;
}

/**
 * Starts the app and waits until it is ready. Several may run on one database, and one killed can be started
 * again on it.
 * @param port where the sandbox looks for the app; any free one unless given
 * @param env beside what follows from the database and the sandbox, such as ROLE or KINDS
 */
export async function startApp(options: {
  database: Database;
  sandbox: Sandbox;
  port?: number;
  env?: Record<string, string>;
}): Promise<RunningApp> {
  const { database, sandbox } = options;
  const program = join(root, 'build/server/index.js');
  if (!existsSync(program)) throw new Error('There is no build to start. Run `npm run build` first.');
  const port = options.port ?? (await freePort());
  const logs: string[] = [];
  const { app } = sandbox.world;
  const running = await startProcess({
    command: process.execPath,
    args: ['--import', './sandbox/route-shopify.mjs', program],
    cwd: root,
    env: {
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(port),
      DATABASE_URL: database.appUrl,
      SHOPIFY_API_KEY: app.apiKey,
      SHOPIFY_API_SECRET: app.secret,
      SHOPIFY_APP_URL: sandbox.appUrl,
      SCOPES: app.scopes.join(','),
      MASTER_KEY,
      KEYS_DIR: keysOf(database),
      APP_BRIDGE_URL: `${sandbox.url}/app-bridge.js`,
      SHOPIFY_SANDBOX_URL: `http://127.0.0.1:${sandbox.port}`,
      ...options.env,
    },
    onLine: (line) => logs.push(line),
  });
  const url = `http://127.0.0.1:${port}`;
  await untilAnswers(`${url}/readyz`, running);
  return {
    url,
    port,
    process: running,
    logs,
    stop: async () => void (await running.stop()),
    kill: async () => void (await running.kill()),
  };
}
