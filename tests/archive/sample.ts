import { type Collection, type Dossier, RENDERER_VERSION } from '#app/core/dossier.ts';
import type { JsonObject } from '#app/core/store.ts';

/** A collection over records that are at hand. */
export function collectionOf(
  name: string,
  records: JsonObject[],
  more: Partial<Collection> = {},
): Collection {
  return {
    name,
    title: name,
    what: `What the shop keeps as ${name}.`,
    source: `Shopify: ${name}`,
    key: ['id'],
    origin: 'given',
    count: records.length,
    records: async function* () {
      yield* records;
    },
    ...more,
  };
}

export function dossierOf(collections: Collection[], more: Partial<Dossier> = {}): Dossier {
  return {
    request: {
      number: 17,
      kind: 'access',
      receivedAt: '2026-11-03T09:30:00.000Z',
      jurisdiction: 'unknown',
    },
    shop: { name: 'Linden & Söhne', domain: 'linden.myshopify.com', contact: 'privacy@linden.example' },
    content: 'access',
    collections,
    gaps: [],
    leftOut: [],
    masked: [],
    rendererVersion: RENDERER_VERSION,
    ...more,
  };
}

const customer: JsonObject = {
  id: 'gid://shopify/Customer/9007199254740993',
  displayName: 'Zoë Müller-Ōta',
  email: 'zoe@example.com',
  phone: '+4930901820',
  createdAt: '2023-04-12T08:15:00Z',
  note: 'Prefers parcels on Saturdays.\nRing twice.',
  verifiedEmail: true,
  tags: ['regular', 'newsletter'],
  emailMarketingConsent: {
    marketingState: 'SUBSCRIBED',
    consentUpdatedAt: '2024-01-05T10:00:00Z',
    marketingOptInLevel: 'SINGLE_OPT_IN',
  },
  defaultAddress: {
    address1: 'Lindenallee 5',
    address2: null,
    city: 'Berlin',
    zip: '10115',
    country: 'Germany',
  },
  amountSpent: { amount: '1250.40', currencyCode: 'EUR' },
};

function order(number: number): JsonObject {
  return {
    id: `gid://shopify/Order/${5000 + number}`,
    name: `#${1000 + number}`,
    createdAt: new Date(Date.UTC(2024, 0, 1) + number * 86_400_000).toISOString(),
    displayFinancialStatus: number % 7 === 0 ? 'REFUNDED' : 'PAID',
    totalPriceSet: { shopMoney: { amount: `${20 + (number % 90)}.90`, currencyCode: 'EUR' } },
    shippingAddress: {
      name: 'Zoë Müller-Ōta',
      address1: 'Lindenallee 5',
      city: 'Berlin',
      country: 'Germany',
    },
    note: number === 3 ? '=HYPERLINK("http://evil.example","click")' : null,
    lineItems: [
      {
        title: 'Linen shirt, sand',
        quantity: 1,
        originalUnitPrice: { amount: '49.90', currencyCode: 'EUR' },
      },
      { title: 'قميص كتان', quantity: 2, originalUnitPrice: { amount: '19.50', currencyCode: 'EUR' } },
    ],
  };
}

export function orders(count: number): JsonObject[] {
  return Array.from({ length: count }, (_, index) => order(index + 1));
}

/** What a person with some history would get. */
export function sampleDossier(orderCount = 620): Dossier {
  return dossierOf(
    [
      collectionOf('customer', [customer], {
        title: 'Your profile',
        what: 'What the shop knows of you as a customer: name, contact, notes, consent to marketing.',
        source: 'Shopify: customer profile',
      }),
      collectionOf('orders', orders(orderCount), {
        title: 'Orders',
        what: 'Everything you ordered, with what was paid and where it was sent.',
        source: 'Shopify: orders',
      }),
      collectionOf(
        'events',
        [
          { createdAt: '2024-01-02T11:20:00Z', message: 'You placed order #1001.', critical: false },
          { createdAt: '2024-01-03T16:45:10Z', message: 'Order #1001 was sent.', critical: false },
          { createdAt: '2024-02-01T09:00:00+01:00', message: null, critical: true },
        ],
        {
          title: 'Events',
          what: 'What happened around your profile, as the shop sees it.',
          source: 'Shopify: timeline',
        },
      ),
      collectionOf('gift-cards', [], {
        title: 'Gift cards',
        what: 'Gift cards that were issued to you.',
        source: 'Shopify: gift cards',
      }),
    ],
    {
      gaps: [
        {
          collection: 'gift-cards',
          reason: 'The app may not read gift cards of this shop.',
          remedy: 'The shop can allow it in its settings and gather again.',
        },
      ],
    },
  );
}
