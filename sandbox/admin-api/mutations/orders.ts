/** Mutations of orders and draft orders. */
import type { NodeRecord, StoreRecord, Value } from '#sandbox/store/store.ts';
import type { Call } from '../call.ts';
import type { Arguments } from '../connection.ts';
import { recordsIn } from '../record.ts';
import { announceOrder } from './announce.ts';
import { addressFields, emailErrors, normalPhone, normalTags, phoneErrors } from './contact.ts';
import { setMetafields } from './metafields.ts';
import { findRecord, type Input, inputOf, payload, userError } from './payload.ts';

const NOT_FOUND = 'Order does not exist';

/** An empty value removes a localized field; a key that is not named stays. */
function localizedFields(order: NodeRecord, inputs: Input[]): StoreRecord[] {
  const given = new Map(inputs.map(({ key, value }) => [key, value]));
  const kept = recordsIn(order, 'localizedFields').filter(({ key }) => !given.has(key));
  const before = recordsIn(order, 'localizedFields');
  const set = inputs
    .filter(({ value }) => value !== '')
    .map(({ key, value }) => ({
      ...before.find((field) => field.key === key),
      __typename: 'LocalizedField',
      key,
      value,
      countryCode: String(key).slice(-2),
    }));
  return [...kept, ...set];
}

function orderFields(order: NodeRecord, input: Input): Record<string, Value> {
  const fields: Record<string, Value> = {};
  for (const field of ['email', 'note', 'poNumber']) if (field in input) fields[field] = input[field] || null;
  if ('phone' in input) fields.phone = input.phone ? normalPhone(String(input.phone)) : null;
  if ('tags' in input) fields.tags = normalTags(input.tags);
  if (Array.isArray(input.customAttributes)) {
    const attributes = input.customAttributes.map(inputOf);
    fields.customAttributes = attributes.map(({ key, value }) => ({ __typename: 'Attribute', key, value }));
  }
  if (Array.isArray(input.localizedFields)) {
    fields.localizedFields = localizedFields(order, input.localizedFields.map(inputOf));
  }
  if (input.shippingAddress) {
    const [current] = recordsIn(order, 'shippingAddress');
    const base: StoreRecord = current ?? { __typename: 'MailingAddress' };
    const shippingAddress = { ...base, ...addressFields(base, inputOf(input.shippingAddress)) };
    Object.assign(fields, { shippingAddress, displayAddress: shippingAddress });
  }
  return fields;
}

export function orderUpdate(call: Call, args: Arguments): Value {
  const input = inputOf(args.input);
  const order = findRecord(call, input.id, 'Order');
  if (!order) return payload({ order: null }, [userError(['id'], NOT_FOUND)]);
  const errors = [...emailErrors(input.email), ...phoneErrors(input.phone)];
  if (errors.length > 0) return payload({ order: null }, errors);
  const metafields = Array.isArray(input.metafields) ? input.metafields.map(inputOf) : [];
  const result = setMetafields(
    call,
    metafields.map((metafield) => ({ ...metafield, ownerId: order.id })),
  );
  if ('errors' in result) return payload({ order: null }, result.errors);
  const updated = call.shop.store.update(order.id, orderFields(order, input));
  announceOrder(call, updated);
  return payload({ order: updated });
}

export function orderCustomerRemove(call: Call, { orderId }: Arguments): Value {
  const order = findRecord(call, orderId, 'Order');
  if (!order) return payload({ order: null }, [userError(['orderId'], NOT_FOUND, 'NOT_FOUND')]);
  const updated = call.shop.store.update(order.id, { customer: null });
  announceOrder(call, updated);
  return payload({ order: updated });
}

export function draftOrderDelete(call: Call, args: Arguments): Value {
  const draft = findRecord(call, inputOf(args.input).id, 'DraftOrder');
  if (!draft) return payload({ deletedId: null }, [userError(['id'], 'Draft order does not exist')]);
  call.shop.store.remove(draft.id);
  return payload({ deletedId: draft.id });
}
