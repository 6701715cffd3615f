import { type IncomingHttpHeaders, type IncomingMessage, request as send } from 'node:http';
import { ApiVersion, LogSeverity, shopifyApi } from '@shopify/shopify-api';
import '@shopify/shopify-api/adapters/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandbox, SANDBOX_SECRET } from '#sandbox/server.ts';
import { type AdminWithApp, SMALL, startAdmin } from '#tests/support/admin.ts';

let admin: AdminWithApp;
let shopify: ReturnType<typeof library>;

/** Shopify's own library, as an app would set it up. */
const library = (apiKey: string) =>
  shopifyApi({
    apiKey,
    apiSecretKey: SANDBOX_SECRET,
    hostName: 'app.localhost',
    apiVersion: ApiVersion.October26,
    isEmbeddedApp: true,
    logger: { level: LogSeverity.Error },
  });

beforeAll(async () => {
  admin = await startAdmin();
  shopify = library(admin.sandbox.world.app.apiKey);
});

afterAll(() => admin[Symbol.asyncDispose]());

interface Asked {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Asks one of the two faces; names below localhost are not known to every resolver, so the header says it. */
function ask(
  host: 'localhost' | 'app.localhost',
  path: string,
  init: { method?: string; headers?: object; body?: string; port?: number } = {},
): Promise<Asked> {
  const port = init.port ?? admin.sandbox.port;
  return new Promise((resolve, reject) => {
    const outgoing = send({
      port,
      path,
      method: init.method,
      headers: { ...init.headers, host: `${host}:${port}` },
    });
    outgoing.on('error', reject).on('response', async (answer: IncomingMessage) => {
      let body = '';
      for await (const chunk of answer) body += chunk;
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body });
    });
    outgoing.end(init.body);
  });
}

/** The address that the shell opens the app by. */
async function frameAddress(path = '/app', headers = {}): Promise<URL> {
  const { body } = await ask('localhost', admin.base + path, { headers });
  const address = /data-src="([^"]+)"/.exec(body)?.[1] ?? '';
  return new URL(address.replaceAll('&amp;', '&'));
}

test('the app is opened by an address that Shopify’s own library finds well signed', async () => {
  const address = await frameAddress('/app/requests?name=Ada%20L.&tag=a%2Bb');
  expect(address.origin).toBe(admin.sandbox.appUrl);
  expect(address.pathname).toBe('/app/requests');
  const params = Object.fromEntries(address.searchParams);
  expect(params).toMatchObject({
    embedded: '1',
    shop: 'demo.myshopify.com',
    locale: 'en',
    name: 'Ada L.',
    tag: 'a+b',
  });
  expect(shopify.utils.sanitizeHost(params.host ?? '')).toBe(params.host);
  expect(await shopify.utils.validateHmac(params)).toBe(true);
  expect(await shopify.utils.validateHmac({ ...params, shop: 'other.myshopify.com' })).toBe(false);
});

test('the session token is one that Shopify’s own library accepts, for a minute', async () => {
  const token = (await frameAddress()).searchParams.get('id_token') ?? '';
  const claims = await shopify.session.decodeSessionToken(token);
  expect(claims).toMatchObject({
    iss: 'https://demo.myshopify.com/admin',
    aud: shopify.config.apiKey,
    sub: '902541635',
  });
  expect(claims.exp - claims.nbf).toBe(60);
});

test('the chosen member of staff is kept in a cookie of the shell and nowhere else', async () => {
  const body = 'staff=902541637&return=%2Fstore%2Fdemo';
  const switched = await ask('localhost', '/_admin/demo/staff', { method: 'POST', body });
  expect(switched).toMatchObject({ status: 303, headers: { location: '/store/demo' } });
  const cookie = switched.headers['set-cookie']?.[0] ?? '';
  expect(cookie).toMatch(/HttpOnly; SameSite=Lax$/);
  const address = await frameAddress('/app', { cookie: cookie.split(';')[0] });
  const claims = await shopify.session.decodeSessionToken(address.searchParams.get('id_token') ?? '');
  expect(claims.sub).toBe('902541637');
  expect(address.searchParams.get('locale')).toBe('de');
});

