/** Shopify's own erasure of a customer: all or nothing, asked for by the app and carried out by Shopify later. */
import { Failure } from '../../../core/failure.ts';
import { say } from '../../../core/saying.ts';
import type { CancelOutcome, ErasureStanding, StoreErasure } from '../../../core/store.ts';
import type { AdminClient, Denial } from './admin-client.ts';
import { findCustomer } from './find-customer.ts';
import {
  CancelErasureDocument,
  type CustomerCancelDataErasureErrorCode,
  type CustomerRequestDataErasureErrorCode,
  ErasureStandingDocument,
  type ErasureStandingQuery,
  RequestErasureDocument,
} from './generated/documents.ts';
import { digitsOf } from './person.ts';

type Customer = NonNullable<ErasureStandingQuery['customer']>;

const SCOPE = 'write_customer_data_erasure';
const gidOf = (record: string): string => `gid://shopify/Customer/${record}`;

const refused = (denials: Denial[]): Failure =>
  denials.some(({ reason }) => reason === 'scope')
    ? new Failure(
        'scope-missing',
        say(
          'Shopify does not let Privacy Desk erase customers here: the access “{scope}” is missing. Nothing was erased. Open Privacy Desk in the Shopify admin and accept the access that it asks for, then try again.',
          { scope: SCOPE },
        ),
      )
    : new Failure(
        'erasure-refused',
        'Shopify does not let Privacy Desk erase customers in this shop. Nothing was erased. Check under Apps in the Shopify admin what Privacy Desk may do, then try again; or erase the customer there yourself.',
      );

const notTaken = () =>
  new Failure(
    'erasure-not-taken',
    'Shopify could not take the request to erase this customer just now. It is tried again by itself.',
    { retry: true },
  );
const notCancelled = () =>
  new Failure(
    'erasure-not-cancelled',
    'Shopify could not cancel the erasure of this customer just now. It is tried again by itself.',
    { retry: true },
  );

/** What Shopify's user errors mean; of those that are not here it may think better. */
const ASKED: Partial<Record<CustomerRequestDataErasureErrorCode, 'no-record'>> = {
  DOES_NOT_EXIST: 'no-record',
};
const CANCELLED: Partial<Record<CustomerCancelDataErasureErrorCode, CancelOutcome>> = {
  DOES_NOT_EXIST: 'no-record',
  NOT_BEING_ERASED: 'not-pending',
  UNAUTHORIZED_CANCELLATION: 'not-ours',
};

/** Fields by which somebody could still be recognised; those that Shopify withholds prove nothing. */
const PERSONAL = ['firstName', 'lastName', 'note', 'defaultEmailAddress', 'defaultPhoneNumber'] as const;

function showsOf(customer: Customer, denials: Denial[]): ErasureStanding['shows'] {
  if (customer.mergeable?.errorFields.includes('REDACTED_AT')) return 'redacted';
  const seen = [...PERSONAL.map((field) => customer[field] ?? ''), ...(customer.addressesV2?.nodes ?? [])];
  if (seen.some((value) => value !== '')) return 'data';
  const withheld = denials.some(({ path }) =>
    [...PERSONAL, 'addressesV2'].some((field) => path.startsWith(`customer.${field}`)),
  );
  return withheld ? 'withheld' : 'empty';
}

const NOBODY: ErasureStanding = {
  record: null,
  shows: 'gone',
  pending: false,
  lastOrderAt: null,
  email: null,
};

export function createShopifyErasure(admin: AdminClient): StoreErasure {
  return {
    async look({ shopDomain }, subject) {
      const id = await findCustomer(admin, shopDomain, subject);
      if (id === null) return NOBODY;
      const { data, denials } = await admin.run(shopDomain, ErasureStandingDocument, { id });
      const { customer } = data;
      if (customer === null && denials.length > 0)
        return { ...NOBODY, record: digitsOf(id), shows: 'withheld', pending: null };
      if (customer === null) return NOBODY;
      return {
        record: digitsOf(customer.id),
        shows: showsOf(customer, denials),
        pending: customer.mergeable?.errorFields.includes('PENDING_DATA_REQUEST') ?? null,
        lastOrderAt: customer.lastOrder?.createdAt ?? null,
        email: customer.defaultEmailAddress?.emailAddress ?? null,
      };
    },

    async ask({ shopDomain }, record) {
      const variables = { customerId: gidOf(record) };
      const { data, denials } = await admin.run(shopDomain, RequestErasureDocument, variables);
      if (!data.customerRequestDataErasure) throw refused(denials);
      const [error] = data.customerRequestDataErasure.userErrors;
      if (!error) return 'asked';
      const outcome = error.code && ASKED[error.code];
      if (outcome) return outcome;
      throw notTaken();
    },

    async cancel({ shopDomain }, record) {
      const variables = { customerId: gidOf(record) };
      const { data, denials } = await admin.run(shopDomain, CancelErasureDocument, variables);
      if (!data.customerCancelDataErasure) throw refused(denials);
      const [error] = data.customerCancelDataErasure.userErrors;
      if (!error) return 'cancelled';
      const outcome = error.code && CANCELLED[error.code];
      if (outcome) return outcome;
      throw notCancelled();
    },
  };
}
