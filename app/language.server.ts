import { chooseLanguage, loadLanguage } from './languages.ts';

/** The tags of an Accept-Language header, best first (RFC 9110, 12.5.4). */
function acceptedBy(header: string): string[] {
  const ranges = header.split(',').map((range) => {
    const [tag = '', ...parameters] = range.trim().split(/\s*;\s*/);
    const quality = parameters.find((parameter) => parameter.startsWith('q='));
    return { tag, quality: quality === undefined ? 1 : Number(quality.slice(2)) };
  });
  return ranges
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ tag }) => tag);
}

/**
 * The language to answer in, loaded.
 * @param named tags that somebody has named, which come first
 * @param accepted an Accept-Language header
 */
export async function loadFirst(
  named: readonly string[],
  accepted: string | null | undefined,
): Promise<string> {
  const tag = chooseLanguage([...named, ...acceptedBy(accepted ?? '')]);
  await loadLanguage(tag);
  return tag;
}

/**
 * The language in which a request is answered, loaded: Shopify names that of the member of staff in the address of
 * the first page; App Bridge, like every browser, in a header of the later ones.
 */
export const answerLanguage = (request: Request): Promise<string> =>
  loadFirst(new URL(request.url).searchParams.getAll('locale'), request.headers.get('accept-language'));
