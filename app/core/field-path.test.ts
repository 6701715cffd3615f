import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isWithin, mapAt, valuesAt } from './field-path.ts';
import type { JsonObject } from './store.ts';

const order: JsonObject = {
  id: 'o1',
  tags: ['a', 'b'],
  transactions: [{ paymentDetails: { name: 'Ada', bin: 1 } }, { paymentDetails: null }, { amount: 2 }],
  nested: [[{ name: 'x' }], { name: 'y' }],
};
const parse = (text: string): JsonObject => JSON.parse(text);

describe('a path', () => {
  test('leads through lists, and ends at a list as one value', () => {
    expect(valuesAt(order, 'transactions.paymentDetails.name')).toEqual(['Ada']);
    expect(valuesAt(order, 'nested.name')).toEqual(['x', 'y']);
    expect(valuesAt(order, 'tags')).toEqual([['a', 'b']]);
    expect(valuesAt(order, 'id.length')).toEqual([]);
    expect(valuesAt(order, 'nothing.here')).toEqual([]);
  });

  test('knows a field’s own properties alone', () => {
    expect(valuesAt(order, 'constructor')).toEqual([]);
    expect(valuesAt(order, '__proto__.toString')).toEqual([]);
    expect(valuesAt(parse('{"__proto__": {"a": 1}, "constructor": "c"}'), '__proto__.a')).toEqual([1]);
    expect(mapAt(order, '__proto__.polluted', () => true)).toBe(order);
    expect(({} as JsonObject).polluted).toBeUndefined();
  });

  test('called __proto__ is replaced like any other, and stays a field', () => {
    const changed = mapAt(parse('{"__proto__": "secret", "b": 1}'), '__proto__', () => 'hidden');
    expect(JSON.stringify(changed)).toBe('{"__proto__":"hidden","b":1}');
  });

  test('is within another by whole names', () => {
    expect(isWithin('a.b', 'a')).toBe(true);
    expect(isWithin('ab', 'a')).toBe(false);
    expect(isWithin('a', 'a.b')).toBe(false);
  });
});

test('replacing changes what the path leads to and nothing else, and leaves the original as it was', () => {
  const name = fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor');
  const value = fc.letrec((tie) => ({
    json: fc.oneof(
      { depthSize: 'small' },
      fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
      fc.array(tie('json'), { maxLength: 3 }),
      tie('object'),
    ),
    object: fc
      .uniqueArray(fc.tuple(name, tie('json')), { selector: ([field]) => field, maxLength: 4 })
      .map((fields) => Object.fromEntries(fields)),
  })).object as fc.Arbitrary<JsonObject>;
  const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('.'));
  fc.assert(
    fc.property(value, path, (record, at) => {
      const before = JSON.stringify(record);
      const held = valuesAt(record, at);
      const numbered = new Map<number, unknown>();
      const changed = mapAt(record, at, (old) => {
        numbered.set(numbered.size, old);
        return `new ${numbered.size - 1}`;
      });
      expect(JSON.stringify(record)).toBe(before);
      expect([...numbered.values()]).toEqual(held);
      expect(valuesAt(changed, at)).toEqual(held.map((_, index) => `new ${index}`));
      let index = -1;
      const restored = mapAt(changed, at, () => {
        index += 1;
        return numbered.get(index) as string;
      });
      expect(JSON.stringify(restored)).toBe(before);
      if (held.length === 0) expect(changed).toBe(record);
    }),
    { numRuns: 500 },
  );
});
