import { expect, test } from 'vitest';
import { sizeText } from './size-text.ts';
import { english } from './words.ts';

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [999, '999 bytes'],
  [1_000, '1.0 kB'],
  [1_449_000, '1.4 MB'],
  [123_456_789, '123 MB'],
  [1_000_000_000, '1.0 GB'],
  [5e15, '5,000 TB'],
])('%i bytes are %s', (bytes, text) => {
  expect(english.t(sizeText(bytes))).toBe(text);
});
