/** Reads what of a person's records could be taken away piece by piece: record, orders, drafts. */

import type { SurveyedOrder, SurveyPage } from '../../../core/erasure-survey.ts';
import type { PlannedWrite } from '../../../core/plan.ts';
import type { Subject } from '../../../core/request.ts';
import type { Json, JsonObject, StoreShop } from '../../../core/store.ts';
import type { AdminClient } from './admin-client.ts';
import { findCustomer, withEmail } from './find-customer.ts';
import { gapsOf } from './gaps.ts';
import { SurveyCustomerDocument, SurveyDraftsDocument, SurveyOrdersDocument } from './generated/documents.ts';
import { type Part, type PartPage, paged } from './part.ts';
import { digitsOf, isEmailOf, ordersSearches, type Person } from './person.ts';
import { json, plain } from './plain.ts';
import { readOn } from './read-on.ts';
import { customerWrites, draftWrites, orderWrites } from './survey-writes.ts';
import { listOf, objectOf } from './writes/row.ts';

/** Disputes and returns that are not over. */
const OPEN_DISPUTE = ['NEEDS_RESPONSE', 'UNDER_REVIEW'];
const OPEN_RETURN = ['RETURN_REQUESTED', 'IN_PROGRESS', 'INSPECTION_COMPLETE'];

const text = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null);

function claimOf({ disputes, returnStatus }: JsonObject): SurveyedOrder['claim'] {
  const statuses = listOf(disputes).map((each) => text(objectOf(each).status) ?? '');
  if (statuses.some((status) => OPEN_DISPUTE.includes(status))) return 'dispute';
  return OPEN_RETURN.includes(text(returnStatus) ?? '') ? 'return' : null;
}

const surveyed = (order: JsonObject): SurveyedOrder => ({
  id: String(order.id),
  at: text(order.createdAt) ?? '',
  shippedTo: text(objectOf(order.shippingAddress).countryCode),
  claim: claimOf(order),
});

/** Of what a search finds, what came or changed since then. `since` is ISO 8601: no text of it can end the quotes. */
function within(query: string | null, since: string | undefined): string | null {
  if (since === undefined) return query;
  const from = `updated_at:>='${new Date(since).toISOString()}'`;
  return query === null ? from : `(${query}) AND ${from}`;
}

const ordersPart = (search: number, since?: string): Part =>
  paged(`orders-${search}`, {
    collection: 'orders',
    byId: true,
    document: SurveyOrdersDocument,
    variables: (person) => {
      const query = ordersSearches(person)[search];
      return query === undefined ? null : { query: within(query, since) };
    },
  });

/** Shopify cannot search drafts by e-mail: a guest's are looked for among all. */
function draftsSearch({ customerId, subject }: Person, since?: string): Record<string, Json> | null {
  const query = within(customerId === null ? null : `customer_id:${digitsOf(customerId)}`, since);
  if (customerId === null && subject.email === null) return null;
  return query === null ? {} : { query };
}

const draftsPart = (since?: string): Part =>
  paged('drafts', {
    collection: 'draft-orders',
    byId: true,
    document: SurveyDraftsDocument,
    variables: (person) => draftsSearch(person, since),
    isAbout: (person, { email }) => person.customerId !== null || isEmailOf(person, email),
  });

/** The parts of a survey after the record itself, in their order. */
const partsOf = (person: Person, since?: string): Part[] => [
  ...ordersSearches(person).map((_, search) => ordersPart(search, since)),
  draftsPart(since),
];

/** Where it goes on: in which part, and where in that. Nothing in it says who the person is but the record's id. */
interface Place {
  part: number;
  place: Json;
  /** Global id of the record, once it was looked for. */
  customer: string | null;
}

const customerCollection = () => 'customer' as const;

/** The record itself, whole, however many addresses and metafields it has. */
async function readRecord(admin: AdminClient, shop: string, id: string) {
  const { data, denials } = await admin.run(shop, SurveyCustomerDocument, { id });
  const answer = json(data);
  const more = await readOn(admin, shop, { document: SurveyCustomerDocument, variables: { id } }, answer);
  const gaps = gapsOf([...denials, ...more], customerCollection);
  if (!data.customer) return { customer: null, orders: [], writes: [], gaps };
  return { customer: id, orders: [], writes: customerWrites(plain(objectOf(answer.customer))), gaps };
}

/** The records of a page by what they are: drafts and orders come by different parts. */
function foundIn({ batches }: PartPage): { orders: SurveyedOrder[]; writes: PlannedWrite[] } {
  const of = (name: string) =>
    batches.filter(({ collection }) => collection === name).flatMap(({ records }) => records);
  const orders = of('orders');
  return {
    orders: orders.map(surveyed),
    writes: [...orders.flatMap(orderWrites), ...of('draft-orders').flatMap(draftWrites)],
  };
}

/**
 * Page by page from `cursor` on (null = the beginning); the last one's cursor, and only that, is null.
 * @param since ISO 8601: beside the record itself only what came or changed from then on
 * @throws Failure
 */
export async function* surveyPerson(
  admin: AdminClient,
  { shopDomain }: StoreShop,
  given: Subject,
  cursor: Json,
  since?: string,
): AsyncGenerator<SurveyPage> {
  let at = cursor as unknown as Place | null;
  if (at === null) {
    admin.forgetRefusals(shopDomain);
    const id = await findCustomer(admin, shopDomain, given);
    const found = id === null ? null : await readRecord(admin, shopDomain, id);
    at = { part: 0, place: null, customer: found?.customer ?? null };
    yield {
      ...(found ?? { customer: null, orders: [], writes: [], gaps: [] }),
      cursor: { ...at },
    };
  }
  const { customer } = at;
  const subject = await withEmail(admin, shopDomain, given, customer);
  const person: Person = { shopDomain, subject, customerId: customer };
  const parts = partsOf(person, since);
  for (;;) {
    const part: Part | undefined = parts[at.part];
    if (!part) return;
    const page: PartPage = await part.read(admin, person, at.place);
    const next: Place | null =
      page.next !== null
        ? { ...at, place: page.next }
        : at.part + 1 < parts.length
          ? { ...at, part: at.part + 1, place: null }
          : null;
    yield { customer, ...foundIn(page), gaps: page.gaps, cursor: next && { ...next } };
    if (next === null) return;
    at = next;
  }
}
