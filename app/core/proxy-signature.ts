import { createHmac, timingSafeEqual } from 'node:crypto';

/** Shopify signs anew for every request; what is older was recorded and is played again. */
const FRESH_MS = 90_000;
/** What Shopify itself writes: twice the same name, and nobody knows which one was meant. */
const OWN = ['shop', 'logged_in_customer_id', 'path_prefix', 'timestamp', 'signature', 'hmac'];
const UNSIGNED = ['signature', 'hmac'];

/** Sorted `key=value` pairs without separators, repeated keys joined with commas; HMAC-SHA256. */
function signatureOf(query: URLSearchParams, secret: string): Buffer {
  const keys = [...new Set(query.keys())].filter((key) => !UNSIGNED.includes(key));
  const message = keys
    .sort((one, other) => one.localeCompare(other))
    .map((key) => `${key}=${query.getAll(key).join(',')}`)
    .join('');
  return createHmac('sha256', secret).update(message).digest();
}

/**
 * Whether Shopify's app proxy sent this query just now. The body is not signed.
 * @param secrets of the app, the present and, while it is being replaced, the former one
 * @param nowMs milliseconds since 1970
 */
export function isSignedQuery(query: URLSearchParams, secrets: readonly string[], nowMs: number): boolean {
  if (OWN.some((name) => query.getAll(name).length > 1)) return false;
  const signature = query.get('signature') ?? '';
  const timestamp = query.get('timestamp') ?? '';
  if (!/^[0-9a-f]{64}$/.test(signature) || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(nowMs - Number(timestamp) * 1_000) > FRESH_MS) return false;
  const given = Buffer.from(signature, 'hex');
  // Every secret is tried, so that the time it takes tells nothing.
  return secrets.map((secret) => timingSafeEqual(given, signatureOf(query, secret))).some(Boolean);
}
