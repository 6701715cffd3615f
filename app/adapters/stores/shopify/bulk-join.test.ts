import { expect, test } from 'vitest';
import { lay } from './bulk-join.ts';

test('a field called __proto__ is laid into its owner as any other, and reaches no other object', () => {
  const owner = JSON.parse('{"id":"1","own":{"a":1}}');
  lay(
    owner,
    JSON.parse('{"__proto__":{"polluted":"yes"},"own":{"b":2},"constructor":{"prototype":{"bad":1}}}'),
  );
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  expect(({} as Record<string, unknown>).bad).toBeUndefined();
  expect(Object.getPrototypeOf(owner)).toBe(Object.prototype);
  expect(owner.own).toEqual({ a: 1, b: 2 });
});
