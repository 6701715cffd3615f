import { describe, expect, test } from 'vitest';
import { createStore, type MemoryStore } from '#sandbox/store/memory-store.ts';
import { centsOf } from '#sandbox/store/money.ts';
import { customerIdOf, guests, type PersonName, people } from '#sandbox/store/people.ts';
import { type SeedOptions, seedStore } from '#sandbox/store/seed.ts';
import type { NodeRecord, StoreRecord, Value } from '#sandbox/store/store.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const DAY_MS = 86_400_000;

function seeded(options: Partial<SeedOptions> = {}): MemoryStore {
  const store = createStore();
  seedStore(store, { seed: 1, customers: 120, orders: 600, now: NOW, ...options });
  return store;
}

const TYPES = [
  ...[
    'Customer',
    'Order',
    'DraftOrder',
    'AbandonedCheckout',
    'Abandonment',
    'GiftCard',
    'ShopifyPaymentsDispute',
  ],
  ...['ShopifyPaymentsDisputeEvidence', 'Blog', 'Article', 'Comment', 'Segment', 'Company', 'CompanyContact'],
  ...[
    'Metaobject',
    'MetaobjectDefinition',
    'StoreCreditAccount',
    'CustomerPaymentMethod',
    'SubscriptionContract',
  ],
  ...[
    'MailingAddress',
    'Metafield',
    'Product',
    'ProductVariant',
    'Location',
    'StaffMember',
    'PrivacySettings',
  ],
  ...['ConsentPolicy', 'CompanyLocation'],
];

const isRecord = (value: Value): value is StoreRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Everything that can be read from a value; a node of the store stands for itself by its id. */
function written(value: Value, store: MemoryStore, path: readonly StoreRecord[] = []): unknown {
  if (typeof value === 'function') return written(value(), store, path);
  if (Array.isArray(value)) return value.map((item) => written(item, store, path));
  if (!isRecord(value)) return value ?? null;
  const isElsewhere =
    path.length > 0 &&
    (store.all(value.__typename).length > 0 || path.some(({ id }) => id && id === value.id));
  if (isElsewhere) return value.id;
  const names: string[] = [];
  for (const name in value) names.push(name);
  return names.sort().map((name) => [name, written(value[name], store, [...path, value])]);
}

const dump = (store: MemoryStore, types: readonly string[] = TYPES): string =>
  JSON.stringify(types.map((type) => store.all(type).map((record) => written(record, store))));

function customer(store: MemoryStore, name: PersonName): NodeRecord {
  const record = store.find(customerIdOf(name));
  if (record === undefined) throw new Error(`no ${name}`);
  return record;
}

const emailsOf = (orders: readonly NodeRecord[], email: string | null) =>
  orders.filter((order) => order.email === email);

