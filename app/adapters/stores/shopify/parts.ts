import type { Json, JsonObject } from '../../../core/store.ts';
import type { AdminClient } from './admin-client.ts';
import { gapsOf } from './gaps.ts';
import {
  AbandonedCheckoutsDocument,
  AbandonmentOfDocument,
  BlogCommentsDocument,
  CustomerAddressesDocument,
  CustomerCompaniesDocument,
  CustomerEventsDocument,
  CustomerMetafieldsDocument,
  CustomerPaymentMethodsDocument,
  CustomerProfileDocument,
  CustomerStoreCreditDocument,
  CustomerSubscriptionsDocument,
  DisputesDocument,
  DraftOrdersDocument,
  GiftCardsDocument,
  SegmentMembershipDocument,
  SegmentsDocument,
  WholeAbandonedCheckoutsDocument,
  WholeDraftOrdersDocument,
} from './generated/documents.ts';
import { metaobjects } from './metaobjects.ts';
import { batch, EMPTY, type Part, paged } from './part.ts';
import { digitsOf, isAbout, isEmailOf, isPhoneOf, type Person } from './person.ts';
import { json, plain } from './plain.ts';
import { readOn } from './read-on.ts';

const ofCustomer = ({ customerId }: Person) => (customerId === null ? null : { id: customerId });
const byCustomer = (terms: string[]) => (person: Person) =>
  person.customerId === null
    ? null
    : { query: terms.map((term) => `${term}:${digitsOf(person.customerId ?? '')}`).join(' OR ') };

const inside = (node: JsonObject, ...path: string[]): Json | undefined =>
  path.reduce<Json | undefined>(
    (at, key) => (typeof at === 'object' && at !== null && !Array.isArray(at) ? at[key] : undefined),
    node,
  );

const profile: Part = {
  name: 'customer',
  collection: 'customer',
  async read(admin, { shopDomain, customerId: id }) {
    if (id === null) return EMPTY;
    const { data, denials } = await admin.run(shopDomain, CustomerProfileDocument, { id });
    const gaps = gapsOf(denials, () => 'customer');
    if (data.customer) return { ...EMPTY, batches: batch('customer', [plain(json(data.customer))]), gaps };
    if (denials.length > 0) return { ...EMPTY, gaps };
    const gone = {
      collection: 'customer',
      reason: 'Shopify holds no customer record under this id (any more): it was deleted or merged.',
      remedy: 'Search for the person by e-mail, and start another request if the record was merged.',
    };
    return { ...EMPTY, gaps: [gone], gone: true };
  },
};

const companies: Part = {
  name: 'companies',
  collection: 'companies',
  async read(admin, { shopDomain, customerId: id }) {
    if (id === null) return EMPTY;
    const asked = { document: CustomerCompaniesDocument, variables: { id } };
    const { data, denials } = await admin.run(shopDomain, asked.document, asked.variables);
    const answer = json(data);
    const further = await readOn(admin, shopDomain, asked, answer);
    if (answer.customer === null && denials.length === 0) return { ...EMPTY, gone: true };
    const contacts = inside(answer, 'customer', 'companyContactProfiles');
    const records = Array.isArray(contacts)
      ? (contacts as JsonObject[]).map((contact) => plain(contact))
      : [];
    return {
      ...EMPTY,
      batches: batch('companies', records),
      gaps: gapsOf([...denials, ...further], () => 'companies'),
    };
  },
};

/** What was looked at before each checkout was left. */
async function abandonments(admin: AdminClient, { shopDomain }: Person, checkouts: JsonObject[]) {
  const asked = checkouts.map(async ({ id }) => {
    const variables = { id: String(id) };
    const { data, denials } = await admin.run(shopDomain, AbandonmentOfDocument, variables);
    const answer = json(data);
    const further = await readOn(admin, shopDomain, { document: AbandonmentOfDocument, variables }, answer);
    const found = inside(answer, 'abandonmentByAbandonedCheckoutId');
    const records = found ? [{ checkoutId: variables.id, ...plain(found as JsonObject) }] : [];
    return { records, denials: [...denials, ...further] };
  });
  const all = await Promise.all(asked);
  return {
    batches: batch(
      'abandonments',
      all.flatMap(({ records }) => records),
    ),
    gaps: gapsOf(
      all.flatMap(({ denials }) => denials),
      () => 'abandonments',
    ),
  };
}

