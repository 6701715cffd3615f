/** What would take a person's records away piece by piece: writes, each with what it found. */

import type { PlannedWrite } from '../../../core/plan.ts';
import { CHANNEL_NAMES, CHANNELS, type Channel, isOn, PROCESSING } from '../../../core/restriction.ts';
import type { Json, JsonObject } from '../../../core/store.ts';
import { listOf, objectOf, textsOf } from './writes/row.ts';

type Fields = Pick<PlannedWrite, 'before' | 'after'>;

const write = (operation: string, collection: string, record: Json | undefined, fields: Fields) => ({
  ...{ store: 'shopify', operation, collection, record: String(record) },
  ...fields,
});

const isEmpty = (value: Json | undefined): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** Of these fields those that hold something, and nothing in their place. */
function emptied(node: JsonObject, names: readonly string[]): Fields {
  const held = names.filter((name) => !isEmpty(node[name]));
  return {
    before: Object.fromEntries(held.map((name) => [name, node[name] ?? null])),
    after: Object.fromEntries(held.map((name) => [name, Array.isArray(node[name]) ? [] : null])),
  };
}

const isAnything = ({ after }: Fields): boolean => Object.keys(after).length > 0;

/** Marks of a restriction are about the use of the data: they stay as long as there is any. */
const isMark = ({ namespace, key }: JsonObject): boolean =>
  namespace === PROCESSING.namespace && key === PROCESSING.key;
const OWN_TAG = /^privacy-desk:/i;

const metafieldWrites = (operation: string, collection: string, owner: JsonObject): PlannedWrite[] =>
  listOf(owner.metafields)
    .map(objectOf)
    .filter((metafield) => !isMark(metafield))
    .map(({ namespace = null, key = null, type = null, value = null }) =>
      write(operation, collection, owner.id, { before: { namespace, key, type, value }, after: {} }),
    );

function consentWrites(customer: JsonObject): PlannedWrite[] {
  const email = objectOf(customer.defaultEmailAddress);
  const phone = objectOf(customer.defaultPhoneNumber);
  const states: Record<Channel, Json | undefined> = {
    email: email.state,
    sms: objectOf(phone.smsMarketingConsent).state,
    whatsapp: objectOf(phone.whatsAppMarketingConsent).state,
  };
  return CHANNEL_NAMES.flatMap((channel) => {
    const state = states[channel];
    if (typeof state !== 'string' || !isOn(state)) return [];
    const fields = { before: { state }, after: { state: 'UNSUBSCRIBED' } };
    return [write(CHANNELS[channel].operation, 'customer', customer.id, fields)];
  });
}

function contactWrites(customer: JsonObject): PlannedWrite[] {
  const phone = objectOf(customer.defaultPhoneNumber).phoneNumber ?? null;
  const tags = textsOf(customer.tags);
  const marks = tags.filter((tag) => OWN_TAG.test(tag));
  const { before, after } = emptied({ phone, note: customer.note ?? null }, ['note', 'phone']);
  const fields: Fields =
    tags.length > marks.length
      ? { before: { ...before, tags }, after: { ...after, tags: marks } }
      : { before, after };
  return isAnything(fields) ? [write('customer.update', 'customer', customer.id, fields)] : [];
}

/** @param customer plain: its lists are lists */
export function customerWrites(customer: JsonObject): PlannedWrite[] {
  const customerId = String(customer.id);
  const addresses = listOf(customer.addressesV2)
    .map(objectOf)
    .map(({ id, ...address }) =>
      write('customer.address-delete', 'customer', id, { before: { customerId, ...address }, after: {} }),
    );
  return [
    ...consentWrites(customer),
    ...contactWrites(customer),
    ...addresses,
    ...metafieldWrites('customer.metafield-delete', 'customer', customer),
  ];
}

export function orderWrites(order: JsonObject): PlannedWrite[] {
  const { before, after } = emptied(order, ['customAttributes', 'note', 'phone', 'tags']);
  const address = objectOf(order.shippingAddress);
  const fields: Fields = isEmpty(address.phone)
    ? { before, after }
    : {
        before: { ...before, shippingAddress: address },
        after: { ...after, shippingAddress: { ...address, phone: null } },
      };
  return [
    ...(isAnything(fields) ? [write('order.update', 'orders', order.id, fields)] : []),
    ...metafieldWrites('order.metafield-delete', 'orders', order),
  ];
}

/** A draft that became an order is that order's history; Shopify's own erasure reaches it. */
export const draftWrites = ({ id, ...draft }: JsonObject): PlannedWrite[] =>
  draft.status === 'COMPLETED'
    ? []
    : [write('draft-order.delete', 'draft-orders', id, { before: draft, after: {} })];
