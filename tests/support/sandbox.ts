/** A sandbox with a small store around an app's double, and Shopify's own library as a third party. */
import '@shopify/shopify-api/adapters/web-api';
import { ApiVersion, LogSeverity, type Shopify, shopifyApi } from '@shopify/shopify-api';
import { setAbstractFetchFunc } from '@shopify/shopify-api/runtime';
import { type ControlClient, controlClient } from '#sandbox/control-client.ts';
import { createSandbox, DEMO_SHOP, type Sandbox, type SandboxOptions } from '#sandbox/server.ts';
import type { Shop } from '#sandbox/world.ts';
import { type AppDouble, startAppDouble } from './app-double.ts';

export interface TestSandbox extends AsyncDisposable {
  sandbox: Sandbox;
  app: AppDouble;
  shop: Shop;
  control: ControlClient;
  /** Shopify's library, set up as the app would; what it sends to shops reaches this sandbox. */
  library: Shopify;
  /** A request to a Shopify host, as the app's preload leads it here. */
  toShopify(address: string, init?: RequestInit): Promise<Response>;
}

export async function startSandbox(options: Partial<SandboxOptions> = {}): Promise<TestSandbox> {
  const app = await startAppDouble();
  const shopOptions = { customers: 30, orders: 60, ...options.shop };
  const sandbox = await createSandbox({ appTarget: app.url, ...options, shop: shopOptions });
  const shop = sandbox.world.shops.get(DEMO_SHOP);
  if (!shop) throw new Error('The sandbox has no demo shop.');
  const toShopify = (address: string, init: RequestInit = {}) => {
    const { host, pathname, search } = new URL(address);
    const headers = new Headers(init.headers);
    headers.set('x-forwarded-host', host);
    return fetch(`http://127.0.0.1:${sandbox.port}${pathname}${search}`, {
      redirect: 'manual',
      ...init,
      headers,
    });
  };
  setAbstractFetchFunc((input, init) => toShopify(String(input), init));
  const { apiKey, secret } = sandbox.world.app;
  return {
    ...{ sandbox, app, shop, toShopify },
    control: controlClient(`http://127.0.0.1:${sandbox.port}`),
    library: shopifyApi({
      apiKey,
      apiSecretKey: secret,
      apiVersion: ApiVersion.October26,
      hostName: 'app.localhost',
      isEmbeddedApp: true,
      logger: { level: LogSeverity.Warning },
    }),
    async [Symbol.asyncDispose]() {
      await sandbox.close();
      await app[Symbol.asyncDispose]();
    },
  };
}
