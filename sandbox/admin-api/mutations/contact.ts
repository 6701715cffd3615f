/** Checks and shapes of e-mail addresses, telephone numbers, tags and postal addresses. */
import type { StoreRecord, Value } from '#sandbox/store/store.ts';
import type { Call } from '../call.ts';
import { pluck } from '../record.ts';
import { type Input, textsOf, userError } from './payload.ts';

const EMAIL = /^[^\s@<>()]+@[^\s@.]+(\.[^\s@.]+)+$/;
const PHONE = /^\+?[\d\s().-]{6,20}$/;

/** Shopify keeps telephone numbers without blanks and punctuation. */
export const normalPhone = (phone: string): string => phone.replace(/[\s().-]/g, '');

export function emailErrors(email: Value): StoreRecord[] {
  return !email || EMAIL.test(String(email)) ? [] : [userError(['email'], 'Email is invalid')];
}

export function phoneErrors(phone: Value): StoreRecord[] {
  return !phone || PHONE.test(String(phone)) ? [] : [userError(['phone'], 'Phone is invalid')];
}

/** An e-mail address or a telephone number belongs to one customer of a shop at most. */
export function takenErrors(call: Call, ownId: Value, field: 'email' | 'phone', value: Value): StoreRecord[] {
  if (!value) return [];
  const path =
    field === 'email' ? ['defaultEmailAddress', 'emailAddress'] : ['defaultPhoneNumber', 'phoneNumber'];
  const wanted = String(value).toLowerCase();
  const taken = call.shop.store
    .all('Customer')
    .some(
      (customer) =>
        customer.id !== ownId && pluck(customer, path).some((item) => String(item).toLowerCase() === wanted),
    );
  const name = field === 'email' ? 'Email' : 'Phone';
  return taken ? [userError([field], `${name} has already been taken`)] : [];
}

/** Tags without blanks around them, each once whatever its case. */
export function normalTags(tags: Value): string[] {
  const kept = new Map<string, string>();
  for (const tag of textsOf(tags).flatMap((text) => text.split(','))) {
    const trimmed = tag.trim();
    if (trimmed && !kept.has(trimmed.toLowerCase())) kept.set(trimmed.toLowerCase(), trimmed);
  }
  return [...kept.values()];
}

const countryNames = new Intl.DisplayNames(['en'], { type: 'region' });

const joined = (parts: Value[], separator: string) => parts.filter(Boolean).join(separator);

/** An address after an input has been laid over it, with what follows from its parts. */
export function addressFields(current: Record<string, Value>, input: Input): Record<string, Value> {
  const { countryCode, id: _id, ...given } = input;
  const fields: Record<string, Value> = { ...given };
  if (countryCode)
    Object.assign(fields, { countryCodeV2: countryCode, country: countryNames.of(String(countryCode)) });
  if (given.provinceCode !== undefined && given.province === undefined) fields.province = given.provinceCode;
  const after = (field: string) => (field in fields ? fields[field] : current[field]);
  const name = joined([after('firstName'), after('lastName')], ' ');
  const city = joined([after('zip'), after('city')], ' ');
  const lines = [after('company'), after('address1'), after('address2'), city, after('country')];
  const moved = ['address1', 'address2', 'city', 'zip', 'countryCode'].some((field) => field in input);
  return {
    ...fields,
    name: name || null,
    formatted: lines.filter(Boolean),
    formattedArea: joined([after('city'), after('provinceCode'), after('country')], ', '),
    ...(moved ? { latitude: null, longitude: null, coordinatesValidated: false } : {}),
  };
}
