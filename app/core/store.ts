import type { SurveyPage } from './erasure-survey.ts';
import type { NeverDisclosed } from './never-disclosed.ts';
import type { PlannedWrite } from './plan.ts';
import type { Subject } from './request.ts';
import type { Saying } from './saying.ts';

/** JSON as a vendor sent it. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/**
 * Whose doing a piece of data is (WP242 rev.01): the person gave it, it was observed of them, or others derived it.
 * A portability answer (Art. 20) has the first two.
 */
export type Origin = 'given' | 'observed' | 'derived';

/** Fields from a record inward, separated by dots; a list on the way means each of its items. */
export type FieldPath = string;

/** What a store calls one kind of its records, in words for the person who reads them. */
export interface CollectionDescription {
  /** kebab-case; the file name in the archive; no two stores use the same */
  name: string;
  title: string;
  /** One plain sentence: what this part is. */
  what: string;
  /** Where it comes from, in plain words. */
  source: string;
  /** The fields whose texts tell one record from all others of the collection. */
  key: readonly [string, ...string[]];
  /** Field -> collection: the field holds the key of a record over there. */
  refersTo?: Readonly<Record<string, string>>;
  origin: Origin;
  /** Where a field's origin is another than its collection's. */
  origins?: Readonly<Record<FieldPath, Origin>>;
  /** Fields that may be about somebody else, and who that may be: marked for staff before release (Art. 15(4)). */
  others?: Readonly<Record<FieldPath, string>>;
  /** Fields of the kinds that California forbids to disclose. */
  neverDisclosed?: Readonly<Record<FieldPath, NeverDisclosed>>;
  /** Comes about by the requests themselves: its records do not mean that the shop holds anything else. */
  procedural?: boolean;
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
  /** The collection that is read next, for the progress display. */
  activity?: string;
  /** The store works on by itself: nothing is to be had before so many milliseconds. */
  waitMs?: number;
}

export interface Gap {
  collection: string;
  reason: string;
  remedy: string;
  /** The optional access scope that would close it, where that is all that is missing. */
  scope?: string;
}

/**
 * What a store can change. A write is planned from what was read, carried out after it was read again, and may be
 * sent twice: `write` leaves the record as `after` has it, however often it is called.
 */
export interface StoreWrites {
  /**
   * The fields of each write (those of `before` and `after`) as they stand now, in the same order; null where the
   * record is gone. Many are read in one call.
   * @throws Failure
   */
  read(at: StoreShop, writes: readonly PlannedWrite[]): Promise<(JsonObject | null)[]>;
  /**
   * @throws Failure `retry: false` when the store refuses; `record-gone` when the record is no longer there. Its
   * message names no data.
   */
  write(at: StoreShop, write: PlannedWrite): Promise<void>;
}

/** How a person's record stands with a store that erases by itself, all at once and later. */
export interface ErasureStanding {
  /** The store's name of the record, as `Subject.customerId` has it; null where the person has none. */
  record: string | null;
  /**
   * `gone`: there is no record. `redacted`: the store itself says that it has erased it. `empty`: nothing personal is
   * left in it. `withheld`: the store does not let the app see that.
   */
  shows: 'data' | 'empty' | 'redacted' | 'gone' | 'withheld';
  /** Whether it is to be erased; null where the store does not tell. */
  pending: boolean | null;
  /** ISO 8601; puts the erasure off. */
  lastOrderAt: string | null;
  /** By which the person may be found again afterwards. */
  email: string | null;
}

/** A store's own erasure: asked for once, carried out by the store days or months later, and then told by it. */
export interface StoreErasure {
  /** @throws Failure */
  look(at: StoreShop, subject: Subject): Promise<ErasureStanding>;
  /** Asking again while it is pending changes nothing. @throws Failure */
  ask(at: StoreShop, record: string): Promise<'asked' | 'no-record'>;
  /** @throws Failure */
  cancel(at: StoreShop, record: string): Promise<CancelOutcome>;
}
/** `not-ours`: somebody else has asked, and only they can cancel. */
export type CancelOutcome = 'cancelled' | 'not-pending' | 'not-ours' | 'no-record';

/** What is found of a person who should not be there. */
export interface Trace {
  collection: string;
  records: number;
}

/** Of which shop. */
export interface StoreShop {
  shopId: string;
  shopDomain: string;
}

/** Port: a place where personal data lies. Its errors are Failures; `retry` tells which may pass by themselves. */
export interface DataStore {
  name: string;
  collections: readonly CollectionDescription[];
  /**
   * Steps on the same lane run one at a time over all processes, because they share what is scarce: the vendor's
   * rate limit. Without it steps run side by side.
   */
  lane?(shop: { shopId: string; shopDomain: string }): string;
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
  /** Absent where nothing can be changed from here. */
  writes?: StoreWrites;
  /** Absent where the store erases nothing by itself. */
  erasure?: StoreErasure;
  /**
   * What could be taken away of the person piece by piece, as writes: pages from `cursor` on (null = the beginning);
   * the last one's cursor, and only that, is null. Absent where nothing can be changed from here.
   * @param since ISO 8601: beside the person's own record only what came or changed from then on
   * @throws Failure
   */
  survey?(at: StoreShop, subject: Subject, cursor: Json, since?: string): AsyncIterable<SurveyPage>;
  /**
   * The person's invoices, for the law may order to keep them: pages from `cursor` on (null = the beginning); the last
   * one's cursor, and only that, is null. Absent where the store has none.
   * @throws Failure
   */
  invoices?(
    at: StoreShop,
    subject: Subject,
    cursor: Json,
  ): AsyncIterable<{ records: JsonObject[]; cursor: Json }>;
  /**
   * Whether the person is known again, some days after an erasure. Absent where that cannot be asked.
   * @param request the erasure's own, which knows who it is about to the end
   * @throws Failure
   */
  findTraces?(at: StoreShop, subject: Subject, request: string): Promise<Trace[]>;
}

/** Gaps as a step keeps them. */
export function readGaps(json: unknown): Gap[] {
  return Array.isArray(json)
    ? json.map(({ collection, reason, remedy, scope }) => ({
        ...{ collection, reason, remedy },
        ...(typeof scope === 'string' && { scope }),
      }))
    : [];
}

/** What the steps of a request could not get, each once however many of them met it. */
export const distinctGaps = (steps: readonly { gaps: readonly Gap[] }[]): Gap[] => [
  ...new Map(
    steps.flatMap(({ gaps }) => gaps).map((gap) => [JSON.stringify([gap.collection, gap.reason]), gap]),
  ).values(),
];

/** What the connected stores call their collections, by name. */
export const collectionTitles = (stores: Readonly<Record<string, DataStore>>): Record<string, Saying> =>
  Object.fromEntries(
    Object.values(stores).flatMap(({ collections }) => collections.map(({ name, title }) => [name, title])),
  );
