import { foldText } from '../core/fold-text.ts';
import { hasText, type RecordView, recordView } from '../core/record-view.ts';
import type { Deps } from './deps.ts';
import { countBefore, findCollection, PAGE_SIZE, recordsFrom } from './open-collection.ts';
import { PAGE_CHARACTERS, type PreviewInput, readWholes, recordLook } from './read-preview.ts';

/** How much one search looks through before it asks whether to go on, before compression. */
const SEARCH_CHARACTERS = 24_000_000;

/** What a search has found so far, and how far it looked. */
export interface SearchResult {
  records: RecordView[];
  /** How many records from the first on have been looked through. */
  looked: number;
  total: number;
  /** Where to search on; null at the end. */
  next: number | null;
}

/**
 * Looks through a collection's records for a text in any value, from a position on: until a page is full, or as much
 * is read as one call should. What is searched for is kept nowhere.
 * @returns null as `readPreview`
 */
export async function searchPreview(
  deps: Pick<Deps, 'unit' | 'vault' | 'now' | 'stores'>,
  input: PreviewInput & { words: string },
): Promise<SearchResult | null> {
  const { shopId, actor, from, words } = input;
  const opened = await deps.unit(shopId, async (unit) => {
    const found = await findCollection(deps, unit, input);
    if (!found) return null;
    const data = { collection: found.description.name, search: true };
    await recordLook(deps, unit, { requestId: found.request.id, actor, data });
    const wholes = await readWholes(unit, found.request.id, found.description);
    return { ...found, wholes, looked: await countBefore(unit, found.place, from) };
  });
  if (!opened) return null;
  const { place, description, timeZone, own, wholes, total } = opened;
  const folded = foldText(words);
  const records: RecordView[] = [];
  let { looked } = opened;
  let read = 0;
  let shown = 0;
  for await (const { position, record, characters } of recordsFrom(deps, place, from)) {
    if (records.length === PAGE_SIZE || shown > PAGE_CHARACTERS || read > SEARCH_CHARACTERS)
      return { records, looked, total, next: position };
    read += characters;
    looked += 1;
    if (!hasText(record, folded)) continue;
    records.push(recordView(description, record, { position, timeZone, own, redactions: wholes }));
    shown += characters;
  }
  return { records, looked, total, next: null };
}
