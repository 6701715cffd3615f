import type { Session } from '@shopify/shopify-api';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '#app/core/failure.ts';
import { shopIdOf } from '#app/core/id.ts';
import type { Subject } from '#app/core/request.ts';
import type { GatheredPage, JsonObject } from '#app/core/store.ts';
import { bucketOf } from '#sandbox/admin-api/bucket.ts';
import { customerIdOf, guests, type PersonName, people } from '#sandbox/store/people.ts';
import { type ConnectedApp, createConnectedApp } from '../support/shopify.ts';

let connected: ConnectedApp;
let session: Session;
beforeAll(async () => {
  connected = await createConnectedApp();
});
afterAll(() => connected.close());
beforeEach(async () => {
  const { shop, sandbox } = connected;
  shop.faults = [];
  shop.restoreRate = 20_000;
  shop.protectedData = { approved: true, fields: new Set(['name', 'email', 'phone', 'address']) };
  sandbox.merchant.install(shop);
  const { scopes, optionalScopes } = sandbox.world.app;
  for (const scope of [...scopes, ...optionalScopes]) shop.installation?.grantedScopes.add(scope);
  session = await connected.connect();
});

const nobody: Subject = { customerId: null, email: null, phone: null, orderIds: [] };
const subjectOf = (name: PersonName): Subject => ({
  ...nobody,
  customerId: customerIdOf(name).split('/').at(-1) ?? null,
  email: people[name].email,
});

async function gather(subject: Subject): Promise<GatheredPage[]> {
  const store = connected.app.deps.stores.shopify;
  if (!store) throw new Error('the app lacks its Shopify store');
  const { domain } = connected.shop;
  return Array.fromAsync(
    store.gather({ shopId: shopIdOf(domain), shopDomain: domain, subject, cursor: null }),
  );
}
const recordsIn = (pages: GatheredPage[], name: string): JsonObject[] =>
  pages
    .flatMap(({ batches }) => batches.filter(({ collection }) => collection === name))
    .flatMap(({ records }) => records);
const gapsIn = (pages: GatheredPage[]) => pages.flatMap(({ gaps }) => gaps);

/** The shop's own records, read past the API. */
const ordersWhere = (holds: (order: { email: unknown; customer: string | null }) => boolean) =>
  connected.shop.store
    .all('Order')
    .filter((order) => {
      const customer = typeof order.customer === 'function' ? order.customer() : order.customer;
      const id = customer && typeof customer === 'object' && 'id' in customer ? String(customer.id) : null;
      return holds({ email: order.email, customer: id });
    })
    .map(({ id }) => id)
    .sort();

