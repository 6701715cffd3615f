import type { PlannedWrite } from '../../../../core/plan.ts';
import type { Json } from '../../../../core/store.ts';
import { DeleteDraftOrderDocument, UpdateOrderDocument } from '../generated/documents.ts';
import { ADDRESS_INPUT } from './customer-rows.ts';
import { DRAFT_ORDERS, LOCALIZED_FIELDS, ORDERS } from './reading.ts';
import { listOf, objectOf, pick, sameNames, sending, type WriteRow } from './row.ts';

const ORDER_INPUT = ['note', 'tags', 'customAttributes', 'email', 'phone', 'poNumber'];

const keyOf = ({ before, after }: PlannedWrite): Json => before.key ?? after.key ?? null;

/** Changes of orders and drafts: the record is the order's id. Shopify changes neither billing address nor IP address. */
export const ORDER_ROWS = {
  'order.update': {
    reading: ORDERS,
    fields: sameNames(...ORDER_INPUT, 'shippingAddress'),
    send: ({ record, after }) => {
      const { shippingAddress, ...fields } = after;
      const address = shippingAddress === undefined ? null : pick(objectOf(shippingAddress), ADDRESS_INPUT);
      const input = {
        ...{ id: record, ...pick(fields, ORDER_INPUT) },
        ...(address && { shippingAddress: address }),
      };
      return [sending(UpdateOrderDocument, { input })];
    },
  },
  /** `key`, `value`: what a country wants in an order, such as a tax id; without a value there is none. */
  'order.localized-field': {
    reading: LOCALIZED_FIELDS,
    fields: { key: 'localizedFields', value: 'localizedFields' },
    part: (write, read) => {
      const key = keyOf(write);
      const found = listOf(read.value).map(objectOf);
      return { key, value: found.find((each) => each.key === key)?.value ?? null };
    },
    send: (write) => {
      const { record, after } = write;
      const localizedFields = [{ key: keyOf(write), value: after.value ?? '' }];
      return [sending(UpdateOrderDocument, { input: { id: record, localizedFields } })];
    },
  },
  'draft-order.delete': {
    reading: DRAFT_ORDERS,
    fields: sameNames(
      ...['name', 'status', 'email', 'phone', 'note', 'note2', 'tags', 'poNumber'],
      ...['customAttributes', 'shippingAddress', 'billingAddress'],
    ),
    takesAway: true,
    send: ({ record }) => [sending(DeleteDraftOrderDocument, { input: { id: record } })],
  },
} satisfies Record<string, WriteRow>;
