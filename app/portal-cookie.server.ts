import { composition } from './deps.server.ts';

/** `__Host-`: set by this very host, over TLS, for all of it; no other name can put one there (RFC 6265bis, 4.1.3.2). */
const SECURE_NAME = '__Host-privacy-request';
const PLAIN_NAME = 'privacy-request';

const isSecure = (): boolean => new URL(composition().env.SHOPIFY_APP_URL).protocol === 'https:';
const nameNow = (): string => (isSecure() ? SECURE_NAME : PLAIN_NAME);

/** The session's token; empty where there is none. */
export function readPortalCookie(request: Request): string {
  const pairs = (request.headers.get('cookie') ?? '').split(/;\s*/);
  const prefix = `${nameNow()}=`;
  return pairs.find((pair) => pair.startsWith(prefix))?.slice(prefix.length) ?? '';
}

/** It goes when the browser is closed; the session itself ends before, by its row. Empty takes it away. */
export function portalCookie(token: string): string {
  const parts = [`${nameNow()}=${token}`, 'Path=/', 'HttpOnly', 'SameSite=Lax'];
  if (isSecure()) parts.push('Secure');
  if (token === '') parts.push('Max-Age=0');
  return parts.join('; ');
}
