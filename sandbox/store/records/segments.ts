/** Groups that the merchant sorts customers into by a query. */
import { DAY_MS, dateTime, gid, type Scene } from '../scene.ts';
import type { NodeRecord, StoreRecord, Value } from '../store.ts';

const FIRST_SEGMENT = 420_000_000_000;

const emailState = (customer: StoreRecord): Value => {
  const address = customer.defaultEmailAddress;
  return typeof address === 'object' && address !== null && !Array.isArray(address)
    ? address.marketingState
    : null;
};

/** The query in Shopify's words, and the same as a test. */
const SEGMENTS: readonly { name: string; query: string; holds: (customer: StoreRecord) => boolean }[] = [
  {
    name: 'Customers who have purchased more than once',
    query: 'number_of_orders > 1',
    holds: (customer) => Number(customer.numberOfOrders) > 1,
  },
  {
    name: 'Email subscribers',
    query: "email_subscription_status = 'SUBSCRIBED'",
    holds: (customer) => emailState(customer) === 'SUBSCRIBED',
  },
  {
    name: 'VIP',
    query: "customer_tags CONTAINS 'VIP'",
    holds: ({ tags }) => Array.isArray(tags) && tags.includes('VIP'),
  },
];

/** Beside its schema fields a segment knows its `members`, computed at each read. */
export function insertSegments({ store, now }: Scene): void {
  for (const [n, { name, query, holds }] of SEGMENTS.entries()) {
    const segment: NodeRecord = {
      __typename: 'Segment',
      id: gid('Segment', FIRST_SEGMENT + n * 64),
      name,
      query,
      creationDate: dateTime(now - 400 * DAY_MS),
      lastEditDate: dateTime(now - 300 * DAY_MS),
      members: () => store.all('Customer').filter(holds),
    };
    store.insert(segment);
  }
}
