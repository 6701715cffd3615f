/** A business that buys through one of the customers. */
import { DAY_MS, dateTime, gid, priced, type Scene } from '../scene.ts';
import type { NodeRecord } from '../store.ts';
import { nameOf } from './address.ts';
import type { Owner } from './wallet.ts';

const FIRST_COMPANY = 3_300_000_000;

function companyAddress({ person }: Owner, number: number, at: string): NodeRecord {
  const { place, zip, address1 } = person;
  return {
    __typename: 'CompanyAddress',
    id: gid('CompanyAddress', number),
    companyName: person.company ?? '',
    firstName: person.firstName,
    lastName: person.lastName,
    recipient: nameOf(person),
    address1,
    city: place.city,
    province: place.province,
    zip: zip || null,
    countryCode: person.country,
    country: person.country,
    phone: person.phone,
    formattedAddress: [person.company ?? '', address1, `${zip} ${place.city}`.trim()],
    createdAt: at,
    updatedAt: at,
  };
}

function companyLocation(
  scene: Scene,
  owner: Owner,
  number: number,
  made: { createdAt: string; updatedAt: string },
): NodeRecord {
  const { person, customer } = owner;
  const address = companyAddress(owner, number, made.createdAt);
  return {
    __typename: 'CompanyLocation',
    id: gid('CompanyLocation', number),
    name: person.place.city,
    phone: person.phone,
    locale: customer.locale,
    currency: scene.currency,
    ...made,
    billingAddress: address,
    shippingAddress: address,
    totalSpent: priced(scene).money(0),
    taxSettings: {
      __typename: 'CompanyLocationTaxSettings',
      taxExempt: false,
      taxExemptions: [],
      taxRegistrationId: `${person.country}556000100001`,
    },
  };
}

/** Puts a company, its location and its contact (the customer) into the store. */
export function insertCompany(scene: Scene, owner: Owner): void {
  const { person, customer } = owner;
  const number = FIRST_COMPANY + person.n;
  const at = dateTime(owner.since + DAY_MS);
  const made = { createdAt: at, updatedAt: at };
  const company: NodeRecord = {
    __typename: 'Company',
    id: gid('Company', number),
    name: person.company ?? '',
    externalId: `CRM-${number}`,
    note: `Ask for ${person.firstName}`,
    customerSince: at,
    ...made,
    totalSpent: () => customer.amountSpent,
  };
  const location = companyLocation(scene, owner, number, made);
  location.company = () => company;
  const contact: NodeRecord = {
    __typename: 'CompanyContact',
    id: gid('CompanyContact', number),
    title: 'Head of purchasing',
    locale: customer.locale,
    isMainContact: true,
    lifetimeDuration: customer.lifetimeDuration,
    ...made,
    company: () => company,
    customer: () => customer,
    orders: () => customer.orders,
  };
  const role: NodeRecord = {
    __typename: 'CompanyContactRole',
    id: gid('CompanyContactRole', number),
    name: 'Ordering only',
  };
  const assignment: NodeRecord = {
    __typename: 'CompanyContactRoleAssignment',
    id: gid('CompanyContactRoleAssignment', number),
    ...made,
    role,
    company: () => company,
    companyContact: () => contact,
    companyLocation: () => location,
  };
  Object.assign(contact, { roleAssignments: [assignment] });
  Object.assign(company, {
    mainContact: () => contact,
    contacts: () => [contact],
    locations: () => [location],
  });
  for (const record of [company, location, role, contact]) scene.store.insert(record);
}
