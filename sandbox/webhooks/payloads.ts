/** Bodies of the webhooks that no mutation brings about, as Shopify documents them. */
import { isRecord, pluck } from '#sandbox/admin-api/record.ts';
import type { NodeRecord } from '#sandbox/store/store.ts';
import type { Shop } from '#sandbox/world.ts';

/** The number of a global id, exact also beyond 2^53. */
const numberOf = (gid: string): bigint => BigInt(gid.slice(gid.lastIndexOf('/') + 1));
function text(record: NodeRecord, ...path: string[]): string | null {
  const [value] = pluck(record, path);
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The person whom a compliance webhook is about: a customer record, or an e-mail address alone. */
export type Person = { customer: NodeRecord } | { email: string };

/**
 * The customer under this id (global or numeric) or e-mail address, or the guest who has only that address.
 *
 * @throws Error when there is no customer with the id
 */
export function findPerson(shop: Shop, idOrEmail: string): Person {
  if (!idOrEmail.includes('@')) {
    const customer = shop.store.find(`gid://shopify/Customer/${idOrEmail.replace(/^.*\//, '')}`);
    if (!customer) throw new Error(`${shop.domain} has no customer ${idOrEmail}.`);
    return { customer };
  }
  const email = idOrEmail.toLowerCase();
  const customer = shop.store
    .all('Customer')
    .find((each) => text(each, 'defaultEmailAddress', 'emailAddress')?.toLowerCase() === email);
  return customer ? { customer } : { email };
}

function ordersOf(shop: Shop, person: Person): NodeRecord[] {
  if ('email' in person)
    return shop.store.all('Order').filter((order) => text(order, 'email')?.toLowerCase() === person.email);
  const isOrder = (record: unknown): record is NodeRecord => isRecord(record) && 'id' in record;
  return pluck(person.customer, ['orders']).filter(isOrder);
}

function customerPart(person: Person): object {
  if ('email' in person) return { email: person.email };
  const { customer } = person;
  return {
    id: numberOf(customer.id),
    email: text(customer, 'defaultEmailAddress', 'emailAddress'),
    phone: text(customer, 'defaultPhoneNumber', 'phoneNumber'),
  };
}

const shopPart = (shop: Shop) => ({ shop_id: shop.id, shop_domain: shop.domain });

export const dataRequestPayload = (shop: Shop, person: Person, dataRequestId: number): object => ({
  ...shopPart(shop),
  orders_requested: ordersOf(shop, person).map(({ id }) => numberOf(id)),
  customer: customerPart(person),
  data_request: { id: dataRequestId },
});

export const redactPayload = (shop: Shop, person: Person): object => ({
  ...shopPart(shop),
  customer: customerPart(person),
  orders_to_redact: ordersOf(shop, person).map(({ id }) => numberOf(id)),
});

export const shopRedactPayload = shopPart;

/** @param at milliseconds since the epoch */
export const scopesUpdatePayload = (shop: Shop, previous: string[], at: number): object => ({
  id: 1,
  shop_id: `gid://shopify/Shop/${shop.id}`,
  previous,
  current: [...(shop.installation?.grantedScopes ?? [])],
  updated_at: new Date(at).toISOString(),
});

export const customerDeletePayload = ({ id }: NodeRecord): object => ({
  id: numberOf(id),
  phone: null,
  addresses: [],
  tax_exemptions: [],
  email_marketing_consent: null,
  sms_marketing_consent: null,
  admin_graphql_api_id: id,
});

export const customersMergePayload = (kept: string, deleted: string, job: string | null): object => ({
  admin_graphql_api_customer_kept_id: kept,
  admin_graphql_api_customer_deleted_id: deleted,
  admin_graphql_api_job_id: job,
  status: 'completed',
  errors: [],
});

/** Milliseconds since the epoch of the newest order; null without any. */
export function lastOrderAt(shop: Shop, person: Person): number | null {
  const times = ordersOf(shop, person).map((order) => Date.parse(text(order, 'createdAt') ?? ''));
  return times.length === 0 ? null : times.reduce((newest, time) => Math.max(newest, time));
}
