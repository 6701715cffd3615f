import { createHmac, randomUUID } from 'node:crypto';

/** One webhook as Shopify sends it, ready to go. */
export interface SignedDelivery {
  webhookId: string;
  headers: Record<string, string>;
  body: Buffer;
}

export const SHOPS = Array.from({ length: 50 }, (_, at) => `bench-${at + 1}.myshopify.com`);

/** Ids as large as Shopify's own are today. */
const FIRST_CUSTOMER = 7_100_000_000_000;
const FIRST_ORDER = 5_600_000_000_000;

/** A `customers/data_request` of Shopify's own shape, for the n-th person of this run. */
const payloadOf = (n: number, shop: number) => ({
  shop_id: 60_000_000_000 + shop,
  shop_domain: SHOPS[shop],
  orders_requested: [FIRST_ORDER + 3 * n, FIRST_ORDER + 3 * n + 1, FIRST_ORDER + 3 * n + 2],
  customer: { id: FIRST_CUSTOMER + n, email: `person-${n}@example.com`, phone: `+1212555${n % 10_000}` },
  data_request: { id: 1 + n },
});

/** Makes deliveries of all shops in turn; no two are the same, however often it is called. */
export function createDeliveries(secret: string): (count: number) => SignedDelivery[] {
  let made = 0;
  const next = (): SignedDelivery => {
    const shop = made % SHOPS.length;
    const body = Buffer.from(JSON.stringify(payloadOf(made, shop)));
    const webhookId = randomUUID();
    made += 1;
    return {
      webhookId,
      body,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Shopify-Captain-Hook',
        'x-shopify-api-version': '2026-10',
        'x-shopify-event-id': randomUUID(),
        'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
        'x-shopify-shop-domain': SHOPS[shop] ?? '',
        'x-shopify-topic': 'customers/data_request',
        'x-shopify-triggered-at': new Date().toISOString(),
        'x-shopify-webhook-id': webhookId,
      },
    };
  };
  return (count) => Array.from({ length: count }, next);
}
