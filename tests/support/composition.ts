import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Composition, compose } from '#app/deps.server.ts';
import { readEnv } from '#app/env.server.ts';
import { openDeliveries } from '#app/services/open-deliveries.ts';
import { createDatabase, type TestDatabase } from './database.ts';

export const API_SECRET = 'test-secret';

/** The app itself, put together on a database of its own, without server and worker. */
export interface TestApp extends Composition {
  database: TestDatabase;
  keysDir: string;
  /** Opens everything in the inbox, as the worker would. */
  drainInbox(): Promise<void>;
  close(): Promise<void>;
}

export async function createTestApp(environment: Record<string, string> = {}): Promise<TestApp> {
  const database = await createDatabase();
  const keysDir = mkdtempSync(join(tmpdir(), 'privacy-desk-keys-'));
  const env = readEnv({
    NODE_ENV: 'test',
    DATABASE_URL: database.appUrl,
    SHOPIFY_API_KEY: '0123456789abcdef0123456789abcdef',
    SHOPIFY_API_SECRET: API_SECRET,
    SHOPIFY_APP_URL: 'https://app.example.com',
    SCOPES: 'read_customers,read_orders',
    MASTER_KEY: randomBytes(32).toString('base64'),
    KEYS_DIR: keysDir,
    LOG_LEVEL: 'silent',
    ...environment,
  });
  const app = compose(env);
  await app.queue.start();
  return {
    ...app,
    database,
    keysDir,
    async drainInbox() {
      for (;;) {
        const found = await app.deps.sweeps.waitingDeliveries(app.deps.now(), 10_000);
        if (found.length === 0) return;
        for (const [shopId, rows] of Map.groupBy(found, (row) => row.shopId))
          await openDeliveries(app.deps, { shopId, ids: rows.map(({ id }) => id) });
      }
    },
    async close() {
      await app.queue.stop();
      await app.connections.close();
      await database.drop();
      rmSync(keysDir, { recursive: true });
    },
  };
}
