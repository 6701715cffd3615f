/** What a hostile shop, shopper or web page can do to the pages on which an answer is reviewed and released. */
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { frameAddress } from '#sandbox/admin/frame-address.ts';
import { withClient } from '#sandbox/database.ts';
import { mintSessionToken } from '#sandbox/session-token.ts';
import { addShop } from '#sandbox/shops.ts';
import { customerIdOf, people } from '#sandbox/store/people.ts';
import type { Shop } from '#sandbox/world.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { until } from '../support/until.ts';

const BROWSER =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36';

let desk: Desk;
let rival: Shop;
let own: { id: string; number: number };

const rows = async (sql: string, values: unknown[] = []) =>
  withClient(desk.database.ownerUrl, async (client) => (await client.query(sql, values)).rows);
const stateOf = async (id: string) => (await rows('SELECT state FROM request WHERE id = $1', [id]))[0]?.state;

function tokenOf(shop: Shop): string {
  const [staff] = shop.staff;
  if (!staff) throw new Error('the shop has no staff');
  return mintSessionToken(desk.sandbox.world, shop, staff);
}
const call = (shop: Shop, path: string, init: RequestInit = {}) =>
  fetch(`${desk.app.url}${path}`, {
    redirect: 'manual',
    ...init,
    headers: { authorization: `Bearer ${tokenOf(shop)}`, 'user-agent': BROWSER, ...init.headers },
  });
const submit = (shop: Shop, path: string, form: Record<string, string>) =>
  call(shop, `${path}.data`, { method: 'POST', body: new URLSearchParams(form) });

beforeAll(async () => {
  desk = await startDesk();
  rival = addShop(desk.sandbox.world, {
    domain: 'rival.myshopify.com',
    customers: 5,
    orders: 10,
    installed: true,
  });
  for (const shop of [desk.shop, rival]) await call(shop, '/app/requests.data');
  const customerId = customerIdOf('hostileStrings').replace(/\D/g, '');
  await submit(desk.shop, '/app/customers', { intent: 'start-customer', formId: 'attack-1', customerId });
  await until('the answer is gathered', async () => {
    const [row] = await rows("SELECT id, number FROM request WHERE kind = 'access' AND state = 'ready'");
    if (row) own = row;
    return row !== undefined;
  });
});
afterAll(() => desk?.[Symbol.asyncDispose]());

test('what a shopper wrote is text on every page, and runs nowhere', async () => {
  const parts = await rows('SELECT DISTINCT collection FROM chunk WHERE request_id = $1', [own.id]);
  const paths = ['', '/review', ...parts.map(({ collection }) => `/review/${collection}`)];
  let seen = '';
  for (const path of paths) {
    const { world } = desk.sandbox;
    const [staff] = desk.shop.staff;
    if (!staff) throw new Error('the shop has no staff');
    const address = frameAddress(world, desk.shop, staff, desk.app.url, `/app/requests/${own.number}${path}`);
    const answer = await fetch(address, { headers: { 'user-agent': BROWSER }, redirect: 'manual' });
    const html = await answer.text();
    expect([path, answer.status]).toEqual([path, 200]);
    expect(html).not.toMatch(/<script>fetch|<img src=x|<svg[^>]*onload|javascript:alert/i);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'content-security-policy': `frame-ancestors https://${desk.shop.domain} https://admin.shopify.com https://*.spin.dev https://admin.myshopify.io https://admin.shop.dev;`,
    });
    seen += html;
  }
  // It was there to be run.
  expect(seen).toMatch(/attacker\.example/);
});

describe('another shop', () => {
  test('sees none of it', async () => {
    for (const path of ['', '/review', '/review/orders', '/review/customer']) {
      const answer = await call(rival, `/app/requests/${own.number}${path}.data`);
      const text = await answer.text();
      expect([path, answer.status]).toEqual([path, 404]);
      expect(text).not.toContain('attacker.example');
    }
  });

  test('moves none of it, though it knows every id', async () => {
    const before = await rows('SELECT count(*) FROM audit_event WHERE request_id = $1', [own.id]);
    const [step] = await rows('SELECT id FROM step WHERE request_id = $1', [own.id]);
    const forms: Record<string, string>[] = [
      { intent: 'release', content: 'access', identityChecked: 'on' },
      { intent: 'gather-again' },
      { intent: 'close', reason: 'mistake' },
      { intent: 'withdraw' },
      { intent: 'download' },
      { intent: 'retry', stepId: step?.id },
    ];
    for (const form of forms)
      await submit(rival, `/app/requests/${own.number}`, { requestId: own.id, ...form });
    const leftOut = {
      intent: 'leave-out',
      scope: 'record',
      reason: 'security',
      position: '0',
      recordKey: 'x',
      path: '',
    };
    await submit(rival, `/app/requests/${own.number}/review/orders`, leftOut);
    await submit(rival, `/app/requests/${own.number}/review`, {
      intent: 'disclosure',
      disclosure: 'california',
    });
    expect(await stateOf(own.id)).toBe('ready');
    expect(await rows('SELECT count(*) FROM audit_event WHERE request_id = $1', [own.id])).toEqual(before);
    expect(await rows('SELECT * FROM redaction')).toEqual([]);
    expect(await rows('SELECT * FROM download')).toEqual([]);
  });
});

