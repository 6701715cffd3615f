import { parse } from 'graphql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { API_VERSION, access, adminSchema, searchFilters } from '#sandbox/schema/admin.ts';
import { needsOf } from '#sandbox/schema/needs.ts';
import { gid, startApi, type TestApi } from './admin-api-world.ts';

let api: TestApi;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api[Symbol.asyncDispose]());

const PROTECTED_DATA = 'See https://shopify.dev/docs/apps/launch/protected-customer-data for more details.';

describe('the schema data', () => {
  it('holds the whole Admin schema with access and search filters', () => {
    expect(API_VERSION).toBe('2026-10');
    const names = [
      'Customer',
      'Order',
      'DraftOrder',
      'GiftCard',
      'BulkOperation',
      'PrivacySettings',
      'ShopifyPaymentsDispute',
    ];
    for (const name of names) expect(adminSchema.getType(name), name).toBeDefined();
    expect(Object.keys(adminSchema.getTypeMap()).length).toBeGreaterThan(3_500);
    expect(access.get('Customer.displayName')?.protectedField).toBe('name');
    expect(access.get('Order.statusPageUrl')?.protectedField).toBe('name');
    expect([...access.values()].filter(({ protectedField }) => protectedField !== null)).toHaveLength(81);
    expect(searchFilters.get('QueryRoot.customers')).toMatchObject({
      email: 'string',
      orders_count: 'integer',
    });
  });

  it.each([
    ['Customer', [['read_customers']]],
    ['Order', [['read_orders', 'read_marketplace_orders', 'read_quick_sale']]],
    ['CustomerCreditCard', [['read_customers'], ['read_customer_payment_methods']]],
    ['ReturnableFulfillment', [['read_orders', 'read_marketplace_orders'], ['read_returns']]],
    [
      'Mutation.productJoinSellingPlanGroups',
      [['write_products'], ['write_own_subscription_contracts', 'write_purchase_options']],
    ],
    ['ChannelsCondition', [['read_markets']]],
  ])('%s asks for at least one scope of each of %j', (coordinate, groups) => {
    expect(access.get(coordinate)?.requirement?.groups).toEqual(groups);
  });
});

describe('the needs of a document', () => {
  it('are the scopes and protected fields that its types and fields ask for', () => {
    const { requirements, protectedFields } = needsOf(
      parse(`mutation ($id: ID!) {
        customerRequestDataErasure(customerId: $id) { customerId }
        orderUpdate(input: { id: $id }) { order { email customer { id ...Name } } }
      }
      fragment Name on Customer { displayName }`),
    );
    expect([...requirements.keys()].sort()).toEqual([
      'Customer',
      'Mutation.customerRequestDataErasure',
      'Mutation.orderUpdate',
      'Order',
    ]);
    expect([...protectedFields].sort()).toEqual(['email', 'name']);
  });
});

