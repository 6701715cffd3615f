import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AdminClient } from '#app/adapters/stores/shopify/admin-client.ts';
import { GiftCardsDocument } from '#app/adapters/stores/shopify/generated/documents.ts';
import { createShopifyStore } from '#app/adapters/stores/shopify/store.ts';
import { OPTIONAL_SCOPES } from '#app/core/access-scope.ts';
import { Failure } from '#app/core/failure.ts';
import { shopIdOf } from '#app/core/id.ts';
import type { Subject } from '#app/core/request.ts';
import type { DataStore, GatheredPage, Json, JsonObject } from '#app/core/store.ts';
import { customerIdOf, guests, type PersonName, people } from '#sandbox/store/people.ts';
import type { NodeRecord, StoreRecord, Value } from '#sandbox/store/store.ts';
import { type ConnectedApp, createConnectedApp } from '../support/shopify.ts';

let connected: ConnectedApp;
let store: DataStore;
beforeAll(async () => {
  connected = await createConnectedApp();
  await connected.connect();
  store = createShopifyStore(connected.app.admin);
});
afterAll(() => connected.close());
beforeEach(() => {
  const { shop, sandbox } = connected;
  shop.restoreRate = 100_000;
  for (const scope of sandbox.world.app.optionalScopes) shop.installation?.grantedScopes.add(scope);
});

const nobody: Subject = { customerId: null, email: null, phone: null, orderIds: [] };
const numberOf = (name: PersonName) => customerIdOf(name).split('/').at(-1) ?? null;
const byId = (name: PersonName): Subject => ({ ...nobody, customerId: numberOf(name) });
const both = (name: PersonName): Subject => ({ ...byId(name), email: people[name].email });

const shopOf = () => ({ shopId: shopIdOf(connected.shop.domain), shopDomain: connected.shop.domain });
const pagesFrom = (subject: Subject, cursor: Json = null, from = store): Promise<GatheredPage[]> =>
  Array.fromAsync(from.gather({ ...shopOf(), subject, cursor }));
const recordsIn = (pages: GatheredPage[], name: string): JsonObject[] =>
  pages.flatMap(({ batches }) =>
    batches.flatMap(({ collection, records }) => (collection === name ? records : [])),
  );
const gapsIn = (pages: GatheredPage[]) => pages.flatMap(({ gaps }) => gaps);
function counts(pages: GatheredPage[]): Record<string, number> {
  const names = new Set(pages.flatMap(({ batches }) => batches.map(({ collection }) => collection)));
  const all = [...names].map((name) => [name, recordsIn(pages, name).length] as const);
  return Object.fromEntries(all.filter(([, count]) => count > 0));
}

/** What the shop holds, read past the API: the records at a way of fields. */
function held(record: StoreRecord, ...path: string[]): StoreRecord[] {
  const [field, ...rest] = path;
  if (field === undefined) return [record];
  const value: Value = record[field];
  const here = typeof value === 'function' ? value() : value;
  const items = Array.isArray(here) ? here : here === null || here === undefined ? [] : [here];
  return items.flatMap((item) =>
    typeof item === 'object' && item !== null && !Array.isArray(item) ? held(item, ...rest) : [],
  );
}
const allOf = (type: string, whose: (record: NodeRecord) => boolean) =>
  connected.shop.store.all(type).filter(whose);
const customerOf = (record: StoreRecord) => held(record, 'customer')[0]?.id;

