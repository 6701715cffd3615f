import { createHmac, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createWebhookDoor } from '#app/webhooks.server.ts';
import { API_SECRET, type TestApp } from './composition.ts';

export const SHOP = 'demo.myshopify.com';

/** One delivery as Shopify sends it; any part may be bent. */
export interface TestDelivery {
  topic?: string;
  shop?: string;
  webhookId?: string;
  triggeredAt?: string;
  body: string | Buffer | object;
  secret?: string;
  headers?: Record<string, string | undefined>;
  method?: string;
}

export const dataRequest = (
  id: number | string,
  customer: object = { id: 191167, email: 'john@example.com' },
) => ({
  shop_id: 954889,
  shop_domain: SHOP,
  orders_requested: [299938, 280263, 220458],
  customer,
  data_request: { id },
});

export const redact = (customer: object, orders: number[] = []) => ({
  shop_id: 954889,
  shop_domain: SHOP,
  customer,
  orders_to_redact: orders,
});

/** Ids beyond 2^53 are written as strings in tests and as bare numbers on the wire. */
const toBody = (body: TestDelivery['body']): string | Buffer =>
  typeof body === 'string' || Buffer.isBuffer(body)
    ? body
    : JSON.stringify(body).replace(/"(\d{16,})"/g, '$1');

/** Sends one delivery, signed with the app's secret unless bent. */
export function sendDelivery(
  url: string,
  { topic = 'customers/data_request', shop = SHOP, ...delivery }: TestDelivery,
): Promise<Response> {
  const body = toBody(delivery.body);
  const headers = {
    'content-type': 'application/json',
    'x-shopify-topic': topic,
    'x-shopify-shop-domain': shop,
    'x-shopify-api-version': '2026-10',
    'x-shopify-webhook-id': delivery.webhookId ?? randomUUID(),
    'x-shopify-event-id': randomUUID(),
    'x-shopify-triggered-at': delivery.triggeredAt ?? new Date().toISOString(),
    'x-shopify-hmac-sha256': createHmac('sha256', delivery.secret ?? API_SECRET)
      .update(body)
      .digest('base64'),
    ...delivery.headers,
  };
  const present = Object.entries(headers).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const method = delivery.method ?? 'POST';
  return fetch(url, {
    method,
    headers: present,
    body: method === 'GET' ? null : new Uint8Array(Buffer.from(body)),
  });
}

/** The door on a port of its own. */
export async function openDoor(app: TestApp) {
  const door = createWebhookDoor(app);
  const server = createServer((request, response) => void door(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`;
  return {
    url,
    send: (delivery: TestDelivery) => sendDelivery(url, delivery),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
export type Door = Awaited<ReturnType<typeof openDoor>>;
