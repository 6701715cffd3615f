/** Reads many orders of one person by a bulk operation: handed in, waited for, streamed, and resumable anywhere. */
import type { DocumentNode } from 'graphql';
import { Failure } from '../../../core/failure.ts';
import type { JsonObject } from '../../../core/store.ts';
import type { AdminClient, Denial } from './admin-client.ts';
import { joinGroup } from './bulk-join.ts';
import { cancelBulkQuery, lookAtBulkQuery, submitBulkQuery } from './bulk-operation.ts';
import { type BulkPlan, planBulk } from './bulk-plan.ts';
import { fetchRests } from './bulk-rest.ts';
import { type BulkGroup, isLost, isStorage, isTorn, readBulkResult } from './bulk-result.ts';
import { fillNulls } from './prune.ts';

/** Where a reading stands. It is plain JSON, for it is kept between slices. */
export interface BulkCursor {
  /** Global id of the operation; null while none could be handed in. */
  id: string | null;
  /** How often it was waited for. */
  waits: number;
  /** Bytes of the result that are done with. */
  offset: number;
  /** Digits of the highest order that was given, once some were. */
  lastId: string | null;
  /** Orders came in ascending order of their ids so far, so that `lastId` tells them all. */
  ascending: boolean;
}

export type BulkPage =
  | { state: 'waiting'; cursor: BulkCursor; waitMs: number; roots: number }
  /** Orders as a page would have them, all nested connections read. The last one's cursor is null. */
  | { state: 'given'; orders: JsonObject[]; denials: Denial[]; cursor: BulkCursor | null }
  /** Shopify cannot, and why; what is beyond `lastId` is to be read page by page. */
  | { state: 'failed'; reason: string; lastId: string | null };

/** What is read: the document by pages, and the search in it, under its variable `query`. */
export interface BulkQuestion {
  document: DocumentNode;
  variables: { query: string };
  /** Response paths that a page was denied, such as `orders.nodes.phone`: one of them would fail the whole. */
  withheld: readonly string[];
}

export const BULK_START: BulkCursor = { id: null, waits: 0, offset: 0, lastId: null, ascending: true };

/** An operation for one person takes some seconds or minutes; Shopify recommends no pace. */
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 30_000;
/** After so many waits, nearly two hours, pages are the safer way. */
const MOST_WAITS = 240;
/** While the shop's five places are taken: by then paging 1,000 orders would have ended. */
const MOST_BUSY_WAITS = 15;
/** What is held in memory at a time: so many bytes of the result, and so many orders. */
const PORTION = { bytes: 1_000_000, orders: 100 };
type Portion = typeof PORTION;

const waitMsOf = ({ waits }: BulkCursor): number => Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 1.4 ** waits);

