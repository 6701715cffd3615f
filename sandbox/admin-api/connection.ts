/** Pages of a list as a Relay connection, with cursors that survive insertions and removals. */
import type { StoreRecord, Value } from '#sandbox/store/store.ts';
import { badRequest } from './errors.ts';
import { compareIds, idDigits } from './record.ts';

/** Most nodes a page may hold. */
export const PAGE_MAX = 250;

/**
 * How deep a list can be paged. shopify.dev, "Shopify API limits": "limits pagination of arrays of objects to
 * 25,000 objects", and in the change log of 2025-06-17 that queries "past the 25,000th item" get an error; that
 * entry says too that the Admin API "supports higher limits" without naming them. So the sandbox takes the strict
 * reading, and the error's words are its own, for Shopify publishes none. Bulk operations have no such end.
 */
export const DEEPEST = 25_000;

export type Arguments = Record<string, Value>;
export type SortValue = string | number;
/** The list's order: the value that a node is sorted by; its id decides among equals. */
export type SortBy = (node: StoreRecord) => SortValue;

interface Cursor {
  last_id: string | null;
  last_value: SortValue;
}

/** Shopify's words for a cursor that is old, broken or of a list in another order. */
export const unknownCursor = () => badRequest('Invalid cursor for current pagination sort.');

const encode = (cursor: Cursor) => Buffer.from(JSON.stringify(cursor)).toString('base64');

function decode(text: unknown): Cursor {
  try {
    const cursor: Partial<Cursor> = JSON.parse(Buffer.from(String(text), 'base64').toString('utf8'));
    if (cursor.last_value !== undefined)
      return { last_id: cursor.last_id ?? null, last_value: cursor.last_value };
  } catch {
    throw unknownCursor();
  }
  throw unknownCursor();
}

const compare = (a: SortValue, b: SortValue) => (a < b ? -1 : a > b ? 1 : 0);

const idOf = ({ id }: StoreRecord) => (typeof id === 'string' ? idDigits(id) : null);

/** Where nodes stand in their list. A sorted list is searched, any other is looked through. */
interface Positions {
  cursorOf(node: StoreRecord, index: number): Cursor;
  /** Index of the first node that stands after the cursor. */
  after(cursor: Cursor): number;
  /** Index of the first node that does not stand before the cursor. */
  from(cursor: Cursor): number;
}

function sortedPositions(nodes: readonly StoreRecord[], sortBy: SortBy, reverse: boolean): Positions {
  const sign = reverse ? -1 : 1;
  const against = (node: StoreRecord, cursor: Cursor) =>
    sign * (compare(sortBy(node), cursor.last_value) || compareIds(node.id, cursor.last_id));
  const search = (passes: (node: StoreRecord) => boolean) => {
    let low = 0;
    let high = nodes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const node = nodes[middle];
      if (node && passes(node)) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  return {
    cursorOf: (node) => ({ last_id: idOf(node), last_value: sortBy(node) }),
    after: (cursor) => search((node) => against(node, cursor) > 0),
    from: (cursor) => search((node) => against(node, cursor) >= 0),
  };
}

function listedPositions(nodes: readonly StoreRecord[]): Positions {
  const indexOf = ({ last_id, last_value }: Cursor) =>
    last_id === null ? Number(last_value) : nodes.findIndex((node) => idOf(node) === last_id);
  return {
    cursorOf: (node, index) => ({ last_id: idOf(node), last_value: index }),
    // When the node itself is gone, the next one has moved to its place.
    after: (cursor) => (indexOf(cursor) < 0 ? Number(cursor.last_value) : indexOf(cursor) + 1),
    from: (cursor) => (indexOf(cursor) < 0 ? Number(cursor.last_value) : indexOf(cursor)),
  };
}

function pageSize(args: Arguments, fieldName: string): { first: number | null; last: number | null } {
  const size = (name: 'first' | 'last') => {
    const value = args[name];
    if (typeof value !== 'number') return null;
    if (value >= 0 && value <= PAGE_MAX) return value;
    const bound = value < 0 ? 'greater than or equal to 0' : `less than or equal to ${PAGE_MAX}`;
    throw badRequest(
      `Argument '${name}' on Field '${fieldName}' has an invalid value (${value}). Must be ${bound}.`,
    );
  };
  const [first, last] = [size('first'), size('last')];
  if (first === null && last === null) throw badRequest('you must provide one of first or last');
  if (first !== null && last !== null) throw badRequest('providing both first and last is not supported');
  return { first, last };
}

/** What a store lists is in id order as a rule, and sorting ten thousand orders for each page would be slow. */
function isAscending(nodes: readonly StoreRecord[]): boolean {
  let last = '';
  for (const { id } of nodes) {
    const digits = idDigits(id);
    if (digits.length < last.length || (digits.length === last.length && digits < last)) return false;
    last = digits;
  }
  return true;
}

/** All values equal, so that the id alone decides. */
export const byId: SortBy = () => 0;

/** Puts a list in the order asked for; null keeps its own order. */
export function ordered(nodes: readonly StoreRecord[], sortBy: SortBy | null): readonly StoreRecord[] {
  if (sortBy === null || (sortBy === byId && isAscending(nodes))) return nodes;
  const keyed = nodes.map((node) => ({ node, value: sortBy(node) }));
  return keyed
    .sort((a, b) => compare(a.value, b.value) || compareIds(a.node.id, b.node.id))
    .map(({ node }) => node);
}

/**
 * One page of a list that is in order (reversed already where `args.reverse` says so).
 * @param sortBy how the list is sorted, or null when it simply has an order of its own
 */
export function connection(
  typeName: string,
  fieldName: string,
  nodes: readonly StoreRecord[],
  sortBy: SortBy | null,
  args: Arguments,
): StoreRecord {
  const { first, last } = pageSize(args, fieldName);
  const positions = sortBy ? sortedPositions(nodes, sortBy, args.reverse === true) : listedPositions(nodes);
  let start = args.after ? positions.after(decode(args.after)) : 0;
  if (args.after && start >= DEEPEST) {
    throw badRequest(`Cannot paginate past the ${DEEPEST.toLocaleString('en-US')}th item of '${fieldName}'.`);
  }
  let end = args.before ? positions.from(decode(args.before)) : nodes.length;
  if (first !== null) end = Math.min(end, start + first);
  if (last !== null) start = Math.max(start, end - last);
  const page = nodes.slice(start, Math.max(start, end));
  end = start + page.length;
  const cursor = (index: number) => {
    const node = page[index];
    return node ? encode(positions.cursorOf(node, start + index)) : null;
  };
  return {
    __typename: typeName,
    nodes: page as Value[],
    edges: () =>
      page.map((node, index) => ({
        __typename: typeName.replace(/Connection$/, 'Edge'),
        cursor: cursor(index),
        node,
      })),
    pageInfo: () => ({
      __typename: 'PageInfo',
      hasNextPage: end < nodes.length,
      hasPreviousPage: start > 0,
      startCursor: cursor(0),
      endCursor: cursor(page.length - 1),
    }),
    totalCount: nodes.length,
  };
}

/** The whole list, for bulk operations, which ignore paging arguments. */
export function wholeConnection(typeName: string, nodes: readonly StoreRecord[]): StoreRecord {
  const edgeType = typeName.replace(/Connection$/, 'Edge');
  return {
    __typename: typeName,
    nodes: [...nodes],
    edges: () => nodes.map((node) => ({ __typename: edgeType, cursor: '', node })),
    totalCount: nodes.length,
  };
}
