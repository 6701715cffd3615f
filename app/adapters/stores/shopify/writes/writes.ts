import { Failure } from '../../../../core/failure.ts';
import type { PlannedWrite } from '../../../../core/plan.ts';
import type { JsonObject, StoreShop, StoreWrites } from '../../../../core/store.ts';
import type { AdminClient, Denial } from '../admin-client.ts';
import { CUSTOMER_ROWS } from './customer-rows.ts';
import { isMetafieldRow, METAFIELD_ROWS, metafieldName } from './metafield-rows.ts';
import { ORDER_ROWS } from './order-rows.ts';
import {
  at,
  type MetafieldPlace,
  metafieldOf,
  nodeOf,
  type Read,
  type Reading,
  readMetafields,
  readRecords,
} from './reading.ts';
import { listOf, objectOf, type WriteRow } from './row.ts';
import { failureOfDenial, failureOfUserErrors } from './user-errors.ts';

/** Everything that can be changed in Shopify, one row per operation. */
export const SHOPIFY_WRITES = { ...CUSTOMER_ROWS, ...ORDER_ROWS, ...METAFIELD_ROWS } as const;
export type ShopifyWrite = keyof typeof SHOPIFY_WRITES;

function rowOf({ operation }: PlannedWrite): WriteRow {
  if (Object.hasOwn(SHOPIFY_WRITES, operation)) return SHOPIFY_WRITES[operation as ShopifyWrite];
  throw new Failure('unknown-operation', 'This version of Privacy Desk cannot make this change in Shopify.');
}

/** Whose the record is; it tells Shopify where to look, and is not a field that could change. */
const OWNER = 'customerId';
/** Read beside the others, for it takes a question of its own. */
const METAFIELDS = 'metafields';

const fieldsOf = ({ before, after }: PlannedWrite): string[] => [
  ...new Set([...Object.keys(before), ...Object.keys(after)]),
];

const namesIn = ({ before, after }: PlannedWrite) =>
  [...listOf(before.metafields), ...listOf(after.metafields)].map((each) => {
    const { namespace = '', key = '' } = objectOf(each);
    return { namespace: String(namespace), key: String(key) };
  });

/** The metafields that a write is about. */
const metafieldsOf = (write: PlannedWrite): MetafieldPlace[] =>
  (isMetafieldRow(write.operation) ? [metafieldName(write)] : namesIn(write)).map((name) => ({
    ...name,
    owner: write.record,
  }));

/** Whether what was withheld is the field, around it or in it. */
const concerns = ({ path }: Denial, field: string): boolean =>
  `nodes.${field}.`.startsWith(`${path}.`) || path.startsWith(`nodes.${field}.`);

function requireReadable(denials: readonly Denial[], paths: readonly string[]): void {
  const denial = denials.find((each) => paths.some((path) => concerns(each, path)));
  if (denial) throw failureOfDenial(denial);
}

/** A plan that names a field which cannot be read again was not made for this table. */
function pathOf({ fields }: WriteRow, field: string): string {
  const path = fields[field];
  if (path !== undefined) return path;
  throw new Failure('unknown-operation', 'This version of Privacy Desk cannot make this change in Shopify.');
}

function wholeMetafields(write: PlannedWrite, read: Read): JsonObject {
  requireReadable(read.denials, [METAFIELDS]);
  const node = nodeOf(read, write.record) ?? {};
  const unique = new Map(namesIn(write).map((name) => [`${name.namespace}.${name.key}`, name]));
  const metafields = [...unique.values()].map(
    (name) => metafieldOf(node, name) ?? { ...name, type: null, value: null },
  );
  return { metafields };
}

function fieldsNow(write: PlannedWrite, records: Read, metafields: Read): JsonObject | null {
  const row = rowOf(write);
  if (isMetafieldRow(write.operation)) {
    requireReadable(metafields.denials, [METAFIELDS]);
    const owner = nodeOf(metafields, write.record);
    return owner && (row.part?.(write, owner) ?? null);
  }
  const names = fieldsOf(write).filter((name) => name !== OWNER && name !== METAFIELDS);
  const paths = names.map((name) => [name, pathOf(row, name)] as const);
  requireReadable(
    records.denials,
    paths.map(([, path]) => path),
  );
  const node = nodeOf(records, write.record);
  if (!node) {
    requireReadable(records.denials, ['id']);
    return null;
  }
  const fields = Object.fromEntries(paths.map(([name, path]) => [name, at(node, path)]));
  const own = row.part?.(write, fields) ?? fields;
  const owner = write.before[OWNER] ?? write.after[OWNER];
  return {
    ...own,
    ...(owner !== undefined && { [OWNER]: owner }),
    ...(namesIn(write).length > 0 && wholeMetafields(write, metafields)),
  };
}

/** Reads each record once, however many writes are about it. */
async function readAll(admin: AdminClient, shop: string, writes: readonly PlannedWrite[]) {
  const plain = writes.filter(({ operation }) => !isMetafieldRow(operation));
  const byReading = new Map<Reading, Read>();
  for (const [reading, some] of Map.groupBy(plain, (write) => rowOf(write).reading)) {
    const ids = some.map(({ record }) => record);
    byReading.set(reading, await readRecords(admin, shop, reading, ids));
  }
  const places = writes.flatMap(metafieldsOf);
  const metafields = await readMetafields(admin, shop, places);
  return { byReading, metafields };
}

const NOTHING: Read = { nodes: new Map(), denials: [] };

export function createShopifyWrites(admin: AdminClient): StoreWrites {
  return {
    async read({ shopDomain }: StoreShop, writes) {
      const { byReading, metafields } = await readAll(admin, shopDomain, writes);
      return writes.map((write) =>
        fieldsNow(write, byReading.get(rowOf(write).reading) ?? NOTHING, metafields),
      );
    },

    async write({ shopDomain }, write) {
      for (const { document, variables } of rowOf(write).send(write)) {
        const { data, denials } = await admin.run(shopDomain, document, variables as never);
        const [denial] = denials;
        if (data.result === null)
          throw denial
            ? failureOfDenial(denial)
            : new Failure('shopify-error', 'Shopify did not say what became of a change.', { retry: true });
        const failure = failureOfUserErrors(data.result.userErrors);
        if (failure) throw failure;
      }
    },
  };
}
