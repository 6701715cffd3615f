import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  CAREFUL_RETENTION,
  INVOICE_RETENTIONS,
  invoiceKeptUntil,
  retentionRule,
} from './invoice-retention.ts';

const kept = (country: string | null, on: string, shippedTo: string | null = country) =>
  invoiceKeptUntil(country, { on, shippedTo });

test('Germany: eight years from the end of the calendar year', () => {
  expect(kept('DE', '2026-01-01')).toBe('2034-12-31');
  expect(kept('DE', '2026-12-31')).toBe('2034-12-31');
  expect(kept('DE', '2027-01-01')).toBe('2035-12-31');
});

test('where it runs from the end of a financial year, the latest one that the order may fall into counts', () => {
  expect(kept('FR', '2026-03-15')).toBe('2037-03-15');
  expect(kept('CH', '2024-02-29')).toBe('2035-02-28');
});

test('Poland: five years from the end of the year in which the tax is paid', () => {
  expect(kept('PL', '2026-06-01')).toBe('2032-12-31');
});

test('a sale into another Member State is kept for the ten years of the one-stop shop', () => {
  expect(kept('DE', '2026-06-01', 'SE')).toBe('2036-12-31');
  expect(kept('US', '2026-06-01', 'FR')).toBe('2036-12-31');
  expect(kept('DE', '2026-06-01', 'US')).toBe('2034-12-31');
});

test('an unknown country is treated with the most care', () => {
  for (const country of Object.keys(INVOICE_RETENTIONS))
    expect(kept(null, '2026-06-01', null) >= kept(country, '2026-06-01')).toBe(true);
  expect(retentionRule('XX')).toBe(CAREFUL_RETENTION);
});

const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2090-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const country = fc.constantFrom(null, 'XX', ...Object.keys(INVOICE_RETENTIONS));

test('no invoice is let go before its years are over, nor kept for more than two years longer', () => {
  fc.assert(
    fc.property(country, day, (merchant, on) => {
      const { years } = retentionRule(merchant);
      const after = (more: number) => `${Number(on.slice(0, 4)) + years + more}${on.slice(4)}`;
      const until = kept(merchant, on, null);
      // 29 February becomes the 28th in most years.
      expect(until >= after(0).replace('02-29', '02-28')).toBe(true);
      expect(until < after(2)).toBe(true);
    }),
  );
});

test('a later order is never let go sooner', () => {
  fc.assert(
    fc.property(country, day, day, (merchant, one, other) => {
      const [earlier, later] = [one, other].sort() as [string, string];
      expect(kept(merchant, earlier, null) <= kept(merchant, later, null)).toBe(true);
    }),
  );
});
