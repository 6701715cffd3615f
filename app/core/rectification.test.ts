import { describe, expect, test } from 'vitest';
import { SHOPIFY_WRITES } from '#app/adapters/stores/shopify/writes/writes.ts';
import type { PlannedWrite } from './plan.ts';
import {
  counterPlan,
  type PersonPart,
  partFields,
  proposedTexts,
  RECTIFIABLE,
  readCorrections,
  rectificationPlan,
} from './rectification.ts';

const ADA = 'gid://shopify/Customer/1';
const HOME = 'gid://shopify/MailingAddress/2?model_name=CustomerAddress';
const customer: PersonPart = {
  ...{ id: 'customer', part: 'customer', title: 'Customer', record: ADA },
  fields: partFields('customer', { firstName: 'Ada', email: 'ada@example.com', taxExempt: false }),
};
const address: PersonPart = {
  ...{ id: 'address-2', part: 'address', title: 'Default address', record: HOME },
  named: { customerId: ADA },
  fields: partFields('address', { city: 'Berlin', countryCode: 'DE', phone: null }),
};
const metafield = (type: string, value: string | boolean): PersonPart => ({
  ...{ id: 'metafield-custom.it', part: 'metafield', title: 'Metafields', record: ADA },
  named: { namespace: 'custom', key: 'it', type },
  fields: [{ name: 'value', label: 'It', kind: type === 'boolean' ? 'flag' : 'line', value }],
});
const SHOP = { country: 'GB' };
const planOf = (parts: PersonPart[], sent: Record<string, string>) =>
  rectificationPlan(readCorrections(parts, sent, SHOP).changes);

describe('what was entered', () => {
  test('becomes one write per record, with the fields that change and no others', () => {
    const sent = {
      'customer/firstName': 'Augusta',
      'customer/email': 'ada@example.com',
      'customer/note': 'Prefers letters',
      'customer/taxExempt': 'yes',
      'address-2/city': 'London',
      'address-2/countryCode': 'GB',
    };
    expect(planOf([customer, address], sent)).toMatchObject({
      kind: 'rectification',
      decisions: [
        { collection: 'customer', fields: ['firstName', 'note', 'taxExempt'], action: 'change', records: 1 },
        { collection: 'addresses', fields: ['city', 'countryCode'], ground: 'rectification' },
      ],
      writes: [
        {
          operation: 'customer.update',
          record: ADA,
          before: { firstName: 'Ada', note: null, taxExempt: false },
          after: { firstName: 'Augusta', note: 'Prefers letters', taxExempt: true },
        },
        {
          operation: 'customer.address-update',
          record: HOME,
          before: { customerId: ADA, city: 'Berlin', countryCode: 'DE' },
          after: { customerId: ADA, city: 'London', countryCode: 'GB' },
        },
      ],
      operations: [{ store: 'shopify', operation: 'write', notBefore: null }],
    });
  });

  test('says of a phone number without prefix what the country of its own address makes of it', () => {
    const sent = { 'address-2/phone': '030 23125901', 'customer/phone': '020 7946 0000' };
    const { changes } = readCorrections([customer, address], sent, SHOP);
    expect(changes.map(({ after }) => after)).toEqual(['+442079460000', '+493023125901']);
  });

  test('is said to be wrong beside its field, and the other fields are still read', () => {
    const sent = { 'customer/email': 'nobody', 'customer/firstName': 'Augusta', 'address-2/countryCode': '' };
    const { changes, problems } = readCorrections([customer, address], sent, SHOP);
    expect(Object.keys(problems)).toEqual(['customer/email', 'address-2/countryCode']);
    expect(changes.map(({ field }) => field.name)).toEqual(['firstName']);
  });

  test('is asked about again where Shopify has something else by now, and not where nothing was entered', () => {
    const seen = { 'seen:customer/firstName': 'Adda', 'seen:customer/email': 'old@example.com' };
    const sent = { ...seen, 'customer/firstName': 'Augusta', 'customer/email': 'old@example.com' };
    const { changes, problems } = readCorrections([customer], sent, SHOP);
    expect(changes).toEqual([]);
    expect(Object.keys(problems)).toEqual(['customer/firstName']);
  });

  test('names no record but those that were read', () => {
    const sent = { 'customer/state': 'x', 'address-9/city': 'x', '__proto__/city': 'x', constructor: 'x' };
    expect(readCorrections([customer, address], sent, SHOP)).toEqual({ changes: [], problems: {} });
  });
});

describe('a metafield', () => {
  test.each<[string, string | boolean, string, string]>([
    ['single_line_text_field', 'old', 'new', 'new'],
    ['boolean', false, 'yes', 'true'],
  ])('of type %s is written as text', (type, value, typed, after) => {
    const [write] = planOf([metafield(type, value)], { 'metafield-custom.it/value': typed }).writes;
    const named = { namespace: 'custom', key: 'it', type };
    expect(write).toMatchObject({
      before: { ...named, value: String(value) },
      after: { ...named, value: after },
    });
  });

  test('that is emptied is taken away, and can be put back', () => {
    const [write] = planOf([metafield('single_line_text_field', 'old')], {
      'metafield-custom.it/value': '',
    }).writes;
    expect(write?.after).toEqual({ namespace: 'custom', key: 'it', type: null, value: null });
    const [back] = counterPlan(write ? [write] : []).writes;
    expect(back?.after).toMatchObject({ type: 'single_line_text_field', value: 'old' });
  });
});

test('the counter-change of the counter-change is the change', () => {
  const { writes } = planOf([customer, address], { 'customer/note': 'x', 'address-2/city': 'London' });
  expect(counterPlan(counterPlan(writes).writes).writes).toEqual(writes);
  expect(counterPlan(writes).decisions.flatMap(({ fields }) => fields)).toEqual(['note', 'city']);
});

test('a form that is opened again goes on from what is proposed', () => {
  const parts = [customer, address, metafield('boolean', false)];
  const sent = {
    'customer/firstName': 'Augusta',
    'customer/taxExempt': 'yes',
    'address-2/city': 'London',
    'metafield-custom.it/value': 'yes',
  };
  expect(proposedTexts(parts, planOf(parts, sent).writes)).toEqual(sent);
});

test('every part is one that Shopify can change, by fields that it knows', () => {
  for (const { operation, fields } of Object.values(RECTIFIABLE)) {
    const row: { fields: Readonly<Record<string, string>> } | undefined =
      SHOPIFY_WRITES[operation as keyof typeof SHOPIFY_WRITES];
    expect(row, operation).toBeDefined();
    expect(Object.keys(fields).filter((name) => row?.fields[name] === undefined)).toEqual([]);
  }
  const writes: PlannedWrite[] = planOf([customer], { 'customer/note': 'x' }).writes;
  expect(writes).toHaveLength(1);
});
