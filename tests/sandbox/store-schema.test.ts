/** Walks a whole seeded store and holds every record to the real schema. */
import {
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
} from 'graphql';
import { expect, test } from 'vitest';
import { adminSchema } from '#sandbox/schema/admin.ts';
import { createStore } from '#sandbox/store/memory-store.ts';
import { seedStore } from '#sandbox/store/seed.ts';
import type { StoreRecord, Value } from '#sandbox/store/store.ts';

/** What the store keeps beside the schema: members of a segment, and an id where the schema has none. */
const BESIDE_THE_SCHEMA = new Set(['Segment.members', 'PrivacySettings.id']);

/**
 * Types whose records are only pointed at, never read whole: goods, places, staff, and what belongs to the
 * shop's set-up. Their other fields keep the resolver's neutral value.
 */
const SET_UP = new Set([
  ...['Product', 'ProductVariant', 'Location', 'StaffMember', 'Article', 'Blog', 'Image'],
  ...['Company', 'CompanyLocation', 'MetaobjectDefinition', 'FulfillmentOrderAssignedLocation'],
]);

/** Fields without null whose neutral value is the truth here: nothing is translated, sold by plan, in progress ... */
const NEUTRAL = new Set([
  ...['DraftOrder.defaultCursor', 'AbandonedCheckout.defaultCursor', 'Abandonment.app'],
  ...['Order.merchantBusinessEntity', 'Order.paymentCollectionDetails', 'Order.totalCashRoundingAdjustment'],
  ...['Order.currentTotalDutiesSet', 'Metaobject.createdBy', 'Metaobject.createdByApp', 'Metaobject.values'],
  ...['Metaobject.capabilities', 'MetaobjectField.definition', 'DraftOrderLineItem.uuid'],
]);

const SCALARS: Record<string, (value: Value) => boolean> = {
  Boolean: (value) => typeof value === 'boolean',
  Date: (value) => /^\d{4}-\d\d-\d\d$/.test(String(value)),
  DateTime: (value) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(String(value)),
  Decimal: (value) => typeof value === 'string' && /^-?\d+\.\d\d$/.test(value),
  Float: (value) => typeof value === 'number',
  FormattedString: (value) => typeof value === 'string',
  HTML: (value) => typeof value === 'string',
  ID: (value) => typeof value === 'string' && /^gid:\/\/shopify\/\w+\/[\w-]+(\?.*)?$/.test(value),
  Int: (value) => Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31,
  JSON: () => true,
  Money: (value) => typeof value === 'string' && /^\d+\.\d\d$/.test(value),
  String: (value) => typeof value === 'string',
  UnsignedInt64: (value) => typeof value === 'string' && /^\d+$/.test(value),
  URL: (value) => typeof value === 'string' && URL.canParse(value),
};

const isRecord = (value: Value): value is StoreRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function nodeTypeOf(connection: GraphQLObjectType): GraphQLOutputType {
  const nodes = connection.getFields().nodes;
  if (nodes === undefined) throw new Error(`${connection.name} has no nodes`);
  return getNamedType(nodes.type);
}

class Walk {
  readonly problems = new Set<string>();
  readonly typenames = new Set<string>();
  readonly #seen = new Set<string>();

  value(held: Value, type: GraphQLOutputType, at: string): void {
    const value = typeof held === 'function' ? held() : held;
    const plain = getNullableType(type);
    if (value === null || value === undefined) {
      if (isNonNullType(type)) this.problems.add(`${at} is ${value}`);
    } else if (isListType(plain)) this.list(value, plain.ofType, at);
    else if (isObjectType(plain) && plain.name.endsWith('Connection'))
      this.list(value, nodeTypeOf(plain), at);
    else if (isScalarType(plain) || isEnumType(plain)) {
      const fits = isEnumType(plain)
        ? plain.getValue(String(value)) !== undefined
        : SCALARS[plain.name]?.(value);
      if (fits !== true) this.problems.add(`${at} is no ${plain.name}: ${String(value)}`);
    } else if (isRecord(value)) this.record(value, plain, at);
    else this.problems.add(`${at} is no record`);
  }

  list(value: Value, type: GraphQLOutputType, at: string): void {
    if (!Array.isArray(value)) this.problems.add(`${at} is no list`);
    else for (const item of value) this.value(item, type, at);
  }

