/** The orders of a person as far as an invoice needs them: what the law orders to keep, and nothing else. */

import type { Subject } from '../../../core/request.ts';
import type { Json, JsonObject, StoreShop } from '../../../core/store.ts';
import type { AdminClient } from './admin-client.ts';
import { findCustomer, withEmail } from './find-customer.ts';
import { InvoicesPageDocument } from './generated/documents.ts';
import { type Part, paged } from './part.ts';
import { ordersSearches, type Person } from './person.ts';

/** Which of the person's searches is read, and where in it. */
interface Place {
  search: number;
  place: Json;
}

const partOf = (search: number): Part =>
  paged('invoices', {
    collection: 'orders',
    byId: true,
    document: InvoicesPageDocument,
    variables: (person) => {
      const query = ordersSearches(person)[search];
      return query === undefined ? null : { query };
    },
  });

/**
 * The same order may be found by two searches; whoever reads the pages keeps one of each.
 * @throws Failure
 */
export async function* readInvoices(
  admin: AdminClient,
  { shopDomain }: StoreShop,
  given: Subject,
  cursor: Json,
): AsyncGenerator<{ records: JsonObject[]; cursor: Json }> {
  const customerId = await findCustomer(admin, shopDomain, given);
  const subject = await withEmail(admin, shopDomain, given, customerId);
  const person: Person = { shopDomain, subject, customerId };
  const searches = ordersSearches(person).length;
  let at = (cursor ?? { search: 0, place: null }) as unknown as Place;
  for (;;) {
    const page = await partOf(at.search).read(admin, person, at.place);
    const following: Place | null =
      page.next !== null
        ? { ...at, place: page.next }
        : at.search + 1 < searches
          ? { search: at.search + 1, place: null }
          : null;
    yield { records: page.batches.flatMap(({ records }) => records), cursor: following && { ...following } };
    if (following === null) return;
    at = following;
  }
}
