/**
 * The calculated cost of a query before it runs: an object 1, a connection 2 plus its size times a node,
 * values nothing, an interface or union the dearest of its selections, a mutation 10.
 */
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import { adminSchema } from '#sandbox/schema/admin.ts';
import { type Plan, planOf } from './plan.ts';

export const MUTATION_COST = 10;
const CONNECTION_COST = 2;

/** One row of `extensions.cost.fields`, which Shopify adds on `Shopify-GraphQL-Cost-Debug: 1`. */
export interface FieldCost {
  path: string[];
  definedCost: number;
  requestedTotalCost: number;
  requestedChildrenCost: number | null;
}

export interface CostContext {
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  variables: Record<string, unknown>;
  fields: FieldCost[];
}

/** How many things a field asks for: `first`, `last`, or as many as `nodes(ids:)` names. */
function sizeOf(field: FieldNode, { variables }: CostContext): number | null {
  for (const { name, value } of field.arguments ?? []) {
    if (name.value === 'ids') {
      const ids = value.kind === 'Variable' ? variables[value.name.value] : null;
      if (Array.isArray(ids)) return ids.length;
      if (value.kind === 'ListValue') return value.values.length;
    }
    if (name.value !== 'first' && name.value !== 'last') continue;
    if (value.kind === 'IntValue') return Number(value.value);
    const given = value.kind === 'Variable' ? variables[value.name.value] : null;
    if (typeof given === 'number') return given;
  }
  return null;
}

const DEFINED_COST: Record<Plan['shape'], number> = {
  connection: CONNECTION_COST,
  list: 1,
  object: 1,
  leaf: 0,
};

function fieldCost(
  parent: GraphQLObjectType | null,
  field: FieldNode,
  path: string[],
  context: CostContext,
): number {
  if (parent === null || field.name.value.startsWith('__')) return 0;
  const plan = planOf(parent, field.name.value);
  const row: FieldCost = {
    path,
    definedCost: plan.parentName === 'Mutation' ? MUTATION_COST : plan.free ? 0 : DEFINED_COST[plan.shape],
    requestedTotalCost: 0,
    requestedChildrenCost: null,
  };
  if (plan.shape === 'leaf' || (plan.shape === 'list' && plan.concrete.length === 0)) row.definedCost = 0;
  context.fields.push(row);
  const type = getNamedType(parent.getFields()[field.name.value]?.type);
  if (field.selectionSet && isCompositeType(type)) {
    row.requestedChildrenCost = selectionCost(type, field.selectionSet, path, context);
  }
  const size = sizeOf(field, context) ?? 1;
  const children = row.requestedChildrenCost ?? 0;
  if (plan.parentName === 'Mutation') row.requestedTotalCost = Math.max(MUTATION_COST, children);
  else if (plan.shape === 'connection') row.requestedTotalCost = row.definedCost + size * children;
  else if (plan.shape === 'list' && !plan.free) row.requestedTotalCost = size * (row.definedCost + children);
  else row.requestedTotalCost = row.definedCost + children;
  return row.requestedTotalCost;
}

/** Fields that apply to an object of the given type; for an abstract type those of one possible type. */
function costFor(
  type: GraphQLCompositeType,
  set: SelectionSetNode,
  path: string[],
  context: CostContext,
): number {
  let cost = 0;
  for (const selection of set.selections) {
    if (selection.kind === 'Field') {
      const key = selection.alias?.value ?? selection.name.value;
      cost += fieldCost(isObjectType(type) ? type : null, selection, [...path, key], context);
      continue;
    }
    const fragment =
      selection.kind === 'InlineFragment' ? selection : context.fragments.get(selection.name.value);
    if (!fragment) continue;
    const on = fragment.typeCondition ? adminSchema.getType(fragment.typeCondition.name.value) : type;
    const applies =
      on === type || (isAbstractType(on) && isObjectType(type) && adminSchema.isSubType(on, type));
    if (applies) cost += costFor(type, fragment.selectionSet, path, context);
  }
  return cost;
}

/** The concrete types that a selection on an abstract type tells apart; the first possible type stands for the rest. */
function distinguished(
  type: GraphQLCompositeType,
  set: SelectionSetNode,
  context: CostContext,
): Set<GraphQLObjectType> {
  const types = new Set<GraphQLObjectType>();
  if (!isAbstractType(type)) return types;
  const possible = adminSchema.getPossibleTypes(type);
  if (possible[0]) types.add(possible[0]);
  for (const selection of set.selections) {
    if (selection.kind === 'Field') continue;
    const fragment =
      selection.kind === 'InlineFragment' ? selection : context.fragments.get(selection.name.value);
    const on = fragment?.typeCondition ? adminSchema.getType(fragment.typeCondition.name.value) : type;
    if (isObjectType(on)) types.add(on);
    else if (isAbstractType(on)) for (const each of adminSchema.getPossibleTypes(on)) types.add(each);
    if (fragment) for (const each of distinguished(type, fragment.selectionSet, context)) types.add(each);
  }
  return new Set([...types].filter((each) => adminSchema.isSubType(type, each)));
}

function selectionCost(
  type: GraphQLCompositeType,
  set: SelectionSetNode,
  path: string[],
  context: CostContext,
): number {
  if (!isAbstractType(type)) return costFor(type, set, path, context);
  let dearest = 0;
  let rows: FieldCost[] = [];
  for (const each of distinguished(type, set, context)) {
    const own: CostContext = { ...context, fields: [] };
    const cost = costFor(each, set, path, own);
    if (cost >= dearest) [dearest, rows] = [cost, own.fields];
  }
  context.fields.push(...rows);
  return dearest;
}

export function requestedCost(root: GraphQLObjectType, set: SelectionSetNode, context: CostContext): number {
  return selectionCost(root, set, [], context);
}
