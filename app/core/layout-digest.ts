import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Dossier } from './dossier.ts';

/**
 * SHA-256 over all of a dossier but its records: descriptions, counts, gaps, shop, renderer. Where it differs from
 * the one pinned at the release, the archive would come out as another one, and that is known before its first byte.
 */
export function layoutDigest(dossier: Dossier): Buffer {
  // Only what JSON can say is in the archive; a collection's reading function is not.
  const layout = canonicalize(JSON.parse(JSON.stringify(dossier)));
  if (layout === undefined) throw new TypeError('a dossier must be representable as JSON');
  return createHash('sha256').update(layout).digest();
}
