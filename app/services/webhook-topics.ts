import { z } from 'zod';
import { SHOP_DOMAIN } from '../core/id.ts';
import type { Subject } from '../core/request.ts';

/** Shopify's numeric ids, as decimal strings: they may exceed 2^53. */
const id = z.union([z.number().int().nonnegative(), z.string().regex(/^\d{1,20}$/)]).transform(String);
const gid = z.string().regex(/^gid:\/\/shopify\/Customer\/\d{1,20}$/);
const text = z
  .string()
  .trim()
  .max(1000)
  .transform((value) => (value === '' ? null : value))
  .nullish()
  .transform((value) => value ?? null);
const ids = z
  .array(id)
  .nullish()
  .transform((value) => value ?? []);
const shopDomain = z.string().toLowerCase().regex(SHOP_DOMAIN);
/** A field of another topic. The topic's header is not signed: one body must not pass for a demand of another kind. */
const foreign = z.never().optional();
const customer = z
  .object({ id: id.nullish(), email: text, phone: text })
  .nullish()
  .transform((value) => ({
    customerId: value?.id ?? null,
    email: value?.email ?? null,
    phone: value?.phone ?? null,
  }));

const isSomeone = (subject: Subject): boolean =>
  subject.customerId !== null ||
  subject.email !== null ||
  subject.phone !== null ||
  subject.orderIds.length > 0;

const dataRequest = z
  .object({ shop_domain: shopDomain, customer, orders_requested: ids, data_request: z.object({ id }) })
  .transform((payload) => ({
    shopDomain: payload.shop_domain,
    dataRequestId: payload.data_request.id,
    subject: { ...payload.customer, orderIds: payload.orders_requested },
  }))
  .refine(({ subject }) => isSomeone(subject));

const redact = z
  .object({ shop_domain: shopDomain, customer, orders_to_redact: ids, data_request: foreign })
  .transform((payload) => ({
    shopDomain: payload.shop_domain,
    subject: { ...payload.customer, orderIds: payload.orders_to_redact },
  }))
  .refine(({ subject }) => isSomeone(subject));

/**
 * The topics that the app subscribes to, each with the part of its payload that is used: unknown fields are
 * ignored, and only these are required. `shopDomain` is null where the payload does not name the shop.
 */
export const WEBHOOK_TOPICS = {
  'customers/data_request': dataRequest,
  'customers/redact': redact,
  'shop/redact': z
    .object({ shop_domain: shopDomain, customer: foreign })
    .transform((payload) => ({ shopDomain: payload.shop_domain })),
  'app/uninstalled': z
    .object({ myshopify_domain: shopDomain })
    .transform((payload) => ({ shopDomain: payload.myshopify_domain })),
  'app/scopes_update': z
    .object({ current: z.array(z.string().regex(/^\w{1,100}$/)).max(500) })
    .transform((payload) => ({ shopDomain: null, scopes: payload.current })),
  'customers/merge': z
    .object({ admin_graphql_api_customer_kept_id: gid, admin_graphql_api_customer_deleted_id: gid })
    .transform((payload) => ({
      shopDomain: null,
      keptId: payload.admin_graphql_api_customer_kept_id,
      deletedId: payload.admin_graphql_api_customer_deleted_id,
    })),
  'customers/delete': z.object({ id }).transform((payload) => ({ shopDomain: null, customerId: payload.id })),
} as const satisfies Record<string, z.ZodType<{ shopDomain: string | null }>>;

export type WebhookTopic = keyof typeof WEBHOOK_TOPICS;
export type WebhookPayload<T extends WebhookTopic> = z.output<(typeof WEBHOOK_TOPICS)[T]>;

const SCHEMAS: { [T in WebhookTopic]: z.ZodType<WebhookPayload<T>> } = WEBHOOK_TOPICS;

/** @throws ZodError when the payload lacks what its topic needs */
export const parsePayload = <T extends WebhookTopic>(topic: T, json: unknown): WebhookPayload<T> =>
  SCHEMAS[topic].parse(json);

export const isWebhookTopic = (topic: string): topic is WebhookTopic => Object.hasOwn(WEBHOOK_TOPICS, topic);

/** Digits that a double may not hold exactly. */
const LONG_NUMBER = /\d{16}/;

/**
 * JSON.parse that keeps integers beyond 2^53 as their digits.
 * @throws SyntaxError
 */
export function parseJson(body: Buffer): unknown {
  const source = body.toString('utf8');
  if (!LONG_NUMBER.test(source)) return JSON.parse(source);
  return JSON.parse(source, (_key, value, context?: { source?: string }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^\d+$/.test(context?.source ?? '')
      ? context?.source
      : value,
  );
}
