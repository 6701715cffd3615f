import {
  type GraphQLObjectType,
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { access, adminSchema } from '#sandbox/schema/admin.ts';
import { createStore } from '#sandbox/store/memory-store.ts';
import { seedStore } from '#sandbox/store/seed.ts';
import { startApi, type TestApi } from './admin-api-world.ts';

let api: TestApi;
beforeEach(async () => {
  api = await startApi();
  const now = api.world.clock.now();
  const store = createStore(() => api.world.clock.now());
  seedStore(store, { seed: 1, customers: 60, orders: 300, now });
  api.shop.store = store;
  api.shop.restoreRate = 1e9;
  const scopes = [...access.values()].flatMap(({ requirement }) => requirement?.groups.flat() ?? []);
  api.installation.grantedScopes = new Set([...scopes, 'read_all_orders']);
});
afterEach(() => api[Symbol.asyncDispose]());

/** Every field that needs no argument, so many objects deep. */
function everything(type: GraphQLObjectType, depth: number): string {
  const fields = Object.values(type.getFields()).filter(({ args }) => !args.some(isRequiredArgument));
  const selections = fields.flatMap(({ name, type: fieldType, args }) => {
    const inner = getNamedType(fieldType);
    if (isLeafType(inner)) return [name];
    if (depth === 0) return [];
    const page = args.some((argument) => argument.name === 'first') ? '(first: 3)' : '';
    if (isAbstractType(inner)) return [`${name}${page} { __typename }`];
    if (!isObjectType(inner)) return [];
    const next = /Connection$|Edge$/.test(inner.name) ? depth : depth - 1;
    return [`${name}${page} { __typename ${everything(inner, next)} }`];
  });
  return selections.join(' ');
}

const TYPES = [
  'Customer',
  'Order',
  'DraftOrder',
  'AbandonedCheckout',
  'GiftCard',
  'ShopifyPaymentsDispute',
  'Comment',
  'Segment',
  'Company',
  'CompanyContact',
  'Metaobject',
  'StoreCreditAccount',
  'SubscriptionContract',
  'CustomerPaymentMethod',
];

describe('the seeded shop through the Admin API', () => {
  it.each(TYPES)('every field of %s is answered as the schema promises', async (typeName) => {
    const type = adminSchema.getType(typeName);
    if (!isObjectType(type)) throw new Error(`${typeName} is no object type`);
    const ids = api.shop.store
      .all(typeName)
      .slice(0, 5)
      .map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(0);
    const { body } = await api.ask(
      `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on ${typeName} { ${everything(type, 1)} } } }`,
      { ids },
    );
    expect(body.errors).toBeUndefined();
  });

  it('a bulk operation reads the whole shop, and a page of 250 customers the same people', async () => {
    const pages = await api.ask('{ customers(first: 250) { nodes { id } } customersCount { count } }');
    const { nodes } = Object(pages.body.data).customers;
    expect(Object(pages.body.data).customersCount.count).toBe(nodes.length);
    const { body } = await api.ask(
      'mutation ($query: String!) { bulkOperationRunQuery(query: $query) { bulkOperation { id } } }',
      { query: '{ customers { edges { node { id orders { edges { node { id } } } } } } }' },
    );
    const { id } = Object(body.data).bulkOperationRunQuery.bulkOperation;
    api.world.clock.advance(2_000);
    await vi.waitFor(() => expect(api.shop.store.find(id)?.status).toBe('COMPLETED'));
    expect(api.shop.store.find(id)?.rootObjectCount).toBe(String(nodes.length));
  });
});
