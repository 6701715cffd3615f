import { createHash } from 'node:crypto';

/** Random bytes; an input, so that tests can repeat them. */
export type Random = (size: number) => Buffer;

const format = (bytes: Buffer): string => {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
};

/** A version 7 UUID (RFC 9562): sorts by `atMs`, milliseconds since the epoch. */
export function newId(atMs: number, random: Random): string {
  const bytes = Buffer.concat([Buffer.alloc(6), random(10)]);
  bytes.writeUIntBE(atMs, 0, 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return format(bytes);
}

/**
 * The id of a shop follows from its myshopify domain (a version 8 UUID over SHA-256), so the door need not
 * look it up and a shop that returns finds its place again.
 */
export function shopIdOf(domain: string): string {
  const bytes = createHash('sha256').update(`shop|${domain}`).digest().subarray(0, 16);
  bytes[6] = 0x80 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return format(bytes);
}

/** Shopify's permanent domain of a shop, in lower case. */
export const SHOP_DOMAIN = /^[a-z0-9][a-z0-9-]{0,62}\.myshopify\.com$/;
