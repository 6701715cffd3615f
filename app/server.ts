import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import * as build from 'virtual:remix/server-build';
import express from 'express';
import { composition } from './deps.server.ts';
import { readEnv } from './env.server.ts';
import { createWebServer } from './http.server.ts';
import { checkRestore, isInOrder, reportLines } from './services/check-restore.ts';
import { startWorker } from './worker.ts';

/** Work under way gets this long to end after SIGTERM. */
const STOP_WITHIN_MS = 35_000;

/** Files with a hash in their name never change; the rest may. */
const files = [
  express.static(resolve('build/client'), {
    index: false,
    maxAge: '1h',
    setHeaders: (response, path) => {
      if (path.includes('/assets/'))
        response.setHeader('cache-control', 'public, max-age=31536000, immutable');
    },
  }),
];

async function migrateDatabase(): Promise<void> {
  const env = readEnv();
  const ownerUrl = env.DATABASE_OWNER_URL ?? env.DATABASE_URL;
  const appUser = env.DATABASE_OWNER_URL ? decodeURIComponent(new URL(env.DATABASE_URL).username) : undefined;
  // Loaded here only: the migration engine is a large WebAssembly module.
  const { migrate } = await import('./adapters/db/migrate.ts');
  await migrate({ ownerUrl, appUser });
  // The migration engine leaves a timer of ten seconds behind that nothing waits for.
  process.exit(0);
}

async function start(): Promise<void> {
  const app = composition();
  const { env, deps, queue, connections } = app;
  let stopping = false;
  await queue.start().catch((cause) => {
    const advice = 'Check that DATABASE_URL is right and reachable, and that `npm run migrate` has been run.';
    throw new Error(`The database is not ready: ${cause.message}. ${advice}`, { cause });
  });
  const worker = env.ROLE === 'web' ? null : await startWorker(app);
  const server = createWebServer({ composition: app, build, files, isReady: () => !stopping });
  server.listen(env.PORT, env.HOST);
  await once(server, 'listening');
  deps.log.info({ port: (server.address() as AddressInfo).port, role: env.ROLE }, 'listening');

  async function stop(signal: string): Promise<void> {
    if (stopping) return;
    stopping = true;
    deps.log.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    const closed = once(server, 'close');
    server.close();
    server.closeIdleConnections();
    await worker?.stop();
    await queue.stop();
    await closed;
    await connections.close();
    deps.log.info('stopped');
    process.exit(0);
  }
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => void stop(signal));
}

/** Exits with 1 when something is not in order: the app must not be started then. */
async function checkRestored(): Promise<void> {
  const { deps, connections } = composition();
  const report = await checkRestore(deps);
  await connections.close();
  for (const line of reportLines(report)) process.stdout.write(`${line}\n`);
  process.exit(isInOrder(report) ? 0 : 1);
}

const PROGRAMS: Record<string, () => Promise<void>> = {
  migrate: migrateDatabase,
  'restore-check': checkRestored,
};
const main = PROGRAMS[process.argv[2] ?? ''] ?? start;
main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
