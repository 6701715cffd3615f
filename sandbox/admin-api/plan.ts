/** What the schema says about a field, worked out once per field and kept. */
import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  getNamedType,
  getNullableType,
  isAbstractType,
  isLeafType,
  isListType,
  isObjectType,
} from 'graphql';
import { adminSchema } from '#sandbox/schema/admin.ts';

export interface Plan {
  /** e.g. `Customer.orders` */
  coordinate: string;
  parentName: string;
  fieldName: string;
  shape: 'connection' | 'list' | 'object' | 'leaf';
  /** The type that the field leads to: of the nodes, the items, or the object itself. */
  type: GraphQLNamedType;
  /** The concrete types behind it, one unless it is an interface or a union; none for a leaf. */
  concrete: string[];
  abstract: boolean;
  /** Edges and page infos are the machinery of a page and cost nothing. */
  free: boolean;
  /** Whether the field is refused when its type is; within a page that was asked where the page began. */
  guarded: boolean;
  argumentNames: Set<string>;
}

/** Node type of a connection type, null for any other type. */
export function nodeTypeOf(type: GraphQLNamedType): GraphQLNamedType | null {
  if (!isObjectType(type) || !type.name.endsWith('Connection')) return null;
  const edge = getNamedType(type.getFields().edges?.type);
  return isObjectType(edge) ? (getNamedType(edge.getFields().node?.type) ?? null) : null;
}

const plans = new WeakMap<GraphQLField<unknown, unknown>, Plan>();

function makePlan(parent: GraphQLObjectType, field: GraphQLField<unknown, unknown>): Plan {
  const named = getNamedType(field.type);
  const node = nodeTypeOf(named);
  const type = node ?? named;
  const abstract = isAbstractType(type);
  return {
    coordinate: `${parent.name}.${field.name}`,
    parentName: parent.name,
    fieldName: field.name,
    shape: node
      ? 'connection'
      : isListType(getNullableType(field.type))
        ? 'list'
        : isLeafType(type)
          ? 'leaf'
          : 'object',
    type,
    concrete: abstract
      ? adminSchema.getPossibleTypes(type).map(({ name }) => name)
      : isObjectType(type)
        ? [type.name]
        : [],
    abstract,
    free: /^PageInfo$|Edge$/.test(type.name),
    guarded: !abstract && !/(Connection|Edge)$/.test(parent.name),
    argumentNames: new Set(field.args.map(({ name }) => name)),
  };
}

export function planOf(parent: GraphQLObjectType, fieldName: string): Plan {
  const field = parent.getFields()[fieldName];
  if (!field) throw new Error(`${parent.name} has no field ${fieldName}`);
  let plan = plans.get(field);
  if (!plan) {
    plan = makePlan(parent, field);
    plans.set(field, plan);
  }
  return plan;
}
