/** Finds the parts of orders by id. They are made when read, and their number tells the order. */
import type { Locate } from '../memory-store.ts';
import { gid } from '../scene.ts';
import type { NodeRecord, Store, StoreRecord, Value } from '../store.ts';
import { orderNumberOfPart } from './order-facts.ts';

/** Where the parts of each type hang on their order. */
const PATHS: Record<string, readonly string[]> = {
  LineItem: ['lineItems'],
  OrderTransaction: ['transactions'],
  Refund: ['refunds'],
  Fulfillment: ['fulfillments'],
  FulfillmentEvent: ['fulfillments', 'events'],
  FulfillmentLineItem: ['fulfillments', 'fulfillmentLineItems'],
  FulfillmentOrder: ['fulfillmentOrders'],
  FulfillmentOrderLineItem: ['fulfillmentOrders', 'lineItems'],
  Return: ['returns'],
  ReturnLineItem: ['returns', 'returnLineItems'],
  Metafield: ['metafields'],
  BasicEvent: ['events'],
  CommentEvent: ['events'],
};

const isRecord = (value: Value): value is StoreRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isNode = (record: StoreRecord): record is NodeRecord => typeof record.id === 'string';

function* walk(value: Value, path: readonly string[]): Generator<StoreRecord> {
  const here = typeof value === 'function' ? value() : value;
  if (Array.isArray(here)) for (const item of here) yield* walk(item, path);
  else if (isRecord(here)) {
    const [field, ...rest] = path;
    if (field === undefined) yield here;
    else yield* walk(here[field], rest);
  }
}

export function locateOrderParts(store: Store): Locate {
  return (id) => {
    const [, typename = '', number = ''] = /^gid:\/\/shopify\/(\w+)\/(\d+)$/.exec(id) ?? [];
    const path = PATHS[typename];
    if (path === undefined) return undefined;
    const order = store.find(gid('Order', orderNumberOfPart(Number(number))));
    if (order === undefined) return undefined;
    for (const part of walk(order, path)) if (isNode(part) && part.id === id) return part;
    return undefined;
  };
}
