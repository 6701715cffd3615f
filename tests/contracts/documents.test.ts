import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  type DocumentNode,
  type GraphQLNamedType,
  getNamedType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
  validate,
} from 'graphql';
import { parse as parseToml } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { access, adminSchema, satisfies } from '#sandbox/schema/admin.ts';
import { needsOf } from '#sandbox/schema/needs.ts';

const root = resolve(import.meta.dirname, '../..');
const FOLDER = 'app/adapters/stores/shopify/documents';
const files = globSync(`${FOLDER}/*.graphql`, { cwd: root });
const whole: DocumentNode = parse(files.map((file) => readFileSync(resolve(root, file), 'utf8')).join('\n'));
const operations = whole.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
const fragments = whole.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);

const registration = z
  .object({
    access_scopes: z.object({ scopes: z.string(), optional_scopes: z.array(z.string()) }),
    webhooks: z.object({
      subscriptions: z.array(
        z.object({ uri: z.string(), compliance_topics: z.array(z.string()).default([]) }),
      ),
    }),
  })
  .parse(parseToml(readFileSync(resolve(root, 'shopify.app.toml'), 'utf8')));
const scopes = new Set(registration.access_scopes.scopes.split(','));
const askedFor = new Set([...scopes, ...registration.access_scopes.optional_scopes]);

describe('every GraphQL document that the app sends', () => {
  test('is valid on Shopify’s schema', () => {
    expect(operations.length).toBeGreaterThan(5);
    expect(validate(adminSchema, whole).map(({ message }) => message)).toEqual([]);
  });

  test('needs no scope that the app does not ask for, at first or when it is wanted', () => {
    for (const operation of operations) {
      const requirements = [
        ...needsOf({ kind: Kind.DOCUMENT, definitions: [operation, ...fragments] }).requirements.values(),
      ];
      const missing = requirements.filter((requirement) => !satisfies(askedFor, requirement));
      expect(missing).toEqual([]);
    }
  });
});

/**
 * A bulk operation fails as a whole over one field that it may not read, and which those are is learned from the
 * first orders: so what needs an optional scope must be asked of each order, and not of something that few have.
 */
test('what needs an optional scope is told by any order', () => {
  const needsMore = (coordinate: string): boolean => {
    const requirement = access.get(coordinate)?.requirement;
    return requirement != null && !satisfies(scopes, requirement);
  };
  const hidden: string[] = [];
  const walk = (type: GraphQLNamedType, set: SelectionSetNode, path: string, isCertain: boolean): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.find(
          (each) => 'name' in each && each.name?.value === selection.name.value,
        );
        if (fragment?.kind !== Kind.FRAGMENT_DEFINITION) throw new Error('a fragment is missing');
        walk(type, fragment.selectionSet, path, isCertain);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const on = adminSchema.getType(selection.typeCondition?.name.value ?? '') ?? type;
        walk(on, selection.selectionSet, path, isCertain && on === type);
      } else if (selection.selectionSet && (isObjectType(type) || isInterfaceType(type))) {
        const field = type.getFields()[selection.name.value];
        if (!field) throw new Error(`${type.name} lacks ${selection.name.value}`);
        const target = getNamedType(field.type);
        const here = `${path}.${field.name}`;
        const isWanted = needsMore(`${type.name}.${field.name}`) || needsMore(target.name);
        if (isWanted && !isCertain) hidden.push(here);
        // Where it is refused, nothing within is asked.
        const always = isNonNullType(field.type) && !isListType(field.type.ofType);
        if (!isWanted) walk(target, selection.selectionSet, here, isCertain && always);
      }
    }
  };
  const order = fragments.find((each) => 'name' in each && each.name?.value === 'WholeOrder');
  const type = adminSchema.getType('Order');
  if (order?.kind !== Kind.FRAGMENT_DEFINITION || !type) throw new Error('the order’s fragment is missing');
  walk(type, order.selectionSet, 'Order', true);
  expect(hidden).toEqual([]);
});

test('the app asks for no scope without a reason', () => {
  const reasons: Record<string, string> = {
    read_all_orders: 'orders older than 60 days belong to the answer, and no field says so',
    write_customers: 'rectification and restriction change the customer record',
    write_customer_data_erasure: 'an erasure that the merchant starts is carried out by Shopify',
    write_privacy_settings: 'an opt-out of data sale is set on the record',
    read_privacy_settings: 'the setup checklist reads which privacy features are on',
  };
  const needed = (scope: string) =>
    operations.some((operation) => {
      const requirements = [
        ...needsOf({ kind: Kind.DOCUMENT, definitions: [operation, ...fragments] }).requirements.values(),
      ];
      const others = new Set([...scopes].filter((each) => each !== scope));
      return requirements.some((requirement) => !satisfies(others, requirement));
    });
  const unexplained = [...scopes].filter(
    (scope) => !needed(scope) && !(scope in reasons) && !scopes.has(scope.replace('read_', 'write_')),
  );
  expect(unexplained).toEqual([]);
});

test('every webhook topic leads to the one door, and the three mandatory ones are declared as such', () => {
  const { subscriptions } = registration.webhooks;
  expect(new Set(subscriptions.map(({ uri }) => uri))).toEqual(new Set(['/webhooks']));
  expect(subscriptions.flatMap(({ compliance_topics }) => compliance_topics).sort()).toEqual([
    'customers/data_request',
    'customers/redact',
    'shop/redact',
  ]);
});
