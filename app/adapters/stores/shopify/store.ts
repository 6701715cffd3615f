import { Failure } from '../../../core/failure.ts';
import type { Subject } from '../../../core/request.ts';
import type {
  CollectionDescription,
  DataStore,
  Gap,
  GatheredPage,
  Json,
  JsonObject,
} from '../../../core/store.ts';
import type { AdminClient, Denial } from './admin-client.ts';
import { beyond } from './bulk.ts';
import {
  BULK_ABOVE,
  type BulkPlace,
  bulkPlaceOf,
  type NoteFallback,
  type OrdersReader,
  ordersByBulk,
} from './bulk-orders.ts';
import {
  CustomerAddressesDocument,
  CustomerProfileDocument,
  FindCustomerByEmailDocument,
  OrderLinesDocument,
  OrdersPageDocument,
  type OrdersPageQuery,
} from './generated/documents.ts';

const COLLECTIONS = [
  {
    name: 'customer',
    title: 'Customer profile',
    what: 'The customer record with contact details, consents, notes and totals.',
    source: 'Shopify, customer record',
    key: ['id'],
    origin: 'given',
  },
  {
    name: 'addresses',
    title: 'Saved addresses',
    what: 'The addresses saved with the customer record.',
    source: 'Shopify, customer record',
    key: ['id'],
    origin: 'given',
  },
  {
    name: 'orders',
    title: 'Orders',
    what: 'Every order placed, with its contact details, addresses, notes and totals.',
    source: 'Shopify, orders',
    key: ['id'],
    origin: 'given',
  },
  {
    name: 'order-lines',
    title: 'Ordered items',
    what: 'What was ordered, one row per item.',
    source: 'Shopify, orders',
    key: ['id'],
    refersTo: { orderId: 'orders' },
    origin: 'given',
  },
] as const satisfies readonly CollectionDescription[];
type CollectionName = (typeof COLLECTIONS)[number]['name'];

/** Where the gathering goes on: which part, and Shopify's cursor within it. */
interface Cursor {
  part: 'customer' | 'addresses' | 'orders';
  after: string | null;
  /** The customer record, once it is found; null for a guest. */
  customerId: string | null;
  /** How many of the orders that are known by their ids alone have been asked for. */
  idsAsked?: number;
  /** Orders are read by a bulk operation. */
  bulk?: BulkPlace;
  /** A bulk operation could not: page by page, beyond the last order that it gave, if any. */
  pagesBeyond?: { lastId: string | null };
}

/** Only what cannot change the meaning of a search: Shopify's syntax has quotes, operators and wildcards. */
const SEARCHABLE_EMAIL = /^[^\s"\\():*]+@[^\s"\\():*]+$/;
const MOST_IDS_IN_SEARCH = 100;

/** The progress display counts orders; profile and addresses are a page or two. */
const NO_COUNT = { added: 0, expected: null };

/** GraphQL data is JSON; this says so to the compiler, without empty fields. */
const json = (value: object): JsonObject => JSON.parse(JSON.stringify(value));

const REMEDY = {
  scope: 'Grant the app this access in Shopify and gather again.',
  'protected-data': 'Request approval for this protected customer data from Shopify and gather again.',
  'unknown-field': 'Update Privacy Desk: this version asks for what Shopify no longer has.',
  'store-error': 'Shopify failed to read this several times. Gather again later.',
} as const;

/** One gap per withheld field, however many records lack it. */
function gapsOf(collection: CollectionName, denials: Denial[]): Gap[] {
  const byMessage = new Map(denials.map((denial) => [denial.message, denial]));
  return [...byMessage.values()].map(({ message, reason }) => ({
    collection,
    reason: message,
    remedy: REMEDY[reason],
  }));
}

const isSearchable = ({ email }: Subject): boolean => email !== null && SEARCHABLE_EMAIL.test(email);

/** What is known of the person and cannot be looked for: that nothing was found then proves nothing. */
function searchGaps(customerId: string | null, subject: Subject): Gap[] {
  const canSearch = customerId !== null || isSearchable(subject) || subject.orderIds.length > 0;
  if (canSearch && (subject.email === null || isSearchable(subject))) return [];
  const reason = canSearch
    ? 'Shopify cannot search orders by an e-mail address with such characters; guest orders under it may be missing.'
    : 'Shopify cannot search orders by what is known of this person.';
  return [
    { collection: 'orders', reason, remedy: 'Look for the person in Shopify, by name or order number too.' },
  ];
}

