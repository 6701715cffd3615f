import { expect, test } from 'vitest';
import { isSearchable, ordersSearches, type Person } from './person.ts';

const personOf = (email: string): Person => ({
  shopDomain: 'shop.example.com',
  subject: { customerId: null, email, phone: null, orderIds: [] },
  customerId: null,
});

test.each([
  'a@example.com" OR email:*',
  'a@example.com OR id:>0',
  'a@example.com) OR (id:>0',
  'a\\"@example.com',
  '*@example.com',
  'a@b@example.com',
])('an address that could change the meaning of a search is not searched for: %s', (email) => {
  expect(isSearchable(personOf(email).subject)).toBe(false);
  expect(ordersSearches(personOf(email))).toEqual([]);
});

test('an ordinary address is', () => {
  expect(ordersSearches(personOf("o'hara+x@example.com"))).toEqual([`email:"o'hara+x@example.com"`]);
});

test('a very long one is told apart at once', () => {
  // Of this thread alone, in microseconds: what else the machine does is not counted.
  const before = process.threadCpuUsage();
  expect(isSearchable(personOf(`${'@'.repeat(200_000)} `).subject)).toBe(false);
  expect(process.threadCpuUsage(before).user).toBeLessThan(500_000);
});
