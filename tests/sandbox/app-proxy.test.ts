import { expect, test } from 'vitest';
import { DEMO_SHOP } from '#sandbox/server.ts';
import { startSandbox, type TestSandbox } from '#tests/support/sandbox.ts';

const STOREFRONT = `https://${DEMO_SHOP}/apps/privacy`;

/** The query that reached the app last. */
function queryOf({ app }: TestSandbox): URLSearchParams {
  return new URL(app.received.at(-1)?.path ?? '', 'http://app').searchParams;
}

/** Shopify's library on what reached the app last; it refuses repeated parameters in an object. */
const isValid = (at: TestSandbox) =>
  at.library.utils.validateHmac(Object.fromEntries(queryOf(at)), { signator: 'appProxy' });

test("Shopify's own library accepts the signature, whatever the query holds", async () => {
  await using at = await startSandbox();
  for (const query of ['', '?q=a%20b', '?q=a+b', '?q=%C3%BC%26%3D%2F', '?Z=1&a=2&_data=x']) {
    await at.toShopify(`${STOREFRONT}/status${query}`);
    expect(at.app.received.at(-1)?.path).toMatch(/^\/proxy\/status\?/);
    expect(await isValid(at)).toBe(true);
  }
});

test('repeated parameters are signed joined by commas', async () => {
  await using at = await startSandbox();
  await at.toShopify(`${STOREFRONT}?ids=1&ids=2`);
  const query = queryOf(at);
  expect(query.getAll('ids')).toEqual(['1', '2']);
  const joined = Object.fromEntries([...query.keys()].map((name) => [name, query.getAll(name).join(',')]));
  expect(await at.library.utils.validateHmac(joined, { signator: 'appProxy' })).toBe(true);
});

test('the app learns the shop, the prefix, the time and who is logged in', async () => {
  await using at = await startSandbox();
  await at.toShopify(STOREFRONT);
  expect(Object.fromEntries(queryOf(at))).toEqual({
    shop: DEMO_SHOP,
    logged_in_customer_id: '',
    path_prefix: '/apps/privacy',
    timestamp: expect.stringMatching(/^\d{10}$/),
    signature: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  await at.toShopify(STOREFRONT, { headers: { cookie: 'theme=1; customer=9007199254740993' } });
  expect(queryOf(at).get('logged_in_customer_id')).toBe('9007199254740993');
  expect(await isValid(at)).toBe(true);
});

test('a visitor cannot write what Shopify signs', async () => {
  await using at = await startSandbox();
  await at.toShopify(
    `${STOREFRONT}?shop=evil.example&logged_in_customer_id=1&signature=x&hmac=y&timestamp=0`,
  );
  const query = queryOf(at);
  expect(query.getAll('shop')).toEqual([DEMO_SHOP]);
  expect(query.getAll('logged_in_customer_id')).toEqual(['']);
  expect(query.has('hmac')).toBe(false);
  expect(await isValid(at)).toBe(true);
});

test('a changed parameter breaks the signature', async () => {
  await using at = await startSandbox();
  await at.toShopify(STOREFRONT);
  const query = { ...Object.fromEntries(queryOf(at)), logged_in_customer_id: '7' };
  expect(await at.library.utils.validateHmac(query, { signator: 'appProxy' })).toBe(false);
});

test('method, body and answer pass through; cookies do not, in either direction', async () => {
  await using at = await startSandbox();
  at.app.answers.push({
    status: 422,
    headers: { 'content-type': 'application/liquid', 'set-cookie': 'a=b', 'x-own': 'kept' },
    body: '{{ shop.name }}',
  });
  const response = await at.toShopify(`${STOREFRONT}/requests`, {
    method: 'POST',
    headers: { cookie: 'customer=7', 'content-type': 'application/json', 'x-forwarded-for': '192.0.2.1' },
    body: '{"kind":"access"}',
  });
  expect(response.status).toBe(422);
  expect(await response.text()).toBe('{{ shop.name }}');
  expect(response.headers.get('set-cookie')).toBeNull();
  expect(response.headers.get('x-own')).toBe('kept');
  const [received] = at.app.received;
  expect(received).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/json' } });
  expect(received?.body.toString()).toBe('{"kind":"access"}');
  expect(received?.headers.cookie).toBeUndefined();
  expect(received?.headers['x-forwarded-for']).toMatch(/^192\.0\.2\.1, (::ffff:)?127\.0\.0\.1$/);
  expect(received?.headers.host).toBe(new URL(at.sandbox.appUrl).host);
});

test('other paths, other shops and shops without the app have no proxy; an app that is down is told', async () => {
  await using at = await startSandbox();
  const statuses = async (addresses: string[]) =>
    Promise.all(addresses.map(async (address) => (await at.toShopify(address)).status));
  expect(
    await statuses([
      `${STOREFRONT}-policy`,
      `https://${DEMO_SHOP}/tools/privacy`,
      'https://nobody.myshopify.com/apps/privacy',
    ]),
  ).toEqual([404, 404, 404]);
  await at.app[Symbol.asyncDispose]();
  expect(await statuses([STOREFRONT])).toEqual([502]);
  await at.control.uninstall({ shop: DEMO_SHOP });
  expect(await statuses([STOREFRONT])).toEqual([404]);
});
