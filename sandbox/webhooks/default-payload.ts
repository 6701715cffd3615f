/** What Shopify would send for a topic about a person or a shop, where nobody wrote a payload. */
import type { Shop, World } from '#sandbox/world.ts';
import { nextDataRequestId } from './data-request-id.ts';
import {
  customerDeletePayload,
  dataRequestPayload,
  findPerson,
  redactPayload,
  scopesUpdatePayload,
  shopRedactPayload,
} from './payloads.ts';
import { uninstalledPayload } from './shop-payload.ts';

type Make = (shop: Shop, person: string, world: World) => object;

function deletePayload(shop: Shop, idOrEmail: string): object {
  const person = findPerson(shop, idOrEmail);
  if ('customer' in person) return customerDeletePayload(person.customer);
  throw new Error(`${idOrEmail} is no customer of ${shop.domain}.`);
}

const PAYLOADS: Record<string, Make> = {
  'customers/data_request': (shop, person) =>
    dataRequestPayload(shop, findPerson(shop, person), nextDataRequestId()),
  'customers/redact': (shop, person) => redactPayload(shop, findPerson(shop, person)),
  'customers/delete': deletePayload,
  'shop/redact': shopRedactPayload,
  'app/uninstalled': (shop, _person, { clock }) => uninstalledPayload(shop, clock.now()),
  'app/scopes_update': (shop, _person, { clock }) =>
    scopesUpdatePayload(shop, [...(shop.installation?.grantedScopes ?? [])], clock.now()),
};

/** @throws Error when the topic is about something else, and needs a payload of its own */
export function defaultPayload(world: World, shop: Shop, topic: string, person: string): object {
  const make = Object.hasOwn(PAYLOADS, topic) ? PAYLOADS[topic] : undefined;
  if (!make) throw new Error(`Give a payload for ${topic}.`);
  return make(shop, person, world);
}