  record(record: StoreRecord, expected: GraphQLOutputType, at: string): void {
    const type = adminSchema.getType(record.__typename);
    if (!isObjectType(type)) {
      this.problems.add(`${at}: there is no type ${record.__typename}`);
      return;
    }
    const fits = isAbstractType(expected) ? adminSchema.isSubType(expected, type) : expected === type;
    if (!fits) this.problems.add(`${at} is a ${type.name}, not a ${expected}`);
    const key = typeof record.id === 'string' ? `${type.name} ${record.id}` : null;
    if (key !== null && this.#seen.has(key)) return;
    if (key !== null) this.#seen.add(key);
    this.typenames.add(type.name);
    const fields = type.getFields();
    for (const name in record) {
      const coordinate = `${type.name}.${name}`;
      const field = fields[name];
      if (field !== undefined) this.value(record[name], field.type, coordinate);
      else if (name !== '__typename' && !BESIDE_THE_SCHEMA.has(coordinate))
        this.problems.add(`${coordinate} is no field`);
    }
    if (SET_UP.has(type.name)) return;
    for (const field of Object.values(fields)) {
      const coordinate = `${type.name}.${field.name}`;
      if (field.name in record || NEUTRAL.has(coordinate) || !needed(field.type)) continue;
      if (field.deprecationReason === undefined) this.problems.add(`${coordinate} is missing`);
    }
  }
}

/** Empty lists, pages and `false` may be left to the resolver; anything else that cannot be null may not. */
function needed(type: GraphQLOutputType): boolean {
  if (!isNonNullType(type) || isListType(type.ofType)) return false;
  const { name } = getNamedType(type);
  return name !== 'Boolean' && !name.endsWith('Connection');
}

const seeded = createStore();
seedStore(seeded, { seed: 7, customers: 90, orders: 420, now: Date.parse('2026-11-22T12:00:00Z') });
const ROOTS = [
  ...[
    'Customer',
    'Order',
    'DraftOrder',
    'AbandonedCheckout',
    'Abandonment',
    'GiftCard',
    'ShopifyPaymentsDispute',
  ],
  ...['ShopifyPaymentsDisputeEvidence', 'Blog', 'Article', 'Comment', 'Segment', 'Company', 'CompanyContact'],
  ...[
    'Metaobject',
    'MetaobjectDefinition',
    'StoreCreditAccount',
    'CustomerPaymentMethod',
    'SubscriptionContract',
  ],
  ...[
    'MailingAddress',
    'Metafield',
    'Product',
    'ProductVariant',
    'Location',
    'StaffMember',
    'PrivacySettings',
  ],
  ...['ConsentPolicy', 'CompanyLocation', 'CompanyContactRole'],
];

test('every seeded record has the fields, values and types of the real schema', () => {
  const walk = new Walk();
  for (const typename of ROOTS) {
    const type = adminSchema.getType(typename);
    if (!isObjectType(type)) throw new Error(`no type ${typename}`);
    expect(seeded.all(typename), typename).not.toEqual([]);
    for (const record of seeded.all(typename)) walk.record(record, type, typename);
  }
  expect([...walk.problems]).toEqual([]);
  expect([...walk.typenames]).toEqual(
    expect.arrayContaining([
      ...[
        'CommentEvent',
        'BasicEvent',
        'TaxSettings',
        'CustomerSmsMarketingConsent',
        'CustomerWhatsAppMarketingConsent',
      ],
      ...['CustomerCreditCard', 'CustomerPaypalBillingAgreement', 'CustomerShopPayAgreement', 'BankAccount'],
      ...['CardPaymentDetails', 'PaypalWalletPaymentDetails', 'ShopPayInstallmentsPaymentDetails'],
      ...['LocalPaymentMethodsPaymentDetails', 'Refund', 'Return', 'ReturnLineItem', 'FulfillmentEvent'],
      ...[
        'FulfillmentOrderDestination',
        'CustomerVisit',
        'OrderDisputeSummary',
        'RiskFact',
        'LocalizedField',
      ],
      ...['GiftCardRecipient', 'GiftCardDebitTransaction', 'CommentAuthor', 'CompanyContactRoleAssignment'],
    ]),
  );
});
