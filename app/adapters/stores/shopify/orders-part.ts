import type { DocumentNode } from 'graphql';
import type { Gap, Json, JsonObject } from '../../../core/store.ts';
import type { AdminClient, Denial } from './admin-client.ts';
import { beyond } from './bulk.ts';
import { withWholeLists } from './bulk-document.ts';
import { type BulkPlace, bulkPlaceOf, type NoteFallback, ordersByBulk } from './bulk-orders.ts';
import type { CollectionName } from './collections.ts';
import { gapsOf } from './gaps.ts';
import { CountOrdersDocument, OrdersPageDocument } from './generated/documents.ts';
import { noProgress } from './no-progress.ts';
import { collectionOfField, orderRecords } from './order-records.ts';
import { EMPTY, type Part, type PartPage } from './part.ts';
import { digitsOf, isSearchable, ordersSearches, type Person } from './person.ts';
import { isConnection, json } from './plain.ts';
import { readOn } from './read-on.ts';

/**
 * Which search is read, and where it goes on. Orders are read in the order of their ids, each page beyond the last
 * one's: no cursor can expire, and no list is too deep to be paged.
 */
interface Place {
  search: number;
  lastId: string | null;
  /** Of this search, so that the display adds up. */
  expected: number | null;
  /** The rest of this search is read by a bulk operation. */
  bulk: BulkPlace | null;
}
const START: Place = { search: 0, lastId: null, expected: null, bulk: null };

/** `orders.nodes.transactions.accountNumber` is of the payments. */
const collectionOf = (path: string): CollectionName =>
  collectionOfField(path.replace(/^orders\.nodes\./, '').split('.')[0] ?? '');

/** What is known of the person and cannot be looked for: that nothing was found then proves nothing. */
function searchGaps(person: Person): Gap[] {
  const { subject } = person;
  const canSearch = ordersSearches(person).length > 0;
  if (canSearch && (subject.email === null || isSearchable(subject))) return [];
  const gap = {
    collection: 'orders',
    reason: canSearch
      ? 'Shopify cannot search orders by an e-mail address with such characters; guest orders under it may be missing.'
      : 'Shopify cannot search orders by what is known of this person.',
    remedy: 'Look for the person in Shopify, by name or order number too.',
  };
  return [gap];
}

/** What a bulk operation is asked for. */
const document: DocumentNode = withWholeLists(OrdersPageDocument);

/** @param options.bulkAbove searches that find more orders than this are read by a bulk operation */
export function createOrdersPart(options: { bulkAbove: number; noteFallback: NoteFallback }): Part {
  const { bulkAbove, noteFallback } = options;
  /** The place after the last order of a search. */
  const nextSearch = (at: Place, searches: string[]): Json =>
    at.search + 1 < searches.length ? asJson({ ...START, search: at.search + 1 }) : null;

  async function count(admin: AdminClient, { shopDomain }: Person, query: string) {
    const { data } = await admin.run(shopDomain, CountOrdersDocument, { query });
    return data.ordersCount?.count ?? null;
  }

  /** Orders that an earlier search has given are left out of a later one. */
  function isNew(person: Person, at: Place, order: JsonObject): boolean {
    if (at.search === 0) return true;
    const [first = ''] = ordersSearches(person);
    if (first.startsWith('id:')) return true;
    const customer = order.customer as JsonObject | null;
    const byCustomer = person.customerId !== null && customer?.id === person.customerId;
    const email = typeof order.email === 'string' ? order.email.toLowerCase() : null;
    return !byCustomer && !(isSearchable(person.subject) && email === person.subject.email?.toLowerCase());
  }

  async function page(admin: AdminClient, person: Person, at: Place): Promise<PartPage> {
    const searches = ordersSearches(person);
    const search = searches[at.search];
    const unsearched = at.search === 0 && at.lastId === null ? searchGaps(person) : [];
    if (search === undefined) return { ...EMPTY, gaps: unsearched };
    const query = beyond(search, at.lastId);
    const variables = { query, first: admin.pageSize(OrdersPageDocument, { query }) };
    const { data, denials } = await admin.run(person.shopDomain, OrdersPageDocument, variables);
    const answer = json(data);
    const list = answer.orders;
    const gaps = [...unsearched, ...gapsOf(denials, collectionOf)];
    if (!isConnection(list)) return { ...EMPTY, gaps };
    const last = list.nodes.at(-1);
    const lastId = last ? digitsOf(String(last.id)) : at.lastId;
    const { hasNextPage } = list.pageInfo;
    if (hasNextPage && lastId === at.lastId) throw noProgress();
    const asked = { document: OrdersPageDocument, variables };
    const further = await readOn(admin, person.shopDomain, asked, answer);
    const orders = list.nodes.filter((order) => isNew(person, at, order));
    // Those that are known by their ids alone are few: what they add is seen when it is there.
    const isCounted = at.search === 0 && !search.startsWith('id:');
    const expected = isCounted ? (at.expected ?? (await count(admin, person, search))) : null;
    const goesBulk = at.lastId === null && expected !== null && expected > bulkAbove;
    const bulk = goesBulk ? bulkPlaceOf(lastId, denials, expected) : null;
    const next = hasNextPage ? asJson({ ...at, lastId, expected, bulk }) : nextSearch(at, searches);
    return {
      batches: orderRecords(orders),
      next,
      progress: { added: orders.length, expected },
      gaps: [...gaps, ...gapsOf(further, collectionOfField)],
    };
  }

  /** What the first page gave is not asked for again. What a bulk operation cannot give is read page by page. */
  async function* byBulk(
    admin: AdminClient,
    person: Person,
    at: Place,
    bulk: BulkPlace,
  ): AsyncGenerator<PartPage> {
    const searches = ordersSearches(person);
    const query = searches[at.search] ?? '';
    const reader = {
      document,
      query,
      async page(orders: JsonObject[], denials: Denial[]) {
        const data = { orders: { nodes: orders, pageInfo: { hasNextPage: false, endCursor: null } } };
        const asked = { document, variables: { query, first: 1 } };
        const further = await readOn(admin, person.shopDomain, asked, data);
        return {
          batches: orderRecords(orders.filter((order) => isNew(person, at, order))),
          gaps: [...gapsOf(denials, collectionOf), ...gapsOf(further, collectionOfField)],
        };
      },
      resume: (place: BulkPlace) => asJson({ ...at, bulk: place }),
      fallBack: (lastId: string | null) => asJson({ ...at, bulk: null, lastId: lastId ?? at.lastId }),
      after: nextSearch(at, searches),
    };
    const pages = ordersByBulk(admin, person.shopDomain, bulk, reader, noteFallback);
    for await (const { cursor, ...page } of pages) yield { ...page, next: cursor };
  }

  return {
    name: 'orders',
    collection: 'orders',
    read: (admin, person, place) => page(admin, person, placeOf(place)),
    stream(admin, person, place) {
      const at = placeOf(place);
      return at.bulk && byBulk(admin, person, at, at.bulk);
    },
  };
}

const placeOf = (place: Json): Place => (place ?? START) as unknown as Place;
const asJson = (place: Place): Json => JSON.parse(JSON.stringify(place));
