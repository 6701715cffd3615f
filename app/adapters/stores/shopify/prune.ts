/** Taking out of a document what Shopify refuses, so that the rest of it comes whole. */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getOperationAST,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

/** A field as the document asks for it: by response keys from the root, joined with dots. */
export interface Place {
  path: string;
  field: FieldNode;
  /** The types on which the fragments around it are, from the outside inward. */
  types: readonly string[];
}

/** Every place of every field; a field in a fragment has as many as there are uses of it. */
export function placesIn(document: DocumentNode): Place[] {
  const fragments = new Map(
    document.definitions.flatMap((definition): [string, FragmentDefinitionNode][] =>
      definition.kind === 'FragmentDefinition' ? [[definition.name.value, definition]] : [],
    ),
  );
  const places: Place[] = [];
  const walk = (set: SelectionSetNode | undefined, path: string, types: readonly string[]): void => {
    for (const selection of set?.selections ?? []) {
      if (selection.kind === 'Field') {
        const key = (selection.alias ?? selection.name).value;
        const place = { path: path === '' ? key : `${path}.${key}`, field: selection, types };
        places.push(place);
        walk(selection.selectionSet, place.path, []);
        continue;
      }
      const fragment = selection.kind === 'InlineFragment' ? selection : fragments.get(selection.name.value);
      const type = fragment?.typeCondition?.name.value;
      walk(fragment?.selectionSet, path, type === undefined ? types : [...types, type]);
    }
  };
  walk(getOperationAST(document)?.selectionSet, '', []);
  return places;
}

/** A page without its nodes says nothing. */
const PAGE_FRAME = new Set(['pageInfo', '__typename']);
const isHollow = (selections: readonly SelectionNode[], before: number): boolean =>
  selections.length === 0 ||
  (selections.length < before &&
    selections.every((each) => each.kind === 'Field' && PAGE_FRAME.has(each.name.value)));

/** One pass: the fields, what is hollow without them, and uses of fragments that are gone. */
function strip(document: DocumentNode, fields: ReadonlySet<FieldNode>): DocumentNode {
  const names = new Set(
    document.definitions.flatMap((each) => (each.kind === 'FragmentDefinition' ? [each.name.value] : [])),
  );
  const sizes: number[] = [];
  const enter = (node: { selectionSet?: SelectionSetNode }) => {
    sizes.push(node.selectionSet?.selections.length ?? 0);
  };
  const leave = ({ selectionSet }: { selectionSet?: SelectionSetNode }) => {
    const before = sizes.pop() ?? 0;
    return selectionSet && isHollow(selectionSet.selections, before) ? null : undefined;
  };
  return visit(document, {
    Field: { enter: (field) => (fields.has(field) ? null : enter(field)), leave },
    InlineFragment: { enter, leave },
    FragmentDefinition: { enter, leave },
    OperationDefinition: { enter, leave },
    FragmentSpread: ({ name }) => (names.has(name.value) ? undefined : null),
  });
}

/** Fragments and variables that nothing uses any more are an error to Shopify. */
function tidy(document: DocumentNode): DocumentNode {
  const used = new Set<string>();
  visit(document, {
    FragmentSpread: ({ name }) => void used.add(`...${name.value}`),
    VariableDefinition: () => false,
    Variable: ({ name }) => void used.add(`$${name.value}`),
  });
  return visit(document, {
    FragmentDefinition: ({ name }) => (used.has(`...${name.value}`) ? undefined : null),
    VariableDefinition: ({ variable }) => (used.has(`$${variable.name.value}`) ? false : null),
  });
}

/** @returns the document without these fields, or null when nothing is left of it */
export function without(document: DocumentNode, fields: ReadonlySet<FieldNode>): DocumentNode | null {
  let before = document;
  for (;;) {
    const after = tidy(strip(before, fields));
    if (!getOperationAST(after)) return null;
    if (after === before) return after;
    before = after;
  }
}

/** The outermost places of the first document that the second lacks. */
export function missingPlaces(document: DocumentNode, pruned: DocumentNode | null): string[] {
  const left = new Set(pruned ? placesIn(pruned).map(({ path }) => path) : []);
  const missing = new Set(placesIn(document).flatMap(({ path }) => (left.has(path) ? [] : [path])));
  return [...missing].filter((path) => !missing.has(path.slice(0, Math.max(0, path.lastIndexOf('.')))));
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function setNull(value: unknown, keys: readonly string[]): void {
  if (Array.isArray(value)) for (const item of value) setNull(item, keys);
  const [key, ...rest] = keys;
  if (!isObject(value) || key === undefined) return;
  if (rest.length > 0) setNull(value[key], rest);
  else value[key] ??= null;
}

/** Writes null where a field was taken out, as if it had been asked for and refused; lists are walked through. */
export function fillNulls<Data extends object>(data: Data, paths: readonly string[]): Data {
  for (const path of paths) setNull(data, path.split('.'));
  return data;
}

/** Whether a refused field is missing alone: null stands in its own place and not in that of something around it. */
export function isNullInPlace(data: unknown, path: readonly (string | number)[]): boolean {
  let at = data;
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return false;
    at = (at as Record<string | number, unknown>)[key];
  }
  return at === null;
}
