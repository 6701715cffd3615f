import { once } from 'node:events';
import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { DEMO_SHOP } from '#sandbox/server.ts';
import { customerIdOf } from '#sandbox/store/people.ts';
import { startSandbox, type TestSandbox } from '#tests/support/sandbox.ts';

/** Status of a call with headers that fetch would not send. */
async function statusOf({ sandbox }: TestSandbox, headers: Record<string, string>, path = '/_control/state') {
  const sent = request({ port: sandbox.port, host: '127.0.0.1', path, method: 'POST', headers });
  sent.end('{}');
  const [response] = await once(sent, 'response');
  response.resume();
  return response.statusCode;
}

describe('the control API', () => {
  test('shows the world', async () => {
    await using at = await startSandbox();
    const state = await at.control.state();
    expect(Date.parse(state.now)).toBeCloseTo(at.sandbox.world.clock.now(), -4);
    expect(state.pending).toEqual([]);
    expect(state.shops).toMatchObject([
      {
        domain: DEMO_SHOP,
        installed: true,
        scopes: at.sandbox.world.app.scopes,
        protectedData: { approved: true, fields: ['name', 'email', 'phone', 'address'] },
        faults: [],
      },
    ]);
    expect(state.shops[0]?.staff.filter(({ accountOwner }) => accountOwner)).toHaveLength(1);
  });

  test('knows the people of every seeded store', async () => {
    await using at = await startSandbox();
    const { customers, guests } = await at.control.people();
    expect(customers).toContainEqual({
      name: 'bigId',
      id: 'gid://shopify/Customer/9007199254740993',
      email: 'ottilie.grande@example.net',
    });
    expect(guests.map(({ name }) => name)).toContain('guestOnly');
    for (const { id } of customers) expect(at.shop.store.find(id)).toBeDefined();
  });

  test('moves the clock forward, never back', async () => {
    await using at = await startSandbox();
    const before = at.sandbox.world.clock.now();
    const { now } = await at.control.clock({ advanceMs: 86_400_000 });
    expect(Date.parse(now) - before).toBeGreaterThanOrEqual(86_400_000);
    await expect(at.control.clock({ advanceMs: -1 })).rejects.toThrow('advanceMs');
  });

  test('lays faults on a shop and takes them away', async () => {
    await using at = await startSandbox();
    const faults = [{ kind: 'status' as const, status: 503, times: 2 }];
    expect(await at.control.faults({ shop: DEMO_SHOP, faults })).toEqual({ faults });
    expect(at.shop.faults).toEqual(faults);
    await at.control.faults({ shop: DEMO_SHOP, faults: [] });
    expect(at.shop.faults).toEqual([]);
  });

  test('lays faults that last for a time, or until they are taken away', async () => {
    await using at = await startSandbox();
    const forMs = 3_600_000;
    await at.control.faults({
      shop: DEMO_SHOP,
      faults: [
        { kind: 'status', status: 503, forMs },
        { kind: 'status', status: 402, times: null },
      ],
    });
    const [hour, endless] = at.shop.faults;
    expect(hour).toMatchObject({ status: 503, times: Number.POSITIVE_INFINITY });
    expect((hour?.until ?? 0) - at.sandbox.world.clock.now()).toBeLessThanOrEqual(forMs);
    expect(endless).toEqual({ kind: 'status', status: 402, times: Number.POSITIVE_INFINITY });
    const [shown] = (await at.control.state()).shops;
    await at.control.faults({ shop: DEMO_SHOP, faults: shown?.faults ?? [] });
    expect(at.shop.faults).toEqual([hour, endless]);
  });

  test('takes back every token of an app that stays installed', async () => {
    await using at = await startSandbox();
    const tokens = { expiresAt: null, online: false, staffId: null };
    at.shop.installation?.accessTokens.set('shpat_one', tokens);
    expect(await at.control['revoke-tokens']({ shop: DEMO_SHOP })).toEqual({ revoked: 1 });
    expect(at.shop.installation?.accessTokens.size).toBe(0);
    expect(at.shop.installation).not.toBeNull();
  });

  test('adds shops with stores, staff and installations of their own', async () => {
    await using at = await startSandbox();
    const domain = 'second.myshopify.com';
    await at.control.shop({ domain, customers: 25, orders: 10, installed: false });
    await expect(at.control.shop({ domain })).rejects.toThrow('already');
    await expect(at.control.shop({ domain: 'evil.example' })).rejects.toThrow('domain');
    const shop = at.sandbox.world.shops.get(domain);
    expect(shop?.id).not.toBe(at.shop.id);
    expect(shop?.installation).toBeNull();
    expect(shop?.store.all('Order')).toHaveLength(10);
    await at.control.install({ shop: domain });
    await at.control.webhook({
      shop: domain,
      topic: 'customers/data_request',
      person: customerIdOf('dormant'),
    });
    expect(at.app.received[0]?.headers['x-shopify-shop-domain']).toBe(domain);
  });

  test('mints session tokens for any member of staff', async () => {
    await using at = await startSandbox();
    const [owner, other] = at.shop.staff;
    const subOf = async (staffId?: number) => {
      const { token } = await at.control.token({ shop: DEMO_SHOP, ...(staffId ? { staffId } : {}) });
      return (await at.library.session.decodeSessionToken(token)).sub;
    };
    expect(await subOf()).toBe(String(owner?.id));
    expect(await subOf(other?.id)).toBe(String(other?.id));
    await expect(at.control.token({ shop: DEMO_SHOP, staffId: 1 })).rejects.toThrow(
      'no such member of staff',
    );
  });

  test('says what is wrong with a call', async () => {
    await using at = await startSandbox();
    const webhook = { shop: DEMO_SHOP, topic: 'customers/redact' };
    await expect(at.control.webhook({ ...webhook, person: '1' })).rejects.toThrow('has no customer 1');
    await expect(at.control.webhook({ ...webhook, topic: 'orders/paid' })).rejects.toThrow('Give a payload');
    await expect(at.control.webhook({ ...webhook, topic: 'orders/paid', payload: {} })).rejects.toThrow(
      'has not subscribed',
    );
    await expect(at.control.webhook({ ...webhook, shop: 'nobody.myshopify.com' })).rejects.toThrow('no shop');
    await expect(at.control.delivery({ webhookId: 'unknown' })).rejects.toThrow('No delivery');
  });

  test('answers this machine only: no other name, no other page, no shop', async () => {
    await using at = await startSandbox();
    const { port } = at.sandbox;
    expect(await statusOf(at, { host: `localhost:${port}` })).toBe(200);
    expect(await statusOf(at, { host: `localhost:${port}`, origin: `http://localhost:${port}` })).toBe(200);
    expect(await statusOf(at, { host: `localhost:${port}`, origin: at.sandbox.appUrl })).toBe(403);
    expect(await statusOf(at, { host: `localhost:${port}`, origin: 'https://attacker.example' })).toBe(403);
    expect(await statusOf(at, { host: 'attacker.example' })).toBe(404);
    expect(await statusOf(at, { host: DEMO_SHOP })).toBe(404);
    expect(await statusOf(at, { host: `localhost:${port}`, 'x-forwarded-host': DEMO_SHOP })).toBe(404);
    expect(await statusOf(at, { host: `localhost:${port}` }, '/_control/unknown')).toBe(404);
    expect(await statusOf(at, { host: `localhost:${port}` }, '/_control/constructor')).toBe(404);
  });
});

describe('hosts', () => {
  test("Shopify's names do not lead to the shell, nor this machine's to the shops", async () => {
    await using at = await startSandbox();
    const status = async (address: string) => (await at.toShopify(address)).status;
    expect(await status('https://admin.shopify.com/store/demo')).toBe(404);
    expect(await status(`https://${DEMO_SHOP}/`)).toBe(404);
    expect(await status('https://storage.googleapis.com/unknown')).toBe(404);
    expect((await fetch(`${at.sandbox.url}/`)).status).toBe(200);
    expect((await fetch(`${at.sandbox.url}/admin/oauth/access_token`, { method: 'POST' })).status).toBe(404);
  });
});
