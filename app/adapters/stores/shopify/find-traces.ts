/** Whether Shopify knows a person again who was erased there. */
import type { Subject } from '../../../core/request.ts';
import type { StoreErasure, StoreShop, Trace } from '../../../core/store.ts';
import type { AdminClient } from './admin-client.ts';
import { CountOrdersDocument, FindCustomerDocument } from './generated/documents.ts';
import { isSearchable } from './person.ts';

const atLeastOne = (traces: Trace[]): Trace[] => traces.filter(({ records }) => records > 0);

/** By the record itself, and by the e-mail address: an import makes another record, a guest's order none. */
export async function findShopifyTraces(
  admin: AdminClient,
  erasure: StoreErasure,
  at: StoreShop,
  subject: Subject,
): Promise<Trace[]> {
  const { shopDomain } = at;
  const { customerId, email } = subject;
  const own =
    customerId === null
      ? null
      : await erasure.look(at, { ...subject, email: null, phone: null, orderIds: [] });
  const customers = own?.shows === 'data' ? 1 : 0;
  if (email === null) return atLeastOne([{ collection: 'customer', records: customers }]);
  const identifier = { emailAddress: email };
  const { data } = await admin.run(shopDomain, FindCustomerDocument, { identifier });
  const again = data.customerByIdentifier;
  const isAnother = again !== null && again.id !== `gid://shopify/Customer/${customerId}`;
  const query = `email:"${email}"`;
  const orders = isSearchable(subject)
    ? (await admin.run(shopDomain, CountOrdersDocument, { query })).data.ordersCount?.count
    : 0;
  return atLeastOne([
    { collection: 'customer', records: customers + (isAnother ? 1 : 0) },
    { collection: 'orders', records: orders ?? 0 },
  ]);
}
