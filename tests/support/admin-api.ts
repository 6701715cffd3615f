import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdminClient } from '#app/adapters/stores/shopify/admin-client.ts';
import { createSandbox, DEMO_SHOP, type Sandbox } from '#sandbox/server.ts';
import type { Shop } from '#sandbox/world.ts';

const TOKEN = 'shpat_test';

/** What was asked of Shopify, and what it answered. */
export interface Asked {
  query: string;
  variables: Record<string, unknown>;
  status: number;
  throttled: boolean;
  /** Points that were charged. */
  cost: number;
}

/**
 * The client of the Admin API over real HTTP to a sandbox, in a time of its own that passes when the client waits:
 * the sandbox's goes with it, and on in reality.
 */
export interface AdminApi extends AsyncDisposable {
  client: ReturnType<typeof createAdminClient>;
  /** Another one, as in a process of its own. */
  newClient(): ReturnType<typeof createAdminClient>;
  sandbox: Sandbox;
  shop: Shop;
  /** The client's time, in milliseconds. */
  now(): number;
  advance(ms: number): void;
  asked: Asked[];
  /** What the client has waited for, in milliseconds. */
  waits: number[];
  /** Answers in Shopify's place, one a call. */
  instead: object[];
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

/** A door before the sandbox that keeps what passes. */
async function openDoor(port: number, { asked, instead }: Pick<AdminApi, 'asked' | 'instead'>) {
  const server = createServer(async (request, response) => {
    const text = await bodyOf(request);
    const scripted = instead.shift();
    const answer = scripted
      ? Response.json(scripted)
      : await fetch(`http://127.0.0.1:${port}${request.url}`, {
          method: request.method,
          headers: Object.entries(request.headers).flatMap(([name, value]) =>
            typeof value === 'string' && /^(x-|content-type)/.test(name)
              ? [[name, value] as [string, string]]
              : [],
          ),
          body: text,
        }).catch(() => null);
    if (!answer) return void request.socket.destroy();
    const body = await answer.text();
    const { errors = [], extensions } = JSON.parse(body);
    asked.push({
      ...JSON.parse(text),
      status: answer.status,
      throttled: errors[0]?.extensions?.code === 'THROTTLED',
      cost: extensions?.cost?.actualQueryCost ?? 0,
    });
    const pause = answer.headers.get('retry-after');
    response.writeHead(answer.status, {
      'content-type': 'application/json',
      ...(pause && { 'retry-after': pause }),
    });
    response.end(body);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

export async function startAdminApi(size: { customers: number; orders: number }): Promise<AdminApi> {
  const sandbox = await createSandbox({ appTarget: 'http://127.0.0.1:9', shop: size });
  const shop = sandbox.world.shops.get(DEMO_SHOP);
  if (!shop) throw new Error('the sandbox lacks its demo shop');
  const kept = { asked: [] as Asked[], instead: [] as object[], waits: [] as number[] };
  const door = await openDoor(sandbox.port, kept);
  process.env.SHOPIFY_SANDBOX_URL = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
  await import(new URL('../../sandbox/route-shopify.mjs', import.meta.url).href);
  sandbox.merchant.install(shop);
  shop.installation?.accessTokens.set(TOKEN, { expiresAt: null, online: false, staffId: null });
  let time = sandbox.world.clock.now();
  const advance = (ms: number) => {
    time += ms;
    sandbox.world.clock.advance(ms);
  };
  const newClient = () =>
    createAdminClient({
      tokens: { of: async () => TOKEN, renew: async () => TOKEN },
      now: () => new Date(time),
      sleep: async (ms) => {
        kept.waits.push(ms);
        advance(ms);
      },
    });
  return {
    ...{ ...kept, sandbox, shop, newClient, advance },
    now: () => time,
    client: newClient(),
    async [Symbol.asyncDispose]() {
      door.closeAllConnections();
      door.close();
      await sandbox.close();
    },
  };
}
