import { createHmac, timingSafeEqual } from 'node:crypto';

/** Base64 of an HMAC-SHA256; anything else is not even compared. */
const SIGNATURE = /^[A-Za-z0-9+/]{43}=$/;

/**
 * Whether Shopify signed these bytes: base64 HMAC-SHA256 of the raw body under the client secret, compared
 * in constant time.
 * @param secrets the secret in force, and while it is being rotated its predecessor
 */
export function isSignedBody(
  body: Buffer,
  signature: string | undefined,
  secrets: readonly string[],
): boolean {
  if (signature === undefined || !SIGNATURE.test(signature)) return false;
  const given = Buffer.from(signature, 'base64');
  return secrets.some((secret) => timingSafeEqual(createHmac('sha256', secret).update(body).digest(), given));
}

/** Begins like a query; JSON never does. */
const QUERY = /^[\w.%[\]-]{1,200}=/;

/**
 * Whether these bytes are a query (`embedded=1&host=…`): Shopify signs those with the same secret, and staff see
 * them in their browsers, so that one sent as a body must not pass for a delivery.
 */
export const isQuery = (body: Buffer): boolean => QUERY.test(body.toString('latin1', 0, 201));
