import type { Subject } from './request.ts';

/** JSON as a vendor sent it. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** What a store calls one kind of its records, in words for the person who reads them. */
export interface CollectionDescription {
  /** kebab-case; the file name in the archive */
  name: string;
  title: string;
  /** One plain sentence: what this part is. */
  what: string;
  /** Where it comes from, in plain words. */
  source: string;
}

/** One page of a gathering: at most as much as fits into memory with ease. */
export interface GatheredPage {
  batches: { collection: string; records: JsonObject[] }[];
  /** Where the next page begins; null when the store has given everything. */
  cursor: Json;
  /** For the progress display: how many of the expected records came with this page; null if the store cannot say. */
  progress: { added: number; expected: number | null };
  /** What could not be had, and why; the rest goes on. */
  gaps: Gap[];
}

export interface Gap {
  collection: string;
  reason: string;
  remedy: string;
}

/** Port: a place where personal data lies. Its errors are Failures; `retry` tells which may pass by themselves. */
export interface DataStore {
  name: string;
  collections: readonly CollectionDescription[];
  /**
   * Yields what the store holds about the person, page by page, from `cursor` on (null = the beginning). There
   * is at least one page, and the last one's cursor, and only that, is null.
   * @throws Failure with `retry: false` when only a person can help; its message is shown to the merchant
   */
  gather(input: {
    shopId: string;
    shopDomain: string;
    subject: Subject;
    cursor: Json;
  }): AsyncIterable<GatheredPage>;
}

/** Gaps as a step keeps them. */
export function readGaps(json: unknown): Gap[] {
  return Array.isArray(json)
    ? json.map(({ collection, reason, remedy }) => ({ collection, reason, remedy }))
    : [];
}
