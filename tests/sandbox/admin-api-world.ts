/** A world small enough to read: one shop, a handful of people, served over real HTTP on a free port. */
import { createServer } from 'node:http';
import { createAdminApi } from '#sandbox/admin-api/handler.ts';
import type { Hooks } from '#sandbox/admin-api/hooks.ts';
import { pluck } from '#sandbox/admin-api/record.ts';
import { Clock } from '#sandbox/clock.ts';
import type { NodeRecord, Store, Value } from '#sandbox/store/store.ts';
import type { Installation, Shop, World } from '#sandbox/world.ts';

export const TOKEN = 'shpat_test';
export const SHOP = 'demo.myshopify.com';
const DAY_MS = 86_400_000;

class TinyStore implements Store {
  readonly #records = new Map<string, NodeRecord>();
  find(gid: string): NodeRecord | undefined {
    return this.#records.get(gid);
  }
  all(typename: string): readonly NodeRecord[] {
    return [...this.#records.values()].filter(({ __typename }) => __typename === typename);
  }
  insert(record: NodeRecord): void {
    this.#records.set(record.id, record);
  }
  update(gid: string, fields: Record<string, Value>): NodeRecord {
    const record = this.#records.get(gid);
    if (!record) throw new Error(`no ${gid}`);
    return Object.assign(record, fields);
  }
  remove(gid: string): void {
    this.#records.delete(gid);
  }
}

export const money = (amount: string): Value => ({
  __typename: 'MoneyBag',
  shopMoney: { __typename: 'MoneyV2', amount, currencyCode: 'EUR' },
  presentmentMoney: { __typename: 'MoneyV2', amount, currencyCode: 'EUR' },
});

export const gid = (type: string, id: number) => `gid://shopify/${type}/${id}`;

function addCustomer(store: Store, id: number, firstName: string, tags: string[], createdAt: string): void {
  const email = `${firstName.toLowerCase()}@example.com`;
  const customerId = gid('Customer', id);
  const address: NodeRecord = {
    __typename: 'MailingAddress',
    id: `${gid('MailingAddress', id)}?model_name=CustomerAddress`,
    firstName,
    lastName: 'Example',
    name: `${firstName} Example`,
    address1: `${id} High Street`,
    city: 'Berlin',
    country: 'Germany',
    countryCodeV2: 'DE',
    zip: '10115',
    formatted: [`${id} High Street`, '10115 Berlin', 'Germany'],
  };
  store.insert(address);
  store.insert({
    __typename: 'Customer',
    id: customerId,
    legacyResourceId: String(id),
    firstName,
    lastName: 'Example',
    get displayName() {
      return [this.firstName, this.lastName].filter(Boolean).join(' ');
    },
    defaultEmailAddress: {
      __typename: 'CustomerEmailAddress',
      emailAddress: email,
      marketingState: id % 2 ? 'SUBSCRIBED' : 'NOT_SUBSCRIBED',
    },
    defaultPhoneNumber: {
      __typename: 'CustomerPhoneNumber',
      phoneNumber: `+4930231250${id}`,
      smsMarketingConsent: { __typename: 'CustomerSmsMarketingConsent', state: 'SUBSCRIBED' },
      whatsAppMarketingConsent: { __typename: 'CustomerWhatsAppMarketingConsent', state: 'SUBSCRIBED' },
    },
    defaultAddress: address,
    addressesV2: [address],
    note: null,
    tags,
    state: 'ENABLED',
    createdAt,
    updatedAt: createdAt,
    numberOfOrders: String(id),
    metafields: [
      {
        __typename: 'Metafield',
        id: gid('Metafield', id),
        namespace: 'custom',
        key: 'size',
        value: 'M',
        type: 'single_line_text_field',
      },
    ],
    events: [],
    orders: () => store.all('Order').filter((order) => pluck(order, ['customer', 'id']).includes(customerId)),
  });
}

function addOrder(store: Store, id: number, customerId: number | null, createdAt: string): void {
  store.insert({
    __typename: 'Order',
    id: gid('Order', id),
    name: `#${1000 + id}`,
    number: 1000 + id,
    email: customerId === null ? 'guest@example.org' : 'ada@example.com',
    createdAt,
    processedAt: createdAt,
    updatedAt: createdAt,
    note: 'Leave at the door',
    tags: [],
    customer: () => (customerId === null ? null : store.find(gid('Customer', customerId))),
    statusPageUrl: `https://${SHOP}/orders/${id}`,
    totalPriceSet: money(`${id}.00`),
    lineItems: [1, 2, 3].map((line) => ({
      __typename: 'LineItem',
      id: gid('LineItem', id * 10 + line),
      title: `Thing ${line}`,
      quantity: line,
    })),
    refunds: [],
    transactions: [],
    metafields: [],
  });
}

/** Five customers; customer 1 has orders 1 to 6, of which 1 and 2 are 100 days old; order 7 is a guest's. */
export function tinyWorld(): { world: World; shop: Shop; installation: Installation; store: Store } {
  const clock = new Clock();
  const ago = (days: number) => new Date(clock.now() - days * DAY_MS).toISOString();
  const store = new TinyStore();
  const names = ['Ada', 'Bob', 'Chloé', 'Dai', 'Eve'];
  for (const [index, name] of names.entries()) {
    addCustomer(store, index + 1, name, index === 1 ? ['vip', 'two words'] : [], ago(200 - index));
  }
  for (const id of [1, 2, 3, 4, 5, 6]) addOrder(store, id, 1, ago(id < 3 ? 100 : 30 - id));
  addOrder(store, 7, null, ago(1));
  const installation: Installation = {
    grantedScopes: new Set(['read_customers', 'read_orders', 'read_all_orders']),
    accessTokens: new Map([[TOKEN, { expiresAt: null, online: false, staffId: null }]]),
    refreshTokens: new Map(),
  };
  const shop: Shop = {
    id: 954_889,
    domain: SHOP,
    name: 'Demo',
    email: 'owner@example.com',
    currency: 'EUR',
    countryCode: 'DE',
    ianaTimezone: 'Europe/Berlin',
    restoreRate: 100,
    staff: [],
    store,
    installation,
    protectedData: { approved: true, fields: new Set(['name', 'email', 'phone', 'address']) },
    themeBlocks: new Set(),
    faults: [],
  };
  const world: World = {
    clock,
    app: {
      apiKey: 'sandboxsandboxsandboxsandbox0001',
      secret: 'secret',
      url: 'http://app.localhost:4000',
      scopes: ['read_customers'],
      optionalScopes: [],
      subscriptions: [],
      proxy: { url: '', subpath: 'privacy', prefix: 'apps' },
    },
    shops: new Map([[SHOP, shop]]),
  };
  return { world, shop, installation, store };
}

export interface Answer {
  status: number;
  headers: Headers;
  body: {
    data?: unknown;
    errors?: { message: string; path?: unknown; extensions?: Record<string, unknown> }[];
    extensions?: { cost: { requestedQueryCost: number; actualQueryCost: number }; search?: unknown };
  };
}

export interface Asking {
  token?: string;
  version?: string;
  host?: string;
  headers?: Record<string, string>;
}

export interface TestApi extends ReturnType<typeof tinyWorld>, AsyncDisposable {
  ask(query: string, variables?: object, asking?: Asking): Promise<Answer>;
  /** GET from the host that bulk results lie on. */
  download(url: string, headers?: Record<string, string>): Promise<Response>;
}

/** Serves a tiny world over HTTP until disposed. */
export async function startApi(hooks: Partial<Hooks> = {}): Promise<TestApi> {
  const tiny = tinyWorld();
  const api = createAdminApi(hooks);
  const server = createServer(async (request, response) => {
    for (const handler of [api.graphql, api.bulkFiles]) {
      if (await handler(request, response, tiny.world)) return;
    }
    response.writeHead(421).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return {
    ...tiny,
    async ask(query, variables = {}, { token = TOKEN, version = '2026-10', host = SHOP, headers = {} } = {}) {
      const response = await fetch(`${origin}/admin/api/${version}/graphql.json`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-forwarded-host': host,
          'x-shopify-access-token': token,
          ...headers,
        },
        body: JSON.stringify({ query, variables }),
      });
      return { status: response.status, headers: response.headers, body: await response.json() };
    },
    download(url, headers = {}) {
      const { host, pathname, search } = new URL(url);
      return fetch(`${origin}${pathname}${search}`, { headers: { 'x-forwarded-host': host, ...headers } });
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
