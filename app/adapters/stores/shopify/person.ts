import type { Subject } from '../../../core/request.ts';
import type { JsonObject } from '../../../core/store.ts';

/** Who is looked for, as far as Shopify has told. */
export interface Person {
  shopDomain: string;
  subject: Subject;
  /** Global id of the customer record; null for a guest. */
  customerId: string | null;
}

/** Digits at the end of a global id: what Shopify's searches take. */
export const digitsOf = (gid: string): string => gid.replace(/^.*\//, '').replace(/\D.*$/, '');

/** Only what cannot change the meaning of a search: Shopify's syntax has quotes, operators and wildcards. */
const SEARCHABLE_EMAIL = /^[^\s"\\():*@]+@[^\s"\\():*@]+$/;
/** More than fits into one search are looked for in several. */
const MOST_IDS_IN_SEARCH = 100;

export const isSearchable = ({ email }: Subject): boolean => email !== null && SEARCHABLE_EMAIL.test(email);

/**
 * The searches that find all of the person's orders: by customer record and e-mail, which finds guest orders too,
 * and those that are known by their ids, whatever they say of the person, without those that the first one finds:
 * Shopify names all orders in its request, and each would be paid for twice.
 */
export function ordersSearches({ customerId, subject }: Person): string[] {
  const known = searches.get(subject);
  if (known?.customerId === customerId) return known.searches;
  const made = makeSearches({ customerId, subject });
  searches.set(subject, { customerId, searches: made });
  return made;
}

/** Made once: a request may name 100,000 orders. */
const searches = new WeakMap<Subject, { customerId: string | null; searches: string[] }>();

function makeSearches({ customerId, subject }: Omit<Person, 'shopDomain'>): string[] {
  const who: string[] = [];
  if (customerId !== null) who.push(`customer_id:${digitsOf(customerId)}`);
  if (isSearchable(subject)) who.push(`email:"${subject.email}"`);
  const ids = subject.orderIds.map((id) => id.replace(/\D/g, '')).filter((id) => id !== '');
  const byIds: string[] = [];
  for (let from = 0; from < ids.length; from += MOST_IDS_IN_SEARCH) {
    const named = ids.slice(from, from + MOST_IDS_IN_SEARCH).map((id) => `id:${id}`);
    const anyOf = named.join(' OR ');
    byIds.push(who.length === 0 ? anyOf : [`(${anyOf})`, ...who.map((term) => `-${term}`)].join(' AND '));
  }
  return [...(who.length > 0 ? [who.join(' OR ')] : []), ...byIds];
}

const lower = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value.trim().toLowerCase() : null;
const digits = (value: unknown): string | null =>
  typeof value === 'string' && value.replace(/\D/g, '').length > 5 ? value.replace(/\D/g, '') : null;

/** Whether an e-mail address is the person's. */
export const isEmailOf = ({ subject }: Person, email: unknown): boolean =>
  lower(email) !== null && lower(email) === lower(subject.email);

/** Whether a phone number is the person's. */
export const isPhoneOf = ({ subject }: Person, phone: unknown): boolean =>
  digits(phone) !== null && digits(phone) === digits(subject.phone);

/** Whether something that names a customer record, or an e-mail, is about the person. */
export const isAbout = (person: Person, named: { customerId?: unknown; email?: unknown }): boolean =>
  (person.customerId !== null && named.customerId === person.customerId) || isEmailOf(person, named.email);

/** Whether any text within names the person by customer record or e-mail. */
export function mentions(person: Person, record: JsonObject): boolean {
  const { customerId, subject } = person;
  const text = JSON.stringify(record).toLowerCase();
  const names = [customerId?.toLowerCase(), lower(subject.email)].filter((name) => name != null);
  return names.some((name) => isNamedIn(text, name));
}

/** As a whole word: one id is no part of a longer one, nor an address of another. */
function isNamedIn(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const around = `${text[at - 1] ?? ' '}${text[at + name.length] ?? ' '}`;
    if (!/[a-z0-9_.+-]/.test(around)) return true;
  }
  return false;
}