/** Of the shop's segments those that the person is in. */
const segments: Part = {
  name: 'segments',
  collection: 'segments',
  async read(admin, person, place) {
    const { customerId, shopDomain } = person;
    if (customerId === null) return EMPTY;
    const page = await allSegments.read(admin, person, place);
    const found = page.batches.flatMap(({ records }) => records);
    if (found.length === 0) return page;
    const segmentIds = found.map(({ id }) => String(id));
    const variables = { customerId, segmentIds };
    const { data, denials } = await admin.run(shopDomain, SegmentMembershipDocument, variables);
    const memberships = data.customerSegmentMembership?.memberships ?? [];
    const member = new Set(memberships.flatMap(({ isMember, segmentId }) => (isMember ? [segmentId] : [])));
    return {
      ...page,
      batches: batch(
        'segments',
        found.filter(({ id }) => member.has(String(id))),
      ),
      gaps: [...page.gaps, ...gapsOf(denials, () => 'segments')],
    };
  },
};
const allSegments = paged('segments', {
  collection: 'segments',
  document: SegmentsDocument,
  variables: () => ({}),
});

/**
 * A checkout without a customer record tells no e-mail address, only numbers. Where there is a record, it decides:
 * those who live together often give the same number.
 */
const isUnownedOf = (person: Person, checkout: JsonObject): boolean =>
  checkout.customer === null &&
  ['billingAddress', 'shippingAddress'].some((address) =>
    isPhoneOf(person, inside(checkout, address, 'phone')),
  );

/** All parts but the orders, in the order in which they are read. */
export const PARTS: readonly Part[] = [
  profile,
  paged('addresses', {
    collection: 'addresses',
    document: CustomerAddressesDocument,
    variables: ofCustomer,
  }),
  companies,
  paged('customer-metafields', {
    collection: 'customer-metafields',
    document: CustomerMetafieldsDocument,
    variables: ofCustomer,
  }),
  paged('customer-events', {
    collection: 'customer-events',
    byId: true,
    document: CustomerEventsDocument,
    variables: ofCustomer,
  }),
  paged('store-credit', {
    collection: 'store-credit',
    document: CustomerStoreCreditDocument,
    variables: ofCustomer,
  }),
  paged('payment-methods', {
    collection: 'payment-methods',
    document: CustomerPaymentMethodsDocument,
    variables: ofCustomer,
  }),
  paged('subscriptions', {
    collection: 'subscriptions',
    document: CustomerSubscriptionsDocument,
    variables: ofCustomer,
  }),
  paged('draft-orders', {
    collection: 'draft-orders',
    byId: true,
    document: DraftOrdersDocument,
    whole: WholeDraftOrdersDocument,
    // Shopify cannot search them by e-mail: a guest's are looked for among all.
    variables: (person) => byCustomer(['customer_id'])(person) ?? (person.subject.email === null ? null : {}),
    isAbout: (person, node) => person.customerId !== null || isEmailOf(person, inside(node, 'email')),
  }),
  paged('gift-cards', {
    collection: 'gift-cards',
    byId: true,
    document: GiftCardsDocument,
    variables: byCustomer(['customer_id', 'recipient_id']),
  }),
  segments,
  paged('abandoned-checkouts', {
    collection: 'abandoned-checkouts',
    byId: true,
    document: AbandonedCheckoutsDocument,
    whole: WholeAbandonedCheckoutsDocument,
    variables: () => ({}),
    isAbout: (person, node) =>
      isAbout(person, {
        customerId: inside(node, 'customer', 'id'),
        email: inside(node, 'customer', 'defaultEmailAddress', 'emailAddress'),
      }) || isUnownedOf(person, node),
    more: abandonments,
  }),
  paged('blog-comments', {
    collection: 'blog-comments',
    byId: true,
    document: BlogCommentsDocument,
    variables: ({ subject }) => (subject.email === null ? null : {}),
    isAbout: (person, node) => isEmailOf(person, inside(node, 'author', 'email')),
  }),
  paged('disputes', {
    collection: 'disputes',
    document: DisputesDocument,
    variables: () => ({}),
    isAbout: (person, node) =>
      isAbout(person, {
        customerId: inside(node, 'order', 'customer', 'id'),
        email: inside(node, 'order', 'email'),
      }) || isEmailOf(person, inside(node, 'disputeEvidence', 'customerEmailAddress')),
  }),
  metaobjects,
];
