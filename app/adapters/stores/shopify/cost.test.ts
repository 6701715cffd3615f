import fc from 'fast-check';
import {
  type DocumentNode,
  type GraphQLField,
  type GraphQLNamedType,
  getNamedType,
  getOperationAST,
  isAbstractType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  parse,
  print,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { requestedCost as sandboxCost } from '#sandbox/admin-api/cost.ts';
import { adminSchema } from '#sandbox/schema/admin.ts';
import { portionsOf } from './by-ids.ts';
import { MOST_COST, pageSize, requestedCost } from './cost.ts';
import * as generated from './generated/documents.ts';

const documents = Object.entries(generated as Record<string, unknown>).filter(
  (entry): entry is [string, DocumentNode] => entry[0].endsWith('Document'),
);

/** By the sandbox, which reads the schema. */
function priceOf(document: DocumentNode, variables: Record<string, unknown>): number {
  const operation = getOperationAST(document);
  const root = operation && adminSchema.getRootType(operation.operation);
  if (!operation || !root) throw new Error('no operation');
  const fragments = document.definitions.flatMap((each) =>
    each.kind === 'FragmentDefinition' ? [[each.name.value, each] as const] : [],
  );
  return sandboxCost(root, operation.selectionSet, { fragments: new Map(fragments), variables, fields: [] });
}

const has = (document: DocumentNode, variable: string): boolean =>
  getOperationAST(document)?.variableDefinitions?.some((each) => each.variable.name.value === variable) ??
  false;
const ids = Array.from({ length: 20 }, (_, index) => `gid://shopify/Order/${index}`);

describe('the cost of our own documents', () => {
  test.each(documents)('%s is never reckoned below what the schema says', (_name, document) => {
    for (const first of [1, 7, 50, 250])
      expect(requestedCost(document, { first, ids })).toBeGreaterThanOrEqual(
        priceOf(document, { first, ids }),
      );
  });

  test.each(documents)('%s keeps under the cap with the greatest page that is allowed', (_name, document) => {
    const first = pageSize(document, { ids });
    // By ids as many are asked for at once as fit.
    const [some = ids] = has(document, 'ids') ? portionsOf(document, ids) : [ids];
    expect(priceOf(document, { first, ids: some })).toBeLessThanOrEqual(MOST_COST);
    if (has(document, 'first') && first < 250)
      expect(requestedCost(document, { first: first + 1, ids })).toBeGreaterThan(0.9 * MOST_COST);
  });
});

type Draw = (most: number) => number;
const compositeFields = (type: GraphQLNamedType | undefined): GraphQLField<unknown, unknown>[] =>
  isObjectType(type)
    ? Object.values(type.getFields()).filter((field) => !isLeafType(getNamedType(field.type)))
    : [];

function selectionOf(type: GraphQLNamedType | undefined, draw: Draw, depth: number): string {
  if (isAbstractType(type)) {
    const possible = adminSchema.getPossibleTypes(type);
    const some = new Set([0, 1, 2].map(() => possible[draw(possible.length)]));
    return `__typename ${[...some].map((each) => `... on ${each?.name} { ${selectionOf(each, draw, depth)} }`).join(' ')}`;
  }
  if (type?.name.endsWith('Connection') && isObjectType(type)) {
    const { nodes, edges } = type.getFields();
    const wanted = draw(3) === 0 ? edges : (nodes ?? edges);
    return `pageInfo { hasNextPage } ${wanted ? fieldOf(wanted, draw, depth) : ''}`;
  }
  const fields = depth > 0 ? compositeFields(type) : [];
  const some = new Set([0, 1, 2].map(() => fields[draw(fields.length)]));
  return `__typename ${[...some].map((field) => (field ? fieldOf(field, draw, depth - 1) : '')).join(' ')}`;
}

function fieldOf(field: GraphQLField<unknown, unknown>, draw: Draw, depth: number): string {
  const sized = field.args.some(({ name }) => name === 'first');
  if (!sized && field.args.some(isRequiredArgument)) return '';
  const size = draw(3) === 0 ? '$first' : String(1 + draw(20));
  const name = `f${draw(1_000_000)}: ${field.name}${sized ? `(first: ${size})` : ''}`;
  return `${name} { ${selectionOf(getNamedType(field.type), draw, depth)} }`;
}

test('the cost of any query over the schema is never reckoned below what the schema says', () => {
  const roots = compositeFields(adminSchema.getQueryType() ?? undefined);
  let same = 0;
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat()), fc.integer({ min: 1, max: 250 }), (numbers, first) => {
      const draw: Draw = (most) => (most <= 1 ? 0 : numbers.next().value % most);
      const text = `query Q($first: Int = 5) { __typename ${[0, 1].map(() => fieldOf(roots[draw(roots.length)] as never, draw, 3)).join(' ')} }`;
      const document = parse(text);
      for (const variables of [{ first }, {}]) {
        const price = priceOf(document, { first: 5, ...variables });
        const ours = requestedCost(document, variables);
        expect(ours, print(document)).toBeGreaterThanOrEqual(price);
        if (ours === price) same += 1;
      }
    }),
    { numRuns: 500 },
  );
  // The same but for lists of one, which may be a connection.
  expect(same).toBeGreaterThan(800);
});

test('a mutation costs ten, whatever it answers', () => {
  expect(requestedCost(parse('mutation { a(x: 1) { b { c } userErrors { field } } }'), {})).toBe(10);
});

test('a page is as large as the cap allows, and smaller when Shopify has proved dearer', () => {
  const document = parse(
    'query Q($first: Int!) { customers(first: $first) { nodes { id orders(first: 5) { nodes { id } } } } }',
  );
  expect(pageSize(document, {})).toBe(112);
  expect(pageSize(document, {}, 2)).toBe(56);
  expect(pageSize(parse('query Q($first: Int!) { customers(first: $first) { nodes { id } } }'), {})).toBe(
    250,
  );
});
