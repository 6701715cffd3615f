/** Puts together what a bulk query gives in lines and pieces, into objects as a page would have them. */
import type { Json, JsonObject } from '../../../core/store.ts';
import type { BulkPlan, Rest } from './bulk-plan.ts';
import type { BulkGroup } from './bulk-result.ts';

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A connection that has been read to its end. */
const whole = (nodes: Json[]): JsonObject => ({ nodes, pageInfo: { hasNextPage: false, endCursor: null } });

/** One object of the outermost connection, with its nested connections filled. */
export function joinGroup({ root, children }: BulkGroup, { connections }: BulkPlan): JsonObject {
  for (const { marker, key } of connections) {
    const nodes = children
      .filter((child) => marker in child)
      .map(({ [marker]: _marker, __parentId, ...node }): JsonObject => node);
    root[key] = whole(nodes);
  }
  return root;
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
    // Own fields alone: a field called `__proto__` would reach into every object there is.
    const own = Object.hasOwn(owner, key) ? owner[key] : undefined;
    if (isObject(own) && isObject(value)) lay(own, value);
    else Object.defineProperty(owner, key, { value, enumerable: true, configurable: true, writable: true });
  }
}
