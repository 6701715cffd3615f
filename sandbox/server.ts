/** The sandbox: a Shopify for one app, on one port of this machine. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdmin } from './admin/handler.ts';
import { createAdminApi } from './admin-api/handler.ts';
import type { Handler } from './admin-api/http.ts';
import { createAppProxy } from './app-proxy.ts';
import { Clock } from './clock.ts';
import { type Compliance, createCompliance } from './compliance.ts';
import { createControl } from './control.ts';
import { catchMail, type MailCatcher } from './mail.ts';
import { oauth } from './oauth.ts';
import { readRegistration } from './registration.ts';
import { addShop, type ShopOptions } from './shops.ts';
import { createSender, type WebhookSender } from './webhooks/sender.ts';
import type { World } from './world.ts';

export const DEMO_SHOP = 'demo.myshopify.com';
export const SANDBOX_SECRET = 'sandbox-secret-for-local-use-only';

export interface SandboxOptions {
  /** Any free one unless given. */
  port?: number;
  /** Where the app listens, e.g. http://127.0.0.1:3000 */
  appTarget: string;
  /** The demo shop's; see ShopOptions. */
  shop?: Partial<ShopOptions>;
  /** How many times faster than in Shopify failed webhooks are retried. */
  timeScale?: number;
}

export interface Sandbox {
  /** http://localhost:… : the admin's start page. */
  url: string;
  port: number;
  /** The app's public address, as its SHOPIFY_APP_URL must say it. */
  appUrl: string;
  world: World;
  sender: WebhookSender;
  compliance: Compliance;
  mail: MailCatcher;
  close(): Promise<void>;
}

export async function createSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { appTarget, timeScale = 1 } = options;
  const server = createServer();
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const appUrl = `http://app.localhost:${port}`;
  const app = readRegistration({ url: appUrl, secret: SANDBOX_SECRET });
  const world: World = { clock: new Clock(), app, shops: new Map() };
  addShop(world, { domain: DEMO_SHOP, name: 'Demo Store', installed: true, ...options.shop });

  const sender = createSender(world, { target: appTarget, timeScale });
  const compliance = createCompliance(world, sender);
  const mail = await catchMail();
  const { graphql, bulkFiles } = createAdminApi({
    webhook: ({ shop, topic, payload }) => void sender.send({ shop, topic, payload }),
    erasureRequested: ({ shop, customerId }) => compliance.requestErasure(shop, customerId),
    erasureCanceled: ({ shop, customerId }) => compliance.cancelErasure(shop, customerId),
  });
  const admin = createAdmin({ appTarget, mail, sender });
  const control = createControl({ sender, compliance, mail });
  const handlers: Handler[] = [oauth, graphql, bulkFiles, createAppProxy(appTarget), control, admin.handler];

  server.on('request', async (request, response) => {
    try {
      for (const handler of handlers) if (await handler(request, response, world)) return;
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('The sandbox has nothing here.');
    } catch (error) {
      if (!response.headersSent) response.writeHead(500, { 'Content-Type': 'text/plain' });
      response.end((error as Error).message);
    }
  });
  server.on('upgrade', (request, socket, head) => {
    if (!admin.upgrade(request, socket, head)) socket.destroy();
  });

  return {
    url: `http://localhost:${port}`,
    port,
    appUrl,
    world,
    sender,
    compliance,
    mail,
    async close() {
      compliance.close();
      await sender.close();
      await mail.close();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