/** How much of each collection the shop holds about somebody who has a customer record. */
function heldOf(name: PersonName): Record<string, number> {
  const id = customerIdOf(name);
  const { email } = people[name];
  const [customer] = allOf('Customer', (each) => each.id === id);
  if (!customer) throw new Error('the shop lacks the customer');
  const isOwn = (record: StoreRecord) => customerOf(record) === id;
  const orders = allOf('Order', (each) => isOwn(each) || each.email === email);
  const of = (records: StoreRecord[], ...path: string[]) =>
    records.flatMap((record) => held(record, ...path)).length;
  const checkouts = allOf('AbandonedCheckout', isOwn);
  const journeys = orders.flatMap((order) =>
    held(order, 'customerJourneySummary', 'moments').map((visit) => `${order.id} ${visit.id}`),
  );
  const gifts = allOf(
    'GiftCard',
    (card) => isOwn(card) || held(card, 'recipientAttributes', 'recipient')[0]?.id === id,
  );
  const expected = {
    customer: 1,
    addresses: of([customer], 'addressesV2'),
    'customer-events': of([customer], 'events'),
    'customer-metafields': of([customer], 'metafields'),
    segments: allOf('Segment', (each) => held(each, 'members').some((member) => member.id === id)).length,
    companies: of([customer], 'companyContactProfiles'),
    'store-credit': of([customer], 'storeCreditAccounts'),
    'payment-methods': of([customer], 'paymentMethods'),
    subscriptions: of([customer], 'subscriptionContracts'),
    orders: orders.length,
    'order-lines': of(orders, 'lineItems'),
    transactions: of(orders, 'transactions'),
    shipments: of(orders, 'fulfillments'),
    deliveries: of(orders, 'fulfillmentOrders'),
    refunds: of(orders, 'refunds'),
    returns: of(orders, 'returns'),
    visits: new Set(journeys).size,
    'order-events': of(orders, 'events'),
    'order-metafields': of(orders, 'metafields'),
    disputes: of(orders, 'disputes'),
    'draft-orders': allOf('DraftOrder', isOwn).length,
    'abandoned-checkouts': checkouts.length,
    abandonments: checkouts.length,
    'gift-cards': gifts.length,
    'blog-comments': allOf('Comment', (each) => held(each, 'author')[0]?.email === email).length,
    metaobjects: allOf('Metaobject', (each) => held(each, 'fields').some(({ value }) => value === email))
      .length,
  };
  return Object.fromEntries(Object.entries(expected).filter(([, count]) => count > 0));
}

describe('everything that Shopify holds about a person', () => {
  test('comes out, each collection with as many records as the shop has', async () => {
    const pages = await pagesFrom(both('everything'));
    expect(counts(pages)).toEqual(heldOf('everything'));
    expect(gapsIn(pages)).toEqual([]);
  });

  test('fills every collection that the store describes', async () => {
    const found = counts(await pagesFrom(both('everything')));
    expect(store.collections.map(({ name }) => name).filter((name) => !(name in found))).toEqual([]);
  });

  test.each(['thousandOrders', 'guestAndCustomer', 'noOrders', 'emailOnly', 'hostileStrings'] as const)(
    'comes out of %s, too',
    async (name) => {
      const pages = await pagesFrom(both(name));
      expect(counts(pages)).toEqual(heldOf(name));
      expect(gapsIn(pages)).toEqual([]);
    },
  );

  test('is the same from an e-mail address alone, and from a customer record alone', async () => {
    for (const name of ['everything', 'guestAndCustomer'] as const) {
      const whole = counts(await pagesFrom(both(name)));
      expect(counts(await pagesFrom({ ...nobody, email: people[name].email }))).toEqual(whole);
      expect(counts(await pagesFrom(byId(name)))).toEqual(whole);
    }
  });

  test('is found by a telephone number, where nothing else is known and a customer has it', async () => {
    const pages = await pagesFrom({ ...nobody, phone: people.phoneOnly.phone });
    expect(recordsIn(pages, 'customer')).toMatchObject([{ id: customerIdOf('phoneOnly') }]);
  });

  test('is what a guest left: orders and drafts under the e-mail address, and nothing of others', async () => {
    const { email } = guests.guestOnly;
    const pages = await pagesFrom({ ...nobody, email });
    const orders = allOf('Order', (each) => each.email === email);
    expect(recordsIn(pages, 'orders')).toHaveLength(orders.length);
    expect(recordsIn(pages, 'draft-orders')).toMatchObject([{ email }]);
    expect(recordsIn(pages, 'customer')).toEqual([]);
    for (const order of recordsIn(pages, 'orders')) expect(order.email).toBe(email);
  });

  test('leaves no name, address or e-mail in a cursor, for cursors are kept in plain text', async () => {
    const { firstName, lastName, email, phone } = people.everything;
    const cursors = JSON.stringify((await pagesFrom(both('everything'))).map(({ cursor }) => cursor));
    for (const text of [firstName, lastName, email, phone]) expect(cursors).not.toContain(text);
  });
});

