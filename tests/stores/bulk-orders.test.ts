import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createShopifyStore } from '#app/adapters/stores/shopify/store.ts';
import { shopIdOf } from '#app/core/id.ts';
import type { Subject } from '#app/core/request.ts';
import type { GatheredPage, Json, JsonObject } from '#app/core/store.ts';
import { customerIdOf, people } from '#sandbox/store/people.ts';
import { type ConnectedApp, createConnectedApp } from '../support/shopify.ts';

let connected: ConnectedApp;
beforeAll(async () => {
  connected = await createConnectedApp();
  for (const scope of connected.sandbox.world.app.optionalScopes)
    connected.shop.installation?.grantedScopes.add(scope);
  await connected.connect();
});
afterAll(() => connected.close());
beforeEach(() => {
  connected.shop.faults = [];
  connected.shop.restoreRate = 100_000;
  connected.shop.protectedData = { approved: true, fields: new Set(['name', 'email', 'phone', 'address']) };
});

const subject: Subject = {
  customerId: customerIdOf('thousandOrders').split('/').at(-1) ?? null,
  email: people.thousandOrders.email,
  phone: null,
  orderIds: [],
};

/** Gathers as a worker does: a slice ends where the store waits, and the next one goes on from its cursor. */
async function gather(bulkAbove: number) {
  const reasons: string[] = [];
  const noteFallback = (reason: string) => reasons.push(reason);
  const store = createShopifyStore(connected.app.admin, { bulkAbove, noteFallback });
  const { domain } = connected.shop;
  const pages: GatheredPage[] = [];
  for (let cursor: Json = null; pages.at(-1)?.cursor !== null; ) {
    const from = { shopId: shopIdOf(domain), shopDomain: domain, subject, cursor };
    for await (const page of store.gather(from)) {
      pages.push(page);
      // As it is kept between slices.
      cursor = JSON.parse(JSON.stringify(page.cursor));
      if (page.waitMs === undefined) continue;
      connected.sandbox.world.clock.advance(2_000);
      break;
    }
  }
  return { pages, reasons, records: recordsOf(pages) };
}

const keyOf = (record: JsonObject) => JSON.stringify(record);
/** Everything that was gathered, by collection, whatever its order. */
function recordsOf(pages: GatheredPage[]): Record<string, JsonObject[]> {
  const all = Object.groupBy(
    pages.flatMap(({ batches }) => batches),
    ({ collection }) => collection,
  );
  return Object.fromEntries(
    Object.entries(all).map(([collection, batches = []]) => [
      collection,
      batches.flatMap(({ records }) => records).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
    ]),
  );
}
const PAGED = Number.POSITIVE_INFINITY;
const gapsOf = (pages: GatheredPage[]) =>
  pages.flatMap(({ gaps }) => gaps.map(({ reason }) => reason)).sort();

describe('a customer with many orders', () => {
  test('is gathered by a bulk operation with the same records as page by page', async () => {
    const paged = await gather(PAGED);
    const bulk = await gather(10);
    expect(paged.records.orders?.length).toBeGreaterThan(70);
    expect(bulk.records).toEqual(paged.records);
    expect(gapsOf(bulk.pages)).toEqual(gapsOf(paged.pages));
    expect(bulk.pages.some(({ waitMs }) => waitMs !== undefined)).toBe(true);
    expect(bulk.reasons).toEqual([]);
  });

  test('is expected and counted the same in both ways', async () => {
    for (const { pages, records } of [await gather(PAGED), await gather(10)]) {
      const counted = pages.reduce((sum, { progress }) => sum + progress.added, 0);
      expect(counted).toBe(records.orders?.length);
      expect(pages.findLast(({ progress }) => progress.expected !== null)?.progress.expected).toBe(counted);
    }
  });

  test('is gathered the same in both ways where Shopify withholds fields', async () => {
    connected.shop.protectedData.fields.delete('address');
    const paged = await gather(PAGED);
    const bulk = await gather(10);
    expect(bulk.records).toEqual(paged.records);
    expect(bulk.reasons).toEqual([]);
    expect(new Set(gapsOf(bulk.pages))).toEqual(new Set(gapsOf(paged.pages)));
  });

  test('is gathered page by page when the bulk operation fails, and why is noted', async () => {
    const paged = await gather(PAGED);
    connected.shop.faults = [{ kind: 'bulk', errorCode: 'INTERNAL_SERVER_ERROR', times: 1 }];
    const { records, reasons } = await gather(10);
    expect(records).toEqual(paged.records);
    expect(reasons).toEqual(['FAILED INTERNAL_SERVER_ERROR']);
  });
});
