/** The admin shell on a port of its own, around a small embedded app. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Admin, createAdmin } from '#sandbox/admin/handler.ts';
import { Clock } from '#sandbox/clock.ts';
import { createStore } from '#sandbox/store/memory-store.ts';
import type { Shop, World } from '#sandbox/world.ts';

export const API_KEY = 'sandboxsandboxsandboxsandbox0001';
export const SECRET = 'shpss_sandbox';

function demoShop(): Shop {
  return {
    id: 1,
    domain: 'demo.myshopify.com',
    name: 'Demo store',
    email: 'owner@demo.example',
    currency: 'EUR',
    countryCode: 'DE',
    ianaTimezone: 'Europe/Berlin',
    restoreRate: 100,
    staff: [
      {
        id: 11,
        firstName: 'Olive',
        lastName: 'Owner',
        email: 'olive@demo.example',
        accountOwner: true,
        locale: 'en',
      },
      {
        id: 12,
        firstName: 'Pat',
        lastName: 'Picker',
        email: 'pat@demo.example',
        accountOwner: false,
        locale: 'de',
      },
    ],
    store: createStore(),
    installation: {
      grantedScopes: new Set(['read_customers']),
      accessTokens: new Map(),
      refreshTokens: new Map(),
    },
    protectedData: { approved: true, fields: new Set(['name', 'email', 'phone', 'address']) },
    faults: [],
  };
}

export function createWorld(): { world: World; shop: Shop } {
  const shop = demoShop();
  const world: World = {
    clock: new Clock(),
    app: {
      apiKey: API_KEY,
      secret: SECRET,
      url: 'http://app.localhost',
      scopes: ['read_customers'],
      optionalScopes: ['read_draft_orders'],
      subscriptions: [],
      proxy: { url: 'http://app.localhost/proxy', subpath: 'privacy', prefix: 'apps' },
    },
    shops: new Map([[shop.domain, shop]]),
  };
  return { world, shop };
}

export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

export interface AdminServer {
  port: number;
  /** Origin of the shell, as a browser sees it. */
  shell: string;
  close(): Promise<void>;
}

export async function startAdmin(world: World, appPort: number): Promise<AdminServer> {
  const admin: Admin = createAdmin({ appTarget: `http://127.0.0.1:${appPort}` });
  const server = createServer(async (request, response) => {
    if (!(await admin.handler(request, response, world))) response.writeHead(404).end();
  });
  server.on('upgrade', (request, socket, head) => {
    if (!admin.upgrade(request, socket, head)) socket.destroy();
  });
  const port = await listen(server);
  return {
    port,
    shell: `http://localhost:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
