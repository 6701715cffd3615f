import type { GatheredPage, Json, JsonObject } from '../../../core/store.ts';
import type { CollectionName } from './collections.ts';
import { itemsOf, plain } from './plain.ts';

/** Lists of an order that are collections of their own. */
const APART = {
  lineItems: 'order-lines',
  transactions: 'transactions',
  fulfillments: 'shipments',
  fulfillmentOrders: 'deliveries',
  refunds: 'refunds',
  returns: 'returns',
  events: 'order-events',
  metafields: 'order-metafields',
} as const satisfies Record<string, CollectionName>;

/** The collection that holds a field of an order. */
export const collectionOfField = (field: string): CollectionName =>
  field === 'customerJourneySummary' ? 'visits' : (APART[field as keyof typeof APART] ?? 'orders');

const asObject = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};

/** The visits of a journey, each once: the first and the last are among its moments, unless Shopify still counts. */
function visitsOf(journey: JsonObject): JsonObject[] {
  const all = [journey.firstVisit, ...itemsOf(journey.moments), journey.lastVisit].map(asObject);
  return [...new Map(all.filter(({ id }) => id !== undefined).map((visit) => [visit.id, visit])).values()];
}

function recordsOf(order: JsonObject): Partial<Record<CollectionName, JsonObject[]>> {
  const of = { orderId: order.id ?? null, orderName: order.name ?? null };
  const records: Partial<Record<CollectionName, JsonObject[]>> = {};
  const rest: JsonObject = {};
  for (const [field, value] of Object.entries(order)) {
    const apart = APART[field as keyof typeof APART];
    if (apart) records[apart] = itemsOf(value).map((item) => ({ ...of, ...plain(item) }));
    else rest[field] = value;
  }
  const { firstVisit, lastVisit, moments, ...journey } = asObject(rest.customerJourneySummary);
  records.visits = visitsOf({ firstVisit, lastVisit, moments } as JsonObject).map((visit) => ({
    ...of,
    ...plain(visit),
  }));
  if (rest.customerJourneySummary != null) rest.customerJourneySummary = journey;
  records.orders = [plain(rest)];
  return records;
}

/** Orders as Shopify answers them, nested, as the records of their collections. */
export function orderRecords(orders: readonly JsonObject[]): GatheredPage['batches'] {
  const batches = new Map<string, JsonObject[]>();
  for (const order of orders)
    for (const [collection, records] of Object.entries(recordsOf(order)))
      batches.set(collection, [...(batches.get(collection) ?? []), ...records]);
  return [...batches].flatMap(([collection, records]) =>
    records.length > 0 ? [{ collection, records }] : [],
  );
}
