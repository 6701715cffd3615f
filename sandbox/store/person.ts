/** A person as the seed knows them. Customer, orders, addresses and payments are all made from this. */
import { type City, COUNTRIES, type CountryCode, phoneIn } from './countries.ts';
import type { Draw } from './draw.ts';
import { guests, people, type SpecialPerson } from './people.ts';

export interface Person extends SpecialPerson {
  /** Counts customers, then guests: ids, unique e-mails and all that is drawn about the person follow from it. */
  n: number;
  /** One of the table of special people. */
  named: boolean;
  address1: string;
  zip: string;
  place: City;
}

const DOMAINS = ['example.com', 'example.net', 'example.org', 'mail.example', 'post.test'];
const COUNTRY_WEIGHTS = Object.entries(COUNTRIES).map(([value, { weight }]) => ({ value, weight }));
const isCountryCode = (text: string): text is CountryCode => text in COUNTRIES;

const slug = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[^a-zA-Z]/g, '')
    .toLowerCase();

function housed(person: SpecialPerson, n: number, named: boolean, draw: Draw): Person {
  const country = COUNTRIES[person.country];
  return draw.in(country.names, `person ${n} home`, (faker) => {
    const place = country.cities[person.city ?? -1] ?? faker.helpers.arrayElement(country.cities);
    // One household, one postal code: where the street is given, the code follows from it.
    const zip = person.address1 ? place.zip.replace(/#/g, '1') : faker.helpers.replaceSymbols(place.zip);
    return { ...person, n, named, place, zip, address1: person.address1 ?? faker.location.streetAddress() };
  });
}

function drawn(n: number, draw: Draw): SpecialPerson {
  const code = draw(`person ${n} country`, (faker) => faker.helpers.weightedArrayElement(COUNTRY_WEIGHTS));
  const country = isCountryCode(code) ? code : 'US';
  return draw.in(COUNTRIES[country].names, `person ${n}`, (faker) => {
    const [firstName, lastName] = [faker.person.firstName(), faker.person.lastName()];
    const local = [slug(firstName), slug(lastName)].filter(Boolean).join('.') || 'customer';
    return {
      firstName,
      lastName,
      email: `${local}.${n}@${faker.helpers.arrayElement(DOMAINS)}`,
      phone: faker.datatype.boolean(0.6) ? phoneIn(country, n) : null,
      country,
      orders: [],
    };
  });
}

export interface Population {
  customers: Person[];
  guests: Person[];
}

/** The special people first, then as many others as are asked for. */
export function makePopulation(customers: number, guestCount: number, draw: Draw): Population {
  const named: SpecialPerson[] = Object.values(people);
  const namedGuests: SpecialPerson[] = Object.values(guests);
  const make = (from: readonly SpecialPerson[], size: number, first: number) =>
    Array.from({ length: size }, (_, index) => {
      const n = first + index;
      const named = from[index];
      return housed(named ?? drawn(n, draw), n, named !== undefined, draw);
    });
  return { customers: make(named, customers, 0), guests: make(namedGuests, guestCount, customers) };
}
