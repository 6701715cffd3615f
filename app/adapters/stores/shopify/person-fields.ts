import {
  METAFIELD_KINDS,
  type PersonField,
  type PersonPart,
  partFields,
} from '../../../core/rectification.ts';
import type { Subject } from '../../../core/request.ts';
import { type Channel, type PersonStanding, PROCESSING } from '../../../core/restriction.ts';
import { say } from '../../../core/saying.ts';
import type { AdminClient, Denial } from './admin-client.ts';
import { findCustomer } from './find-customer.ts';
import { FindHolderDocument, PersonFieldsDocument, type PersonFieldsQuery } from './generated/documents.ts';
import { digitsOf } from './person.ts';

type Customer = NonNullable<PersonFieldsQuery['customer']>;

/** What Shopify's customer record says of a person, as far as it can be corrected or stopped. */
export interface PersonRecord {
  standing: PersonStanding;
  parts: PersonPart[];
  /** What cannot be corrected in a form: metafields of other kinds, and records beyond those that are read. */
  elsewhere: { metafields: number; more: boolean };
  /** Shopify kept fields back. */
  withheld: boolean;
}

/** Reads a person's own record. @throws Failure */
export interface PersonFields {
  /** @returns null for somebody without a customer record */
  read(shopDomain: string, subject: Subject): Promise<PersonRecord | null>;
  /** Whose an e-mail address or a number is: Shopify's global id; null = nobody's. */
  findHolder(shopDomain: string, by: { email: string } | { phone: string }): Promise<string | null>;
}

/** Where a field of a part stands in the answer, where it has another name there. */
const PLACES: Record<string, string> = {
  email: 'defaultEmailAddress',
  phone: 'defaultPhoneNumber',
  countryCode: 'countryCodeV2',
};

/** A field that is withheld is not empty: it is not offered. */
function readable(denials: readonly Denial[], around: string, fields: PersonField[], places = PLACES) {
  const isDenied = (path: string) =>
    denials.some((denial) => denial.path.startsWith(path) || path.startsWith(`${denial.path}.`));
  return fields.filter(({ name }) => !isDenied(`${around}.${places[name] ?? name}`));
}

function customerPart(customer: Customer, denials: readonly Denial[]): PersonPart {
  const values = {
    ...{ firstName: customer.firstName, lastName: customer.lastName },
    ...{ note: customer.note, taxExempt: customer.taxExempt },
    email: customer.defaultEmailAddress?.emailAddress ?? null,
    phone: customer.defaultPhoneNumber?.phoneNumber ?? null,
  };
  const fields = readable(denials, 'customer', partFields('customer', values));
  return { id: 'customer', part: 'customer', title: 'Customer', record: customer.id, fields };
}

function addressParts(customer: Customer, denials: readonly Denial[]): PersonPart[] {
  const nodes = customer.addressesV2?.nodes ?? [];
  return nodes.map(({ id, countryCodeV2, ...values }, place) => {
    const fields = partFields('address', { ...values, countryCode: countryCodeV2 });
    const isDefault = id === customer.defaultAddress?.id;
    return {
      ...{ id: `address-${digitsOf(id)}`, part: 'address', record: id },
      title: isDefault
        ? 'Default address'
        : nodes.length === 1
          ? 'Address'
          : say('Address {number}', { number: place + 1 }),
      named: { customerId: customer.id },
      fields: readable(denials, 'customer.addressesV2.nodes', fields, { countryCode: 'countryCodeV2' }),
    };
  });
}

const isOurs = ({ namespace, key }: { namespace: string; key: string }): boolean =>
  namespace === PROCESSING.namespace && key === PROCESSING.key;

function metafieldParts(customer: Customer): { parts: PersonPart[]; others: number } {
  const all = (customer.metafields?.nodes ?? []).filter((metafield) => !isOurs(metafield));
  const parts = all.flatMap(({ namespace, key, type, value, definition }): PersonPart[] => {
    const kind = METAFIELD_KINDS[type];
    if (kind === undefined) return [];
    const name = `${namespace}.${key}`;
    const label = definition?.name ?? name;
    const help = definition ? name : undefined;
    const read = kind === 'flag' ? value === 'true' : value;
    return [
      {
        ...{ id: `metafield-${name}`, part: 'metafield', title: 'Metafields', record: customer.id },
        named: { namespace, key, type },
        fields: [{ name: 'value', label, kind, help, value: read }],
      },
    ];
  });
  return { parts, others: all.length - parts.length };
}

function orderParts(customer: Customer): PersonPart[] {
  return (customer.orders?.nodes ?? []).flatMap(({ id, name, localizedFields }): PersonPart[] =>
    (localizedFields?.nodes ?? []).map(({ key, title, value }) => ({
      ...{
        id: `order-${digitsOf(id)}-${key}`,
        part: 'order',
        title: say('Order {name}', { name }),
        record: id,
      },
      named: { key },
      fields: [{ name: 'value', label: title, kind: 'line', value }],
    })),
  );
}

const CONTACTS: Record<string, Channel[]> = {
  'customer.defaultEmailAddress': ['email'],
  'customer.defaultPhoneNumber': ['sms', 'whatsapp'],
};

const standingOf = (customer: Customer, denials: readonly Denial[]): PersonStanding => ({
  customerId: customer.id,
  email: customer.defaultEmailAddress?.emailAddress ?? null,
  consents: {
    email: customer.defaultEmailAddress?.marketingState ?? null,
    sms: customer.defaultPhoneNumber?.smsMarketingConsent?.state ?? null,
    whatsapp: customer.defaultPhoneNumber?.whatsAppMarketingConsent?.state ?? null,
  },
  withheld: Object.entries(CONTACTS).flatMap(([path, channels]) =>
    denials.some((denial) => denial.path.startsWith(path)) ? channels : [],
  ),
  tags: customer.tags ?? [],
  processing: customer.processing?.value ?? null,
  dataSaleOptOut: customer.dataSaleOptOut ?? false,
});

export function createPersonFields(admin: AdminClient): PersonFields {
  return {
    async read(shopDomain, subject) {
      const id = await findCustomer(admin, shopDomain, subject);
      if (id === null) return null;
      const { data, denials } = await admin.run(shopDomain, PersonFieldsDocument, { id }, { urgent: true });
      const { customer } = data;
      if (!customer) return null;
      const metafields = metafieldParts(customer);
      return {
        standing: standingOf(customer, denials),
        parts: [
          customerPart(customer, denials),
          ...addressParts(customer, denials),
          ...metafields.parts,
          ...orderParts(customer),
        ],
        elsewhere: {
          metafields: metafields.others,
          more: [customer.addressesV2, customer.metafields].some((list) => list?.pageInfo.hasNextPage),
        },
        withheld: denials.length > 0,
      };
    },
    async findHolder(shopDomain, by) {
      const identifier = 'email' in by ? { emailAddress: by.email } : { phoneNumber: by.phone };
      const { data } = await admin.run(shopDomain, FindHolderDocument, { identifier }, { urgent: true });
      return data.customerByIdentifier?.id ?? null;
    },
  };
}
