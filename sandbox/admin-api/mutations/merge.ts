/** Merging two customers into one. */
import { randomUUID } from 'node:crypto';
import type { NodeRecord, StoreRecord, Value } from '#sandbox/store/store.ts';
import { customersMergePayload } from '#sandbox/webhooks/payloads.ts';
import type { Call } from '../call.ts';
import type { Arguments } from '../connection.ts';
import { pendingErasure } from '../erasure.ts';
import { pluck, recordsIn } from '../record.ts';
import { announce } from './announce.ts';
import { normalTags } from './contact.ts';
import { findRecord, type Input, inputOf, payload, textsOf, userError } from './payload.ts';

/** What refers to a customer and moves with a merge. */
const REFERRING = ['Order', 'DraftOrder', 'AbandonedCheckout', 'SubscriptionContract'];

function mergeErrors(call: Call, one: NodeRecord | null, two: NodeRecord | null): StoreRecord[] {
  const ids = [
    { field: 'customerOneId', customer: one },
    { field: 'customerTwoId', customer: two },
  ];
  const missing = ids.filter(({ customer }) => !customer);
  if (missing.length > 0) {
    return missing.map(({ field }) => userError([field], 'Customer does not exist', 'INVALID_CUSTOMER_ID'));
  }
  if (one === two)
    return [userError(['customerTwoId'], 'Customers must be different', 'INVALID_CUSTOMER_ID')];
  return ids.flatMap(({ field, customer }) => {
    if (!customer) return [];
    if (pendingErasure(customer)) {
      return [userError([field], 'Customer has a pending data request', 'INVALID_CUSTOMER')];
    }
    const hasCards = call.shop.store
      .all('GiftCard')
      .some((card) => pluck(card, ['customer', 'id']).includes(customer.id));
    return hasCards ? [userError([field], 'Customer has gift cards', 'CUSTOMER_HAS_GIFT_CARDS')] : [];
  });
}

/** The customer with an account is kept, else the one with an e-mail address, else the second. */
function survivorOf(one: NodeRecord, two: NodeRecord): [kept: NodeRecord, deleted: NodeRecord] {
  const rank = (customer: NodeRecord) =>
    (customer.state === 'ENABLED' ? 2 : 0) + (customer.defaultEmailAddress ? 1 : 0);
  return rank(one) > rank(two) ? [one, two] : [two, one];
}

const OVERRIDES: Record<string, string> = {
  customerIdOfEmailToKeep: 'defaultEmailAddress',
  customerIdOfPhoneNumberToKeep: 'defaultPhoneNumber',
  customerIdOfFirstNameToKeep: 'firstName',
  customerIdOfLastNameToKeep: 'lastName',
  customerIdOfDefaultAddressToKeep: 'defaultAddress',
};

function mergedFields(kept: NodeRecord, deleted: NodeRecord, overrides: Input): Record<string, Value> {
  const fields: Record<string, Value> = {
    addressesV2: [...recordsIn(kept, 'addressesV2'), ...recordsIn(deleted, 'addressesV2')],
    metafields: [...recordsIn(kept, 'metafields'), ...recordsIn(deleted, 'metafields')],
    note: overrides.note ?? ([kept.note, deleted.note].filter(Boolean).join(' ') || null),
    tags: normalTags(overrides.tags ?? [...textsOf(kept.tags), ...textsOf(deleted.tags)]),
  };
  for (const [override, field] of Object.entries(OVERRIDES)) {
    const wanted = overrides[override];
    const from = wanted === deleted.id ? deleted : kept;
    fields[field] = from[field] ?? (wanted ? null : (deleted[field] ?? null));
  }
  return fields;
}

export function customerMerge(call: Call, args: Arguments): Value {
  const { store } = call.shop;
  const one = findRecord(call, args.customerOneId, 'Customer');
  const two = findRecord(call, args.customerTwoId, 'Customer');
  const errors = mergeErrors(call, one, two);
  if (errors.length > 0 || !one || !two) return payload({ job: null, resultingCustomerId: null }, errors);
  const [kept, deleted] = survivorOf(one, two);
  const merged = store.update(kept.id, mergedFields(kept, deleted, inputOf(args.overrideFields)));
  for (const typeName of REFERRING) {
    const referring = store
      .all(typeName)
      .filter((each) => pluck(each, ['customer', 'id']).includes(deleted.id));
    for (const each of referring) store.update(each.id, { customer: merged });
  }
  store.remove(deleted.id);
  const job: StoreRecord = { __typename: 'Job', id: `gid://shopify/Job/${randomUUID()}`, done: true };
  announce(call, 'customers/merge', customersMergePayload(kept.id, deleted.id, String(job.id)));
  return payload({ job, resultingCustomerId: kept.id });
}
