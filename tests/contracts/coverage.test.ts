import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  type GraphQLField,
  type GraphQLNamedType,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { expect, test } from 'vitest';
import { BY_RULE, FIELDS, ROOTS, TYPES } from '#app/adapters/stores/shopify/not-gathered.ts';
import { access, adminSchema } from '#sandbox/schema/admin.ts';

const FOLDER = resolve(import.meta.dirname, '../../app/adapters/stores/shopify/documents');
/** Documents that gather nothing. */
const OTHERS = ['admin', 'bulk', 'writes', 'person-fields', 'survey', 'erasure', 'order-name'].map(
  (name) => `${name}.graphql`,
);
const whole = parse(
  globSync('*.graphql', { cwd: FOLDER })
    .filter((file) => !OTHERS.includes(file))
    .map((file) => readFileSync(resolve(FOLDER, file), 'utf8'))
    .join('\n'),
);

const fieldsOf = (type: GraphQLNamedType): GraphQLField<unknown, unknown>[] =>
  isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];

/** What the documents ask for, as `Customer.note`; what is asked of an interface is asked of all its types. */
function selected(): Set<string> {
  const coordinates = new Set<string>();
  const types = new TypeInfo(adminSchema);
  visit(
    whole,
    visitWithTypeInfo(types, {
      Field({ name }) {
        const parent = types.getParentType();
        if (!parent || name.value.startsWith('__')) return;
        for (const each of spread(`${parent.name}.${name.value}`)) coordinates.add(each);
      },
    }),
  );
  return coordinates;
}

/** A field of an interface stands for that field of all its types. */
function spread(coordinate: string): string[] {
  const [typeName = '', fieldName = ''] = coordinate.split('.');
  const type = adminSchema.getType(typeName);
  const types = type && isInterfaceType(type) ? adminSchema.getPossibleTypes(type) : [];
  return [coordinate, ...types.map(({ name }) => `${name}.${fieldName}`)];
}

const asked = selected();
const rows = Object.values(FIELDS).flat();
const listed = new Set(rows.flatMap(spread));
const skippedTypes = new Set(Object.values(TYPES).flat());
/** Connections and the like: the machinery of pages; `Node` is any object, and leads to none by itself. */
const isMachinery = ({ name }: GraphQLNamedType): boolean =>
  /(Connection|Edge)$|^PageInfo$|^Node$/.test(name);

/** The type that a field leads to; of a connection that of its nodes. */
function targetOf(field: GraphQLField<unknown, unknown>): GraphQLNamedType {
  const type = getNamedType(field.type);
  if (!isObjectType(type) || !type.name.endsWith('Connection')) return type;
  const { nodes } = type.getFields();
  return nodes ? getNamedType(nodes.type) : type;
}

/** All types of personal data: what the documents ask of the root, and all that is reached from there. */
function personalTypes(): Set<GraphQLNamedType> {
  const found = new Set<GraphQLNamedType>();
  const visitType = (type: GraphQLNamedType): void => {
    if (found.has(type) || !isCompositeType(type) || isMachinery(type) || skippedTypes.has(type.name)) return;
    found.add(type);
    if (isAbstractType(type)) adminSchema.getPossibleTypes(type).forEach(visitType);
    for (const field of fieldsOf(type)) {
      const coordinate = `${type.name}.${field.name}`;
      if (asked.has(coordinate)) visitType(targetOf(field));
    }
  };
  const root = adminSchema.getQueryType();
  for (const field of root ? fieldsOf(root) : [])
    if (asked.has(`QueryRoot.${field.name}`)) visitType(targetOf(field));
  return found;
}

const personal = [...personalTypes()];
const isByRule = (field: GraphQLField<unknown, unknown>): boolean =>
  field.deprecationReason != null || BY_RULE.some((name) => name === field.name);

/** Fields of personal data that nobody has decided about. */
const undecided = personal.flatMap((type) =>
  fieldsOf(type).flatMap((field) => {
    const coordinate = `${type.name}.${field.name}`;
    const isAskedOfAll = spread(coordinate)
      .slice(1)
      .every((each) => asked.has(each));
    const isAsked = asked.has(coordinate) || (isInterfaceType(type) && isAskedOfAll);
    const isDecided = isAsked || listed.has(coordinate) || isByRule(field);
    return isDecided || skippedTypes.has(targetOf(field).name) ? [] : [coordinate];
  }),
);

test('every field of personal data in Shopify’s schema is gathered, or it is written down why not', () => {
  expect(personal.length).toBeGreaterThan(80);
  expect(undecided).toEqual([]);
});

test('nothing is written down as not gathered that is gathered, or that does not exist', () => {
  const exists = (coordinate: string) => {
    const [typeName = '', fieldName = ''] = coordinate.split('.');
    const type = adminSchema.getType(typeName);
    return type !== undefined && fieldsOf(type).some(({ name }) => name === fieldName);
  };
  const wrong = rows.filter((each) => !exists(each) || asked.has(each));
  expect(wrong).toEqual([]);
  expect(rows.filter((each, at) => rows.indexOf(each) !== at)).toEqual([]);
  expect([...skippedTypes].filter((name) => adminSchema.getType(name) === undefined)).toEqual([]);
  const needless = rows.filter((each) => {
    const type = adminSchema.getType(each.split('.')[0] ?? '');
    return !type || !personal.includes(type);
  });
  expect(needless).toEqual([]);
});

test('every type with protected customer data is reached, or it is written down why not', () => {
  const names = new Set(personal.map(({ name }) => name));
  const guarded = [...access].flatMap(([coordinate, { protectedField }]) => {
    const [typeName = ''] = coordinate.split('.');
    return protectedField === null ? [] : [typeName];
  });
  const forgotten = [...new Set(guarded)].filter((name) => !names.has(name) && !skippedTypes.has(name));
  expect(forgotten).toEqual([]);
});

/** Names of fields by which data about a person gives itself away, marked as protected or not. */
const TELLING =
  /^(e?mail(Address)?|customerEmail\w*|phone(Number)?|firstName|lastName|fullName|address1|(client|customerPurchase)?Ip|ip|userAgent)$/;

test('every type that looks as if it were about a person is reached, or it is written down why not', () => {
  const names = new Set(personal.map(({ name }) => name));
  const telling = Object.values(adminSchema.getTypeMap()).filter((type) =>
    fieldsOf(type).some(({ name }) => TELLING.test(name)),
  );
  const forgotten = telling.filter(({ name }) => !names.has(name) && !skippedTypes.has(name));
  expect(forgotten.map(({ name }) => name)).toEqual([]);
});

test('every root from which personal data is reached is asked, or it is written down why not', () => {
  const root = adminSchema.getQueryType();
  const why = new Set(Object.values(ROOTS).flat());
  const leads = (root ? fieldsOf(root) : []).filter((field) => {
    const type = targetOf(field);
    return isCompositeType(type) && personal.includes(type);
  });
  const forgotten = leads.filter(
    (field) => !asked.has(`QueryRoot.${field.name}`) && !why.has(field.name) && !field.deprecationReason,
  );
  expect(forgotten.map(({ name }) => name)).toEqual([]);
  const names = new Set(leads.map(({ name }) => name));
  expect([...why].filter((name) => !names.has(name) || asked.has(`QueryRoot.${name}`))).toEqual([]);
});

test('documents that gather are all looked at', () => {
  const operations = whole.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  expect(operations.length).toBeGreaterThan(15);
});
