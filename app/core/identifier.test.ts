import { expect, test } from 'vitest';
import { normaliseIdentifier } from './identifier.ts';

test.each([
  ['email', ' John@Example.COM ', null, 'john@example.com'],
  ['email', 'ｊohn@example.com', null, 'john@example.com'],
  ['email', 'not an address', null, null],
  ['phone', '+49 (0)30 / 123456', null, '+4930123456'],
  ['phone', '030 123456', 'DE', '+4930123456'],
  ['phone', '555-0123', null, '5550123'],
  ['phone', 'none', null, null],
  ['customer', 'gid://shopify/Customer/9007199254740993', null, '9007199254740993'],
  ['customer', '191167', null, '191167'],
] as const)('%s "%s" in country %s is looked for as %s', (kind, value, country, expected) => {
  expect(normaliseIdentifier({ kind, value }, country)).toBe(expected);
});
