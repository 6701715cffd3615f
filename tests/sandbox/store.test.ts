import { describe, expect, test } from 'vitest';
import { createStore } from '#sandbox/store/memory-store.ts';
import type { NodeRecord } from '#sandbox/store/store.ts';

const customer = (number: string): NodeRecord => ({
  __typename: 'Customer',
  id: `gid://shopify/Customer/${number}`,
});
const order = (number: string, of: NodeRecord | null): NodeRecord => ({
  __typename: 'Order',
  id: `gid://shopify/Order/${number}`,
  customer: of,
});

describe('the store in memory', () => {
  test('lists nodes in ascending id order, whatever the order they came in, above 2^53 too', () => {
    const store = createStore();
    for (const number of ['9007199254740993', '11', '9', '9007199254740992', '100'])
      store.insert(customer(number));
    expect(store.all('Customer').map(({ id }) => id.split('/').at(-1))).toEqual([
      '9',
      '11',
      '100',
      '9007199254740992',
      '9007199254740993',
    ]);
  });

  test('refuses a second node of the same id', () => {
    const store = createStore();
    store.insert(customer('1'));
    expect(() => store.insert(customer('1'))).toThrow('is in the store already');
  });

  test('an update keeps the object, sets updatedAt to the clock of the store, and moves the node in the indices', () => {
    const store = createStore(() => Date.parse('2026-03-01T08:00:00.500Z'));
    const [a, b] = [customer('1'), customer('2')];
    const bought = order('7', a);
    for (const record of [a, b, bought]) store.insert(record);
    expect(store.update(bought.id, { customer: b })).toBe(bought);
    expect(bought.updatedAt).toBe('2026-03-01T08:00:00Z');
    expect(store.referring('Order', 'customer', a.id)).toEqual([]);
    expect(store.referring('Order', 'customer', b.id)).toEqual([bought]);
    store.update(bought.id, { customer: null });
    expect(store.referring('Order', 'customer', b.id)).toEqual([]);
  });

  test('a removed node is found nowhere', () => {
    const store = createStore();
    const [owner, bought] = [customer('1'), order('7', customer('1'))];
    store.insert(owner);
    store.insert(bought);
    store.remove(bought.id);
    expect(store.find(bought.id)).toBeUndefined();
    expect(store.all('Order')).toEqual([]);
    expect(store.referring('Order', 'customer', owner.id)).toEqual([]);
  });

  test('an update of what is not there says so', () => {
    expect(() => createStore().update('gid://shopify/Customer/1', {})).toThrow('is not in the store');
  });
});
