/**
 * The data of one shop, shaped like the Admin schema itself, so that one generic resolver serves every type.
 *
 * A record is a plain object whose keys are the schema's field names and whose `__typename` is its type.
 * - An edge to other records is an object, a list, or a function returning either (called at each read, so
 *   that large graphs need not be built before they are asked for).
 * - A field whose schema type is a Connection holds the plain list of nodes (or a function returning it);
 *   the resolver pages it.
 * - A field that is missing is null, or, where the schema forbids null, the resolver's neutral value
 *   ('' 0 false [] and so on).
 */
export type Value = string | number | boolean | null | undefined | StoreRecord | Value[] | (() => Value);
export interface StoreRecord {
  __typename: string;
  [field: string]: Value;
}

/** A record that can be found by its global id, `gid://shopify/<Type>/<number>`. */
export interface NodeRecord extends StoreRecord {
  id: string;
}

export interface Store {
  /**
   * Grows with every change, of bulk operations excepted, which work while lists are read. What was read at one
   * count is still true at the same count. A store that does not count has what is read of it read anew.
   */
  readonly changes?: number;
  /** Every node by global id, whatever its type. */
  find(gid: string): NodeRecord | undefined;
  /** All nodes of a type in ascending id order: 'Customer', 'Order', 'DraftOrder', 'GiftCard', ... */
  all(typename: string): readonly NodeRecord[];
  insert(record: NodeRecord): void;
  /** Merges the given fields into the record and sets its updatedAt. */
  update(gid: string, fields: Record<string, Value>): NodeRecord;
  remove(gid: string): void;
}
