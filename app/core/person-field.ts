import { getCountries, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { say } from './saying.ts';
import type { Json } from './store.ts';

/** A value as a form sends it, checked; or what is wrong with it, in words that stand beside the field. */
export type Checked = { value: Json } | { problem: string };

/** What a check may need to know beside the text. */
export interface CheckContext {
  /** ISO 3166 code that completes a phone number without prefix; null = unknown. */
  country: string | null;
}

interface FieldKindRow {
  /** Most characters. */
  max: number;
  /** More than one line. */
  multiline?: boolean;
  /** Sees a text without blanks around it and not empty: an emptied field is taken away. */
  check(text: string, context: CheckContext): Checked;
}

/** What may reorder or hide what is read: bidirectional overrides and isolates, invisible blanks, separators. */
const DECEPTIVE = /[\u061C\u200B\u2028-\u202E\u2060\u2066-\u2069\uFEFF\uFFF9-\uFFFB]/;
/** Control characters; in a text of several lines its line breaks and tabs are none. */
const CONTROL = /\p{Cc}/u;
const CONTROL_IN_TEXT = /[^\P{Cc}\n\t]/u;

const good = (value: Json): Checked => ({ value });
const bad = (problem: string): Checked => ({ problem });

/** One e-mail address and nothing beside it: no name, no list, no second line. */
const EMAIL =
  /^[^\s@<>()[\],;:"\\]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,}$/u;

function email(text: string): Checked {
  if (!EMAIL.test(text) || /^\.|\.\.|\.@/.test(text))
    return bad('Enter one whole e-mail address, such as ada@example.com.');
  return good(text);
}

/** In E.164, as Shopify keeps it. */
function phone(text: string, { country }: CheckContext): Checked {
  const region = country !== null && isSupportedCountry(country) ? country : undefined;
  const parsed = /^[+\d][\d\s()./-]*$/.test(text) ? parsePhoneNumberFromString(text, region) : undefined;
  if (!parsed?.isPossible())
    return bad('Enter the whole number with its country code, such as +44 20 7946 0000.');
  return good(parsed.number);
}

function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  return at !== null && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** Regions with a code of their own that Shopify counts among the provinces of the United States. */
const US_PROVINCES = ['AS', 'FM', 'GU', 'MH', 'MP', 'PR', 'PW', 'VI'];
/** Nobody there has a phone number of their own. */
const WITHOUT_PHONES = ['BV', 'GS', 'HM', 'PN', 'TF', 'UM'];
/** ISO 3166 codes that Shopify takes in an address. */
export const COUNTRY_CODES: readonly string[] = [
  ...getCountries().filter((code) => !US_PROVINCES.includes(code)),
  ...WITHOUT_PHONES,
].sort();

const matching = (pattern: RegExp, problem: string) => (text: string) =>
  pattern.test(text) ? good(text) : bad(problem);

/** What a field holds: how long it may be and what is right in it. */
export const FIELD_KINDS = {
  line: { max: 255, check: good },
  text: { max: 5_000, multiline: true, check: good },
  email: { max: 254, check: email },
  phone: { max: 40, check: phone },
  country: {
    max: 2,
    check: (text) => (COUNTRY_CODES.includes(text) ? good(text) : bad('Choose a country from the list.')),
  },
  province: {
    max: 10,
    check: (text) =>
      matching(
        /^[A-Z0-9-]{1,10}$/,
        say('Enter the code that Shopify uses for the province or state, such as CA for California.'),
      )(text.toUpperCase()),
  },
  zip: {
    max: 20,
    check: matching(/^[\p{L}\p{N} .-]+$/u, say('Enter the postal code alone: letters, digits, blanks.')),
  },
  flag: {
    max: 3,
    check: (text) => (text === 'yes' || text === 'no' ? good(text === 'yes') : bad('Choose yes or no.')),
  },
  integer: { max: 20, check: matching(/^-?\d{1,19}$/, say('Enter a whole number, such as 42.')) },
  decimal: { max: 30, check: matching(/^-?\d{1,13}(?:\.\d{1,9})?$/, say('Enter a number, such as 4.5.')) },
  date: {
    max: 10,
    check: (text) =>
      isDay(text) ? good(text) : bad('Enter a day as year, month and day, such as 1984-02-29.'),
  },
  url: {
    max: 2_048,
    check: matching(/^https?:\/\/[^\s]+$/, say('Enter a whole address that begins with https://.')),
  },
} as const satisfies Record<string, FieldKindRow>;
export type FieldKind = keyof typeof FIELD_KINDS;

/** A value as its form field has it. */
export function fieldText(value: Json): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * A text that was typed into a field, in the form in which it is written; empty = taken away.
 * @param required why the field cannot be empty; null where it can
 */
export function checkField(
  kind: FieldKind,
  typed: string,
  context: CheckContext,
  required: string | null = null,
): Checked {
  const { max, check, multiline = false }: FieldKindRow = FIELD_KINDS[kind];
  const text = typed.replace(/\r\n?/g, '\n').normalize('NFC').trim();
  if (text === '') return required === null ? good(null) : bad(required);
  if ((multiline ? CONTROL_IN_TEXT : CONTROL).test(text))
    return bad('There is a line break or an invisible control character in it. Type it again.');
  if (DECEPTIVE.test(text))
    return bad('There are invisible characters in it that make it read otherwise than it is. Type it again.');
  if (text.length > max)
    return bad(
      say('Shopify takes at most {max, number} characters; this has {length, number}.', {
        max,
        length: text.length,
      }),
    );
  return check(text, context);
}
