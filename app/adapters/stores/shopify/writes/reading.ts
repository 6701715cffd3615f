import type { DocumentNode } from 'graphql';
import type { Json, JsonObject } from '../../../../core/store.ts';
import type { AdminClient, Denial } from '../admin-client.ts';
import type { ByIds } from '../by-ids.ts';
import { PAGE_COST, requestedCost } from '../cost.ts';
import {
  AddressesAgainDocument,
  CustomersAgainDocument,
  DraftOrdersAgainDocument,
  LocalizedFieldsAgainDocument,
  MetafieldsAgainDocument,
  OrdersAgainDocument,
} from '../generated/documents.ts';
import { itemsOf, json, plain } from '../plain.ts';

/** Most ids, and most keys, that Shopify takes at once. */
const MOST_IDS = 250;

/** What was read of many records at once; those that are gone are missing. */
export interface Read {
  nodes: Map<string, JsonObject>;
  denials: Denial[];
}

/** How records of a type are read. */
export interface Reading {
  document: ByIds;
}

export const CUSTOMERS: Reading = { document: CustomersAgainDocument };
export const ADDRESSES: Reading = { document: AddressesAgainDocument };
export const ORDERS: Reading = { document: OrdersAgainDocument };
/** What countries want in an order, tax ids among it; beside the order, for few have any and each costs. */
export const LOCALIZED_FIELDS: Reading = { document: LocalizedFieldsAgainDocument };
export const DRAFT_ORDERS: Reading = { document: DraftOrdersAgainDocument };

function* portions(document: DocumentNode, ids: readonly string[], more: object): Generator<string[]> {
  const each = Math.max(1, requestedCost(document, { ...more, ids: ids.slice(0, 1) }));
  const size = Math.max(1, Math.min(MOST_IDS, Math.floor(PAGE_COST / each)));
  for (let from = 0; from < ids.length; from += size) yield ids.slice(from, from + size);
}

/** An address may be answered under its id with or without the query that some callers leave out. */
const bare = (id: string): string => id.replace(/\?.*$/, '');

async function readNodes(
  admin: AdminClient,
  shop: string,
  document: ByIds,
  ids: readonly string[],
  more: JsonObject = {},
): Promise<Read> {
  const read: Read = { nodes: new Map(), denials: [] };
  for (const portion of portions(document, [...new Set(ids)], more)) {
    const { data, denials } = await admin.run(shop, document, { ...more, ids: portion });
    for (const node of itemsOf(json(data).nodes))
      if (typeof node.id === 'string') read.nodes.set(bare(node.id), plain(node));
    read.denials.push(...denials);
  }
  return read;
}

export const readRecords = (
  admin: AdminClient,
  shop: string,
  { document }: Reading,
  ids: readonly string[],
): Promise<Read> => readNodes(admin, shop, document, ids);

/** A metafield of a record, by what it is called. */
export interface MetafieldPlace {
  owner: string;
  namespace: string;
  key: string;
}

/** The metafields of these records that have any of these names; a record that is gone is missing. */
export async function readMetafields(
  admin: AdminClient,
  shop: string,
  places: readonly MetafieldPlace[],
): Promise<Read> {
  const keys = [...new Set(places.map(({ namespace, key }) => `${namespace}.${key}`))].sort();
  const owners = places.map(({ owner }) => owner);
  const read: Read = { nodes: new Map(), denials: [] };
  for (let from = 0; from < keys.length; from += MOST_IDS) {
    const some = keys.slice(from, from + MOST_IDS);
    const more = { keys: some, first: some.length };
    const document = MetafieldsAgainDocument as unknown as ByIds;
    const { nodes, denials } = await readNodes(admin, shop, document, owners, more);
    read.denials.push(...denials);
    for (const [id, node] of nodes) {
      const before = itemsOf(read.nodes.get(id)?.metafields);
      read.nodes.set(id, { id, metafields: [...before, ...itemsOf(node.metafields)] });
    }
  }
  return read;
}

export const nodeOf = ({ nodes }: Read, id: string): JsonObject | null => nodes.get(bare(id)) ?? null;

/** The metafield of this name among a record's; null where it has none. */
export function metafieldOf(
  node: JsonObject,
  { namespace, key }: Omit<MetafieldPlace, 'owner'>,
): JsonObject | null {
  const whole = `${namespace}.${key}`;
  const found = itemsOf(node.metafields).find(
    (each) => each.key === whole || (each.namespace === namespace && each.key === key),
  );
  return found ? { namespace, key, type: found.type ?? null, value: found.value ?? null } : null;
}

/** What stands at a path within a record. */
export function at(node: JsonObject, path: string): Json {
  let value: Json | undefined = node;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    value = value[key];
  }
  return value ?? null;
}
