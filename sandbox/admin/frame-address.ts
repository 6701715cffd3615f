/** The address by which the admin opens an embedded app: signed, with a session token. */
import { createHmac, randomBytes } from 'node:crypto';
import { mintSessionToken } from '#sandbox/session-token.ts';
import type { Shop, Staff, World } from '#sandbox/world.ts';

/** Signs as Shopify signs admin requests: sorted `key=value` pairs, spaces as %20, hex. */
export function signAdminParams(params: URLSearchParams, secret: string): string {
  const pairs = [...params]
    .filter(([name]) => name !== 'hmac')
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return createHmac('sha256', secret).update(pairs.join('&')).digest('hex');
}

export const storeName = ({ domain }: Shop) => domain.replace(/\.myshopify\.com$/, '');

/** @param path the app's own path with its own query, beginning with a slash */
export function frameAddress(
  world: World,
  shop: Shop,
  staff: Staff,
  appOrigin: string,
  path: string,
): string {
  const address = new URL(path, appOrigin);
  const params = {
    embedded: '1',
    host: Buffer.from(`admin.shopify.com/store/${storeName(shop)}`).toString('base64'),
    id_token: mintSessionToken(world, shop, staff),
    locale: staff.locale,
    session: randomBytes(32).toString('hex'),
    shop: shop.domain,
    timestamp: String(Math.floor(Date.now() / 1_000)),
  };
  for (const [name, value] of Object.entries(params)) address.searchParams.set(name, value);
  address.searchParams.set('hmac', signAdminParams(address.searchParams, world.app.secret));
  return address.href;
}
