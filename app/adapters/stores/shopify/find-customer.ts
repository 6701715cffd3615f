/** Finds the customer record of a person. */
import type { Subject } from '../../../core/request.ts';
import type { AdminClient } from './admin-client.ts';
import { type CustomerIdentifierInput, FindCustomerDocument } from './generated/documents.ts';

const gidOf = (customerId: string): string => `gid://shopify/Customer/${customerId}`;

/** In which order a record is looked for. A number is one customer's alone, but says nothing beside the others. */
function identifiersOf({ customerId, email, phone }: Subject): CustomerIdentifierInput[] {
  const known: CustomerIdentifierInput[] = [];
  if (customerId !== null) known.push({ id: gidOf(customerId) });
  if (email !== null) known.push({ emailAddress: email });
  return known.length === 0 && phone !== null ? [{ phoneNumber: phone }] : known;
}

/**
 * A record that is gone may live on, merged into another one, under the same e-mail address.
 * @returns its global id; the one that the request names if there is none, so that its parts say why
 * @throws Failure
 */
export async function findCustomer(
  admin: AdminClient,
  shop: string,
  subject: Subject,
): Promise<string | null> {
  for (const identifier of identifiersOf(subject)) {
    const { data } = await admin.run(shop, FindCustomerDocument, { identifier });
    if (data.customerByIdentifier) return data.customerByIdentifier.id;
  }
  return subject.customerId === null ? null : gidOf(subject.customerId);
}

/**
 * Who is known by the customer record alone is looked for by its e-mail address, too: guests leave nothing else. It
 * is asked for each time, for places are kept in plain text.
 * @throws Failure
 */
export async function withEmail(
  admin: AdminClient,
  shop: string,
  subject: Subject,
  customerId: string | null,
): Promise<Subject> {
  if (subject.email !== null || customerId === null) return subject;
  const { data } = await admin.run(shop, FindCustomerDocument, { identifier: { id: customerId } });
  const email = data.customerByIdentifier?.defaultEmailAddress?.emailAddress ?? null;
  return { ...subject, email };
}
