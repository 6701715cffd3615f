import type { Disclosure } from '../core/disclosure.ts';
import type { ArchiveContent, Dossier } from '../core/dossier.ts';
import type { Deps } from './deps.ts';
import { openArchive } from './open-archive.ts';

/** What of a release decides over the bytes of its archive. */
export interface ReleaseRow {
  shopId: string;
  requestId: string;
  content: string;
  disclosure: string;
  shopName: string;
  shopContact: string | null;
}

/**
 * The dossier as it is released: with the content and under the rules that were chosen, in the name that the shop
 * had then.
 * @throws Failure as `openArchive`
 */
export async function openRelease(
  deps: Pick<Deps, 'unit' | 'vault' | 'stores'>,
  release: ReleaseRow,
): Promise<Dossier> {
  const { shopId, requestId, shopName, shopContact } = release;
  const content = release.content as ArchiveContent;
  const disclosure = release.disclosure as Disclosure;
  const dossier = await openArchive(deps, { shopId, requestId, content, disclosure });
  return { ...dossier, shop: { ...dossier.shop, name: shopName, contact: shopContact } };
}
