import { newId, SHOP_DOMAIN, shopIdOf } from '../core/id.ts';
import { isQuery, isSignedBody } from '../core/webhook-signature.ts';
import type { Deps } from './deps.ts';
import { isWebhookTopic, parseJson, WEBHOOK_TOPICS } from './webhook-topics.ts';

/** Shopify's headers of a delivery. Only the body is signed: what they claim is checked against it where it can be. */
export interface DeliveryHeaders {
  signature: string | undefined;
  topic: string | undefined;
  shopDomain: string | undefined;
  webhookId: string | undefined;
  eventId: string | undefined;
  triggeredAt: string | undefined;
}

/**
 * What came of a delivery. `unsigned` is not kept; `refused` (signed, but not what its topic promises) is
 * kept sealed and shown to the merchant as an alarm.
 */
export type Receipt =
  | { outcome: 'stored' }
  | { outcome: 'unsigned' }
  | { outcome: 'refused'; problem: string };

/** Where signed deliveries go that name no shop at all. */
const NOBODY = 'unattributed.invalid';
const HEADER_LENGTH = 255;

const shopOf = (domain: string | null | undefined): string | null =>
  domain && SHOP_DOMAIN.test(domain.toLowerCase()) ? domain.toLowerCase() : null;

/** Why a signed delivery cannot be used (a code), and the shop that its signed body names. */
function examine(
  body: Buffer,
  headers: DeliveryHeaders,
): { problem: string | null; namedShop: string | null } {
  let payload: unknown;
  try {
    payload = parseJson(body);
  } catch {
    return { problem: 'not-json', namedShop: null };
  }
  const { topic } = headers;
  if (topic === undefined || !isWebhookTopic(topic)) return { problem: 'unknown-topic', namedShop: null };
  const parsed = WEBHOOK_TOPICS[topic].safeParse(payload);
  if (!parsed.success) return { problem: 'payload-incomplete', namedShop: null };
  const namedShop = parsed.data.shopDomain;
  const headerShop = shopOf(headers.shopDomain);
  if (headerShop === null) return { problem: 'shop-header-missing', namedShop };
  if (namedShop !== null && namedShop !== headerShop) return { problem: 'shop-mismatch', namedShop };
  return { problem: null, namedShop };
}

/** Null for what is no time, and for years that PostgreSQL cannot hold: the header is not signed. */
const date = (value: string | undefined): Date | null => {
  const parsed = new Date(value ?? '');
  const year = parsed.getUTCFullYear();
  return year >= 1970 && year <= 9999 ? parsed : null;
};

/**
 * The door: verifies a delivery, seals it and stores it. Returns only after the commit; it never calls
 * Shopify and never needs a session, for the shop may be gone.
 * @throws whatever the database or the key service throws, and then nothing was stored
 */
export async function receiveDelivery(
  deps: Pick<Deps, 'now' | 'random' | 'vault' | 'intakeKeys' | 'storeDelivery'>,
  input: { body: Buffer; headers: DeliveryHeaders; secrets: readonly string[] },
): Promise<Receipt> {
  const { body, headers } = input;
  if (!isSignedBody(body, headers.signature, input.secrets) || isQuery(body)) return { outcome: 'unsigned' };
  const receivedAt = deps.now();
  const { problem, namedShop } = examine(body, headers);
  const domain = namedShop ?? shopOf(headers.shopDomain) ?? NOBODY;
  const key = await deps.intakeKeys.of(domain);
  const id = newId(receivedAt.getTime(), deps.random);
  const webhookId = headers.webhookId?.slice(0, HEADER_LENGTH) || id;
  await deps.storeDelivery({
    shopId: shopIdOf(domain),
    id,
    topic: (headers.topic ?? '').slice(0, HEADER_LENGTH),
    // What was refused may be sent again and be usable then: the one must not pass for the other's repetition.
    webhookId: problem === null ? webhookId : `${problem}|${webhookId}`,
    shopDomain: domain,
    eventId: headers.eventId?.slice(0, HEADER_LENGTH) ?? null,
    triggeredAt: date(headers.triggeredAt),
    receivedAt,
    keyId: key.id,
    body: deps.vault.seal(key, { table: 'delivery', column: 'body', row: id }, body),
    commitment: deps.vault.commit(key, body),
    state: problem === null ? 'received' : 'refused',
    problem,
  });
  return problem === null ? { outcome: 'stored' } : { outcome: 'refused', problem };
}
