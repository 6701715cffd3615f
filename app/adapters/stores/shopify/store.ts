import { Failure } from '../../../core/failure.ts';
import type { DataStore, GatheredPage, Json } from '../../../core/store.ts';
import type { AdminClient } from './admin-client.ts';
import { BULK_ABOVE, type NoteFallback } from './bulk-orders.ts';
import { COLLECTIONS } from './collections.ts';
import { FindCustomerByEmailDocument } from './generated/documents.ts';
import { createOrdersPart } from './orders-part.ts';
import { NO_COUNT, type Part, type PartPage } from './part.ts';
import { PARTS } from './parts.ts';
import type { Person } from './person.ts';

/** Where the gathering goes on: which part, and the place within it. */
interface Cursor {
  part: string;
  place: Json;
  /** Global id of the customer record, once it was looked for; null for a guest. */
  customerId: string | null;
}

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

  async function findCustomer({ shopDomain, subject }: Person): Promise<string | null> {
    if (subject.customerId !== null) return `gid://shopify/Customer/${subject.customerId}`;
    if (subject.email === null) return null;
    const { data } = await admin.run(shopDomain, FindCustomerByEmailDocument, { email: subject.email });
    return data.customerByIdentifier?.id ?? null;
  }

  const goOn = (part: Part | undefined, customerId: string | null, place: Json) =>
    part ? { cursor: { part: part.name, place, customerId }, activity: part.collection } : { cursor: null };

  /** From a place to the end of the page, or of the stream, that begins there. */
  async function* read(person: Person, at: Cursor): AsyncGenerator<GatheredPage> {
    if (at.part === FIND) {
      const customerId = await findCustomer(person);
      yield { batches: [], progress: NO_COUNT, gaps: [], ...goOn(parts[0], customerId, null) };
      return;
    }
    const index = parts.findIndex(({ name }) => name === at.part);
    const part = parts[index];
    if (!part) throw new Failure('cursor-unknown', 'The gathering cannot be resumed; start it again.');
    const { customerId, place } = at;
    const found = { ...person, customerId };
    const pages: AsyncIterable<PartPage> | PartPage[] = part.stream?.(admin, found, place) ?? [
      await part.read(admin, found, place),
    ];
    for await (const { next, ...page } of pages)
      yield { ...page, ...goOn(next === null ? parts[index + 1] : part, customerId, next) };
  }

  return {
    name: 'shopify',
    collections: COLLECTIONS,
    lane: ({ shopDomain }) => `shopify:${shopDomain}`,
    async *gather({ shopDomain, subject, cursor }) {
      let at = (cursor ?? { part: FIND, place: null, customerId: null }) as unknown as Cursor;
      // Whoever gathers anew may have mended what was refused.
      if (cursor === null) admin.forgetRefusals(shopDomain);
      const person: Person = { shopDomain, subject, customerId: null };
      for (;;) {
        for await (const page of read(person, at)) {
          yield page;
          if (page.cursor === null) return;
          at = page.cursor as unknown as Cursor;
        }
      }
    },
  };
}
