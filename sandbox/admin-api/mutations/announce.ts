/** Webhook payloads that follow from mutations, in the REST shape that Shopify sends. */
import type { NodeRecord } from '#sandbox/store/store.ts';
import type { Call } from '../call.ts';
import { numericId, pluck } from '../record.ts';
import { textsOf } from './payload.ts';

export function announce(call: Call, topic: string, payload: object): void {
  call.hooks.webhook({ world: call.world, shop: call.shop, topic, payload });
}

export function announceCustomer(call: Call, topic: string, customer: NodeRecord): void {
  const [email = null] = pluck(customer, ['defaultEmailAddress', 'emailAddress']);
  const [phone = null] = pluck(customer, ['defaultPhoneNumber', 'phoneNumber']);
  announce(call, topic, {
    id: numericId(customer.id),
    created_at: customer.createdAt,
    updated_at: customer.updatedAt,
    first_name: customer.firstName ?? null,
    last_name: customer.lastName ?? null,
    state: String(customer.state ?? 'DISABLED').toLowerCase(),
    note: customer.note ?? null,
    tags: textsOf(customer.tags).join(', '),
    email,
    phone,
    admin_graphql_api_id: customer.id,
  });
}

export function announceOrder(call: Call, order: NodeRecord): void {
  announce(call, 'orders/updated', {
    id: numericId(order.id),
    admin_graphql_api_id: order.id,
    name: order.name,
    email: order.email ?? '',
    note: order.note ?? null,
    tags: textsOf(order.tags).join(', '),
    updated_at: order.updatedAt,
  });
}
