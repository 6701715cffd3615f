/** Customers: what the merchant edits is kept on the record, what follows from elsewhere is made when read. */
import { COUNTRIES } from '../countries.ts';
import { type Fields, lazyRecords } from '../lazy-record.ts';
import { centsOf } from '../money.ts';
import { customerNumber } from '../people.ts';
import type { Person } from '../person.ts';
import { DAY_MS, dateTime, gid, priced, type Scene } from '../scene.ts';
import type { NodeRecord, StoreRecord } from '../store.ts';
import { mailingAddress, nameOf } from './address.ts';
import { emailAddress, phoneNumber } from './consent.ts';
import { customerMetafields, historyFields } from './customer-history.ts';

export interface CustomerOrigin {
  person: Person;
  createdAt: number;
}

const FIRST_ADDRESS = 8_600_000_000_000;
const ordersOf = ({ store }: Scene, record: NodeRecord) => store.referring('Order', 'customer', record.id);

/** "3 years" or "12 days": Shopify's words for how long someone has been a customer. */
function lifetime(ms: number): string {
  const days = Math.floor(ms / DAY_MS);
  if (days < 60) return `${days} days`;
  return days < 730 ? `${Math.floor(days / 30)} months` : `about ${Math.floor(days / 365)} years`;
}

function orderedFields(scene: Scene): Fields<CustomerOrigin> {
  const { money } = priced(scene);
  return {
    orders: (_, record) => [...ordersOf(scene, record)],
    lastOrder: (_, record) => ordersOf(scene, record).at(-1) ?? null,
    numberOfOrders: (_, record) => String(ordersOf(scene, record).length),
    amountSpent: (_, record) =>
      money(ordersOf(scene, record).reduce((sum, order) => sum + centsOf(order.netPaymentSet), 0)),
    canDelete: (_, record) => ordersOf(scene, record).length === 0,
    lifetimeDuration: ({ createdAt }) => lifetime(scene.now - createdAt),
  };
}

const part = (record: NodeRecord, field: string): StoreRecord | null => {
  const value = record[field];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
};

/** Fields that Shopify deprecates but still answers. */
const deprecatedFields: Fields<CustomerOrigin> = {
  email: (_, record) => part(record, 'defaultEmailAddress')?.emailAddress,
  phone: (_, record) => part(record, 'defaultPhoneNumber')?.phoneNumber,
  addresses: (_, record) => record.addressesV2,
  validEmailAddress: (_, record) => part(record, 'defaultEmailAddress')?.validFormat ?? false,
};

function addressesOf(scene: Scene, person: Person): NodeRecord[] {
  if (person.bare) return [];
  const second = scene.draw(`person ${person.n} second address`, ({ datatype }) => datatype.boolean(0.2));
  const number = FIRST_ADDRESS + person.n * 64;
  const home = mailingAddress(person, number);
  if (!second && !person.everything) return [home];
  const country = COUNTRIES[person.country];
  const street = scene.draw.in(country.names, `person ${person.n} work`, (faker) =>
    faker.location.streetAddress(),
  );
  return [home, mailingAddress(person, number + 1, street)];
}

const TAGS = ['newsletter', 'VIP', 'wholesale', 'returns-often', 'instagram'];

/** What is known about the customer itself. */
function profile(scene: Scene, { person, createdAt }: CustomerOrigin): Record<string, StoreRecord[string]> {
  const number = customerNumber(person.n);
  return scene.draw(`customer ${person.n}`, ({ datatype, helpers, number: numbers }) => {
    const enabled = datatype.boolean(0.3) && person.email !== null;
    return {
      legacyResourceId: number,
      firstName: person.firstName,
      lastName: person.lastName,
      defaultEmailAddress: emailAddress(scene, person, createdAt),
      locale: COUNTRIES[person.country].locale,
      state: enabled ? 'ENABLED' : 'DISABLED',
      verifiedEmail: enabled || datatype.boolean(0.5),
      note: person.note ?? helpers.maybe(() => 'Asked for a paper invoice', { probability: 0.05 }) ?? null,
      tags: person.tags ? [...person.tags] : helpers.arrayElements(TAGS, numbers.int({ min: 0, max: 1 })),
      taxExempt: false,
      taxExemptions: [],
      taxSettings: {
        __typename: 'TaxSettings',
        taxId: person.company === undefined ? null : `${person.country}556000${1000 + person.n}01`,
      },
      dataSaleOptOut: person.dataSaleOptOut === true,
      multipassIdentifier: null,
      identityProviderSubjects: [],
      hasTimelineComment: person.everything === true,
      createdAt: dateTime(createdAt),
      updatedAt: dateTime(Math.min(scene.now, createdAt + numbers.int({ min: 0, max: 30 }) * DAY_MS)),
    };
  });
}

/** Returns the maker of this shop's customers, which puts them into the store with their addresses and metafields. */
export function customerRecords(scene: Scene): (origin: CustomerOrigin) => NodeRecord {
  const make = lazyRecords<CustomerOrigin>('Customer', {
    ...orderedFields(scene),
    ...historyFields(scene),
    ...deprecatedFields,
    displayName: (_, record) =>
      [record.firstName, record.lastName].filter(Boolean).join(' ') || record.email || record.phone || '',
    image: ({ person }) => ({
      __typename: 'Image',
      url: `https://cdn.example/avatars/${person.n}.png`,
      altText: nameOf(person),
      width: 256,
      height: 256,
    }),
  });
  const phones = new Set<string>();
  // A telephone number is one customer's at most: the second of a household has it in the address alone.
  const ownPhone = ({ person, createdAt }: CustomerOrigin) => {
    if (person.phone === null || phones.has(person.phone)) return null;
    phones.add(person.phone);
    return phoneNumber(scene, person, person.phone, createdAt);
  };
  return (origin) => {
    const record = make(gid('Customer', customerNumber(origin.person.n)), origin);
    const addresses = addressesOf(scene, origin.person);
    const metafields = customerMetafields(scene, origin, record);
    Object.assign(record, profile(scene, origin), {
      defaultPhoneNumber: ownPhone(origin),
      addressesV2: addresses,
      defaultAddress: addresses[0] ?? null,
      metafields,
    });
    for (const part of [record, ...addresses, ...metafields]) scene.store.insert(part);
    return record;
  };
}
