import type { Dossier } from '#app/core/dossier.ts';
import type { JsonObject } from '#app/core/store.ts';
import { collectionOf, dossierOf, orders, sampleDossier } from './sample.ts';

const from = (source: string) => `Shopify, ${source}`;
/** Name, title, what it is, source, records. */
const PARTS: [string, string, string, string, JsonObject[]][] = [
  [
    'addresses',
    'Saved addresses',
    'The addresses saved with the customer record.',
    from('customer record'),
    [
      {
        ...{ id: 'gid://shopify/MailingAddress/1', name: 'Zoë Müller-Ōta', address1: 'Lindenallee 5' },
        ...{ city: 'Berlin', zip: '10115', country: 'Germany', phone: '+4930901820' },
      },
      {
        ...{ id: 'gid://shopify/MailingAddress/2', name: '[left out: about another person]' },
        ...{ address1: '[left out: about another person]', city: 'Ulm', zip: '89073', country: 'Germany' },
      },
    ],
  ],
  [
    'consents',
    'Consent to marketing',
    'What you agreed to or refused, by channel, and when.',
    from('customer record'),
    [
      { channel: 'E-mail', state: 'SUBSCRIBED', at: '2024-01-05T10:00:00Z' },
      { channel: 'SMS', state: 'NOT_SUBSCRIBED', at: null },
    ],
  ],
  [
    'order-lines',
    'Ordered items',
    'What was ordered, one row per item.',
    from('orders'),
    Array.from({ length: 40 }, (_, at) => ({
      ...{ id: `gid://shopify/LineItem/${at}`, orderId: `gid://shopify/Order/${5001 + (at % 3)}` },
      ...{ orderName: `#100${(at % 3) + 1}`, title: 'Linen shirt, sand', quantity: 1 + (at % 3) },
    })),
  ],
  [
    'transactions',
    'Payments',
    'What was paid, refunded or refused, and by which means.',
    from('orders'),
    [
      {
        ...{ id: 'gid://shopify/OrderTransaction/7', kind: 'SALE', status: 'SUCCESS' },
        amount: { amount: '49.90', currencyCode: 'EUR' },
        paymentDetails: { company: 'Visa', number: '[held, not disclosed: a financial account number]' },
      },
    ],
  ],
  [
    'risk-assessments',
    'Risk assessments',
    'How likely an order was taken to be fraud.',
    from('orders'),
    [{ id: 'r1', orderId: 'gid://shopify/Order/5001', riskLevel: 'LOW', provider: 'Shopify' }],
  ],
  [
    'own-requests',
    'Privacy requests to this shop',
    'Requests about the person’s data that this shop received.',
    'Privacy Desk',
    [{ number: 17, kind: 'access', receivedAt: '2026-11-03T09:30:00Z' }],
  ],
];

const EMPTY: [string, string][] = [
  ['fulfilments', 'Parcels'],
  ['refunds', 'Refunds'],
  ['returns', 'Returns'],
  ['disputes', 'Payment disputes'],
  ['draft-orders', 'Draft orders'],
  ['abandoned-checkouts', 'Abandoned checkouts'],
  ['store-credit', 'Store credit'],
  ['payment-methods', 'Saved payment methods'],
  ['subscriptions', 'Subscriptions'],
  ['companies', 'Companies'],
  ['segments', 'Customer groups'],
  ['blog-comments', 'Blog comments'],
  ['comments', 'Notes of the staff'],
  ['metafields', 'Further fields'],
  ['journeys', 'How you came to the shop'],
];

/** An answer from everywhere: parts that hold something, many that do not, gaps, and what was left out or masked. */
export function wholeDossier(): Dossier {
  const [profile, , events, giftCards] = sampleDossier(1).collections;
  if (!profile || !events || !giftCards) throw new Error('the sample has changed');
  const [addresses, consents, ...others] = PARTS.map(([name, title, what, source, records]) =>
    collectionOf(name, records, { title, what, source }),
  );
  const risks = others.find(({ name }) => name === 'risk-assessments');
  if (!addresses || !consents || !risks) throw new Error('the parts have changed');
  risks.origin = 'derived';
  const order = { title: 'Orders', what: 'Everything you ordered.', source: from('orders') };
  const empty = EMPTY.map(([name, title]) => collectionOf(name, [], { title }));
  const closed = {
    reason: 'The app has not been allowed to read this in Shopify.',
    remedy: 'The shop allows it in Shopify and gathers again.',
  };
  return dossierOf(
    [
      { ...profile, origins: { amountSpent: 'derived', numberOfOrders: 'derived' } },
      ...[addresses, consents, collectionOf('orders', orders(12), order)],
      ...others,
      ...[events, giftCards],
      ...empty,
    ],
    {
      gaps: ['gift-cards', 'disputes', 'store-credit'].map((collection) => ({ collection, ...closed })),
      leftOut: [
        {
          collection: 'addresses',
          count: 2,
          reason: 'It is about another person, whose rights it would harm to disclose it (GDPR Art. 15(4)).',
        },
      ],
      masked: [{ what: 'a financial account number', collections: ['transactions'] }],
    },
  );
}
