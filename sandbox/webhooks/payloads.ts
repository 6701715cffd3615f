/** Bodies of the webhooks that no mutation brings about, as Shopify documents them. */
import { pluck } from '#sandbox/admin-api/record.ts';
import type { NodeRecord } from '#sandbox/store/store.ts';
import type { Shop } from '#sandbox/world.ts';
import { bareNumber } from './sender.ts';

const numberOf = (gid: string): string => bareNumber(gid.slice(gid.lastIndexOf('/') + 1));
function text(record: NodeRecord, ...path: string[]): string | null {
  const [value] = pluck(record, path);
  return typeof value === 'string' ? value : null;
}

/** The person whom a compliance webhook is about: a customer record, or an e-mail address alone. */
export type Person = { customer: NodeRecord } | { email: string };

/** The customer under this id, or the one or the guest with this e-mail. */
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
  const isTheirs = (order: NodeRecord): boolean => {
    if ('email' in person) return text(order, 'email')?.toLowerCase() === person.email;
    return text(order, 'customer', 'id') === person.customer.id;
  };
  return shop.store.all('Order').filter(isTheirs);
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

/** The REST shop object. */
export const uninstalledPayload = (shop: Shop): object => ({
  id: shop.id,
  name: shop.name,
  email: shop.email,
  domain: shop.domain,
  myshopify_domain: shop.domain,
  country: shop.countryCode,
  currency: shop.currency,
  iana_timezone: shop.ianaTimezone,
});

export const scopesUpdatePayload = (shop: Shop, previous: string[], at: number): object => ({
  id: 1,
  shop_id: `gid://shopify/Shop/${shop.id}`,
  previous,
  current: [...(shop.installation?.grantedScopes ?? [])],
  updated_at: new Date(at).toISOString(),
});

/** Milliseconds since the epoch of the newest order; null without any. */
export function lastOrderAt(shop: Shop, person: Person): number | null {
  const times = ordersOf(shop, person).map((order) => Date.parse(text(order, 'createdAt') ?? ''));
  return times.length === 0 ? null : Math.max(...times);
}