describe('access scopes', () => {
  it('a missing scope answers ACCESS_DENIED and null, as Shopify prints it', async () => {
    api.installation.grantedScopes = new Set(['read_customers']);
    const { status, body } = await api.ask('{ orders(first: 1) { nodes { id } } }');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      errors: [
        {
          message:
            'Access denied for orders field. Required access: `read_orders` access scope, `read_marketplace_orders` access scope or `read_quick_sale` access scope.',
          locations: [{ line: 1, column: 3 }],
          path: ['orders'],
          extensions: {
            code: 'ACCESS_DENIED',
            documentation: 'https://shopify.dev/api/usage/access-scopes',
            requiredAccess:
              '`read_orders` access scope, `read_marketplace_orders` access scope or `read_quick_sale` access scope.',
          },
        },
      ],
      data: { orders: null },
    });
  });

  it('what one scope forbids does not hide what another allows', async () => {
    api.installation.grantedScopes = new Set(['read_customers']);
    const { body } = await api.ask(
      `{ customer(id: "${gid('Customer', 1)}") { firstName lastOrder { id } } draftOrders(first: 1) { nodes { id } } }`,
    );
    expect(body.data).toEqual({ customer: { firstName: 'Ada', lastOrder: null }, draftOrders: null });
    expect(body.errors?.map(({ path }) => path)).toEqual([['customer', 'lastOrder'], ['draftOrders']]);
  });

  it('a write scope includes its read scope, and a field may ask for a scope of its own', async () => {
    const query = `{ customer(id: "${gid('Customer', 1)}") { id defaultEmailAddress { marketingUnsubscribeUrl } } }`;
    api.installation.grantedScopes = new Set(['read_customers']);
    const refused = await api.ask(query);
    expect(refused.body.errors?.[0]?.extensions).toMatchObject({ code: 'ACCESS_DENIED' });
    api.installation.grantedScopes = new Set(['write_customers']);
    const allowed = await api.ask(query);
    expect(allowed.body.errors).toBeUndefined();
  });

  it('a node of a type without scope is refused where it stands in the list', async () => {
    api.installation.grantedScopes = new Set(['read_customers']);
    const { body } = await api.ask(
      `{ nodes(ids: ["${gid('Customer', 1)}", "${gid('Order', 1)}"]) { id __typename } }`,
    );
    expect(body.data).toEqual({ nodes: [{ id: gid('Customer', 1), __typename: 'Customer' }, null] });
    expect(body.errors?.[0]?.path).toEqual(['nodes', 1]);
  });
});

describe('protected customer data', () => {
  it('without approval of the type every customer is refused', async () => {
    api.shop.protectedData.approved = false;
    const { body } = await api.ask('{ customers(first: 1) { nodes { id } } shop { name } }');
    expect(body).toMatchObject({
      errors: [
        {
          message: `This app is not approved to access the Customer object. ${PROTECTED_DATA}`,
          path: ['customers'],
          extensions: { code: 'ACCESS_DENIED' },
        },
      ],
      data: { customers: null, shop: { name: 'Demo' } },
    });
  });

  it('a field without approval is null and the rest of the data is present', async () => {
    api.shop.protectedData.fields.delete('email');
    const { body } = await api.ask(`{ order(id: "${gid('Order', 7)}") { name email } }`);
    expect(body).toMatchObject({
      errors: [
        {
          message: `This app is not approved to use the email field. ${PROTECTED_DATA}`,
          path: ['order', 'email'],
          extensions: { code: 'ACCESS_DENIED' },
        },
      ],
      data: { order: { name: '#1007', email: null } },
    });
  });

  it('a field that may not be null takes its parent along', async () => {
    api.shop.protectedData.fields.delete('name');
    const { body } = await api.ask(
      `{ customer(id: "${gid('Customer', 1)}") { id displayName } order(id: "${gid('Order', 7)}") { id statusPageUrl } kept: customer(id: "${gid('Customer', 1)}") { id firstName } }`,
    );
    expect(body.data).toEqual({
      customer: null,
      order: null,
      kept: { id: gid('Customer', 1), firstName: null },
    });
    expect(body.errors?.map(({ message }) => message.split('. See')[0])).toEqual([
      'This app is not approved to use the displayName field',
      'This app is not approved to use the statusPageUrl field',
      'This app is not approved to use the firstName field',
    ]);
  });

  it('errors are raised per node and cut off when there are too many', async () => {
    for (let id = 100; id < 300; id += 1) {
      api.store.insert({ ...api.store.all('Customer')[0], __typename: 'Customer', id: gid('Customer', id) });
    }
    api.shop.protectedData.fields.delete('name');
    const { body } = await api.ask('{ customers(first: 200) { nodes { id firstName } } }');
    expect(body.errors?.[0]).toMatchObject({ path: ['customers', 'nodes', 0, 'firstName'] });
    expect(body.errors?.at(-1)).toEqual({
      message: 'Too many execution errors, max error limit reached. Results truncated',
    });
    expect(Object(body.data).customers.nodes).toHaveLength(200);
  });
});
