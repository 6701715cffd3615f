import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { Subject } from './request.ts';

/** What a person can be found by. */
export const IDENTIFIER_KINDS = ['email', 'phone', 'customer', 'order'] as const;
export type IdentifierKind = (typeof IDENTIFIER_KINDS)[number];

export interface PersonIdentifier {
  kind: IdentifierKind;
  value: string;
}

const email = (value: string): string | null => {
  const trimmed = value.normalize('NFKC').trim().toLowerCase();
  return trimmed.includes('@') ? trimmed : null;
};

/** E.164 where the number is whole or `country` completes it; otherwise its bare digits. */
const phone = (value: string, country: string | null): string | null => {
  const parsed =
    country !== null && isSupportedCountry(country)
      ? parsePhoneNumberFromString(value, country)
      : parsePhoneNumberFromString(value);
  if (parsed?.isPossible()) return parsed.number;
  const digits = value.replace(/\D/g, '');
  return digits === '' ? null : digits;
};

const digitsOfId = (value: string): string | null => /(?<!\d)(\d+)$/.exec(value.trim())?.[1] ?? null;

const NORMALISE = {
  email,
  phone,
  customer: digitsOfId,
  order: digitsOfId,
} as const satisfies Record<IdentifierKind, (value: string, country: string | null) => string | null>;

/**
 * The one spelling of an identifier that is hashed into the blind index; null if it says nothing.
 * @param country ISO 3166 code that completes a phone number without prefix
 */
export function normaliseIdentifier(
  { kind, value }: PersonIdentifier,
  country: string | null = null,
): string | null {
  return NORMALISE[kind](value, country);
}

/** All that a person can be found by, the strongest first: households share phones, so those come late. */
export function identifiersOf(subject: Subject): PersonIdentifier[] {
  const known: PersonIdentifier[] = [];
  if (subject.customerId !== null) known.push({ kind: 'customer', value: subject.customerId });
  if (subject.email !== null) known.push({ kind: 'email', value: subject.email });
  if (subject.phone !== null) known.push({ kind: 'phone', value: subject.phone });
  return known.concat(subject.orderIds.map((value) => ({ kind: 'order', value })));
}
