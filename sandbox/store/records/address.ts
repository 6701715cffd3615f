/** Postal addresses as records. */
import { COUNTRIES } from '../countries.ts';
import type { Person } from '../person.ts';
import { gid } from '../scene.ts';
import type { NodeRecord, StoreRecord } from '../store.ts';

export const nameOf = (person: Person): string =>
  [person.firstName, person.lastName].filter(Boolean).join(' ');

const parts = (person: Person) => {
  const { place, zip, address1 } = person;
  const country = COUNTRIES[person.country];
  return {
    address1,
    city: place.city,
    province: place.province,
    provinceCode: place.provinceCode,
    zip,
    country: country.name,
  };
};

/** @param number of the address, unique among all addresses of the shop */
export function mailingAddress(
  person: Person,
  number: number | string,
  address1 = person.address1,
): NodeRecord {
  const { place } = person;
  const { city, province, provinceCode, zip, country } = parts(person);
  const lines = [person.company, address1, `${zip} ${city}`.trim(), country];
  return {
    __typename: 'MailingAddress',
    id: `${gid('MailingAddress', number)}?model_name=CustomerAddress`,
    firstName: person.firstName,
    lastName: person.lastName,
    name: nameOf(person) || null,
    company: person.company ?? null,
    address1,
    address2: null,
    city,
    province,
    provinceCode,
    zip: zip || null,
    country,
    countryCodeV2: person.country,
    phone: person.phone,
    formatted: lines.filter((line) => line !== undefined && line !== ''),
    formattedArea: [city, provinceCode, country].filter(Boolean).join(', '),
    latitude: place.latitude,
    longitude: place.longitude,
    coordinatesValidated: true,
    timeZone: COUNTRIES[person.country].timeZone,
    validationResultSummary: 'NO_ISSUES',
  };
}

/** The address on a payment method, which has no number of its own. */
export function paymentAddress(person: Person, typename: string): StoreRecord {
  const names =
    typename === 'CustomerCreditCardBillingAddress'
      ? { firstName: person.firstName, lastName: person.lastName }
      : { name: nameOf(person) };
  return { __typename: typename, ...names, ...parts(person), countryCode: person.country };
}
