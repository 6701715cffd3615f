import type { Json, JsonObject } from '../../../core/store.ts';

export interface Connection {
  nodes: JsonObject[];
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A page of a list, as Shopify answers it. */
export const isConnection = (value: Json | undefined): value is JsonObject & Connection =>
  isObject(value) && Array.isArray(value.nodes) && isObject(value.pageInfo);

/** GraphQL data is JSON; this says so to the compiler, without empty fields. */
export const json = (value: object): JsonObject => JSON.parse(JSON.stringify(value));

/** A record without the machinery of pages: a connection is the list of its nodes. */
export function plain(value: JsonObject): JsonObject;
export function plain(value: Json): Json;
export function plain(value: Json): Json {
  if (Array.isArray(value)) return value.map((item) => plain(item));
  if (!isObject(value)) return value;
  if (isConnection(value)) return value.nodes.map((node) => plain(node));
  return Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, plain(inner)]));
}

/** Withheld or none: the list of a connection's nodes, or of a plain list. */
export function itemsOf(value: Json | undefined): JsonObject[] {
  const list = isConnection(value) ? value.nodes : value;
  return Array.isArray(list) ? list.filter(isObject) : [];
}