describe('gathering from Shopify', () => {
  test('finds every order of the customer with the most, page by page, and says how many to expect', async () => {
    const pages = await gather(subjectOf('thousandOrders'));
    const theirs = ordersWhere(({ customer }) => customer === customerIdOf('thousandOrders'));
    expect(
      recordsIn(pages, 'orders')
        .map(({ id }) => id)
        .sort(),
    ).toEqual(theirs);
    expect(theirs.length).toBeGreaterThan(50);
    expect(pages.findLast(({ progress }) => progress.expected !== null)?.progress.expected).toBe(
      theirs.length,
    );
    expect(pages.at(-1)?.cursor).toBeNull();
    expect(pages.filter(({ cursor }) => cursor === null)).toHaveLength(1);
    expect(recordsIn(pages, 'customer')).toMatchObject([{ id: customerIdOf('thousandOrders') }]);
    expect(gapsIn(pages)).toEqual([]);
  });

  test('finds all lines of every order, also those beyond the first page', async () => {
    const pages = await gather(subjectOf('everything'));
    for (const order of recordsIn(pages, 'orders')) {
      const held = connected.shop.store.find(String(order.id))?.lineItems;
      const lines = typeof held === 'function' ? held() : held;
      const gathered = recordsIn(pages, 'order-lines').filter(({ orderId }) => orderId === order.id);
      expect(gathered).toHaveLength(Array.isArray(lines) ? lines.length : 0);
    }
  });

  test('finds guest orders under the same e-mail, and a guest who is no customer at all', async () => {
    const both = people.guestAndCustomer;
    const pages = await gather(subjectOf('guestAndCustomer'));
    const theirs = ordersWhere(
      ({ customer, email }) => customer === customerIdOf('guestAndCustomer') || email === both.email,
    );
    expect(
      recordsIn(pages, 'orders')
        .map(({ id }) => id)
        .sort(),
    ).toEqual(theirs);
    const guest = await gather({ ...nobody, email: guests.guestOnly.email });
    expect(recordsIn(guest, 'orders')).toHaveLength(
      ordersWhere(({ email }) => email === guests.guestOnly.email).length,
    );
    expect(recordsIn(guest, 'orders').length).toBeGreaterThan(0);
  });

  test('finds every order that is known by its id alone, however many there are', async () => {
    const ids = ordersWhere(() => true).map((id) => id.split('/').at(-1) ?? '');
    expect(ids.length).toBeGreaterThan(100);
    const pages = await gather({ ...nobody, orderIds: ids });
    const found = recordsIn(pages, 'orders').map(({ id }) => String(id).split('/').at(-1));
    expect(found.sort()).toEqual(ids.toSorted());
    expect(gapsIn(pages)).toEqual([]);
  });

  test('pays once for orders that Shopify names in its request and that are found anyway', async () => {
    const { usage } = bucketOf(connected.shop, connected.sandbox.world.clock.now());
    const points = async (orderIds: string[]) => {
      const before = usage.points;
      const pages = await gather({ ...subjectOf('thousandOrders'), orderIds });
      return { spent: usage.points - before, orders: recordsIn(pages, 'orders').length };
    };
    const alone = await points([]);
    const theirs = ordersWhere(({ customer }) => customer === customerIdOf('thousandOrders'));
    const named = await points(theirs.map((id) => id.split('/').at(-1) ?? ''));
    expect(named.orders).toBe(alone.orders);
    expect(named.spent - alone.spent).toBeLessThan(20);
  });

  test.each([
    ['only a phone number', { phone: '+15555550100' }],
    ['only an e-mail that Shopify cannot search', { email: 'a*b@example.com' }],
  ])('of somebody of whom it knows %s says that it could not look', async (_what, known) => {
    expect(gapsIn(await gather({ ...nobody, ...known }))).toMatchObject([{ collection: 'orders' }]);
  });

  test('finds nothing for somebody unknown, and that is a result', async () => {
    const pages = await gather({ ...nobody, email: 'nobody@example.net' });
    expect(pages.flatMap(({ batches }) => batches).flatMap(({ records }) => records)).toEqual([]);
  });

  test.each([
    '" OR id:>0 OR email:"x@example.com',
    'a@example.com) OR (id:>0',
    '*@example.com',
    'x@example.com OR *',
  ])('cannot be widened to other people by the address %s', async (email) => {
    const pages = await gather({ ...nobody, email });
    expect(recordsIn(pages, 'orders')).toEqual([]);
  });

  test('one of a household does not get the other’s data, though they share address and phone', async () => {
    const pages = await gather({ ...subjectOf('householdA'), phone: people.householdA.phone });
    const text = JSON.stringify(pages);
    expect(text).toContain(customerIdOf('householdA'));
    expect(text).not.toContain(customerIdOf('householdB'));
    expect(text).not.toContain(people.householdB.email);
  });

  test('goes on from its cursor without repeating or missing a record', async () => {
    const store = connected.app.deps.stores.shopify;
    const { domain } = connected.shop;
    const subject = subjectOf('thousandOrders');
    const whole = await gather(subject);
    const middle = whole[Math.floor(whole.length / 2)]?.cursor ?? null;
    const rest = await Array.fromAsync(
      store?.gather({ shopId: shopIdOf(domain), shopDomain: domain, subject, cursor: middle }) ?? [],
    );
    const expected = whole.slice(Math.floor(whole.length / 2) + 1);
    expect(recordsIn(rest, 'orders')).toEqual(recordsIn(expected, 'orders'));
  });
});

describe('what Shopify withholds', () => {
  test('for want of approval is a gap with its remedy, and the rest comes', async () => {
    connected.shop.protectedData.fields.delete('phone');
    const pages = await gather(subjectOf('householdA'));
    expect(recordsIn(pages, 'customer')).toHaveLength(1);
    expect(recordsIn(pages, 'orders').length).toBeGreaterThan(0);
    expect(gapsIn(pages)).toContainEqual({
      collection: 'customer',
      reason: expect.stringContaining('not approved to use the phoneNumber field'),
      remedy: expect.stringContaining('Request approval'),
    });
  });

  test('for want of a scope is a gap, and the rest comes', async () => {
    // Who may write may read, too.
    for (const scope of ['read_orders', 'write_orders', 'read_all_orders'])
      connected.shop.installation?.grantedScopes.delete(scope);
    const pages = await gather(subjectOf('householdA'));
    expect(recordsIn(pages, 'customer')).toHaveLength(1);
    expect(gapsIn(pages)).toContainEqual(
      expect.objectContaining({ collection: 'orders', reason: expect.stringContaining('read_orders') }),
    );
  });
});

