/** The JSON Lines of a bulk result: a line for each node of each connection, tied by `__parentId`. */
import type { Branch } from './inspect.ts';
import { nodeBranches } from './inspect.ts';

type Json = Record<string, unknown>;

export interface Line {
  object: Json;
  /** 1 for a node of an outermost connection. */
  depth: number;
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The nodes that a connection's value holds, by either way of asking for them. */
function nodesOf(value: unknown, connection: Branch): Json[] {
  if (!isObject(value)) return [];
  const keys = connection.branches.filter(({ fieldName }) => fieldName === 'nodes' || fieldName === 'edges');
  return keys.flatMap(({ key, fieldName, branches }) => {
    const items = value[key];
    if (!Array.isArray(items)) return [];
    if (fieldName === 'nodes') return items.filter(isObject);
    const nodeKey = branches.find((branch) => branch.fieldName === 'node')?.key ?? 'node';
    return items
      .filter(isObject)
      .map((edge) => edge[nodeKey])
      .filter(isObject);
  });
}

interface Cut {
  object: Json;
  nested: { branch: Branch; value: unknown }[];
}

/** Takes the connections out of an object; what stays is the object's own line. */
function cut(object: Json, branches: Branch[]): Cut {
  const own: Json = {};
  const nested: Cut['nested'] = [];
  for (const [key, value] of Object.entries(object)) {
    const same = branches.filter((branch) => branch.key === key);
    const connection = same.find(({ nodeType }) => nodeType !== null);
    if (connection) {
      nested.push({ branch: connection, value });
    } else if (isObject(value)) {
      const inner = cut(
        value,
        same.flatMap((branch) => branch.branches),
      );
      own[key] = inner.object;
      nested.push(...inner.nested);
    } else {
      own[key] = value;
    }
  }
  return { object: own, nested };
}

function* connectionLines(branch: Branch, value: unknown, parentId: unknown, depth: number): Generator<Line> {
  const below = nodeBranches(branch);
  for (const node of nodesOf(value, branch)) {
    const { object, nested } = cut(node, below);
    yield { object: parentId === null ? object : { ...object, __parentId: parentId }, depth };
    for (const { branch: child, value: inner } of nested)
      yield* connectionLines(child, inner, node.id, depth + 1);
  }
}

/** The lines of a piece of the result, each child directly below its parent. */
export function* linesOf(root: Branch, value: unknown): Generator<Line> {
  if (root.nodeType) {
    yield* connectionLines(root, value, null, 1);
  } else if (isObject(value)) {
    const { nested } = cut(value, root.branches);
    for (const { branch, value: inner } of nested) yield* connectionLines(branch, inner, null, 1);
  }
}

/** Without grouping a child comes some time after its parent, not directly below it. */
export function ungrouped(lines: Line[]): Line[] {
  return lines.toSorted((a, b) => a.depth - b.depth);
}
