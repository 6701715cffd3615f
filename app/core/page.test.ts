import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ReadRows, readPage } from './page.ts';

const SIZE = 5;
const name = (index: number) => String(index).padStart(4, '0');

function listOf(length: number): ReadRows<string> {
  const rows = Array.from({ length }, (_, index) => name(index));
  return async ({ beyond, order, take }) => {
    const found = rows.filter((row) => !beyond || ('lt' in beyond ? row < beyond.lt : row > beyond.gt));
    return (order === 'asc' ? found : found.reverse()).slice(0, take);
  };
}

test('paging forth shows every row once, newest first, and paging back shows the same pages', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 40 }), async (length) => {
      const read = listOf(length);
      const at = (place: { before: string | null; after?: string | null }) =>
        readPage(place, SIZE, read, (row) => row);
      const pages = [await at({ before: null })];
      for (let next = pages[0]?.next ?? null; next !== null; next = pages.at(-1)?.next ?? null)
        pages.push(await at({ before: next }));
      const all = Array.from({ length }, (_, index) => name(length - 1 - index));
      expect(pages.flatMap(({ shown }) => shown)).toEqual(all);
      expect(pages[0]?.previous).toBeNull();
      for (const [index, page] of pages.entries()) {
        if (page.previous === null) continue;
        expect((await at({ before: null, after: page.previous })).shown).toEqual(pages[index - 1]?.shown);
      }
    }),
  );
});
