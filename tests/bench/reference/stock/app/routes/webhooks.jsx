import { db } from '../db.server.js';
import { authenticate } from '../shopify.server.js';

export async function action({ request }) {
  const { payload, shop, topic, webhookId } = await authenticate.webhook(request);
  await db.request.create({ data: { shop, topic, webhookId, payload } });
  return new Response();
}