/** The search that finds the person's orders, guest orders under the same e-mail included; null if none can. */
function ordersQuery(customerId: string | null, subject: Subject, idsAsked: number): string | null {
  const terms: string[] = [];
  if (customerId !== null) terms.push(`customer_id:${customerId.replace(/^.*\//, '')}`);
  if (isSearchable(subject)) terms.push(`email:"${subject.email}"`);
  if (terms.length === 0) {
    const ids = subject.orderIds.slice(idsAsked, idsAsked + MOST_IDS_IN_SEARCH);
    terms.push(...ids.map((id) => `id:${id.replace(/\D/g, '')}`));
  }
  return terms.length === 0 ? null : terms.join(' OR ');
}

type Order = OrdersPageQuery['orders']['nodes'][number];
type Line = Order['lineItems']['nodes'][number];
const lineOf = (order: { id: string; name: string }, line: Line): JsonObject => ({
  orderId: order.id,
  orderName: order.name,
  ...json(line),
});

export interface ShopifyStoreOptions {
  /** Bulk operations for more orders than this; see BULK_ABOVE. */
  bulkAbove?: number;
  noteFallback?: NoteFallback;
}

export function createShopifyStore(
  admin: AdminClient,
  { bulkAbove = BULK_ABOVE, noteFallback = () => undefined }: ShopifyStoreOptions = {},
): DataStore {
  type Target = { shopDomain: string; subject: Subject };

  async function findCustomer({ shopDomain, subject }: Target): Promise<string | null> {
    if (subject.customerId !== null) return `gid://shopify/Customer/${subject.customerId}`;
    if (subject.email === null) return null;
    const { data } = await admin.run(shopDomain, FindCustomerByEmailDocument, { email: subject.email });
    return data.customerByIdentifier?.id ?? null;
  }

  async function profile(target: Target): Promise<GatheredPage> {
    const id = await findCustomer(target);
    const next = { part: id === null ? 'orders' : 'addresses', after: null, customerId: id };
    if (id === null) return { batches: [], cursor: next, progress: NO_COUNT, gaps: [] };
    const { data, denials } = await admin.run(target.shopDomain, CustomerProfileDocument, { id });
    const gaps = gapsOf('customer', denials);
    if (data.customer) {
      const batches = [{ collection: 'customer', records: [json(data.customer)] }];
      return { batches, cursor: next, progress: NO_COUNT, gaps };
    }
    if (denials.length === 0)
      gaps.push({
        collection: 'customer',
        reason: 'Shopify holds no customer record under this id (any more): it was deleted or merged.',
        remedy: 'Search for the person by e-mail, and start another request if the record was merged.',
      });
    return { batches: [], cursor: { ...next, part: 'orders' }, progress: NO_COUNT, gaps };
  }

  async function addresses({ shopDomain }: Target, { after, customerId }: Cursor): Promise<GatheredPage> {
    const variables = { id: customerId ?? '', after };
    const { data, denials } = await admin.run(shopDomain, CustomerAddressesDocument, variables);
    const found = data.customer?.addressesV2;
    const records = (found?.nodes ?? []).map(json);
    const more = found?.pageInfo.hasNextPage ?? false;
    return {
      batches: [{ collection: 'addresses', records }],
      cursor: more
        ? { part: 'addresses', after: found?.pageInfo.endCursor ?? null, customerId }
        : { part: 'orders', after: null, customerId },
      progress: NO_COUNT,
      gaps: gapsOf('addresses', denials),
    };
  }

  /** The lines that did not fit on the order's page. */
  async function furtherLines(shopDomain: string, order: Order): Promise<JsonObject[]> {
    const lines: JsonObject[] = [];
    let { pageInfo } = order.lineItems;
    while (pageInfo.hasNextPage) {
      const variables = { id: order.id, after: pageInfo.endCursor ?? null };
      const { data } = await admin.run(shopDomain, OrderLinesDocument, variables);
      if (!data.order) break;
      lines.push(...data.order.lineItems.nodes.map((line) => lineOf(order, line)));
      pageInfo = data.order.lineItems.pageInfo;
    }
    return lines;
  }

  async function orders(
    { shopDomain, subject }: Target,
    { after, customerId, idsAsked = 0, pagesBeyond }: Cursor,
  ): Promise<GatheredPage> {
    const found = ordersQuery(customerId, subject, idsAsked);
    const query = found && beyond(found, pagesBeyond?.lastId ?? null);
    const unsearched = after === null && idsAsked === 0 ? searchGaps(customerId, subject) : [];
    if (query === null) return { batches: [], cursor: null, progress: NO_COUNT, gaps: unsearched };
    const { data, denials } = await admin.run(shopDomain, OrdersPageDocument, { query, after });
    const gaps = unsearched.concat(gapsOf('orders', denials));
    if (data.orders === null) return { batches: [], cursor: null, progress: NO_COUNT, gaps };
    const { nodes, pageInfo } = data.orders;
    const asked = idsAsked + MOST_IDS_IN_SEARCH;
    const byIds = query.startsWith('id:');
    const count = data.ordersCount?.count ?? 0;
    if (after === null && !byIds && pagesBeyond === undefined && count > bulkAbove) {
      // What this page holds comes again with all the others.
      const cursor = json({ part: 'orders', after, customerId, bulk: bulkPlaceOf(query, denials, count) });
      return { batches: [], cursor, progress: { added: 0, expected: count }, gaps };
    }
    const moreIds = byIds && asked < subject.orderIds.length;
    return {
      batches: await recordsOf(shopDomain, nodes),
      cursor: pageInfo.hasNextPage
        ? json({ part: 'orders', after: pageInfo.endCursor ?? null, customerId, idsAsked, pagesBeyond })
        : moreIds
          ? { part: 'orders', after: null, customerId, idsAsked: asked }
          : null,
      // Beyond what a bulk operation gave, only the rest is counted.
      progress: { added: nodes.length, expected: byIds || pagesBeyond?.lastId ? null : count },
      gaps,
    };
  }

  async function recordsOf(shopDomain: string, orders: Order[]): Promise<GatheredPage['batches']> {
    const lines: JsonObject[] = [];
    for (const order of orders) {
      lines.push(...order.lineItems.nodes.map((line) => lineOf(order, line)));
      lines.push(...(await furtherLines(shopDomain, order)));
    }
    const records = orders.map(({ lineItems: _apart, ...order }) => json(order));
    return [
      { collection: 'orders', records },
      { collection: 'order-lines', records: lines },
    ];
  }

  function bulkReader({ shopDomain }: Target, at: Cursor): OrdersReader {
    const here = { part: 'orders', after: null, customerId: at.customerId } as const;
    return {
      document: OrdersPageDocument,
      async page(orders, denials) {
        const batches = await recordsOf(shopDomain, orders as unknown as Order[]);
        return { batches, gaps: gapsOf('orders', denials) };
      },
      resume: (bulk) => json({ ...here, bulk }),
      fallBack: (lastId) => json({ ...here, pagesBeyond: { lastId } }),
      after: null,
    };
  }

  const PARTS = { customer: profile, addresses, orders } as const;

  return {
    name: 'shopify',
    collections: COLLECTIONS,
    lane: ({ shopDomain }) => `shopify:${shopDomain}`,
    async *gather({ shopDomain, subject, cursor }) {
      // Somebody who gathers again may have granted meanwhile what was refused.
      if (cursor === null) admin.forgetRefusals(shopDomain);
      let at = (cursor ?? { part: 'customer', after: null, customerId: null }) as Json & Cursor;
      for (;;) {
        const part = PARTS[at.part];
        if (part === undefined)
          throw new Failure('cursor-unknown', 'The gathering cannot be resumed; start it again.');
        const target = { shopDomain, subject };
        const pages = at.bulk
          ? ordersByBulk(admin, shopDomain, at.bulk, bulkReader(target, at), noteFallback)
          : [await part(target, at)];
        for await (const page of pages) {
          yield page;
          if (page.cursor === null) return;
          at = page.cursor as Json & Cursor;
        }
      }
    },
  };
}