test('a page of another origin gets no session token and changes nothing', async () => {
  const headers = { origin: `http://app.localhost:${admin.sandbox.port}` };
  for (const call of ['session-token', 'scopes', 'staff', 'user']) {
    const { status } = await ask('localhost', `/_admin/demo/${call}`, {
      method: 'POST',
      headers,
      body: 'null',
    });
    expect(status, call).toBe(403);
  }
});

test('a required scope cannot be revoked, an optional one can, and the app is told of each change', async () => {
  const change = (body: object) =>
    ask('localhost', '/_admin/demo/scopes', { method: 'POST', body: JSON.stringify(body) });
  const told = () => admin.sandbox.sender.deliveries().filter(({ topic }) => topic === 'app/scopes_update');
  const granted = JSON.parse((await change({ grant: ['read_draft_orders'] })).body);
  expect(granted).toMatchObject({
    granted: expect.arrayContaining(['read_customers', 'read_draft_orders']),
    required: admin.sandbox.world.app.scopes,
    optional: admin.sandbox.world.app.optionalScopes,
  });
  expect((await change({ revoke: ['read_customers'] })).status).toBe(422);
  expect((await change({ grant: ['write_everything'] })).status).toBe(422);
  expect(told()).toHaveLength(1);
  const revoked = JSON.parse((await change({ revoke: ['read_draft_orders'] })).body);
  expect(revoked.granted).not.toContain('read_draft_orders');
  expect(told()).toHaveLength(2);
});

test('the app’s pages may be framed by the admin alone, and announce no script from elsewhere', async () => {
  const { status, headers } = await ask('app.localhost', '/app?shop=demo.myshopify.com');
  expect(status).toBe(200);
  expect(headers['content-security-policy']).toBe(`frame-ancestors ${admin.sandbox.url};`);
  expect(headers.link).toBeUndefined();
});

test('the app sees its own public address, and redirects to Shopify’s admin lead to the shell', async () => {
  const { status, headers } = await ask('app.localhost', '/out');
  expect(status).toBe(302);
  expect(headers.location).toBe(admin.sandbox.url + admin.base);
  expect(admin.app.seen.at(-1)?.headers).toMatchObject({
    host: `app.localhost:${admin.sandbox.port}`,
    'x-forwarded-proto': 'http',
  });
});

test('bodies pass in both directions, and connections that switch protocols pass through', async () => {
  const posted = await ask('app.localhost', '/echo', { method: 'POST', body: 'x'.repeat(200_000) });
  expect(posted.body).toBe(`POST ${'x'.repeat(200_000)}`);
  const echoed = await new Promise<string>((resolve, reject) => {
    const headers = { host: `app.localhost:${admin.sandbox.port}`, connection: 'Upgrade', upgrade: 'echo' };
    const outgoing = send({ port: admin.sandbox.port, path: '/socket', headers });
    outgoing.on('error', reject).on('upgrade', (_, socket) => {
      socket.on('data', (data) => {
        socket.destroy();
        resolve(String(data));
      });
      socket.write('hello');
    });
    outgoing.end();
  });
  expect(echoed).toBe('hello');
});

test('an app that is not up is said to be so, with its address', async () => {
  const alone = await createSandbox({ appTarget: 'http://127.0.0.1:1', shop: SMALL });
  const { status, body } = await ask('app.localhost', '/app', { port: alone.port });
  await alone.close();
  expect(status).toBe(502);
  expect(body).toContain('http://127.0.0.1:1');
  expect(body).toContain('ECONNREFUSED');
});

test('a shop without the app offers to install it, with the scopes it will have', async () => {
  const before = admin.shop.installation;
  admin.shop.installation = null;
  const { body } = await ask('localhost', `${admin.base}/app`);
  admin.shop.installation = before;
  expect(body).toContain('is not installed on Demo store');
  expect(body).toContain('read_customers');
  expect(body).not.toContain('app-frame"');
});

test('the start page lists the shops, and what the sandbox has not got it says', async () => {
  expect((await ask('localhost', '/')).body).toContain(`href="${admin.base}"`);
  expect((await ask('localhost', '/store/nowhere')).status).toBe(404);
  expect((await ask('localhost', '/store/demo/customers/7')).status).toBe(404);
});
