import { describe, expect, test } from 'vitest';
import { pluck } from '#sandbox/admin-api/record.ts';
import { DEMO_SHOP } from '#sandbox/server.ts';
import { customerIdOf, guests, people } from '#sandbox/store/people.ts';
import { lastOrderAt } from '#sandbox/webhooks/payloads.ts';
import { startSandbox, type TestSandbox } from '#tests/support/sandbox.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const shop = DEMO_SHOP;
const dormant = customerIdOf('dormant');
const recent = customerIdOf('recent');

const received = ({ app }: TestSandbox) =>
  app.received.map(({ headers, body }) => ({
    topic: headers['x-shopify-topic'],
    payload: JSON.parse(body.toString('utf8')),
  }));
const topics = (at: TestSandbox) => received(at).map(({ topic }) => topic);

/** An app's own call, with a token that holds. */
async function mutate(at: TestSandbox, query: string): Promise<unknown> {
  at.shop.installation?.accessTokens.set('shpat_test', { expiresAt: null, online: false, staffId: null });
  const response = await at.toShopify(`https://${shop}/admin/api/2026-10/graphql.json`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-shopify-access-token': 'shpat_test' },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

describe('erasure of a customer', () => {
  test('is carried out ten days after it was asked for, when the last order is six months old', async () => {
    await using at = await startSandbox();
    const { dueAt } = await at.control.erase({ shop, person: dormant });
    expect(Date.parse(dueAt) - at.sandbox.world.clock.now()).toBeCloseTo(10 * DAY_MS, -3);
    await at.control.clock({ advanceMs: 10 * DAY_MS - HOUR_MS });
    expect(await at.control.erase({ shop, person: dormant })).toEqual({ dueAt });
    expect(topics(at)).toEqual([]);
    await at.control.clock({ advanceMs: HOUR_MS });
    expect(topics(at)).toEqual(['customers/redact']);
    await at.control.clock({ advanceMs: 365 * DAY_MS });
    expect(topics(at)).toEqual(['customers/redact']);
  });

  test('waits until six months after the last order, also one that comes in the meantime', async () => {
    await using at = await startSandbox();
    const customer = at.shop.store.find(recent);
    if (!customer) throw new Error('The shop lacks its recent customer.');
    const lastOrder = lastOrderAt(at.shop, { customer }) ?? 0;
    const { dueAt } = await at.control.erase({ shop, person: recent });
    expect(Date.parse(dueAt)).toBe(lastOrder + 180 * DAY_MS);
    const order = at.shop.store.all('Order').find((each) => pluck(each, ['customer', 'id']).includes(recent));
    if (!order) throw new Error('The recent customer lacks an order.');
    const later = at.sandbox.world.clock.now() + 100 * DAY_MS;
    at.shop.store.update(order.id, { createdAt: new Date(later).toISOString() });
    await at.control.clock({ advanceMs: 200 * DAY_MS });
    expect(topics(at)).toEqual([]);
    expect((await at.control.state()).pending).toMatchObject([
      { subject: recent, dueAt: later + 180 * DAY_MS },
    ]);
    await at.control.clock({ advanceMs: 80 * DAY_MS });
    expect(topics(at)).toEqual(['customers/redact']);
  });

  test('tells the app whom to forget, and forgets them in the store: what was ordered stays', async () => {
    await using at = await startSandbox();
    const before = at.shop.store
      .all('Order')
      .filter((each) => pluck(each, ['customer', 'id']).includes(dormant));
    const totals = before.map((order) => pluck(order, ['totalPriceSet', 'shopMoney', 'amount']));
    await at.control.erase({ shop, person: dormant });
    await at.control.clock({ advanceMs: 10 * DAY_MS });
    expect(received(at)).toEqual([
      {
        topic: 'customers/redact',
        payload: {
          shop_id: at.shop.id,
          shop_domain: shop,
          customer: { id: Number(dormant.split('/').at(-1)), email: people.dormant.email, phone: null },
          orders_to_redact: before.map(({ id }) => Number(id.split('/').at(-1))),
        },
      },
    ]);
    const query = `{ customer(id: "${dormant}") { displayName firstName defaultEmailAddress { emailAddress }
      addressesV2(first: 5) { nodes { id } }
      orders(first: 5) { nodes { email phone clientIp note shippingAddress { name } billingAddress { name }
        transactions { paymentDetails { __typename } } totalPriceSet { shopMoney { amount } } } } } }`;
    const answer = await mutate(at, query);
    const [customer] = pluck(Object(answer), ['data', 'customer']);
    expect(customer).toMatchObject({
      displayName: '',
      firstName: null,
      defaultEmailAddress: null,
      addressesV2: { nodes: [] },
    });
    const orders = pluck(Object(answer), ['data', 'customer', 'orders', 'nodes']);
    expect(orders).toHaveLength(before.length);
    for (const order of orders)
      expect(order).toMatchObject({
        email: null,
        phone: null,
        clientIp: null,
        note: null,
        shippingAddress: null,
        billingAddress: null,
      });
    expect(orders.flatMap((order) => pluck(order, ['transactions', 'paymentDetails']))).toEqual([]);
    expect(orders.map((order) => pluck(order, ['totalPriceSet', 'shopMoney', 'amount']))).toEqual(totals);
    expect(JSON.stringify(answer)).not.toContain(people.dormant.lastName);
  });

  test('can be called off, by whoever asked for it', async () => {
    await using at = await startSandbox();
    await at.control.erase({ shop, person: dormant });
    await at.control['cancel-erasure']({ shop, person: dormant });
    await expect(at.control['cancel-erasure']({ shop, person: dormant })).rejects.toThrow('not scheduled');
    await at.control.clock({ advanceMs: 365 * DAY_MS });
    expect(topics(at)).toEqual([]);
  });

  test('is the same when the app asks for it by the Admin API', async () => {
    await using at = await startSandbox();
    const ask = (name: string) =>
      mutate(at, `mutation { ${name}(customerId: "${dormant}") { userErrors { code } } }`);
    await ask('customerRequestDataErasure');
    expect((await at.control.state()).pending).toMatchObject([
      { topic: 'customers/redact', subject: dormant },
    ]);
    await ask('customerCancelDataErasure');
    expect((await at.control.state()).pending).toEqual([]);
    await ask('customerRequestDataErasure');
    await at.control.clock({ advanceMs: 10 * DAY_MS });
    expect(topics(at)).toEqual(['customers/redact']);
  });

  test('is not for guests, and not for customers who are gone', async () => {
    await using at = await startSandbox();
    await expect(at.control.erase({ shop, person: String(guests.guestOnly.email) })).rejects.toThrow(
      'no customer',
    );
    await at.control.erase({ shop, person: dormant });
    at.shop.store.remove(dormant);
    await at.control.clock({ advanceMs: 11 * DAY_MS });
    expect(topics(at)).toEqual([]);
  });
});

describe('a request for data', () => {
  test('names the customer, their orders and a number of its own', async () => {
    await using at = await startSandbox();
    await at.control['request-data']({ shop, person: customerIdOf('householdA') });
    await at.control['request-data']({ shop, person: customerIdOf('householdA') });
    const [first, second] = received(at);
    expect(first).toEqual({
      topic: 'customers/data_request',
      payload: {
        shop_id: at.shop.id,
        shop_domain: shop,
        orders_requested: expect.arrayContaining([expect.any(Number)]),
        customer: {
          id: Number(customerIdOf('householdA').split('/').at(-1)),
          email: people.householdA.email,
          phone: people.householdA.phone,
        },
        data_request: { id: expect.any(Number) },
      },
    });
    expect(second?.payload.data_request.id).toBeGreaterThan(first?.payload.data_request.id);
  });

  test('of a guest knows the e-mail address and the orders, and nothing else', async () => {
    await using at = await startSandbox({ shop: { orders: 200 } });
    await at.control['request-data']({ shop, person: String(guests.guestOnly.email).toUpperCase() });
    const [{ payload } = { payload: null }] = received(at);
    expect(payload.customer).toEqual({ email: guests.guestOnly.email });
    expect(payload.orders_requested.length).toBeGreaterThan(0);
  });

  test('writes ids beyond 2^53 as the numbers they are', async () => {
    await using at = await startSandbox();
    await at.control['request-data']({ shop, person: customerIdOf('bigId') });
    expect(at.app.received[0]?.body.toString()).toContain('"customer":{"id":9007199254740993,');
  });
});

describe('installation', () => {
  test('an uninstallation is told at once, and the shop is to be erased 48 hours later', async () => {
    await using at = await startSandbox();
    await at.control.uninstall({ shop });
    expect(topics(at)).toEqual(['app/uninstalled']);
    await at.control.clock({ advanceMs: 48 * HOUR_MS - 60_000 });
    expect(topics(at)).toEqual(['app/uninstalled']);
    await at.control.clock({ advanceMs: 60_000 });
    expect(received(at).at(-1)).toEqual({
      topic: 'shop/redact',
      payload: { shop_id: at.shop.id, shop_domain: shop },
    });
  });

  test('a reinstallation within 48 hours calls the erasure off', async () => {
    await using at = await startSandbox();
    await at.control.uninstall({ shop });
    await at.control.clock({ advanceMs: 47 * HOUR_MS });
    await at.control.install({ shop });
    await at.control.clock({ advanceMs: 48 * HOUR_MS });
    expect(topics(at)).toEqual(['app/uninstalled']);
    expect((await at.control.state()).shops[0]).toMatchObject({
      installed: true,
      scopes: at.sandbox.world.app.scopes,
    });
  });

  test('an app that uninstalls itself is told the same', async () => {
    await using at = await startSandbox();
    await mutate(at, 'mutation { appUninstall { app { id } userErrors { message } } }');
    await at.sandbox.settled();
    expect(topics(at)).toEqual(['app/uninstalled']);
    expect((await at.control.state()).pending).toMatchObject([{ topic: 'shop/redact', subject: shop }]);
  });

  test('optional scopes come and go, required ones stay, and the app is told', async () => {
    await using at = await startSandbox();
    const required = at.sandbox.world.app.scopes;
    const granted = await at.control.scopes({ shop, grant: ['read_draft_orders'] });
    expect(granted.scopes).toEqual([...required, 'read_draft_orders']);
    await at.control.scopes({ shop, revoke: ['read_draft_orders'] });
    await expect(at.control.scopes({ shop, grant: ['write_themes'] })).rejects.toThrow('shopify.app.toml');
    await expect(at.control.scopes({ shop, revoke: ['read_orders'] })).rejects.toThrow('Required');
    expect(received(at)).toEqual([
      {
        topic: 'app/scopes_update',
        payload: {
          id: 1,
          shop_id: `gid://shopify/Shop/${at.shop.id}`,
          previous: required,
          current: [...required, 'read_draft_orders'],
          updated_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        },
      },
      { topic: 'app/scopes_update', payload: expect.objectContaining({ current: required }) },
    ]);
  });

  test('a customer without orders can be deleted, and the app is told', async () => {
    await using at = await startSandbox();
    const id = customerIdOf('noOrders');
    await at.control['delete-customer']({ shop, person: id });
    expect(received(at)).toEqual([
      {
        topic: 'customers/delete',
        payload: {
          id: Number(id.split('/').at(-1)),
          phone: null,
          addresses: [],
          tax_exemptions: [],
          email_marketing_consent: null,
          sms_marketing_consent: null,
          admin_graphql_api_id: id,
        },
      },
    ]);
    await expect(at.control['delete-customer']({ shop, person: recent })).rejects.toThrow('has orders');
  });
});