describe('seeding', () => {
  test('the same seed and present give the same bytes, in whatever order they are read', () => {
    const small = { customers: 60, orders: 160 };
    const first = dump(seeded(small));
    expect(dump(seeded(small))).toBe(first);
    const other = seeded(small);
    dump(other, TYPES.toReversed());
    expect(dump(other)).toBe(first);
  });

  test('another seed gives other people', () => {
    expect(dump(seeded({ seed: 2 }), ['Customer'])).not.toBe(dump(seeded(), ['Customer']));
  });

  test.each([
    { customers: 0, orders: 0 },
    { customers: 3, orders: 10 },
    { customers: 40, orders: 0 },
    { customers: 200, orders: 1500 },
  ])('gives $customers customers and $orders orders when asked for them', (sizes) => {
    const store = seeded(sizes);
    expect(store.all('Customer')).toHaveLength(sizes.customers);
    expect(store.all('Order')).toHaveLength(sizes.orders);
  });

  test('no address, number or host in it can belong to anyone', () => {
    const text = dump(seeded());
    const hosts = [...text.matchAll(/(?:@|https?:\/\/)((?:[\w-]+\.)+[\w-]+)/g)].map(
      (match) => match[1] ?? '',
    );
    expect(hosts.length).toBeGreaterThan(1000);
    const reserved = /(^|\.)(example\.(com|net|org)|example|test)$|^demo\.myshopify\.com$/;
    expect([...new Set(hosts)].filter((host) => !reserved.test(host))).toEqual([]);
    const phones = [...new Set(text.match(/"\+\d{7,15}"/g))];
    const fiction =
      /^"\+(1\d{3}55501\d\d|447700900\d{3}|493023125\d{3}|3363998\d{4}|6125550\d{4}|3532091\d{5}|46701740\d{3})"$/;
    expect(phones.filter((phone) => !fiction.test(phone))).toEqual([]);
    const addresses = [...new Set(text.match(/"\d+\.\d+\.\d+\.\d+"|"2\w{3}:[\w:]+"/g))];
    expect(addresses.length).toBeGreaterThan(10);
    expect(addresses.filter((ip) => !/^"(192\.0\.2\.|2001:db8:)/.test(ip))).toEqual([]);
  });

  test('e-mail addresses and telephone numbers are one customer’s each', () => {
    const all = seeded({ customers: 900, orders: 100 }).all('Customer');
    for (const field of ['email', 'phone']) {
      const values = all.map((record) => record[field]).filter(Boolean);
      expect(new Set(values).size).toBe(values.length);
    }
  });

  test('orders are few for most and many for few, and all lie between three years ago and the present', () => {
    const store = seeded({ customers: 500, orders: 5000 });
    const counts = store.all('Customer').map(({ numberOfOrders }) => Number(numberOfOrders));
    expect(customer(store, 'thousandOrders').numberOfOrders).toBe('1000');
    expect(counts.filter((count) => count === 0).length).toBeGreaterThan(50);
    expect(Math.max(...counts)).toBe(1000);
    const times = store.all('Order').map(({ createdAt }) => Date.parse(String(createdAt)));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.every((time) => time <= NOW && time > NOW - 1096 * DAY_MS)).toBe(true);
    const guestOrders = store.all('Order').filter((order) => order.customer === null);
    expect(guestOrders.length).toBeGreaterThan(200);
    expect(guestOrders.every(({ email }) => typeof email === 'string')).toBe(true);
  });

  test('the sums of an order fit together', () => {
    for (const order of seeded().all('Order')) {
      const lines = order.lineItems;
      const sum = Array.isArray(lines)
        ? lines.reduce(
            (total: number, line) => total + (isRecord(line) ? centsOf(line.originalTotalSet) : 0),
            0,
          )
        : 0;
      expect(sum - centsOf(order.totalDiscountsSet)).toBe(centsOf(order.subtotalPriceSet));
      expect(centsOf(order.subtotalPriceSet) + centsOf(order.totalShippingPriceSet)).toBe(
        centsOf(order.totalPriceSet),
      );
      expect(centsOf(order.totalReceivedSet) - centsOf(order.totalRefundedSet)).toBe(
        centsOf(order.netPaymentSet),
      );
      expect(centsOf(order.netPaymentSet)).toBeGreaterThanOrEqual(0);
    }
  });
});

describe('the special people', () => {
  const store = seeded();

  test('are all there under their own ids and e-mails', () => {
    for (const name of Object.keys(people) as PersonName[]) {
      expect(customer(store, name).email ?? null).toBe(people[name].email);
    }
    expect(customer(store, 'bigId').id).toBe('gid://shopify/Customer/9007199254740993');
    expect(store.all('Customer').at(-1)?.id).toBe(customerIdOf('bigId'));
  });

  test('a guest has several orders and no customer, and one shares an e-mail with a customer', () => {
    const orders = store.all('Order');
    const alone = emailsOf(orders, guests.guestOnly.email);
    expect(alone).toHaveLength(4);
    expect(alone.every((order) => order.customer === null)).toBe(true);
    const shared = emailsOf(orders, people.guestAndCustomer.email);
    expect(shared.filter((order) => order.customer === null)).toHaveLength(2);
    expect(shared.filter((order) => order.customer === customer(store, 'guestAndCustomer'))).toHaveLength(2);
  });

  test('a household shares address and telephone, of which one is the customer’s own', () => {
    const [a, b] = [customer(store, 'householdA'), customer(store, 'householdB')].map(
      ({ defaultAddress, phone }) => ({
        home: isRecord(defaultAddress)
          ? [defaultAddress.address1, defaultAddress.zip, defaultAddress.phone]
          : [],
        phone: phone ?? null,
      }),
    );
    expect(b?.home).toEqual(a?.home);
    expect(a?.phone).toBe(people.householdA.phone);
    expect(b?.phone).toBeNull();
  });

  test('the dormant customer’s last order is more than six months old, the recent one’s is not', () => {
    const last = (name: PersonName) => {
      const order = customer(store, name).lastOrder;
      return isRecord(order) ? NOW - Date.parse(String(order.processedAt)) : Number.NaN;
    };
    expect(last('dormant')).toBeGreaterThan(183 * DAY_MS);
    expect(last('recent')).toBeLessThan(30 * DAY_MS);
  });
});

describe('orders made when they are read', () => {
  test('find their parts by id', () => {
    const store = seeded();
    const order = store.find(customerIdOf('everything'))?.lastOrder;
    if (!isRecord(order) || !Array.isArray(order.lineItems) || !isRecord(order.lineItems[0]))
      throw new Error('no line');
    const [line] = order.lineItems;
    expect(store.find(String(line.id))).toEqual(line);
    expect(store.find('gid://shopify/LineItem/1')).toBeUndefined();
  });

  test('keep what is updated, and leave the rest as it was', () => {
    const store = seeded();
    const order = store.all('Order')[5];
    if (order === undefined) throw new Error('no order');
    const { name, email } = order;
    store.update(order.id, { note: 'changed', shippingAddress: null });
    expect(order).toMatchObject({
      name,
      email,
      note: 'changed',
      shippingAddress: null,
      displayAddress: null,
    });
    expect(order.updatedAt).not.toBe(order.createdAt);
  });

  test('keep the identity of their metafields, so that one of them can be replaced', () => {
    const [order] = seeded().all('Order');
    expect(order?.metafields).toHaveLength(1);
    expect(order?.metafields).toBe(order?.metafields);
  });
});
