import { setTimeout as sleep } from 'node:timers/promises';
import type { DocumentNode } from 'graphql';
import type { GatheredPage, Json, JsonObject } from '../../../core/store.ts';
import type { AdminClient, Denial } from './admin-client.ts';
import { BULK_START, type BulkCursor, createBulk } from './bulk.ts';

/**
 * Above so many orders a bulk operation is asked for. Shopify starts one within seconds to minutes, whatever its
 * size; paging an order costs some 20 to 40 points, and the smallest plan restores 100 a second: 500 orders are
 * 100 to 200 seconds, which is when waiting for Shopify begins to pay. The run itself costs no points, so the larger
 * the customer, the cheaper.
 */
export const BULK_ABOVE = 500;

/**
 * Where a gathering by bulk operation stands. It is kept in the clear, so the search, which holds an e-mail address,
 * is not in it.
 */
export interface BulkPlace {
  cursor: BulkCursor;
  withheld: string[];
  expected: number;
}

/** What the collections are made of, and what to do when Shopify cannot. */
export interface OrdersReader {
  /** The document that reads orders by pages, with lists in full. */
  document: DocumentNode;
  /** The search that finds the person's orders. */
  query: string;
  /** Turns orders as a page has them into records, and what was denied of them into gaps. */
  page(orders: JsonObject[], denials: Denial[]): Promise<Pick<GatheredPage, 'batches' | 'gaps'>>;
  /** The store's cursor that leads back here. */
  resume(place: BulkPlace): Json;
  /** The store's cursor that reads page by page what is beyond this order; all of it for null. */
  fallBack(lastId: string | null): Json;
  /** The store's cursor after the last order. */
  after: Json;
}

/** Says why a bulk query was given up. @param reason a code of Shopify's, no data */
export type NoteFallback = (reason: string) => void;

/** @param lastId digits of the last order that was given already, in ascending order of ids */
export const bulkPlaceOf = (
  lastId: string | null,
  denials: readonly Denial[],
  expected: number,
): BulkPlace => ({
  cursor: { ...BULK_START, lastId },
  withheld: denials.map(({ path }) => path),
  expected,
});

/** Pages of a gathering, from a bulk operation; the last one's cursor leads elsewhere. @throws Failure */
export async function* ordersByBulk(
  admin: AdminClient,
  shopDomain: string,
  place: BulkPlace,
  reader: OrdersReader,
  note: NoteFallback,
): AsyncGenerator<GatheredPage> {
  const { withheld, expected } = place;
  const question = { document: reader.document, variables: { query: reader.query }, withheld };
  const quiet = { batches: [], gaps: [], progress: { added: 0, expected }, activity: 'orders' };
  for await (const read of createBulk(admin).read(shopDomain, question, place.cursor)) {
    if (read.state === 'waiting') {
      const { cursor, waitMs } = read;
      yield { ...quiet, cursor: reader.resume({ ...place, cursor }), waitMs };
      // Only a reader that does not leave meanwhile comes here.
      await sleep(waitMs);
      return;
    }
    if (read.state === 'failed') {
      note(read.reason);
      yield { ...quiet, cursor: reader.fallBack(read.lastId) };
      return;
    }
    const { orders, denials, cursor } = read;
    yield {
      ...(await reader.page(orders, denials)),
      progress: { added: orders.length, expected },
      activity: 'orders',
      cursor: cursor === null ? reader.after : reader.resume({ ...place, cursor }),
    };
  }
}
