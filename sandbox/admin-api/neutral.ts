/** What stands in for a field that a record lacks although the schema forbids null there. */
import {
  type GraphQLOutputType,
  type GraphQLSchema,
  isEnumType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';
import type { Value } from '#sandbox/store/store.ts';
import type { Shop } from '#sandbox/world.ts';

const SCALARS: Record<string, Value> = {
  Boolean: false,
  Date: '1970-01-01',
  DateTime: '1970-01-01T00:00:00Z',
  Decimal: '0.0',
  Float: 0,
  Int: 0,
  JSON: null,
  Money: '0.0',
  UnsignedInt64: '0',
  URL: 'https://example.com/',
};

/** @returns null where null is allowed, else the type's emptiest value */
export function neutralValue(type: GraphQLOutputType, schema: GraphQLSchema, shop: Shop): Value {
  if (!isNonNullType(type)) return null;
  const { ofType } = type;
  if (isListType(ofType)) return [];
  if (isObjectType(ofType)) return { __typename: ofType.name };
  if (isInterfaceType(ofType) || isUnionType(ofType)) {
    return { __typename: schema.getPossibleTypes(ofType)[0]?.name ?? ofType.name };
  }
  if (isEnumType(ofType)) {
    return ofType.name === 'CurrencyCode' ? shop.currency : (ofType.getValues()[0]?.value ?? null);
  }
  return SCALARS[ofType.name] ?? '';
}
