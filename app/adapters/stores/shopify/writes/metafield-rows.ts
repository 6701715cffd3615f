import type { PlannedWrite } from '../../../../core/plan.ts';
import { PROCESSING, PROCESSING_TYPE } from '../../../../core/restriction.ts';
import {
  DeleteMetafieldsDocument,
  SetDefinedMetafieldsDocument,
  SetMetafieldsDocument,
} from '../generated/documents.ts';
import { CUSTOMERS, metafieldOf, ORDERS, type Reading } from './reading.ts';
import { sameNames, sending, type WriteRow } from './row.ts';

const nameOf = ({ before, after }: PlannedWrite) => ({
  namespace: String(before.namespace ?? after.namespace ?? ''),
  key: String(before.key ?? after.key ?? ''),
});

/**
 * Segments and Flow look at metafields that are defined. One that is defined already, or that Shopify does not take,
 * changes nothing: the value is set all the same, and the tag says the same of the customer.
 */
const processingDefinition = {
  ...PROCESSING,
  ownerType: 'CUSTOMER',
  name: 'Use of personal data',
  description: 'Set by Privacy Desk while the use of this customer’s data is restricted or objected to.',
  type: PROCESSING_TYPE,
  capabilities: { adminFilterable: { enabled: true } },
};
const isProcessing = ({ namespace, key }: { namespace: string; key: string }): boolean =>
  namespace === PROCESSING.namespace && key === PROCESSING.key;

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
      if (value === null) return [sending(DeleteMetafieldsDocument, { metafields: [metafield] })];
      const metafields = [{ ...metafield, value, ...(type !== null && { type }) }];
      return [
        isProcessing(metafield)
          ? sending(SetDefinedMetafieldsDocument, { definition: processingDefinition, metafields })
          : sending(SetMetafieldsDocument, { metafields }),
      ];
    },
  },
} satisfies Record<string, WriteRow>;

export const isMetafieldRow = (operation: string): boolean => Object.hasOwn(METAFIELD_ROWS, operation);
export { nameOf as metafieldName };
