/** Everything that runs for the demo and for development: PostgreSQL, the sandbox, the app. */
import { randomBytes } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { withClient } from '#sandbox/database.ts';
import { startPostgres } from '#sandbox/postgres.ts';
import { prepareDatabase } from '#sandbox/prepare-database.ts';
import { freePort, type RunningProcess, startProcess, untilAnswers } from '#sandbox/processes.ts';
import { createSandbox, type Sandbox } from '#sandbox/server.ts';

export const ROOT = resolve(import.meta.dirname, '../..');
/** What outlives a run: the database's files, the keys, the master key. */
export const DATA = resolve(ROOT, '.data');
/** Points per second of the demo's shop: that of Shopify Plus, so that a thousand orders come in seconds. */
const RESTORE_RATE = 1_000;

export interface Server {
  databaseUrl: string;
  /** e.g. "PostgreSQL 18.4" */
  version: string;
  stop(): Promise<void>;
}

/** The embedded PostgreSQL, or the one that DATABASE_URL names. */
export async function startDatabase(): Promise<Server> {
  const given = process.env.DATABASE_URL;
  const postgres = given ? null : await startPostgres({ dataDir: resolve(DATA, 'postgres') });
  const serverUrl = given ?? postgres?.url ?? '';
  const { appUrl } = await prepareDatabase({
    serverUrl,
    name: 'privacy_desk_demo',
    login: 'privacy_desk_demo',
  });
  const version = await withClient(serverUrl, async (client) => {
    const { rows } = await client.query(`SELECT current_setting('server_version') AS version`);
    return `PostgreSQL ${String(rows[0]?.version).split(' ')[0]}`;
  });
  return { databaseUrl: appUrl, version, stop: async () => postgres?.stop() };
}

/** Whether the build is older than what it is made from. */
export function isBuilt(): boolean {
  const output = resolve(ROOT, 'build/server/index.js');
  if (!existsSync(output)) return false;
  const builtAt = statSync(output).mtimeMs;
  const sources = globSync(['app/**/*.{ts,tsx}', 'vite.config.ts', 'package-lock.json'], { cwd: ROOT });
  return sources.every((file) => statSync(resolve(ROOT, file)).mtimeMs < builtAt);
}

export async function build(): Promise<void> {
  const cli = resolve(ROOT, 'node_modules/@remix-run/dev/dist/cli.js');
  const args = [cli, 'vite:build', '--logLevel', 'error'];
  const running = await startProcess({ command: process.execPath, args, cwd: ROOT });
  const { code } = await running.exited;
  if (code !== 0) throw new Error(`The app could not be built:\n${running.tail()}`);
}

/** Made once and kept: with another one, what was sealed before could not be opened. */
function masterKey(): string {
  const file = resolve(DATA, 'master.key');
  mkdirSync(DATA, { recursive: true, mode: 0o700 });
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}

export interface Ports {
  app: number;
  sandbox: number;
}

export async function choosePorts(): Promise<Ports> {
  const app = await freePort(Number(process.env.PORT ?? 3000));
  const sandbox = await freePort(Number(process.env.SANDBOX_PORT ?? 4000));
  return { app, sandbox: sandbox === app ? await freePort(sandbox + 1) : sandbox };
}

export async function startSandbox(ports: Ports): Promise<Sandbox> {
  return createSandbox({
    port: ports.sandbox,
    appTarget: `http://127.0.0.1:${ports.app}`,
    shop: { restoreRate: RESTORE_RATE },
    timeScale: 60,
  });
}

/** The app's environment, as a merchant's host would set it. */
export function appEnvironment(sandbox: Sandbox, ports: Ports, databaseUrl: string): Record<string, string> {
  const { apiKey, secret, scopes } = sandbox.world.app;
  return {
    PORT: String(ports.app),
    HOST: '127.0.0.1',
    DATABASE_URL: databaseUrl,
    DATABASE_OWNER_URL: '',
    SHOPIFY_API_KEY: apiKey,
    SHOPIFY_API_SECRET: secret,
    SHOPIFY_APP_URL: sandbox.appUrl,
    SCOPES: scopes.join(','),
    MASTER_KEY: masterKey(),
    KEYS_DIR: resolve(DATA, 'keys'),
    APP_BRIDGE_URL: `${sandbox.url}/app-bridge.js`,
    SHOPIFY_SANDBOX_URL: `http://127.0.0.1:${sandbox.port}`,
    SMTP_URL: sandbox.mail.url,
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
  };
}

/** The built app, led to the sandbox by the preload. */
export async function startApp(env: Record<string, string>): Promise<RunningProcess> {
  const preload = new URL('../route-shopify.mjs', import.meta.url).href;
  const running = await startProcess({
    command: process.execPath,
    args: ['--import', preload, resolve(ROOT, 'build/server/index.js')],
    cwd: ROOT,
    env: { ...env, NODE_ENV: 'production' },
    onLine: (line) => console.error(line),
  });
  await untilAnswers(`http://127.0.0.1:${env.PORT}/readyz`, running);
  return running;
}
