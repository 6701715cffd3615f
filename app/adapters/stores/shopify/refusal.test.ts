import fc from 'fast-check';
import { type DocumentNode, parse, print, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { adminSchema } from '#sandbox/schema/admin.ts';
import * as generated from './generated/documents.ts';
import { placesIn } from './prune.ts';
import { completed, type Query, queryOf, queryWithout, Refusals, refusedFields } from './refusal.ts';
import type { ReplyError } from './reply.ts';

const notApproved = (field: string, path: (string | number)[]): ReplyError => ({
  message: `This app is not approved to use the ${field} field. See https://shopify.dev/docs/apps/launch/protected-customer-data for more details.`,
  path,
  extensions: { code: 'ACCESS_DENIED' },
});
const noScope = (field: string, requires: string, path: (string | number)[]): ReplyError => ({
  message: `Access denied for ${field} field. Required access: ${requires}`,
  path,
  extensions: { code: 'ACCESS_DENIED' },
});

const document = parse(`
  query Page($first: Int!, $lines: Int!, $unused: Int) {
    count: ordersCount { count }
    orders(first: $first, last: $unused) {
      nodes {
        id
        mail: email
        shippingAddress { ...Address }
        billingAddress { ...Address city }
        lineItems(first: $lines) { nodes { ...Line } pageInfo { hasNextPage } }
        transactions { paymentDetails { ... on CardPaymentDetails { name company } ... on PaypalWalletPaymentDetails { name } } }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
  fragment Address on MailingAddress { phone }
  fragment Line on LineItem { title price { ...Money } }
  fragment Money on MoneyBag { amount }`);

const ours = Object.entries(generated as Record<string, unknown>).filter(
  (entry): entry is [string, DocumentNode] => entry[0].endsWith('Document'),
);

const prune = (...errors: ReplyError[]): Query => {
  const query = queryOf(document);
  return queryWithout(document, query, refusedFields(query, errors));
};
const flat = ({ text }: Query) => text.replace(/\s+/g, ' ');

describe('what an error says is refused', () => {
  test.each([
    ['`read_orders` access scope.', ['read_orders']],
    [
      '`read_customers` access scope or `read_companies` access scope. Also: The user must have `x` permission.',
      ['read_customers', 'read_companies'],
    ],
    ['the `read_a` or `write_a` scope.', ['read_a', 'write_a']],
    ['The user must have `manage_orders` permissions.', []],
  ])('for want of access: %s', (requires, scopes) => {
    const { denials } = prune(noScope('orders', requires, ['orders']));
    expect(denials).toEqual([
      {
        path: 'orders',
        reason: 'scope',
        message: `Access denied for orders field. Required access: ${requires}`,
        scopes,
      },
    ]);
  });

  test('for want of approval is named once, though every record says it, and in all places of its fragment', () => {
    const errors = [0, 1, 2].flatMap((index) => [
      notApproved('phone', ['orders', 'nodes', index, 'shippingAddress', 'phone']),
      notApproved('email', ['orders', 'nodes', index, 'mail']),
    ]);
    expect(prune(...errors).denials.map(({ path, reason }) => [path, reason])).toEqual([
      ['orders.nodes.mail', 'protected-data'],
      ['orders.nodes.shippingAddress.phone', 'protected-data'],
      ['orders.nodes.billingAddress.phone', 'protected-data'],
    ]);
  });
});

describe('a query without what was refused', () => {
  test('lacks the field, what is empty without it, and fragments and variables that nothing uses any more', () => {
    const query = prune(
      notApproved('phone', ['orders', 'nodes', 0, 'shippingAddress', 'phone']),
      notApproved('title', ['orders', 'nodes', 0, 'lineItems', 'nodes', 0, 'title']),
      notApproved('amount', ['orders', 'nodes', 0, 'lineItems', 'nodes', 0, 'price', 'amount']),
    );
    expect(flat(query)).not.toMatch(/shippingAddress|fragment|\$lines|lineItems/);
    expect(flat(query)).toContain('billingAddress { city }');
    expect(flat(query)).toContain('query Page($first: Int!, $unused: Int)');
    expect(query.nulls.toSorted()).toEqual([
      'orders.nodes.billingAddress.phone',
      'orders.nodes.lineItems',
      'orders.nodes.shippingAddress',
    ]);
  });

  test('has nothing to ask when all is refused, and says null for all of it', () => {
    const query = prune(
      noScope('orders', '`read_orders`', ['orders']),
      noScope('count', '`read_orders`', ['count']),
    );
    expect(query).toMatchObject({ document: null, text: '' });
    expect(completed({}, query)).toEqual({ count: null, orders: null });
  });

  test('is valid again and again as more is refused, and its denials add up', () => {
    const once = prune(notApproved('email', ['orders', 'nodes', 0, 'mail']));
    const twice = queryWithout(
      document,
      once,
      refusedFields(once, [notApproved('phone', ['orders', 'nodes', 3, 'billingAddress', 'phone'])]),
    );
    expect(twice.denials.map(({ path }) => path)).toEqual([
      'orders.nodes.mail',
      'orders.nodes.shippingAddress.phone',
      'orders.nodes.billingAddress.phone',
    ]);
    expect(print(parse(twice.text))).toBe(twice.text);
  });

  test.each(ours)('is valid whatever is refused of %s', (_name, whole) => {
    const places = placesIn(queryOf(whole).document ?? whole);
    fc.assert(
      fc.property(fc.subarray(places, { minLength: 1, maxLength: Math.min(5, places.length) }), (refused) => {
        const errors = refused.map(({ path, field }) => notApproved(field.name.value, path.split('.')));
        const query = queryWithout(whole, queryOf(whole), refusedFields(queryOf(whole), errors));
        const problems = query.document ? validate(adminSchema, query.document) : [];
        expect(problems, query.text).toEqual([]);
        const left = new Set(query.document ? placesIn(query.document).map(({ path }) => path) : []);
        expect(refused.filter(({ path }) => left.has(path))).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  test('is the same when nothing in it was refused', () => {
    const query = queryOf(document);
    const unknown = notApproved('other', ['shop', 'other']);
    expect(queryWithout(document, query, refusedFields(query, [unknown]))).toBe(query);
  });

  test('gives data that the document promises: null where something was taken out, in each item of a list', () => {
    const query = prune(
      notApproved('email', ['orders', 'nodes', 0, 'mail']),
      noScope('phone', '`read_x`', ['orders', 'nodes', 0, 'billingAddress', 'phone']),
    );
    const data = {
      orders: {
        nodes: [
          { id: 1, billingAddress: null },
          { id: 2, billingAddress: { city: 'Berlin' } },
        ],
      },
    };
    expect(completed(data, query)).toEqual({
      orders: {
        nodes: [
          { id: 1, mail: null, billingAddress: null, shippingAddress: null },
          { id: 2, mail: null, billingAddress: { city: 'Berlin', phone: null }, shippingAddress: null },
        ],
      },
    });
  });
});

describe('a field that the API has no longer', () => {
  const at = (text: string, word: string) => {
    const before = text.slice(0, text.indexOf(word)).split('\n');
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  };
  const undefinedField = (
    fieldName: string,
    typeName: string,
    more: Partial<ReplyError> = {},
  ): ReplyError => ({
    message: `Field '${fieldName}' doesn't exist on type '${typeName}'`,
    extensions: { code: 'undefinedField', fieldName, typeName },
    ...more,
  });
  const pathsOf = (error: ReplyError) => prune(error).denials.map(({ path }) => path);

  test('is taken out where the error says it stands', () => {
    const location = at(queryOf(document).text, 'mail: email');
    const denied = prune(undefinedField('email', 'Order', { locations: [location] })).denials;
    expect(denied).toEqual([
      {
        path: 'orders.nodes.mail',
        reason: 'unknown-field',
        message: "Field 'email' doesn't exist on type 'Order'",
      },
    ]);
  });

  test('is found by its name and type where the error has no place or no extensions', () => {
    expect(pathsOf(undefinedField('name', 'CardPaymentDetails'))).toEqual([
      'orders.nodes.transactions.paymentDetails.name',
    ]);
    expect(flat(prune(undefinedField('name', 'CardPaymentDetails')))).toContain(
      '... on PaypalWalletPaymentDetails { name }',
    );
    expect(pathsOf(undefinedField('email', 'Order', { extensions: null }))).toEqual(['orders.nodes.mail']);
    expect(pathsOf(undefinedField('phone', 'MailingAddress', { extensions: null }))).toHaveLength(2);
  });

  test('or a type that it has no longer takes its fragments with it', () => {
    const error = {
      message: "No such type CardPaymentDetails, so it can't be a fragment condition",
      extensions: { code: 'undefinedType', typeName: 'CardPaymentDetails' },
    };
    expect(flat(prune(error))).toContain('paymentDetails { ... on PaypalWalletPaymentDetails { name } }');
  });

  test('or an argument takes the field with it', () => {
    const location = at(queryOf(document).text, 'last: $unused');
    const error = {
      message: "Field 'orders' doesn't accept argument 'last'",
      locations: [location],
      extensions: { code: 'argumentNotAccepted' },
    };
    expect(pathsOf(error)).toEqual(['orders']);
  });
});

describe('refusals', () => {
  test('are remembered for some minutes, for one reader and one document, and forgotten when asked', () => {
    let now = 0;
    const refusals = new Refusals(() => now);
    const query = prune(notApproved('email', ['orders', 'nodes', 0, 'mail']));
    refusals.remember('a.example|token', document, query);
    expect(refusals.find('a.example|token', document)).toBe(query);
    expect(refusals.find('b.example|token', document)).toBeNull();
    expect(refusals.find('a.example|other', document)).toBeNull();
    expect(refusals.find('a.example|token', parse('{ shop { id } }'))).toBeNull();
    now = 3 * 60_000;
    expect(refusals.find('a.example|token', document)).toBeNull();
    refusals.remember('a.example|token', document, query);
    refusals.forget('b.example');
    expect(refusals.find('a.example|token', document)).toBe(query);
    refusals.forget('a.example');
    expect(refusals.find('a.example|token', document)).toBeNull();
  });
});
