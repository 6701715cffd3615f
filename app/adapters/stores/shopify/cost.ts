/**
 * What Shopify asks for a query before it runs it (shopify.dev, "Rate limits: calculating cost"), worked out from
 * the document alone: its selections tell an object from a value and a connection from an object, so the schema
 * with its 32,000 lines need not be loaded. Where a document leaves something open, the dearer reading counts.
 */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getOperationAST,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';

/** Most points that a single query may ask for, whatever the shop's plan. */
export const MOST_COST = 1_000;
/** A connection gives no more nodes a page. */
const MOST_NODES = 250;
/**
 * Pages are planned below the cap: two of them fit into the smallest bucket (Standard, 2,000) and leave room for
 * what the staff ask meanwhile, and for fields that Shopify has priced by hand.
 */
export const PAGE_COST = 900;

const OBJECT_COST = 1;
const CONNECTION_COST = 2;
const MUTATION_COST = 10;
/** The variable that says how large a page is. */
const PAGE_VARIABLE = 'first';
/** The machinery of a page is free. */
const FREE = new Set(['edges', 'pageInfo']);

type Variables = Readonly<Record<string, unknown>>;
type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;
interface Context {
  fragments: Fragments;
  variables: Variables;
}

const fragmentsOf = ({ definitions }: DocumentNode): Fragments =>
  new Map(
    definitions.flatMap((definition) =>
      definition.kind === 'FragmentDefinition' ? [[definition.name.value, definition]] : [],
    ),
  );

const givenBy = (value: ValueNode, variables: Variables): unknown => {
  if (value.kind === 'Variable') return variables[value.name.value];
  if (value.kind === 'IntValue') return Number(value.value);
  return value.kind === 'ListValue' ? value.values : undefined;
};

/** How many things a field asks for at once: `first`, `last`, or as many as ids are named. */
function sizeOf({ arguments: args = [] }: FieldNode, { variables }: Context): number {
  for (const { name, value } of args) {
    const given = givenBy(value, variables);
    if ((name.value === 'first' || name.value === 'last') && typeof given === 'number') return given;
    if (name.value === 'ids' && Array.isArray(given)) return given.length;
  }
  return 1;
}

const PAGE_FIELDS = new Set(['nodes', 'edges', 'pageInfo']);
function isConnection({ selections }: SelectionSetNode, { fragments }: Context): boolean {
  return selections.some((selection) => {
    if (selection.kind === 'Field') return PAGE_FIELDS.has(selection.name.value);
    const fragment = selection.kind === 'InlineFragment' ? selection : fragments.get(selection.name.value);
    return fragment?.typeCondition?.name.value.endsWith('Connection') ?? false;
  });
}

function fieldCost(field: FieldNode, context: Context): number {
  if (!field.selectionSet) return 0;
  const within = selectionCost(field.selectionSet, context);
  const size = sizeOf(field, context);
  if (isConnection(field.selectionSet, context)) return CONNECTION_COST + size * within;
  if (FREE.has(field.name.value)) return within;
  return size * (OBJECT_COST + within);
}

/**
 * Fragments on several types are taken for the cases of an interface or a union: one of them comes true, and
 * the dearest counts. So our documents name object types there, no interfaces that two of them share.
 */
function selectionCost({ selections }: SelectionSetNode, context: Context): number {
  let always = 0;
  const byType = new Map<string, number>();
  for (const selection of selections) {
    if (selection.kind === 'Field') {
      always += fieldCost(selection, context);
      continue;
    }
    const fragment =
      selection.kind === 'InlineFragment' ? selection : context.fragments.get(selection.name.value);
    if (!fragment) continue;
    const cost = selectionCost(fragment.selectionSet, context);
    const type = fragment.typeCondition?.name.value;
    if (type === undefined) always += cost;
    else byType.set(type, (byType.get(type) ?? 0) + cost);
  }
  return always + Math.max(0, ...byType.values());
}

function operationCost({ operation, selectionSet }: OperationDefinitionNode, context: Context): number {
  const cost = selectionCost(selectionSet, context);
  return operation === 'mutation' ? Math.max(MUTATION_COST * selectionSet.selections.length, cost) : cost;
}

function withDefaults({ variableDefinitions = [] }: OperationDefinitionNode, given: Variables): Variables {
  const defaults = variableDefinitions.flatMap(({ variable, defaultValue }) =>
    defaultValue ? [[variable.name.value, givenBy(defaultValue, {})]] : [],
  );
  const named = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries([...defaults, ...named]);
}

/** Points that the query asks for with these variables; never less than Shopify's own reckoning. */
export function requestedCost(document: DocumentNode, variables: object): number {
  const operation = getOperationAST(document);
  if (!operation) return 0;
  const context = {
    fragments: fragmentsOf(document),
    variables: withDefaults(operation, variables as Variables),
  };
  return operationCost(operation, context);
}

/**
 * The greatest `$first` with which the query keeps under the cap.
 * @param variables the others; a `first` among them is overlooked
 * @param priced how many times dearer Shopify has proved than this reckoning
 * @returns at least 1, though even that may be too dear: then the document has to be divided
 */
export function pageSize(document: DocumentNode, variables: object, priced = 1): number {
  const costOf = (first: number) =>
    priced * requestedCost(document, { ...variables, [PAGE_VARIABLE]: first });
  let least = 1;
  let most = MOST_NODES;
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    if (costOf(middle) <= PAGE_COST) least = middle;
    else most = middle - 1;
  }
  return least;
}
