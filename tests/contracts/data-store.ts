import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Subject } from '#app/core/request.ts';
import type { DataStore, GatheredPage, Json, JsonObject } from '#app/core/store.ts';

export interface StoreUnderTest {
  store: DataStore;
  shop: { shopId: string; shopDomain: string };
  /** Somebody of whom the store holds several pages. */
  known: Subject;
  /** Somebody of whom it holds nothing. */
  unknown: Subject;
}

/** All pages from a cursor on; where the store works by itself, it is asked again as a step does it. */
async function pagesFrom(
  { store, shop }: StoreUnderTest,
  subject: Subject,
  cursor: Json,
): Promise<GatheredPage[]> {
  const pages: GatheredPage[] = [];
  let at = cursor;
  for (;;) {
    let waitMs: number | undefined;
    for await (const page of store.gather({ ...shop, subject, cursor: at })) {
      pages.push(page);
      at = page.cursor;
      waitMs = page.waitMs;
      if (waitMs !== undefined) break;
    }
    if (at === null) return pages;
    await sleep(Math.min(waitMs ?? 0, 200));
  }
}

const recordsOf = (pages: GatheredPage[]): [string, JsonObject][] =>
  pages.flatMap(({ batches }) =>
    batches.flatMap(({ collection, records }) =>
      records.map((record): [string, JsonObject] => [collection, record]),
    ),
  );
const byText = (records: [string, JsonObject][]) => records.map((each) => JSON.stringify(each)).sort();
const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** What every DataStore promises. */
export function dataStoreContract(name: string, create: () => Promise<StoreUnderTest>): void {
  describe(name, () => {
    let it: StoreUnderTest;
    let pages: GatheredPage[];
    beforeAll(async () => {
      it = await create();
      pages = await pagesFrom(it, it.known, null);
    });
    const descriptionOf = (collection: string) =>
      it.store.collections.find((each) => each.name === collection);

    test('gives several pages, of which the last and no other has no cursor', () => {
      expect(pages.length).toBeGreaterThan(1);
      expect(pages.map(({ cursor }) => cursor === null)).toEqual(
        pages.map((_, at) => at === pages.length - 1),
      );
    });

    test('goes on from every cursor with what is left, however often it is asked', async () => {
      for (const [at, { cursor }] of pages.entries()) {
        if (cursor === null) continue;
        const rest = await pagesFrom(it, it.known, throughJson(cursor) as Json);
        expect(byText(recordsOf(rest))).toEqual(byText(recordsOf(pages.slice(at + 1))));
      }
    });

    test('names only collections that it describes, in records, gaps, progress and references', () => {
      const named = pages.flatMap(({ batches, gaps, activity }) => [
        ...[...batches, ...gaps].map(({ collection }) => collection),
        ...(activity === undefined ? [] : [activity]),
      ]);
      const references = it.store.collections.flatMap(({ refersTo }) => Object.values(refersTo ?? {}));
      for (const collection of [...named, ...references]) expect(descriptionOf(collection)).toBeDefined();
    });

    test('describes each collection once, in words, by a name that can be a file', () => {
      const names = it.store.collections.map((each) => each.name);
      expect(new Set(names).size).toBe(names.length);
      for (const { name: file, title, what, source } of it.store.collections) {
        expect(file).toMatch(/^[a-z][a-z0-9-]*$/);
        for (const text of [title, what, source]) expect(text.trim()).not.toBe('');
        expect(what).toMatch(/\.$/);
      }
    });

    test('gives every record the key of its collection, and none twice', () => {
      const keys = recordsOf(pages).map(([collection, record]) => {
        const fields = (descriptionOf(collection)?.key ?? []).map((field) => record[field]);
        for (const field of fields) expect(['string', 'number']).toContain(typeof field);
        return `${collection}: ${fields.join('|')}`;
      });
      expect(keys.length).toBeGreaterThan(0);
      expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
    });

    test('gives JSON: what is stored and read again is the same', () => {
      for (const page of pages) {
        expect(throughJson(page.cursor)).toEqual(page.cursor);
        for (const { records } of page.batches) expect(throughJson(records)).toEqual(records);
      }
    });

    test('finds nothing for somebody unknown, and that is a result', async () => {
      const none = await pagesFrom(it, it.unknown, null);
      expect(recordsOf(none)).toEqual([]);
      expect(none.at(-1)?.cursor).toBeNull();
    });
  });
}
