import { DeleteDraftOrderDocument, UpdateOrderDocument } from '../generated/documents.ts';
import { ADDRESS_INPUT } from './customer-rows.ts';
import { DRAFT_ORDERS, ORDERS } from './reading.ts';
import { objectOf, pick, sameNames, sending, type WriteRow } from './row.ts';

const ORDER_INPUT = ['note', 'tags', 'customAttributes', 'email', 'phone', 'poNumber'];

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