describe('what may not be read', () => {
  test('for want of the optional accesses is a gap that names each, and all else comes', async () => {
    const { shop, sandbox } = connected;
    const whole = counts(await pagesFrom(both('everything')));
    for (const scope of sandbox.world.app.optionalScopes) shop.installation?.grantedScopes.delete(scope);
    const pages = await pagesFrom(both('everything'));
    const asked = new Set(gapsIn(pages).flatMap(({ scope }) => scope ?? []));
    // Companies may be read with the access to customers, too; the rest of these is not reached without another.
    const reached = ['read_companies', 'read_gift_card_transactions', 'read_metaobjects', 'read_products'];
    const nested = ['read_store_credit_account_transactions', 'read_shopify_payments_dispute_evidences'];
    const unreached = new Set([...reached, ...nested]);
    const expected = Object.keys(OPTIONAL_SCOPES).filter(
      (scope) => scope.startsWith('read_') && !unreached.has(scope),
    );
    expect(expected.filter((scope) => !asked.has(scope))).toEqual([]);
    const found = counts(pages);
    for (const name of ['customer', 'addresses', 'orders', 'order-lines', 'transactions', 'segments'])
      expect(found[name]).toBe(whole[name]);
  });

  test('because Shopify refuses a part is a gap of that part, and all else comes', async () => {
    const refusing: AdminClient = {
      ...connected.app.admin,
      run(shop, document, variables, options) {
        if ((document as unknown) === GiftCardsDocument)
          throw new Failure('shopify-refused', 'Shopify refused what Privacy Desk asked.');
        return connected.app.admin.run(shop, document, variables, options);
      },
    };
    const { 'gift-cards': _refused, ...whole } = counts(await pagesFrom(both('everything')));
    const pages = await pagesFrom(both('everything'), null, createShopifyStore(refusing));
    expect(counts(pages)).toEqual(whole);
    expect(gapsIn(pages)).toMatchObject([{ collection: 'gift-cards' }]);
  });
});

describe('a place in a list that Shopify has lost', () => {
  const addressesOf = async (place: Json) => {
    const cursor = { part: 'addresses', place, customerId: customerIdOf('everything') };
    return recordsIn(await pagesFrom(both('everything'), cursor), 'addresses').map(({ id }) => id);
  };

  test('is found again: what was given is not given twice, and the rest comes', async () => {
    const [first, ...others] = await addressesOf(null);
    expect(others.length).toBeGreaterThan(0);
    expect(await addressesOf({ after: 'lost', last: null, skipping: false })).toEqual([first, ...others]);
    expect(await addressesOf({ after: 'lost', last: first ?? '', skipping: false })).toEqual(others);
  });

  test('is said to be lost when its last record is gone, too', async () => {
    const cursor = {
      part: 'addresses',
      place: { after: 'lost', last: 'gid://shopify/MailingAddress/1', skipping: false },
      customerId: customerIdOf('everything'),
    };
    const gaps = gapsIn(await pagesFrom(both('everything'), cursor));
    expect(gaps).toContainEqual(
      expect.objectContaining({ collection: 'addresses', remedy: 'Gather again.' }),
    );
  });

  test('of lists by ids cannot be lost: they go on beyond the last record', async () => {
    const pages = await pagesFrom(both('everything'));
    const places = pages.flatMap(({ cursor }) => JSON.stringify(cursor));
    expect(places.filter((place) => place.includes('"orders"') && place.includes('"after"'))).toEqual([]);
  });
});

describe('a customer record that is gone', () => {
  test('is a gap with its remedy, and orders are found by e-mail', async () => {
    const email = people.guestAndCustomer.email;
    const pages = await pagesFrom({ ...nobody, customerId: '424242424242' });
    expect(gapsIn(pages)).toMatchObject([{ collection: 'customer' }, { collection: 'orders' }]);
    const guest = await pagesFrom({ ...nobody, customerId: '424242424242', email: guests.guestOnly.email });
    expect(gapsIn(guest)).toMatchObject([{ collection: 'customer' }]);
    expect(recordsIn(guest, 'orders').length).toBeGreaterThan(0);
    const merged = await pagesFrom({ ...nobody, customerId: '424242424242', email });
    expect(recordsIn(merged, 'customer')).toMatchObject([{ id: customerIdOf('guestAndCustomer') }]);
    expect(gapsIn(merged)).toEqual([]);
  });

  test('while it is read is a gap, and what does not hang on it still comes', async () => {
    const { store: records } = connected.shop;
    const subject = both('householdA');
    const pages: GatheredPage[] = [];
    for await (const page of store.gather({ ...shopOf(), subject, cursor: null })) {
      pages.push(page);
      if (recordsIn([page], 'customer').length > 0) records.remove(customerIdOf('householdA'));
    }
    expect(recordsIn(pages, 'customer')).toHaveLength(1);
    expect(recordsIn(pages, 'orders').length).toBeGreaterThan(0);
    const gone = gapsIn(pages).filter(({ reason }) => reason.includes('deleted or merged while'));
    expect(gone).toHaveLength(1);
    expect(pages.at(-1)?.cursor).toBeNull();
  });
});
