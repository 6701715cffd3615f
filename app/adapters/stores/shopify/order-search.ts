import { Failure } from '../../../core/failure.ts';
import type { PersonIdentifier } from '../../../core/identifier.ts';
import type { AdminClient } from './admin-client.ts';
import { OrdersOfNameDocument } from './generated/documents.ts';

/** Whose an order of this name is: the order's id, and its customer's where it has one. @throws Failure */
export type FindOrders = (shopDomain: string, name: string) => Promise<PersonIdentifier[]>;

const bare = (name: string): string => name.replace(/^#/, '').toLowerCase();
const digits = (gid: string): string => gid.replace(/^.*\//, '');

/** A number is the name of one order, as staff see it; Shopify looks for names that begin alike as well. */
export function createOrderSearch(admin: AdminClient): FindOrders {
  return async (shopDomain, name) => {
    const query = `name:"${name.replace(/["\\]/g, ' ')}"`;
    const { data } = await admin.run(shopDomain, OrdersOfNameDocument, { query }, { urgent: true });
    if (data.orders === null)
      throw new Failure('orders-withheld', 'Shopify does not let Privacy Desk read the shop’s orders.');
    return data.orders.nodes
      .filter((order) => bare(order.name) === bare(name))
      .flatMap(({ id, customer }): PersonIdentifier[] => [
        { kind: 'order', value: digits(id) },
        ...(customer === null ? [] : [{ kind: 'customer' as const, value: digits(customer.id) }]),
      ]);
  };
}
