import { describe, expect, test } from 'vitest';
import { foldText } from './fold-text.ts';
import { ownTexts } from './own-texts.ts';
import { asSaying, type FieldView, hasText, recordView, type ValueView } from './record-view.ts';
import { hasCalifornianAddress } from './residence.ts';
import type { CollectionDescription, JsonObject } from './store.ts';
import { english } from './words.ts';

const orders: CollectionDescription = {
  name: 'orders',
  title: 'Orders',
  what: 'Orders.',
  source: 'Here',
  key: ['id'],
  refersTo: { customerId: 'customers' },
  origin: 'given',
  others: { 'gift.to': 'gift recipient', note: 'whoever is mentioned' },
  neverDisclosed: { taxId: 'government-id' },
};
const view = (record: JsonObject, own: ReadonlySet<string> = new Set()) =>
  recordView(orders, record, { position: 3, timeZone: 'Asia/Tokyo', own });
/** A text as somebody reads it in English. */
const read = (value: ValueView | undefined) =>
  typeof value === 'string' || (value !== undefined && 'say' in value) ? english.t(asSaying(value)) : value;
const byPath = (fields: FieldView[]) =>
  Object.fromEntries(fields.map((field) => [field.path ?? field.label, field]));

describe('a record, as staff read it', () => {
  test('is told in words: labels, dates of the shop’s clock, amounts, yes and no, ids', () => {
    const { fields, title, when, key } = view({
      id: 'gid://shopify/Order/5001',
      name: '#1001',
      createdAt: '2026-11-03T23:30:00Z',
      dueOn: '2026-12-24',
      totalPriceSet: { shopMoney: { amount: '9.90', currencyCode: 'EUR' } },
      isGift: false,
      tags: ['a', 'b'],
      orders: ['gid://shopify/Order/1', 'gid://shopify/Order/2'],
      empty: null,
      none: [],
    });
    expect(fields.map(({ label, value }) => [label, read(value)])).toEqual([
      ['ID', 'Order 5001'],
      ['Name', '#1001'],
      ['Created at', 'Nov 4, 2026, 8:30 AM'],
      ['Due on', 'Dec 24, 2026'],
      ['Total price set', '9.90 EUR'],
      ['Is gift', 'No'],
      ['Tags', 'a, b'],
      ['Orders', 'Order 1, Order 2'],
    ]);
    expect({ title, when: english.t(when ?? ''), key }).toEqual({
      title: '#1001',
      when: 'Nov 4, 2026, 8:30 AM',
      key: 'gid://shopify/Order/5001',
    });
  });

  test('marks what may be about others and what California holds back, at its place', () => {
    const marked = view({
      id: '1',
      note: 'for Bo',
      gift: [{ to: 'Bo' }],
      taxId: '9',
      attributes: [
        { key: 'passport', value: 'X' },
        { key: 'gift wrap', value: null },
      ],
      metafields: [{ key: 'password', namespace: 'app', value: 'Y' }],
    });
    const fields = byPath(marked.fields);
    expect(fields.note).toMatchObject({ other: 'whoever is mentioned' });
    expect(fields.gift?.value).toMatchObject({
      items: [{ fields: [{ path: 'gift.to', other: 'gift recipient' }] }],
    });
    expect(fields.taxId).toMatchObject({ sensitive: 'government-id' });
    expect(fields.attributes?.value).toMatchObject({
      fields: [{ label: 'passport', path: 'attributes.value', value: 'X', sensitive: 'government-id' }],
    });
    expect(fields.metafields?.value).toMatchObject({
      items: [
        { fields: [{ path: 'metafields.key' }, {}, { path: 'metafields.value', sensitive: 'password' }] },
      ],
    });
    expect(marked).toMatchObject({ hasOthers: true, hasSensitive: true });
    const inText = byPath(view({ id: '1', memo: 'SSN 123-45-6789' }).fields);
    expect(inText.memo).toMatchObject({ sensitive: 'government-id' });
    expect(view({ id: '1', note: null, taxId: '' })).toMatchObject({ hasOthers: false, hasSensitive: false });
  });

  test('is not marked where the person themselves is named', () => {
    const own = ownTexts({
      id: 'c1',
      firstName: 'Mila',
      lastName: 'Novák',
      note: 'Bo',
      defaultEmailAddress: { emailAddress: 'mila@example.com' },
    });
    const others = {
      note: 'mila NOVA\u0301K',
      gift: { to: { name: 'Mila Novák', email: 'mila@example.com', city: 'Bonn' } },
    };
    expect(view({ id: '1', ...others }, own).hasOthers).toBe(false);
    expect(view({ id: '1', ...others }).hasOthers).toBe(true);
    for (const note of ['Bo', 'Mila Novák and Bo', 'to mila@example.com'])
      expect(view({ id: '1', note }, own).hasOthers).toBe(true);
    expect(view({ id: '1', gift: { to: { name: 'Mila Novák', phone: '+49 1' } } }, own).hasOthers).toBe(true);
    expect(view({ id: '1', gift: { to: { city: 'Bonn' } } }, own).hasOthers).toBe(true);
  });

  test('offers to leave out neither its key, nor what ties it to others, nor a name that no path can say', () => {
    const { fields } = view({ id: '1', customerId: 'c', 'a.b': { c: 'x' }, d: 'y' });
    expect(fields.map(({ path }) => path)).toEqual([null, null, null, 'd']);
    expect(fields[2]?.value).toEqual({ fields: [{ label: 'C', path: null, value: 'x' }] });
  });

  test('what somebody typed is no word of ours, though it reads like one', () => {
    const { fields } = view({
      id: '1',
      note: 'Yes',
      answer: true,
      attributes: [{ key: 'Note', value: 'No' }],
    });
    const [, note, answer, attributes] = fields;
    expect([note?.value, answer?.value]).toEqual(['Yes', { say: expect.stringContaining('Yes') }]);
    expect(attributes?.value).toMatchObject({ fields: [{ label: 'Note', isGivenName: true, value: 'No' }] });
  });

  test('is cut where it is long, and says so', () => {
    const { fields } = view({
      id: '1',
      text: 'x'.repeat(2_500),
      list: Array.from({ length: 60 }, (_, at) => `${at}`),
    });
    const { text, list } = byPath(fields);
    expect(read(text?.value)).toMatch(/^x{2000}… \(and 500 characters more\)$/);
    expect(list?.value).toMatchObject({ more: 10 });
  });
});

test('a search finds a text in any value, whatever its case, and in no field’s name', () => {
  const record = { Note: [{ text: 'Für ZOË' }], count: 4711 };
  expect(hasText(record, foldText('zoë'))).toBe(true);
  expect(hasText(record, foldText('zoe\u0308'))).toBe(true);
  expect(hasText(record, foldText('471'))).toBe(true);
  expect(hasText(record, foldText('note'))).toBe(false);
});

test('an address in California is recognised wherever it stands; Canada’s code is not mistaken for it', () => {
  expect(hasCalifornianAddress({ a: [{ countryCodeV2: 'US', provinceCode: 'CA' }] })).toBe(true);
  expect(hasCalifornianAddress({ countryCodeV2: 'US', province: 'California' })).toBe(true);
  expect(hasCalifornianAddress({ countryCodeV2: 'CA', provinceCode: 'ON' })).toBe(false);
  expect(hasCalifornianAddress({ countryCodeV2: 'US', provinceCode: 'NY' })).toBe(false);
});
