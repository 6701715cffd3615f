import { expect, test } from 'vitest';
import { durationText } from './duration-text.ts';
import { english } from './words.ts';

test.each([
  [0, 'less than a minute'],
  [29_000, 'less than a minute'],
  [31_000, 'about 1 minute'],
  [250_000, 'about 4 minutes'],
  [3_590_000, 'about 1 hour'],
  [9_000_000, 'about 3 hours'],
])('%d milliseconds are %s', (ms, text) => {
  expect(english.t(durationText(ms))).toBe(text);
});
