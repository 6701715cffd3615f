import {
  type FieldNode,
  type GraphQLNamedType,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { fieldsIn, inlined } from '#app/adapters/stores/shopify/bulk-document.ts';
import { NOT_OF_NODES, PLAIN_LISTS, planBulk } from '#app/adapters/stores/shopify/bulk-plan.ts';
import { OrdersPageDocument } from '#app/adapters/stores/shopify/generated/documents.ts';
import { inspectBulkQuery } from '#sandbox/admin-api/bulk/inspect.ts';
import { nodeTypeOf } from '#sandbox/admin-api/plan.ts';
import { adminSchema } from '#sandbox/schema/admin.ts';

interface Found {
  parent: string;
  name: string;
  /** Of a connection: of what its nodes are. */
  nodes: GraphQLNamedType | null;
  isList: boolean;
  hasConnection: boolean;
}

const isConnection = ({ selectionSet }: FieldNode): boolean =>
  fieldsIn(selectionSet).some(({ name }) => name.value === 'nodes');
const holdsConnection = ({ selectionSet }: FieldNode): boolean =>
  fieldsIn(selectionSet).some((each) => isConnection(each) || holdsConnection(each));

/** Every field of the orders' document, as the real schema has it. */
function fieldsOfOrders(): Found[] {
  const found: Found[] = [];
  const types = new TypeInfo(adminSchema);
  const enter = (field: FieldNode) => {
    const type = types.getType();
    const parent = types.getParentType()?.name ?? '';
    if (!type || parent.endsWith('Connection')) return;
    found.push({
      parent,
      name: field.name.value,
      nodes: nodeTypeOf(getNamedType(type)),
      isList: isListType(getNullableType(type)),
      hasConnection: holdsConnection(field),
    });
  };
  visit(inlined(OrdersPageDocument, { query: '', first: 1 }), visitWithTypeInfo(types, { Field: { enter } }));
  return found;
}

const isNode = (type: GraphQLNamedType): boolean =>
  (isObjectType(type) || isInterfaceType(type)) && type.getInterfaces().some(({ name }) => name === 'Node');

describe('the plan of a bulk query', () => {
  test('for the orders of a person keeps Shopify’s rules', () => {
    const { query, rests } = planBulk(OrdersPageDocument, {
      query: 'customer_id:1 OR email:"a@example.com"',
    });
    expect(inspectBulkQuery(query, () => [])).toMatchObject({ root: { key: 'orders' } });
    expect(rests.map(({ owners }) => owners)).toContainEqual([]);
  });

  test('knows which lists hold connections, and which connections hold no Nodes', () => {
    const found = fieldsOfOrders();
    const lists = found.filter(({ isList, hasConnection }) => isList && hasConnection);
    expect(lists.map(({ name }) => name).filter((name) => !PLAIN_LISTS.has(name))).toEqual([]);
    expect(lists.length).toBeGreaterThan(0);
    const ofOrders = found.filter(({ parent, nodes }) => parent === 'Order' && nodes !== null);
    for (const { name, nodes } of ofOrders)
      expect({ name, isNode: nodes !== null && isNode(nodes) }).toEqual({
        name,
        isNode: !NOT_OF_NODES.has(name),
      });
  });

  test('leaves out what may not be read, and says where null belongs instead', () => {
    const withheld = ['orders.nodes.email', 'orders.nodes.lineItems.nodes.title'];
    const { query, nulls } = planBulk(OrdersPageDocument, { query: 'customer_id:1' }, withheld);
    expect(nulls).toEqual(['email', 'lineItems.nodes.title']);
    expect(query).not.toMatch(/^\s{6}email$/m);
  });
});