const digitsOf = (order: JsonObject): string => String(order.id).replace(/^.*\//, '').replace(/\D.*$/, '');
const isHigher = (a: string, b: string): boolean => a.length > b.length || (a.length === b.length && a > b);

/** The search without the orders that were given already. */
export const beyond = (query: string, lastId: string | null): string =>
  lastId === null ? query : `(${query}) AND id:>${lastId}`;

/** The place after these orders. */
function movedOn(cursor: BulkCursor, orders: JsonObject[], offset: number): BulkCursor {
  let { lastId, ascending } = cursor;
  for (const digits of orders.map(digitsOf)) {
    const higher = lastId === null || isHigher(digits, lastId);
    ascending &&= higher;
    if (higher) lastId = digits;
  }
  return { ...cursor, offset, lastId, ascending };
}

const NOTHING_LEFT = { state: 'given', orders: [], denials: [], cursor: null } as const satisfies BulkPage;

/** Groups in portions that fit into memory with ease. */
async function* portions(
  groups: AsyncIterable<BulkGroup>,
  offset: number,
  most: Portion,
): AsyncGenerator<BulkGroup[]> {
  let portion: BulkGroup[] = [];
  let from = offset;
  for await (const group of groups) {
    portion.push(group);
    if (portion.length < most.orders && group.end - from < most.bytes) continue;
    yield portion;
    portion = [];
    from = group.end;
  }
  if (portion.length > 0) yield portion;
}

export interface Bulk {
  /**
   * Goes on from a cursor, at first BULK_START. Ends after a page that waits, is the last one, or has failed.
   * @throws Failure
   */
  read(shopDomain: string, question: BulkQuestion, cursor: BulkCursor): AsyncGenerator<BulkPage>;
}

export function createBulk(admin: AdminClient, portion: Portion = PORTION): Bulk {
  async function* submit(shop: string, { query }: BulkPlan, cursor: BulkCursor): AsyncGenerator<BulkPage> {
    const submission = await submitBulkQuery(admin, shop, query);
    const wait = (next: BulkCursor): BulkPage => ({
      state: 'waiting',
      cursor: next,
      waitMs: waitMsOf(cursor),
      roots: 0,
    });
    if (submission.state === 'started') yield wait({ ...cursor, id: submission.id, waits: 0, offset: 0 });
    else if (submission.state === 'busy' && cursor.waits < MOST_BUSY_WAITS)
      yield wait({ ...cursor, waits: cursor.waits + 1 });
    else {
      const reason = submission.state === 'busy' ? 'busy' : submission.reason;
      yield { state: 'failed', reason, lastId: cursor.lastId };
    }
  }

  async function* portionsOf(
    shop: string,
    plan: BulkPlan,
    file: { url: string; bytes: number },
    cursor: BulkCursor,
  ): AsyncGenerator<BulkPage & { state: 'given' }> {
    let at = cursor;
    const result = readBulkResult(file.url, at.offset, file.bytes);
    for await (const groups of portions(result, at.offset, portion)) {
      const orders = groups.map((group) => joinGroup(group, plan));
      const denials = await fetchRests(admin, shop, orders, plan.rests);
      for (const order of orders) fillNulls(order, plan.nulls);
      at = movedOn(at, orders, groups.at(-1)?.end ?? at.offset);
      const isLast = at.offset >= file.bytes;
      yield { state: 'given', orders, denials, cursor: isLast ? null : at };
      if (isLast) return;
    }
    yield NOTHING_LEFT;
  }

  async function* stream(
    shop: string,
    question: BulkQuestion,
    file: { url: string; bytes: number },
    cursor: BulkCursor,
  ): AsyncGenerator<BulkPage> {
    let at = cursor;
    try {
      for await (const page of portionsOf(shop, planOf(question, cursor), file, cursor)) {
        at = page.cursor ?? at;
        yield page;
      }
    } catch (error) {
      if (isLost(error)) yield* again(shop, question, at);
      else if (isTorn(error) && at.ascending) yield { state: 'failed', reason: 'torn', lastId: at.lastId };
      else throw error;
    }
  }

  /** The result is gone before it was read: asked for anew, without what was given. */
  async function* again(shop: string, question: BulkQuestion, cursor: BulkCursor): AsyncGenerator<BulkPage> {
    if (!cursor.ascending)
      throw new Failure(
        'bulk-lost',
        'Shopify deleted its result before all of it was read. Gather again; nothing else is lost.',
      );
    yield* submit(shop, planOf(question, cursor), { ...cursor, id: null, waits: 0, offset: 0 });
  }

  const planOf = ({ document, variables, withheld }: BulkQuestion, { lastId }: BulkCursor): BulkPlan =>
    planBulk(document, { ...variables, query: beyond(variables.query, lastId) }, withheld);

  return {
    async *read(shop, question, cursor) {
      if (cursor.id === null) return yield* submit(shop, planOf(question, cursor), cursor);
      const found = await lookAtBulkQuery(admin, shop, cursor.id);
      if (found.state === 'expired') return yield* again(shop, question, cursor);
      if (found.state === 'failed')
        return yield { state: 'failed', reason: found.reason, lastId: cursor.lastId };
      if (found.state === 'running') {
        if (cursor.waits >= MOST_WAITS) {
          await cancelBulkQuery(admin, shop, cursor.id);
          return yield { state: 'failed', reason: 'too-slow', lastId: cursor.lastId };
        }
        const next = { ...cursor, waits: cursor.waits + 1 };
        return yield { state: 'waiting', cursor: next, waitMs: waitMsOf(cursor), roots: found.roots };
      }
      if (found.url === null) return yield NOTHING_LEFT;
      if (!isStorage(found.url))
        return yield { state: 'failed', reason: 'foreign-address', lastId: cursor.lastId };
      yield* stream(shop, question, { url: found.url, bytes: found.bytes }, cursor);
    },
  };
}
