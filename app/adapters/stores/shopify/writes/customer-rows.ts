import type { PlannedWrite } from '../../../../core/plan.ts';
import type { JsonObject } from '../../../../core/store.ts';
import {
  AddTagsDocument,
  DeleteCustomerAddressDocument,
  DeleteMetafieldsDocument,
  OptOutOfDataSaleDocument,
  RemoveTagsDocument,
  UpdateCustomerAddressDocument,
  UpdateCustomerDocument,
  UpdateEmailConsentDocument,
  UpdateSmsConsentDocument,
  UpdateWhatsAppConsentDocument,
} from '../generated/documents.ts';
import { ADDRESSES, CUSTOMERS } from './reading.ts';
import { listOf, objectOf, pick, sameNames, sending, textsOf, type WriteRow } from './row.ts';

/** What Shopify takes of a postal address; country and province go by their codes. */
export const ADDRESS_INPUT = [
  ...['firstName', 'lastName', 'company', 'address1', 'address2'],
  ...['city', 'provinceCode', 'zip', 'countryCode', 'phone'],
];
export const ADDRESS_FIELDS = sameNames(...ADDRESS_INPUT, 'name', 'province', 'country');

const CUSTOMER_INPUT = [
  'firstName',
  'lastName',
  'email',
  'phone',
  'note',
  'tags',
  'locale',
  'taxExempt',
] as const;

/** Metafields of an owner: those without a value are taken away, for none may be set to nothing. */
function splitMetafields({ after, record }: PlannedWrite) {
  const all = listOf(after.metafields).map(objectOf);
  const input = all.filter(({ value }) => value != null);
  const gone = all
    .filter(({ value }) => value == null)
    .map(({ namespace = null, key = null }) => ({ ownerId: record, namespace, key }));
  return { input: input.map((each) => pick(each, ['namespace', 'key', 'type', 'value'])), gone };
}

function updateCustomer(write: PlannedWrite) {
  const { record, after } = write;
  const { input, gone } = splitMetafields(write);
  const fields = {
    id: record,
    ...pick(after, CUSTOMER_INPUT),
    ...(input.length > 0 && { metafields: input }),
  };
  const sendings = Object.keys(fields).length > 1 ? [sending(UpdateCustomerDocument, { input: fields })] : [];
  return gone.length > 0 ? [...sendings, sending(DeleteMetafieldsDocument, { metafields: gone })] : sendings;
}

/** Where there is no address or number any more, nobody can be written to: that is what was wanted. */
const withoutContact = ({ after }: PlannedWrite, read: JsonObject): JsonObject =>
  read.state === null && after.state === 'UNSUBSCRIBED' ? { ...read, ...after } : read;

/** Of the person's consents each channel has its own place, and two have names of their own. */
const consent = (
  place: string,
  write: (customerId: string, after: JsonObject) => ReturnType<typeof sending>,
): WriteRow => ({
  reading: CUSTOMERS,
  fields: { state: `${place}.state`, optInLevel: `${place}.optInLevel` },
  part: withoutContact,
  send: ({ record, after }) => [write(record, after)],
});

const marketing = ({ state = null, optInLevel }: JsonObject): JsonObject => ({
  marketingState: state,
  ...(optInLevel != null && { marketingOptInLevel: optInLevel }),
});

const lower = (tag: string): string => tag.trim().toLowerCase();

/** Those of the write's own tags that the customer has: what becomes of all the others is not its business. */
function ownTags({ before, after }: PlannedWrite, read: JsonObject): JsonObject {
  const has = new Set(textsOf(read.tags).map(lower));
  const own = [...textsOf(before.tags), ...textsOf(after.tags)];
  return { tags: [...new Set(own)].filter((tag) => has.has(lower(tag))) };
}

const without = (tags: string[], others: string[]): string[] => {
  const taken = new Set(others.map(lower));
  return tags.filter((tag) => !taken.has(lower(tag)));
};

/**
 * Changes of a customer. The record is the customer's id; of an address it is the address's, and the fields name
 * the customer as `customerId`.
 */
export const CUSTOMER_ROWS = {
  /** `metafields`: a list of `{ namespace, key, type, value }`; without a value there is none. */
  'customer.update': {
    reading: CUSTOMERS,
    fields: {
      ...sameNames('firstName', 'lastName', 'note', 'tags', 'locale', 'taxExempt'),
      email: 'defaultEmailAddress.emailAddress',
      phone: 'defaultPhoneNumber.phoneNumber',
    },
    send: updateCustomer,
  },
  'customer.address-delete': {
    reading: ADDRESSES,
    fields: ADDRESS_FIELDS,
    takesAway: true,
    send: ({ record, before }) => [
      sending(DeleteCustomerAddressDocument, { customerId: before.customerId ?? '', addressId: record }),
    ],
  },
  'customer.address-update': {
    reading: ADDRESSES,
    fields: ADDRESS_FIELDS,
    send: ({ record, before, after }) => [
      sending(UpdateCustomerAddressDocument, {
        customerId: before.customerId ?? after.customerId ?? '',
        addressId: record,
        address: pick(after, ADDRESS_INPUT),
      }),
    ],
  },
  'customer.email-consent': consent('defaultEmailAddress', (customerId, after) =>
    sending(UpdateEmailConsentDocument, {
      input: { customerId, emailMarketingConsent: marketing(after) },
    }),
  ),
  'customer.sms-consent': consent('defaultPhoneNumber.smsMarketingConsent', (customerId, after) =>
    sending(UpdateSmsConsentDocument, { input: { customerId, smsMarketingConsent: marketing(after) } }),
  ),
  'customer.whatsapp-consent': consent('defaultPhoneNumber.whatsAppMarketingConsent', (customerId, after) =>
    sending(UpdateWhatsAppConsentDocument, {
      input: {
        customerId,
        whatsAppMarketingConsent: {
          state: after.state ?? null,
          ...(after.optInLevel != null && { optInLevel: after.optInLevel }),
        },
      },
    }),
  ),
  /** `tags`: of those that are to be added, the ones it has; then all of them. */
  'customer.tags-add': {
    reading: CUSTOMERS,
    fields: sameNames('tags'),
    part: ownTags,
    send: ({ record, after }) => [sending(AddTagsDocument, { id: record, tags: textsOf(after.tags) })],
  },
  /** `tags`: of those that are to go, the ones it has; then the ones that stay, as a rule none. */
  'customer.tags-remove': {
    reading: CUSTOMERS,
    fields: sameNames('tags'),
    part: ownTags,
    send: ({ record, before, after }) => [
      sending(RemoveTagsDocument, { id: record, tags: without(textsOf(before.tags), textsOf(after.tags)) }),
    ],
  },
  /** One way: nothing opts a person in again. `email`: Shopify takes the address, and no id. */
  'customer.data-sale-opt-out': {
    reading: CUSTOMERS,
    fields: { ...sameNames('dataSaleOptOut'), email: 'defaultEmailAddress.emailAddress' },
    send: ({ before, after }) => [
      sending(OptOutOfDataSaleDocument, { email: before.email ?? after.email ?? '' }),
    ],
  },
} satisfies Record<string, WriteRow>;
