import type { PlannedWrite } from '../../../../core/plan.ts';
import { DeleteMetafieldsDocument, SetMetafieldsDocument } from '../generated/documents.ts';
import { CUSTOMERS, metafieldOf, ORDERS, type Reading } from './reading.ts';
import { sameNames, sending, type WriteRow } from './row.ts';

const nameOf = ({ before, after }: PlannedWrite) => ({
  namespace: String(before.namespace ?? after.namespace ?? ''),
  key: String(before.key ?? after.key ?? ''),
});

const remove = (reading: Reading): WriteRow => ({
  reading,
  fields: sameNames('namespace', 'key', 'type', 'value'),
  takesAway: true,
  part: (write, read) => metafieldOf(read, nameOf(write)),
  send: (write) => [
    sending(DeleteMetafieldsDocument, { metafields: [{ ownerId: write.record, ...nameOf(write) }] }),
  ],
});

/**
 * Changes of one metafield: the record is its owner's id, the fields are `namespace`, `key`, `type` and `value`.
 * Where there is none yet, `type` and `value` are null.
 */
export const METAFIELD_ROWS = {
  'customer.metafield-delete': remove(CUSTOMERS),
  'order.metafield-delete': remove(ORDERS),
  'customer.metafield-set': {
    reading: CUSTOMERS,
    fields: sameNames('namespace', 'key', 'type', 'value'),
    part: (write, read) => metafieldOf(read, nameOf(write)) ?? { ...nameOf(write), type: null, value: null },
    send: (write) => {
      const { type = null, value = null } = write.after;
      const metafield = { ownerId: write.record, ...nameOf(write) };
      // None may be set to nothing: taken back is taken away.
      return value === null
        ? [sending(DeleteMetafieldsDocument, { metafields: [metafield] })]
        : [
            sending(SetMetafieldsDocument, {
              metafields: [{ ...metafield, value, ...(type !== null && { type }) }],
            }),
          ];
    },
  },
} satisfies Record<string, WriteRow>;

export const isMetafieldRow = (operation: string): boolean => Object.hasOwn(METAFIELD_ROWS, operation);
export { nameOf as metafieldName };
