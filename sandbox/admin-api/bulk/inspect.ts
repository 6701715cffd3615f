/** What a bulk query may look like, and where its connections are. */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLNamedType,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { adminSchema } from '#sandbox/schema/admin.ts';
import { documentOf, type Prepared } from '../documents.ts';
import { nodeTypeOf } from '../plan.ts';

const CONNECTIONS_MAX = 5;
const DEPTH_MAX = 2;

/** A field of the result, under its response key, with what is below it. */
export interface Branch {
  key: string;
  fieldName: string;
  /** Node type when the field is a connection. */
  nodeType: GraphQLNamedType | null;
  /** A plain list, such as `Order.refunds`. */
  isList: boolean;
  branches: Branch[];
}

export interface BulkQuery {
  document: DocumentNode;
  root: Branch;
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

function branchOf(parent: GraphQLNamedType, field: FieldNode, fragments: Fragments): Branch[] {
  const fields = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields() : {};
  const definition = fields[field.name.value];
  if (!definition) return [];
  const type = getNamedType(definition.type);
  return [
    {
      key: field.alias?.value ?? field.name.value,
      fieldName: field.name.value,
      nodeType: nodeTypeOf(type),
      isList: isListType(getNullableType(definition.type)) && !parent.name.endsWith('Connection'),
      branches: field.selectionSet ? branchesOf(type, field.selectionSet, fragments) : [],
    },
  ];
}

function branchesOf(type: GraphQLNamedType, set: SelectionSetNode, fragments: Fragments): Branch[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === 'Field') return branchOf(type, selection, fragments);
    const fragment = selection.kind === 'InlineFragment' ? selection : fragments.get(selection.name.value);
    const on = fragment?.typeCondition ? adminSchema.getType(fragment.typeCondition.name.value) : type;
    return fragment && on ? branchesOf(on, fragment.selectionSet, fragments) : [];
  });
}

/** The branches of a connection's nodes, whether asked for by `edges { node }` or by `nodes`. */
export function nodeBranches(connection: Branch): Branch[] {
  return connection.branches.flatMap(({ fieldName, branches }) => {
    if (fieldName === 'nodes') return branches;
    return fieldName === 'edges'
      ? branches.filter((edge) => edge.fieldName === 'node').flatMap((edge) => edge.branches)
      : [];
  });
}

interface Found {
  connection: Branch;
  depth: number;
  withinList: boolean;
}

/** Every connection below a branch with its depth of nesting, 1 for an outermost one. */
function connectionsOf(branch: Branch, depth = 0, withinList = false): Found[] {
  const own = branch.nodeType ? depth + 1 : depth;
  const below = branch.branches.flatMap((each) => connectionsOf(each, own, withinList || branch.isList));
  return branch.nodeType ? [{ connection: branch, depth: own, withinList }, ...below] : below;
}

const isNode = (type: GraphQLNamedType) =>
  (isObjectType(type) || isInterfaceType(type)) &&
  (type.name === 'Node' || type.getInterfaces().some(({ name }) => name === 'Node'));

function nestsConnections(branches: Branch[]): boolean {
  return branches.some((branch) => branch.nodeType !== null || nestsConnections(branch.branches));
}

/** Shopify's reasons to refuse a bulk query, in the order in which it looks. */
const RULES: ((root: Branch, found: Found[]) => string | null)[] = [
  ({ fieldName }) =>
    fieldName === 'node' || fieldName === 'nodes'
      ? `Bulk queries cannot contain the top level field \`${fieldName}\`.`
      : null,
  (_root, found) => (found.length === 0 ? 'Bulk queries must contain at least one connection.' : null),
  (_root, found) =>
    found.length > CONNECTIONS_MAX
      ? `Bulk queries cannot contain more than ${CONNECTIONS_MAX} connections.`
      : null,
  (_root, found) =>
    found.some(({ depth }) => depth > DEPTH_MAX)
      ? `Bulk queries cannot contain connections with a nesting depth greater than ${DEPTH_MAX}.`
      : null,
  (_root, found) =>
    found.some(({ withinList }) => withinList)
      ? 'Queries that contain a connection field within a list field are not currently supported.'
      : null,
  (_root, found) => {
    const other = found.find(({ connection }) => connection.nodeType && !isNode(connection.nodeType));
    return other ? `The nodes of the connection '${other.connection.fieldName}' must implement Node.` : null;
  },
  (_root, found) => {
    const without = found
      .filter(({ connection }) => {
        const branches = nodeBranches(connection);
        return (
          nestsConnections(branches) &&
          !branches.some(({ key, fieldName }) => key === 'id' && fieldName === 'id')
        );
      })
      .map(({ connection }) => connection.fieldName);
    return without.length === 0
      ? null
      : `The parent 'node' field for a nested connection must select the 'id' field without an alias and must be of 'ID' return type. Connection fields without 'id': ${without.join(', ')}.`;
  },
];

const invalid = (errors: readonly GraphQLError[]) =>
  `Invalid bulk query: ${errors.map(({ message }) => message).join(', ')}`;

/**
 * @param removed the errors about fields that the shop's schema has no longer
 * @returns the query ready to run, or Shopify's sentence about what is wrong with it
 */
export function inspectBulkQuery(
  text: string,
  removed: (fields: Prepared['fields']) => GraphQLError[],
): BulkQuery | string {
  const prepared = documentOf(text);
  if (!('document' in prepared)) return invalid(prepared);
  const missing = removed(prepared.fields);
  if (missing.length > 0) return invalid(missing);
  const operations = prepared.document.definitions.filter(
    (definition): definition is OperationDefinitionNode => definition.kind === 'OperationDefinition',
  );
  const [operation] = operations;
  const root = adminSchema.getQueryType();
  if (!operation || !root || operations.length > 1 || operation.operation !== 'query') {
    return 'Bulk operations take exactly one query.';
  }
  const [top, ...others] = branchesOf(root, operation.selectionSet, prepared.fragments);
  if (!top || others.length > 0) return 'Bulk queries must contain exactly one top level field.';
  const found = connectionsOf(top);
  for (const rule of RULES) {
    const refusal = rule(top, found);
    if (refusal) return refusal;
  }
  return { document: prepared.document, root: top };
}
