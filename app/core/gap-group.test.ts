import { expect, test } from 'vitest';
import { type GapLine, groupGaps } from './gap-group.ts';

const gap = (collection: string, more: Partial<GapLine>): GapLine => ({
  ...{ collection, title: collection, reason: `no ${collection}`, remedy: 'Gather again later.' },
  ...more,
});

test('gaps that one thing closes are one group; what takes the least comes first', () => {
  const groups = groupGaps([
    gap('customer', {}),
    gap('orders', {}),
    gap('payment-methods', { scope: 'read_customer_payment_methods' }),
    gap('returns', { scope: 'read_returns' }),
    gap('orders', { scope: 'read_returns' }),
    gap('gift-cards', { scope: 'read_gift_cards' }),
    gap('companies', { scope: 'read_companies', granted: true }),
    gap('customers', { scope: 'read_customers', remedy: 'Install the app again.' }),
  ]);
  expect(groups.map(({ closing, gaps, scopes }) => [closing, gaps.length, scopes])).toEqual([
    [{ kind: 'granted' }, 1, ['read_companies']],
    [{ kind: 'access' }, 3, ['read_returns', 'read_gift_cards']],
    [{ kind: 'approval' }, 1, ['read_customer_payment_methods']],
    [{ kind: 'remedy', remedy: 'Gather again later.' }, 2, []],
    [{ kind: 'remedy', remedy: 'Install the app again.' }, 1, []],
  ]);
});
