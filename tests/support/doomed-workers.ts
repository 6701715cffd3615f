/** A shop at a sandbox, its database, and workers that die where a test wants them to. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { expect } from 'vitest';
import { createMerchant } from '#sandbox/demo/merchant.ts';
import { freePort } from '#sandbox/processes.ts';
import { createSandbox, DEMO_SHOP } from '#sandbox/server.ts';
import { createTestApp } from './composition.ts';
import { startServer, type TestServer } from './server.ts';

const preloadOf = (file: string) => new URL(file, import.meta.url).href;

/** What a worker dies of: `call` strikes in its talk with Shopify, `statement` in that with PostgreSQL; see the files. */
const KILLERS = {
  call: preloadOf('../crash/kill-at-call.mjs'),
  statement: preloadOf('../crash/kill-at.mjs'),
};

const DIES_WITHIN_MS = 60_000;

/** One that has not come to its boundary by then never will. */
async function endOf({ process }: TestServer) {
  const given = setTimeout(() => process.stop(), DIES_WITHIN_MS);
  return process.exited.finally(() => clearTimeout(given));
}

/** @param kind of the requests that the workers work on */
export async function doomedWorkers(kind: string) {
  const masterKey = randomBytes(32).toString('base64');
  const port = await freePort();
  const sandbox = await createSandbox({
    appTarget: `http://127.0.0.1:${port}`,
    shop: { customers: 60, orders: 200, restoreRate: 2_000 },
  });
  const shop = sandbox.world.shops.get(DEMO_SHOP);
  if (!shop) throw new Error('the sandbox lacks its demo shop');
  const app = await createTestApp({ MASTER_KEY: masterKey });
  const looker = new pg.Client({ connectionString: app.database.ownerUrl });
  await looker.connect();
  const rows = async (sql: string, values: unknown[] = []) => (await looker.query(sql, values)).rows;

  function start(
    role: string,
    options: { port?: number; env?: Record<string, string>; preload?: string[] } = {},
  ) {
    const { apiKey, secret, scopes } = sandbox.world.app;
    return startServer({
      ...{ databaseUrl: app.database.appUrl, keysDir: app.keysDir, port: options.port },
      preload: [preloadOf('../../sandbox/route-shopify.mjs'), ...(options.preload ?? [])],
      env: {
        ...{ ROLE: role, MASTER_KEY: masterKey, SHOPIFY_APP_URL: sandbox.appUrl },
        ...{ SHOPIFY_API_KEY: apiKey, SHOPIFY_API_SECRET: secret, SCOPES: scopes.join(',') },
        SHOPIFY_SANDBOX_URL: `http://127.0.0.1:${sandbox.port}`,
        ...options.env,
      },
    });
  }
  const web = await start('web', { port });
  await createMerchant(sandbox, web.url).open('/app/requests');
  shop.installation?.grantedScopes.add('read_customer_merge');
  return {
    ...{ app, sandbox, shop, web, rows },
    worker: () => start('worker', { env: { KINDS: kind } }),
    /** Starts a worker and sees it die, as `kill -9` would have it; its jobs are then taken up again. */
    async die(by: keyof typeof KILLERS, env: Record<string, string>): Promise<void> {
      const options = { env: { ...env, KINDS: kind }, preload: [KILLERS[by]] };
      // One that dies while it starts has died as well.
      const doomed = await start('worker', options).catch(() => null);
      if (doomed) expect({ env, ...(await endOf(doomed)) }).toMatchObject({ signal: 'SIGKILL' });
      // As the missing heartbeat would, some fifteen seconds later.
      await rows(`UPDATE pgboss.job SET state = 'retry', start_after = now() WHERE state = 'active'`);
    },
    /** Data of the entries of this type at a request, oldest first. */
    async events(requestId: string, type: string) {
      const sql = 'SELECT entry FROM audit_event WHERE request_id = $1 AND type = $2 ORDER BY id';
      return (await rows(sql, [requestId, type])).map(({ entry }) => JSON.parse(entry).data);
    },
    async [Symbol.asyncDispose]() {
      await web.process.stop();
      await looker.end();
      await app.close();
      await sandbox.close();
    },
  };
}
export type DoomedWorkers = Awaited<ReturnType<typeof doomedWorkers>>;