describe('whoever has no session token of the shop', () => {
  const claims = (more: object = {}) => {
    const now = Math.floor(Date.now() / 1_000);
    const { domain, staff } = desk.shop;
    return {
      ...{ iss: `https://${domain}/admin`, dest: `https://${domain}`, aud: desk.sandbox.world.app.apiKey },
      ...{ sub: String(staff[0]?.id), exp: now + 60, nbf: now, iat: now, jti: 'x', sid: 'x' },
      ...more,
    };
  };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = (alg: string, secret: string | null, more: object = {}) => {
    const text = `${part({ alg, typ: 'JWT' })}.${part(claims(more))}`;
    return `${text}.${secret === null ? '' : createHmac('sha256', secret).update(text).digest('base64url')}`;
  };

  test.each<[string, () => string]>([
    ['an unsigned one', () => signed('none', null)],
    ['one signed with another secret', () => signed('HS256', 'guess')],
    ['one that is over', () => signed('HS256', desk.sandbox.world.app.secret, { exp: 1_000_000_000 })],
    ['one of another app', () => signed('HS256', desk.sandbox.world.app.secret, { aud: 'another' })],
    ['none', () => ''],
  ])('with %s releases nothing', async (_what, token) => {
    const body = new URLSearchParams({ intent: 'close', requestId: own.id, reason: 'mistake' });
    const headers = { authorization: `Bearer ${token()}`, 'user-agent': BROWSER };
    const path = `/app/requests/${own.number}`;
    const answers = [
      await fetch(`${desk.app.url}${path}.data`, { method: 'POST', body, headers, redirect: 'manual' }),
      await fetch(`${desk.app.url}${path}`, { method: 'POST', body, headers, redirect: 'manual' }),
    ];
    for (const { ok } of answers) expect(ok).toBe(false);
    expect(await stateOf(own.id)).toBe('ready');
  });

  test('but a page that a browser sends a form from, moves nothing', async () => {
    const body = new URLSearchParams({ intent: 'close', requestId: own.id, reason: 'mistake' });
    const headers = { origin: 'https://attacker.example', 'user-agent': BROWSER };
    const path = `/app/requests/${own.number}?shop=${desk.shop.domain}&embedded=1`;
    await fetch(`${desk.app.url}${path}`, { method: 'POST', body, headers, redirect: 'manual' });
    expect(await stateOf(own.id)).toBe('ready');
  });
});

test.each([
  '/review/..%2f..%2fetc%2fpasswd',
  '/review/__proto__',
  '/review/constructor',
  '/review/orders%00',
  `/review/${'a'.repeat(5_000)}`,
  '/review/ORDERS',
])('a part called %.40s is none', async (path) => {
  expect((await call(desk.shop, `/app/requests/${own.number}${path}.data`)).status).toBe(404);
});

test.each(['-1', '2147483647', '99999999999999999999', '1e9', '%00', '0x10', 'NaN'])(
  'a page from %s on is answered without a fault',
  async (from) => {
    const answer = await call(desk.shop, `/app/requests/${own.number}/review/orders.data?from=${from}`);
    expect(answer.status).toBe(200);
  },
);

test.each<Record<string, string>>([
  { intent: '__proto__' },
  { intent: 'constructor' },
  { intent: 'release', requestId: "' OR 1=1 --", content: 'access' },
  { intent: 'release', requestId: '00000000-0000-4000-8000-000000000000', content: '__proto__' },
  { intent: 'leave-out', scope: 'all', reason: 'constructor', position: '0', recordKey: 'x', path: 'x' },
  { intent: 'leave-out', scope: 'all', reason: 'security', position: '-1', recordKey: 'x', path: 'x' },
  {
    intent: 'leave-out',
    scope: 'all',
    reason: 'security',
    position: '0',
    recordKey: 'x',
    path: 'a.'.repeat(400),
  },
  { intent: 'search', words: 'x'.repeat(201) },
  { intent: 'disclosure', disclosure: '__proto__' },
])('a forged form is refused: $intent', async (form) => {
  for (const path of ['', '/review', '/review/orders'])
    expect((await submit(desk.shop, `/app/requests/${own.number}${path}`, form)).status).toBe(400);
});

test('nothing that is personal, sought or permitted stands in the log', async () => {
  await submit(desk.shop, `/app/requests/${own.number}/review/orders`, {
    intent: 'search',
    words: 'canary-words',
  });
  const log = desk.app.logs.join('\n');
  for (const canary of [
    'canary-words',
    'attacker.example',
    people.hostileStrings.email,
    'id_token',
    'Bearer',
    'eyJ',
  ])
    expect(log).not.toContain(canary);
});
