/** The sandbox: a Shopify for one app, on one port of this machine. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdmin } from './admin/handler.ts';
import { placesOf } from './admin/places.ts';
import { createAdminApi } from './admin-api/handler.ts';
import { type Handler, hostOf } from './admin-api/http.ts';
import { createAppProxy } from './app-proxy.ts';
import { Clock } from './clock.ts';
import { Compliance } from './compliance.ts';
import { createControl } from './control.ts';
import { catchMail, type MailCatcher } from './mail.ts';
import { Merchant } from './merchant.ts';
import { oauth } from './oauth.ts';
import { readRegistration } from './registration.ts';
import { Schedule } from './schedule.ts';
import { addShop, type ShopOptions } from './shops.ts';
import { type SenderOptions, type WebhookEvent, WebhookSender } from './webhooks/sender.ts';
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
  /** Time-outs of webhooks, where Shopify's own (1 s to connect, 5 s in all) are too long. */
  webhookTimeouts?: Pick<SenderOptions, 'connectMs' | 'totalMs'>;
  /** Port of the mail catcher; any free one unless given. */
  mailPort?: number;
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
  merchant: Merchant;
  mail: MailCatcher;
  /** Resolves when nothing is due or under way: webhooks, retries, erasures. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** `app/uninstalled` has consequences, whoever uninstalled the app. */
function announce(
  { sender, merchant }: { sender: WebhookSender; merchant: Merchant },
  event: WebhookEvent,
): void {
  if (event.topic === 'app/uninstalled') void merchant.uninstall(event.shop);
  else void sender.send(event);
}

function createParts(world: World, { appTarget, timeScale, webhookTimeouts }: SandboxOptions) {
  const schedule = new Schedule(world.clock);
  const sender = new WebhookSender(world, schedule, { target: appTarget, timeScale, ...webhookTimeouts });
  const compliance = new Compliance({ world, schedule, sender });
  const merchant = new Merchant({ world, sender, compliance });
  const adminApi = createAdminApi({
    webhook: ({ shop, topic, payload }) => announce({ sender, merchant }, { shop, topic, payload }),
    erasureRequested: ({ shop, customerId }) => compliance.requestErasure(shop, customerId),
    erasureCanceled: ({ shop, customerId }) => compliance.cancelErasure(shop, customerId),
  });
  return { schedule, sender, compliance, merchant, adminApi };
}

/** What Shopify's hosts serve, and what this machine's own names serve: neither answers for the other. */
function serve(server: Server, world: World, faces: { shopify: Handler[]; local: Handler[] }): void {
  server.on('request', async (request, response) => {
    const { face } = placesOf(request);
    const isLocal = face !== null && request.headers['x-forwarded-host'] === undefined;
    try {
      for (const handler of isLocal ? faces.local : faces.shopify)
        if (await handler(request, response, world)) return;
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('The sandbox has nothing here.');
    } catch (error) {
      console.error(`The sandbox failed at ${request.method} ${hostOf(request)}:`, error);
      if (!response.headersSent) response.writeHead(500, { 'Content-Type': 'text/plain' });
      response.end('The sandbox failed; its output says why.');
    }
  });
}

export async function createSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { appTarget } = options;
  const server = createServer();
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const appUrl = `http://app.localhost:${port}`;
  const app = readRegistration({ url: appUrl, secret: SANDBOX_SECRET });
  const world: World = { clock: new Clock(), app, shops: new Map() };
  addShop(world, { domain: DEMO_SHOP, name: 'Demo Store', installed: true, ...options.shop });

  const { schedule, sender, compliance, merchant, adminApi } = createParts(world, options);
  const mail = await catchMail(options.mailPort);
  const admin = createAdmin({ appTarget, mail, merchant });
  const control = createControl({ schedule, sender, compliance, merchant, mail });
  serve(server, world, {
    shopify: [oauth, adminApi.graphql, adminApi.bulkFiles, createAppProxy(appTarget)],
    local: [control, admin.handler],
  });
  server.on('upgrade', (request, socket, head) => {
    if (!admin.upgrade(request, socket, head)) socket.destroy();
  });

  return {
    ...{ url: `http://localhost:${port}`, port, appUrl, world, sender, compliance, merchant, mail },
    settled: () => schedule.settled(),
    async close() {
      await schedule.close();
      await sender.close();
      await mail.close();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
