import type { CollectionDescription } from '../../../core/store.ts';
import { OTHER_COLLECTIONS } from './collections/around.ts';
import { CUSTOMER_COLLECTIONS } from './collections/customer.ts';
import { ORDER_COLLECTIONS } from './collections/orders.ts';

/** Everything that Shopify may hold about a person, in the order in which a reader looks for it. */
export const COLLECTIONS = [
  ...CUSTOMER_COLLECTIONS,
  ...ORDER_COLLECTIONS,
  ...OTHER_COLLECTIONS,
] as const satisfies readonly CollectionDescription[];

export type CollectionName = (typeof COLLECTIONS)[number]['name'];
