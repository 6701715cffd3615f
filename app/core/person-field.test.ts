import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adminSchema } from '#sandbox/schema/admin.ts';
import { COUNTRY_CODES, checkField, FIELD_KINDS, type FieldKind, fieldText } from './person-field.ts';
import { english } from './words.ts';

const GERMANY = { country: 'DE' };
const check = (kind: FieldKind, typed: string) => checkField(kind, typed, GERMANY);
const KINDS = Object.keys(FIELD_KINDS) as FieldKind[];

test.each<[FieldKind, string, unknown]>([
  ['line', '  Ada  ', 'Ada'],
  ['line', 'ليلى', 'ليلى'],
  ['line', 'प्रिया', 'प्रिया'],
  ['line', '🏳️‍🌈 Fox', '🏳️‍🌈 Fox'],
  ['line', 'Nguye\u0302\u0303n', 'Nguy\u1EC5n'],
  ['text', 'one\r\ntwo', 'one\ntwo'],
  ['email', 'ada.lovelace+shop@mail.example.com', 'ada.lovelace+shop@mail.example.com'],
  ['phone', '030 23125-901', '+493023125901'],
  ['phone', '+44 20 7946 0000', '+442079460000'],
  ['country', 'IE', 'IE'],
  ['province', 'ca', 'CA'],
  ['zip', 'EC1A 1BB', 'EC1A 1BB'],
  ['flag', 'yes', true],
  ['flag', 'no', false],
  ['integer', '-42', '-42'],
  ['decimal', '4.5', '4.5'],
  ['date', '1984-02-29', '1984-02-29'],
  ['url', 'https://example.com/a?b=c', 'https://example.com/a?b=c'],
])('a %s typed as %j is written as %j', (kind, typed, value) => {
  expect(check(kind, typed)).toEqual({ value });
});

test.each<[FieldKind, string]>([
  ['line', 'Ada\nBcc: everybody@example.com'],
  ['line', 'Ada\u0000'],
  ['line', 'Max\u202Egnissim'],
  ['line', 'Zero\u200BWidth'],
  ['line', 'x'.repeat(256)],
  ['text', 'bell\u0007'],
  ['text', 'x'.repeat(5_001)],
  ['email', 'ada@example.com, eve@example.com'],
  ['email', 'Ada <ada@example.com>'],
  ['email', 'ada@example.com\nBcc: eve@example.com'],
  ['email', 'ada@localhost'],
  ['email', 'ada..l@example.com'],
  ['email', '@example.com'],
  ['phone', 'call me'],
  ['phone', '12'],
  ['phone', '+49 30 23125901 ext 5'],
  ['country', 'XX'],
  ['country', 'Germany'],
  ['province', 'Bavaria or so'],
  ['zip', '<b>1</b>'],
  ['flag', 'maybe'],
  ['integer', '4.5'],
  ['decimal', '4,5'],
  ['date', '2025-02-29'],
  ['date', '29.02.1984'],
  ['url', 'javascript:alert(1)'],
])('a %s typed as %j is not written, and it is said why', (kind, typed) => {
  const checked = check(kind, typed);
  expect('problem' in checked && english.t(checked.problem)).toMatch(/^[A-Z].+\.$/);
});

test('nothing that is written reads otherwise than it is, whatever is typed', () => {
  const property = fc.property(
    fc.constantFrom(...KINDS),
    fc.string({ unit: 'binary', maxLength: 300 }),
    (kind, typed) => {
      const checked = check(kind, typed);
      if (!('value' in checked) || typeof checked.value !== 'string') return;
      const seen = checked.value.replace(/[\n\t]/g, '');
      expect(seen).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u200B\uFEFF]|\p{Cc}/u);
      expect(checked.value).toBe(checked.value.trim());
      expect(check(kind, checked.value)).toEqual(checked);
    },
  );
  fc.assert(property, { numRuns: 2_000 });
});

describe('an emptied field', () => {
  test.each(KINDS)('of kind %s takes the value away, unless there has to be one', (kind) => {
    expect(check(kind, '  ')).toEqual({ value: null });
    expect(checkField(kind, '', GERMANY, 'Needed.')).toEqual({ problem: 'Needed.' });
  });
});

test('every country that can be chosen is one of Shopify’s', () => {
  const type = adminSchema.getType('CountryCode');
  const codes = type && 'getValues' in type ? type.getValues().map(({ name }) => name) : [];
  expect(codes.length).toBeGreaterThan(200);
  const missing = codes.filter((code) => !COUNTRY_CODES.includes(code));
  expect(COUNTRY_CODES.filter((code) => !codes.includes(code))).toEqual([]);
  // What Shopify calls unknown, and a country that is no more.
  expect(missing).toEqual(['AN', 'ZZ']);
});

test('what is shown and left as it is, is written as it was', () => {
  expect([null, true, false, 'x', 7].map(fieldText)).toEqual(['', 'yes', 'no', 'x', '7']);
});
