/** What the pictures are taken of: the built app on a database of its own, with a local Shopify around it. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ControlClient, controlClient } from '#sandbox/control-client.ts';
import { appEnvironment, build, choosePorts, isBuilt, startApp } from '#sandbox/demo/stack.ts';
import { startPostgres } from '#sandbox/postgres.ts';
import { prepareDatabase } from '#sandbox/prepare-database.ts';
import { createSandbox, DEMO_SHOP, type Sandbox } from '#sandbox/server.ts';
import type { Shop } from '#sandbox/world.ts';

export interface PictureDesk {
  sandbox: Sandbox;
  control: ControlClient;
  shop: Shop;
  /** Where the app listens. */
  address: string;
  /** The database's owner, who sees every row. */
  ownerUrl: string;
  close(): Promise<void>;
}

export async function openDesk(): Promise<PictureDesk> {
  if (!isBuilt()) await build();
  const folder = await mkdtemp(join(tmpdir(), 'privacy-desk-pictures-'));
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres') });
  const names = { name: 'privacy_desk_pictures', login: 'privacy_desk_pictures' };
  const { ownerUrl, appUrl } = await prepareDatabase({ serverUrl: postgres.url, ...names });
  const ports = await choosePorts();
  const address = `http://127.0.0.1:${ports.app}`;
  const sandbox = await createSandbox({
    ...{ port: ports.sandbox, appTarget: address },
    shop: { name: 'Linden & Söhne', customers: 200, orders: 5_000, restoreRate: 10_000 },
  });
  const app = await startApp({
    ...appEnvironment(sandbox, ports, appUrl),
    ...{ MASTER_KEY: randomBytes(32).toString('base64'), KEYS_DIR: join(folder, 'keys') },
  });
  const shop = sandbox.world.shops.get(DEMO_SHOP);
  if (!shop) throw new Error('The sandbox lacks the demo shop.');
  return {
    ...{ sandbox, shop, address, ownerUrl, control: controlClient(`http://127.0.0.1:${sandbox.port}`) },
    async close() {
      await app.stop();
      await sandbox.close();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
