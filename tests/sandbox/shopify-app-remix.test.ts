import type { Session } from '@shopify/shopify-api';
import { setAbstractFetchFunc } from '@shopify/shopify-api/runtime';
import { ApiVersion, AppDistribution, LogSeverity, shopifyApp } from '@shopify/shopify-app-remix/server';
import { expect, test } from 'vitest';
import { frameAddress } from '#sandbox/admin/frame-address.ts';
import { DEMO_SHOP } from '#sandbox/server.ts';
import { customerIdOf } from '#sandbox/store/people.ts';
import type { Received } from '#tests/support/app-double.ts';
import { startSandbox, type TestSandbox } from '#tests/support/sandbox.ts';

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/143.0.0.0 Safari/537.36';

/** What a merchant's app is built on, its sessions in memory. */
function createApp({ sandbox, toShopify }: TestSandbox) {
  const sessions = new Map<string, Session>();
  const app = shopifyApp({
    apiKey: sandbox.world.app.apiKey,
    apiSecretKey: sandbox.world.app.secret,
    apiVersion: ApiVersion.October26,
    appUrl: sandbox.appUrl,
    scopes: sandbox.world.app.scopes,
    distribution: AppDistribution.AppStore,
    future: { unstable_newEmbeddedAuthStrategy: true, expiringOfflineAccessTokens: true },
    logger: { level: LogSeverity.Error },
    sessionStorage: {
      storeSession: async (session) => sessions.set(session.id, session) === sessions,
      loadSession: async (id) => sessions.get(id),
      deleteSession: async (id) => sessions.delete(id),
      deleteSessions: async (ids) => ids.map((id) => sessions.delete(id)).every(Boolean),
      findSessionsByShop: async (shop) => [...sessions.values()].filter((session) => session.shop === shop),
    },
  });
  setAbstractFetchFunc((input, init) => toShopify(String(input), init));
  return { app, sessions };
}

const requestOf = ({ sandbox }: TestSandbox, { method, path, headers, body }: Received) =>
  new Request(sandbox.appUrl + path, {
    method,
    headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
    ...(method === 'POST' ? { body: new Uint8Array(body) } : {}),
  });

function lastOf({ app }: TestSandbox): Received {
  const received = app.received.at(-1);
  if (!received) throw new Error('Nothing reached the app.');
  return received;
}

/** The request by which the admin opens the app. */
function openingRequest({ sandbox, shop }: TestSandbox): Request {
  const [owner] = shop.staff;
  if (!owner) throw new Error('The shop lacks staff.');
  const address = frameAddress(sandbox.world, shop, owner, sandbox.appUrl, '/app');
  return new Request(address, { headers: { 'user-agent': BROWSER } });
}

test('a merchant who opens the app is let in, by a token exchange, and the Admin API answers', async () => {
  await using at = await startSandbox();
  const { app, sessions } = createApp(at);
  const { admin, session, sessionToken } = await app.authenticate.admin(openingRequest(at));
  expect(session.shop).toBe(DEMO_SHOP);
  expect(sessionToken.sub).toBe(String(at.shop.staff[0]?.id));
  expect([...sessions.keys()]).toEqual([`offline_${DEMO_SHOP}`]);
  const response = await admin.graphql('{ shop { name } }');
  expect((await response.json()).data.shop.name).toBe(at.shop.name);
});

test('expired tokens are refreshed when the app works in the background', async () => {
  await using at = await startSandbox();
  const { app, sessions } = createApp(at);
  await app.authenticate.admin(openingRequest(at));
  const stored = sessions.get(`offline_${DEMO_SHOP}`);
  if (!stored) throw new Error('No session was stored.');
  const before = stored.accessToken;
  await at.control['expire-tokens']({ shop: DEMO_SHOP });
  stored.expires = new Date();
  const { admin } = await app.unauthenticated.admin(DEMO_SHOP);
  expect((await admin.graphql('{ shop { name } }')).status).toBe(200);
  expect(sessions.get(`offline_${DEMO_SHOP}`)?.accessToken).not.toBe(before);
});

test('a webhook is authenticated, with its payload and its session; a forged one is not', async () => {
  await using at = await startSandbox();
  const { app } = createApp(at);
  await app.authenticate.admin(openingRequest(at));
  const about = { shop: DEMO_SHOP, topic: 'customers/data_request', person: customerIdOf('householdA') };
  const sent = await at.control.webhook(about);
  const context = await app.authenticate.webhook(requestOf(at, lastOf(at)));
  expect(context).toMatchObject({
    topic: 'CUSTOMERS_DATA_REQUEST',
    shop: DEMO_SHOP,
    webhookId: sent.webhookId,
    payload: { shop_domain: DEMO_SHOP, customer: { email: 'clara.winter@example.org' } },
  });
  expect(context.session?.shop).toBe(DEMO_SHOP);
  await at.control.webhook({ ...about, bend: { secret: 'guessed' } });
  const refused = await app.authenticate
    .webhook(requestOf(at, lastOf(at)))
    .catch((thrown: unknown) => thrown);
  expect(refused).toMatchObject({ status: 401 });
});

test('a storefront request is authenticated by its proxy signature', async () => {
  await using at = await startSandbox();
  const { app } = createApp(at);
  await at.toShopify(`https://${DEMO_SHOP}/apps/privacy/status?request=R%2017&ids=1&ids=2`);
  const received = lastOf(at);
  const { session } = await app.authenticate.public.appProxy(requestOf(at, received));
  expect(session).toBeUndefined();
  const tampered = { ...received, path: received.path.replace('R+17', 'R+18') };
  const refused = await app.authenticate.public
    .appProxy(requestOf(at, tampered))
    .catch((thrown: unknown) => thrown);
  expect(refused).toMatchObject({ status: 400 });
});

test('a customer account extension is authenticated by its token', async () => {
  await using at = await startSandbox();
  const { app } = createApp(at);
  const { token } = await at.control['customer-token']({ shop: DEMO_SHOP, person: '7' });
  const headers = { authorization: `Bearer ${token}`, 'user-agent': BROWSER };
  const request = new Request(`${at.sandbox.appUrl}/api`, { headers });
  const { sessionToken } = await app.authenticate.public.customerAccount(request);
  expect(sessionToken).toMatchObject({ dest: DEMO_SHOP, sub: 'gid://shopify/Customer/7' });
});
