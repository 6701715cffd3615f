/** A sandbox around a small embedded app. */
import { createSandbox, DEMO_SHOP, type Sandbox } from '#sandbox/server.ts';
import type { Shop } from '#sandbox/world.ts';
import { type EmbeddedApp, startEmbeddedApp } from './embedded-app.ts';

export interface AdminWithApp extends AsyncDisposable {
  sandbox: Sandbox;
  app: EmbeddedApp;
  shop: Shop;
  /** Path of the app in the admin; its own path follows. */
  base: string;
}

/** A small store is enough for what the admin shows. */
export const SMALL = { name: 'Demo store', customers: 20, orders: 40 };

export async function startAdmin(): Promise<AdminWithApp> {
  const app = await startEmbeddedApp(() => ({ shell: sandbox.url, apiKey: sandbox.world.app.apiKey }));
  const sandbox = await createSandbox({ appTarget: `http://127.0.0.1:${app.port}`, shop: SMALL });
  const shop = sandbox.world.shops.get(DEMO_SHOP);
  if (!shop) throw new Error('The sandbox has no demo shop.');
  return {
    sandbox,
    app,
    shop,
    base: `/store/demo/apps/${sandbox.world.app.apiKey}`,
    async [Symbol.asyncDispose]() {
      await sandbox.close();
      await app.close();
    },
  };
}