describe('bad days', () => {
  test('throttling is waited for', async () => {
    connected.shop.faults = [
      { kind: 'throttled', times: 2 },
      { kind: 'status', status: 429, retryAfter: '0.1', times: 1 },
    ];
    expect(recordsIn(await gather(subjectOf('householdA')), 'customer')).toHaveLength(1);
    expect(
      connected.shop.faults.every(({ times }) => times === 0) || connected.shop.faults.length === 0,
    ).toBe(true);
  });

  test.each([
    [{ kind: 'status', status: 402 }, 'shop-frozen', true],
    [{ kind: 'status', status: 403 }, 'forbidden', false],
    [{ kind: 'status', status: 404 }, 'shop-gone', false],
    [{ kind: 'status', status: 423 }, 'shop-locked', true],
    [{ kind: 'status', status: 500 }, 'shopify-away', true],
    [{ kind: 'status', status: 503 }, 'shopify-away', true],
    [{ kind: 'cut' }, 'shopify-away', true],
    [{ kind: 'internal' }, 'shopify-error', true],
  ] as const)('%o ends the slice as %s, retry: %s', async (fault, code, retry) => {
    connected.shop.faults = [{ ...fault, times: 3 }];
    const failure = await gather(subjectOf('householdA')).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ code, retry });
    expect(String((failure as Failure).message)).not.toMatch(/shpat|example\.com/);
  });

  test('an expired access token is renewed once, however many need it at the same time', async () => {
    await connected.app.sessionStorage.storeSession(
      Object.assign(session, { expires: new Date(Date.now() + 1000) }),
    );
    const before = connected.shop.installation?.refreshTokens.size ?? 0;
    const pages = await Promise.all(Array.from({ length: 12 }, () => gather(subjectOf('householdA'))));
    expect(pages.every((each) => recordsIn(each, 'customer').length === 1)).toBe(true);
    const renewed = await connected.app.sessionStorage.loadSession(session.id);
    expect(renewed?.accessToken).not.toBe(session.accessToken);
    expect((connected.shop.installation?.refreshTokens.size ?? 0) - before).toBe(1);
  });

  test('a token that Shopify refuses is renewed, and the call repeated', async () => {
    connected.shop.installation?.accessTokens.delete(session.accessToken ?? '');
    expect(recordsIn(await gather(subjectOf('householdA')), 'customer')).toHaveLength(1);
  });

  test('an uninstalled app is told so, and forgets its worthless tokens', async () => {
    connected.shop.installation = null;
    const failure = await gather(subjectOf('householdA')).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'not-connected', retry: false });
    expect(await connected.app.sessionStorage.loadSession(session.id)).toBeUndefined();
  });
});

describe('a session', () => {
  test('is given back whole, and its tokens are nowhere in the database', async () => {
    const loaded = await connected.app.sessionStorage.loadSession(session.id);
    expect(loaded?.toObject()).toEqual(session.toObject());
    const owner = new pg.Client({ connectionString: connected.app.database.ownerUrl });
    await owner.connect();
    const { rows } = await owner.query('SELECT t::text AS row FROM session t');
    await owner.end();
    const text = rows.map(({ row }) => row).join();
    for (const token of [session.accessToken ?? '?', session.refreshToken ?? '?']) {
      expect(text).not.toContain(token);
      expect(text).not.toContain(Buffer.from(token).toString('hex'));
    }
  });

  test('is found by its shop and deleted by its id, and an id without a shop is refused', async () => {
    const { sessionStorage } = connected.app;
    expect(await sessionStorage.findSessionsByShop(connected.shop.domain)).toHaveLength(1);
    expect(await sessionStorage.findSessionsByShop('other.myshopify.com')).toEqual([]);
    await sessionStorage.deleteSession(session.id);
    expect(await sessionStorage.loadSession(session.id)).toBeUndefined();
    await expect(sessionStorage.loadSession('no-shop')).rejects.toMatchObject({ code: 'session-id' });
  });
});
