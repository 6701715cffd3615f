import { Failure } from '../../../core/failure.ts';
import type { DataStore, Gap, GatheredPage, Json } from '../../../core/store.ts';
import type { AdminClient } from './admin-client.ts';
import { BULK_ABOVE, type NoteFallback } from './bulk-orders.ts';
import { COLLECTIONS } from './collections.ts';
import { createShopifyErasure } from './erasure.ts';
import { findCustomer, withEmail } from './find-customer.ts';
import { findShopifyTraces } from './find-traces.ts';
import { readInvoices } from './invoices.ts';
import { createOrdersPart } from './orders-part.ts';
import { EMPTY, NO_COUNT, type Part, type PartPage } from './part.ts';
import { PARTS } from './parts.ts';
import type { Person } from './person.ts';
import { surveyPerson } from './survey.ts';
import { createShopifyWrites } from './writes/writes.ts';

/** Where the gathering goes on: which part, and the place within it. */
interface Cursor {
  part: string;
  place: Json;
  /** Global id of the customer record, once it was looked for; null for a guest. */
  customerId: string | null;
}

/** Failures about what was asked, and so about one part alone. */
const OF_PART = ['shopify-refused', 'query-too-dear', 'too-deep', 'cursor-expired', 'no-progress'];

/** What Shopify refuses of a part is a gap; the other parts are read. */
async function* pagesOf(
  part: Part,
  admin: AdminClient,
  person: Person,
  place: Json,
): AsyncGenerator<PartPage> {
  try {
    const stream = part.stream?.(admin, person, place);
    if (stream) yield* stream;
    else yield await part.read(admin, person, place);
  } catch (error) {
    if (!(error instanceof Failure) || !OF_PART.includes(error.code)) throw error;
    const gap = {
      ...{ collection: part.collection, reason: error.message },
      remedy: 'Gather again later; everything else was read. If this stays, update Privacy Desk.',
    };
    yield { ...EMPTY, gaps: [gap] };
  }
}

const goneMeanwhile = (collection: string): Gap => ({
  collection,
  reason: 'The customer record was deleted or merged while it was read: what hangs on it may be missing.',
  remedy: 'Gather again. If the record was merged, look for the person by e-mail.',
});

/** The first page only finds out who it is. */
const FIND = 'find';

export interface ShopifyStoreOptions {
  /** Bulk operations for more orders than this; see BULK_ABOVE. */
  bulkAbove?: number;
  noteFallback?: NoteFallback;
}

export function createShopifyStore(
  admin: AdminClient,
  { bulkAbove = BULK_ABOVE, noteFallback = () => undefined }: ShopifyStoreOptions = {},
): DataStore {
  const [profile, ...others] = PARTS;
  const orders = createOrdersPart({ bulkAbove, noteFallback });
  const parts: readonly Part[] = profile ? [profile, orders, ...others] : [];
  const erasure = createShopifyErasure(admin);

  const goOn = (part: Part | undefined, customerId: string | null, place: Json) =>
    part ? { cursor: { part: part.name, place, customerId }, activity: part.collection } : { cursor: null };

  /** From a place to the end of the page, or of the stream, that begins there. */
  async function* read(person: Person, at: Cursor): AsyncGenerator<GatheredPage> {
    if (at.part === FIND) {
      const customerId = await findCustomer(admin, person.shopDomain, person.subject);
      yield { batches: [], progress: NO_COUNT, gaps: [], ...goOn(parts[0], customerId, null) };
      return;
    }
    const index = parts.findIndex(({ name }) => name === at.part);
    const part = parts[index];
    if (!part) throw new Failure('cursor-unknown', 'The gathering cannot be resumed; start it again.');
    const { customerId, place } = at;
    const found = { ...person, customerId };
    for await (const { next, gone = false, ...page } of pagesOf(part, admin, found, place)) {
      const gaps = gone && part !== profile ? [...page.gaps, goneMeanwhile(part.collection)] : page.gaps;
      const onward = goOn(next === null ? parts[index + 1] : part, gone ? null : customerId, next);
      yield { ...page, gaps, ...onward };
    }
  }

  return {
    name: 'shopify',
    collections: COLLECTIONS,
    lane: ({ shopDomain }) => `shopify:${shopDomain}`,
    erasure,
    survey: (at, subject, cursor, since) => surveyPerson(admin, at, subject, cursor, since),
    invoices: (at, subject, cursor) => readInvoices(admin, at, subject, cursor),
    findTraces: (at, subject) => findShopifyTraces(admin, erasure, at, subject),
    writes: createShopifyWrites(admin),
    async *gather({ shopDomain, subject, cursor }) {
      let at = (cursor ?? { part: FIND, place: null, customerId: null }) as unknown as Cursor;
      // Whoever gathers anew may have mended what was refused.
      if (cursor === null) admin.forgetRefusals(shopDomain);
      let person: Person = { shopDomain, subject, customerId: null };
      for (let asked = false; ; ) {
        if (!asked && at.customerId !== null) {
          person = { ...person, subject: await withEmail(admin, shopDomain, subject, at.customerId) };
          asked = true;
        }
        for await (const page of read(person, at)) {
          yield page;
          if (page.cursor === null) return;
          at = page.cursor as unknown as Cursor;
        }
      }
    },
  };
}
