/** Puts together what a bulk query gives in lines and pieces, into objects as a page would have them. */
import type { Json, JsonObject } from '../../../core/store.ts';
import type { BulkPlan, Rest } from './bulk-plan.ts';
import type { BulkGroup } from './bulk-result.ts';

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A connection that has been read to its end. */
const whole = (nodes: Json[]): JsonObject => ({ nodes, pageInfo: { hasNextPage: false, endCursor: null } });

/** The object in which a connection lies; made where Shopify left out what was empty but for the connection. */
function holderOf(object: JsonObject, path: readonly string[]): JsonObject | null {
  let at = object;
  for (const key of path) {
    const next = at[key];
    if (next === null) return null;
    if (!isObject(next)) at[key] = {};
    at = at[key] as JsonObject;
  }
  return at;
}

/** One object of the outermost connection, with its nested connections filled. */
export function joinGroup({ root, children }: BulkGroup, { connections }: BulkPlan): JsonObject {
  const order = structuredClone(root);
  for (const { marker, path } of connections) {
    const holder = holderOf(order, path.slice(0, -1));
    const key = path.at(-1) ?? '';
    const nodes = children
      .filter((child) => marker in child)
      .map(({ [marker]: _marker, __parentId, ...node }): JsonObject => node);
    if (holder) holder[key] = whole(nodes);
  }
  return order;
}

/** All objects at a path, through lists. */
function at(value: Json | undefined, path: readonly string[]): JsonObject[] {
  if (Array.isArray(value)) return value.flatMap((item) => at(item, path));
  if (!isObject(value)) return [];
  const [key, ...rest] = path;
  return key === undefined ? [value] : at(value[key], rest);
}

/** The objects whose connections are still to be asked for, by their ids. */
export function ownersOf(orders: JsonObject[], { owners }: Rest): Map<string, JsonObject[]> {
  const found = Map.groupBy(at(orders, owners), ({ id }) => String(id));
  return found;
}

/** Lays what was asked for apart into its owner. */
export function lay(owner: JsonObject, part: JsonObject): void {
  for (const [key, value] of Object.entries(part)) {
    const own = owner[key];
    if (isObject(own) && isObject(value)) lay(own, value);
    else owner[key] = value;
  }
}
