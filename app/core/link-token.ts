import { createHash, timingSafeEqual } from 'node:crypto';
import { newId, type Random } from './id.ts';

/** What a link carries: whose row it leads to, and a secret of which only the hash is kept. */
export interface LinkToken {
  shopId: string;
  id: string;
  secret: string;
}

const SECRET_BYTES = 32;
const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const TOKEN = new RegExp(`^(${UUID})\\.(${UUID})\\.([A-Za-z0-9_-]{43})$`);

/** SHA-256 of a link's secret, as it is kept. */
export const secretHash = (secret: string) => Uint8Array.from(createHash('sha256').update(secret).digest());

export const isSecret = (hash: Uint8Array, secret: string): boolean =>
  timingSafeEqual(hash, secretHash(secret));

/** @param nowMs milliseconds since 1970 */
export const newLinkToken = (shopId: string, nowMs: number, random: Random): LinkToken => ({
  shopId,
  id: newId(nowMs, random),
  secret: random(SECRET_BYTES).toString('base64url'),
});

export const writeLinkToken = ({ shopId, id, secret }: LinkToken): string => `${shopId}.${id}.${secret}`;

/** @returns null for what is no token */
export function readLinkToken(text: string): LinkToken | null {
  const [, shopId, id, secret] = TOKEN.exec(text) ?? [];
  return shopId !== undefined && id !== undefined && secret !== undefined ? { shopId, id, secret } : null;
}
