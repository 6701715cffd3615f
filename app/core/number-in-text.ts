import type { NeverDisclosed } from './never-disclosed.ts';

interface Form {
  kind: NeverDisclosed;
  /** On a text in `plainSigns`. */
  form: RegExp;
  /** How many characters of what the form has found are the number; 0: it is none. */
  lengthOf: (found: string) => number;
}

/** Numbers that tell themselves by their form, and for the longer ones by their check digits. */
const FORMS: readonly Form[] = [
  // US Social Security and taxpayer numbers; areas 000 and 666 and the group and serial 0 were never given out.
  // Grouped like this after a country's prefix it is a phone number.
  {
    kind: 'government-id',
    form: /(?<![\d-]|\d\.|\+\d{1,3} )(?!000|666)\d{3}([- .])(?!00)\d{2}\1(?!0000)\d{4}(?![\d-]|\.\d)/g,
    lengthOf: ({ length }) => length,
  },
  {
    kind: 'financial-account',
    form: /(?<![A-Z0-9])[A-Z]{2}\d{2}(?:[ .-]?[A-Z0-9]){11,29}/gi,
    lengthOf: ibanLength,
  },
  // Written in groups, as on the card.
  {
    kind: 'financial-account',
    form: /(?<![\d-])\d{4}([ .-])(?:\d{4}\1\d{4}\1\d{1,7}|\d{6}\1\d{5})(?![\d-])/g,
    lengthOf: cardLength,
  },
  // In one row only as the large networks number theirs: another row of digits is as likely a tracking number.
  {
    kind: 'financial-account',
    form: /(?<![\w./-])(?:(?:4\d{3}|5[1-5]\d\d|2[2-7]\d\d|6011|65\d\d)\d{12}|3[47]\d{13})(?![\w-]|\.\d)/g,
    lengthOf: cardLength,
  },
];

/** How many letters and digits an account number has, by country (ISO 13616 registry). */
const IBAN_LENGTHS = new Map(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ' +
    'ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 ' +
    'LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 ' +
    'PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** Up to the country's length: words that follow are no part of it. The remainder by 97 is 1, letters counting from 10. */
function ibanLength(text: string): number {
  const letters = IBAN_LENGTHS.get(text.slice(0, 2).toUpperCase()) ?? 0;
  let end = 0;
  for (let left = letters; left > 0 && end < text.length; end += 1) if (/\w/.test(text[end] ?? '')) left -= 1;
  const compact = text.slice(0, end).replace(/\W/g, '');
  if (letters === 0 || compact.length !== letters || /\w/.test(text[end] ?? '')) return 0;
  const moved = compact.slice(4) + compact.slice(0, 4);
  const remainder = [...moved].reduce((rest, sign) => {
    const value = Number.parseInt(sign, 36);
    return (rest * (value > 9 ? 100 : 10) + value) % 97;
  }, 0);
  return remainder === 1 ? end : 0;
}

/** ISO/IEC 7812: Luhn's check digit. */
function cardLength(text: string): number {
  const digits = [...text.replace(/\D/g, '')].reverse().map(Number);
  const sum = digits.reduce((total, digit, at) => {
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0 ? text.length : 0;
}

/** The same text, sign for sign, where hyphens, spaces, digits and letters of every width are the plain ones. */
const plainSigns = (text: string): string =>
  /^[\x20-\x7E\n]*$/.test(text)
    ? text
    : text
        .replace(/[\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]/g, '-')
        .replace(/[\p{Zs}\t]/gu, ' ')
        .replace(/[\uFF10-\uFF19\uFF21-\uFF3A\uFF41-\uFF5A]/g, (sign) =>
          String.fromCharCode(sign.charCodeAt(0) - 0xfee0),
        );

/** Replaces what one form finds. What turns out to be none may overlap the beginning of one. */
function replaceForm(
  text: string,
  { form, kind, lengthOf }: Form,
  replace: (kind: NeverDisclosed) => string,
): string {
  const plain = plainSigns(text);
  const search = new RegExp(form);
  let replaced = '';
  let done = 0;
  for (let found = search.exec(plain); found; found = search.exec(plain)) {
    const length = lengthOf(found[0]);
    search.lastIndex = found.index + Math.max(1, length);
    if (length === 0) continue;
    replaced += text.slice(done, found.index) + replace(kind);
    done = search.lastIndex;
  }
  return done === 0 ? text : replaced + text.slice(done);
}

/** Replaces every such number in a text; the text around it stays. */
export const replaceNumbers = (text: string, replace: (kind: NeverDisclosed) => string): string =>
  /\d|[\uFF10-\uFF19]/.test(text)
    ? FORMS.reduce((rest, form) => replaceForm(rest, form, replace), text)
    : text;

/** The kind of number that stands somewhere in a text; null if none is recognised. */
export function kindInText(text: string): NeverDisclosed | null {
  let kind: NeverDisclosed | null = null;
  replaceNumbers(text, (found) => {
    kind ??= found;
    return '';
  });
  return kind;
}
