import { expect, test } from 'vitest';
import { countGaps, type GapLine, gapLine, groupGaps } from './gap-group.ts';

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

test('what is asked for to close gaps is all that the next gathering would want, and is counted so', () => {
  const line = (collection: string, scope?: string, granted: string[] = []) =>
    gapLine(gap(collection, scope === undefined ? {} : { scope }), collection, granted);
  const gaps = [
    line('customer'),
    line('gift-cards', 'read_gift_cards'),
    line('store-credit', 'read_store_credit_accounts', ['read_store_credit_account_transactions']),
    line('disputes', 'read_shopify_payments_disputes'),
    line('orders', 'read_shopify_payments_disputes'),
    line('companies', 'read_companies', ['read_companies']),
    line('payment-methods', 'read_customer_payment_methods'),
  ];
  const asked = groupGaps(gaps).find(({ closing }) => closing.kind === 'access')?.scopes;
  expect(asked).toEqual([
    ...['read_gift_cards', 'read_gift_card_transactions', 'read_store_credit_accounts'],
    ...['read_shopify_payments_disputes', 'read_shopify_payments_dispute_evidences'],
  ]);
  expect(countGaps(gaps)).toEqual({ parts: 7, unread: 5, accesses: 6 });
});
