/**
 * The app without server and worker, on a database of the bench, with one request of which a dossier of any size is
 * sealed in chunks as a gathering seals them.
 */
import { randomBytes } from 'node:crypto';
import { isUniqueViolation } from '#app/adapters/db/database.ts';
import type { JsonObject } from '#app/core/store.ts';
import { type Composition, compose } from '#app/deps.server.ts';
import { readEnv } from '#app/env.server.ts';
import { knowShop } from '#app/services/know-shop.ts';
import { requireRequestKey } from '#app/services/require-key.ts';
import { startRequest } from '#app/services/start-request.ts';
import { collect, nothingCollected, sealChunks } from '#app/services/step-chunks.ts';

const SHOP = 'linden.myshopify.com';
/** As much as a gathering seals at once, about. */
const PAGE_BYTES = 4_000_000;

const WORDS =
  'linen shirt sand river stone amber delivery parcel gift wrap blue express noted returned large small'.split(
    ' ',
  );
const say = (seed: number, count: number): string =>
  Array.from(
    { length: count },
    (_, at) => WORDS[((seed * (at + 7) * 2_654_435_761) >>> 8) % WORDS.length],
  ).join(' ');

/** An order as Shopify gives it, about 1 kB: no two alike, and as compressible as real ones. */
function order(number: number): JsonObject {
  const money = { amount: `${(number * 31) % 997}.${10 + (number % 90)}`, currencyCode: 'EUR' };
  const address = {
    ...{ name: `Zoë ${say(number, 1)}`, address1: `${say(number, 2)} ${number % 200}`, address2: null },
    ...{ city: 'Berlin', zip: String(10_000 + (number % 9_999)), country: 'Germany', countryCodeV2: 'DE' },
  };
  return {
    id: `gid://shopify/Order/${5_000_000 + number * 7_919}`,
    name: `#${1_000 + number}`,
    createdAt: new Date(1_600_000_000_000 + number * 61_001).toISOString(),
    ...{ displayFinancialStatus: 'PAID', displayFulfillmentStatus: 'FULFILLED', cancelledAt: null },
    ...{ email: 'zoe@example.com', phone: null, note: say(number + 1, 8), tags: [say(number, 1), 'web'] },
    ...{ totalPriceSet: { shopMoney: money }, shippingAddress: address, billingAddress: address },
    customAttributes: [{ key: 'gift', value: say(number + 2, 6) }],
    clientIp: `192.0.2.${number % 250}`,
  };
}

/** The records of a dossier of so many bytes, in pages. */
function* pagesOf(bytes: number): Generator<JsonObject[]> {
  let [number, left] = [0, bytes];
  while (left > 0) {
    const page: JsonObject[] = [];
    for (let size = 0; size < PAGE_BYTES && left > 0; number += 1) {
      const record = order(number);
      const length = Buffer.byteLength(JSON.stringify(record)) + 1;
      page.push(record);
      size += length;
      left -= length;
    }
    yield page;
  }
}

export interface Stored {
  shopId: string;
  requestId: string;
  records: number;
  /** Of the records as JSON Lines. */
  bytes: number;
}

/** Opens a request and seals a dossier of about so many bytes for it. */
export async function storeDossier({ deps }: Composition, bytes: number): Promise<Stored> {
  const shopId = await knowShop({ ...deps, isUniqueViolation }, SHOP);
  const { requestId } = await startRequest(deps, {
    shopId,
    kind: 'access',
    subject: { customerId: '1', email: 'zoe@example.com', phone: null, orderIds: [] },
    actor: { kind: 'staff', id: '1' },
    formId: randomBytes(8).toString('hex'),
  });
  const { step, key } = await deps.unit(shopId, async (unit) => ({
    step: await unit.read.step.findFirst({ where: { requestId, store: 'shopify' } }),
    key: await requireRequestKey(deps, unit, 'dossier', requestId),
  }));
  if (!step) throw new Error('The request has no step for Shopify.');
  const stored = { shopId, requestId, records: 0, bytes: 0 };
  for (const records of pagesOf(bytes)) {
    const collected = nothingCollected();
    const progress = { added: records.length, expected: null };
    collect(collected, { batches: [{ collection: 'orders', records }], cursor: null, progress, gaps: [] });
    const rows = sealChunks(deps, step, key, collected, stored.records);
    await deps.unit(shopId, ({ progress: { chunk } }) => chunk.createMany({ data: rows.chunks }));
    stored.records += records.length;
    stored.bytes += collected.bytes;
  }
  return stored;
}

/** The app as its environment says. */
export const openApp = (): Composition => compose(readEnv());
