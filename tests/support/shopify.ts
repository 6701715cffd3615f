import type { Session } from '@shopify/shopify-api';
import { createSandbox, DEMO_SHOP, type Sandbox } from '#sandbox/server.ts';
import { mintSessionToken } from '#sandbox/session-token.ts';
import type { Shop } from '#sandbox/world.ts';
import { createTestApp, type TestApp } from './composition.ts';
import { exchangeToken } from './session.ts';

/** The app in this process, connected to a sandbox of its own, to which all of Shopify's hosts lead. */
export interface ConnectedApp {
  app: TestApp;
  sandbox: Sandbox;
  shop: Shop;
  /** Exchanges a session token for an offline pair and stores it, as an opened page does. */
  connect(): Promise<Session>;
  close(): Promise<void>;
}

export async function createConnectedApp(): Promise<ConnectedApp> {
  const sandbox = await createSandbox({
    appTarget: 'http://127.0.0.1:9',
    shop: { customers: 60, orders: 400 },
  });
  process.env.SHOPIFY_SANDBOX_URL = `http://127.0.0.1:${sandbox.port}`;
  const preload = new URL('../../sandbox/route-shopify.mjs', import.meta.url);
  await import(preload.href);
  const { apiKey, secret, scopes } = sandbox.world.app;
  const app = await createTestApp({
    SHOPIFY_API_KEY: apiKey,
    SHOPIFY_API_SECRET: secret,
    SCOPES: scopes.join(','),
  });
  const shop = sandbox.world.shops.get(DEMO_SHOP);
  const staff = shop?.staff[0];
  if (!shop || !staff) throw new Error('the sandbox lacks its demo shop');
  return {
    app,
    sandbox,
    shop,
    async connect() {
      const token = mintSessionToken(sandbox.world, shop, staff);
      const session = await exchangeToken(shop.domain, token, sandbox.world.app);
      await app.sessionStorage.storeSession(session);
      return session;
    },
    async close() {
      await app.close();
      await sandbox.close();
    },
  };
}
