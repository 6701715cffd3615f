import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Composition } from './deps.server.ts';
import { receiveDelivery } from './services/receive-delivery.ts';

export const WEBHOOK_PATH = '/webhooks';
const MOST_BYTES = 1024 * 1024;

const one = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;

/** The raw bytes, or null as soon as they are more than the door takes. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  if (Number(request.headers['content-length']) > MOST_BYTES) return null;
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > MOST_BYTES) return null;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function answer(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string> = {},
): void {
  const body = Buffer.from(text);
  // With its length the whole answer is one write; without, Node sends it in chunks.
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': body.length,
    ...headers,
  });
  response.end(body);
}

/**
 * The one door for Shopify's webhooks. It stands before Remix, on plain `node:http`: it needs the raw bytes,
 * no session and no rendering, and it is the hot path.
 */
export function createWebhookDoor({ deps, env }: Pick<Composition, 'deps' | 'env'>) {
  const secrets = [env.SHOPIFY_API_SECRET, env.SHOPIFY_API_SECRET_PREVIOUS].flatMap((secret) => secret ?? []);

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method !== 'POST') return answer(response, 405, 'Only POST.', { allow: 'POST' });
    try {
      const body = await readBody(request);
      if (body === null) return answer(response, 413, 'At most 1 MiB.', { connection: 'close' });
      const { headers } = request;
      const receipt = await receiveDelivery(deps, {
        body,
        secrets,
        headers: {
          signature: one(headers['x-shopify-hmac-sha256']),
          topic: one(headers['x-shopify-topic']),
          shopDomain: one(headers['x-shopify-shop-domain']),
          webhookId: one(headers['x-shopify-webhook-id']),
          eventId: one(headers['x-shopify-event-id']),
          triggeredAt: one(headers['x-shopify-triggered-at']),
        },
      });
      if (receipt.outcome === 'unsigned') return answer(response, 401, 'The signature is missing or wrong.');
      if (receipt.outcome === 'refused') return answer(response, 400, `Not usable: ${receipt.problem}.`);
      return answer(response, 200, '');
    } catch (error) {
      if (request.destroyed && !request.complete) return;
      deps.log.error(
        { code: (error as NodeJS.ErrnoException).code, name: (error as Error).name },
        'delivery not stored',
      );
      return answer(response, 503, 'Not stored; please send it again.', { 'retry-after': '5' });
    }
  };
}
