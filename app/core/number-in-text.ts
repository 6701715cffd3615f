import type { NeverDisclosed } from './never-disclosed.ts';

/** Numbers that tell themselves by their form, and for the longer ones by their check digits. */
const FORMS: readonly { kind: NeverDisclosed; form: RegExp; isOne: (found: string) => boolean }[] = [
  // US Social Security and taxpayer numbers; areas 000 and 666 and the group and serial 0 were never given out.
  {
    kind: 'government-id',
    form: /(?<![\d-])(?!000|666)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])/g,
    isOne: () => true,
  },
  {
    kind: 'financial-account',
    form: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b/g,
    isOne: isIban,
  },
  // Written in groups, as on the card: a bare row of digits is as likely a tracking number.
  {
    kind: 'financial-account',
    form: /(?<![\d-])\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}(?![\d-])/g,
    isOne: isCardNumber,
  },
];

/** ISO 13616: the remainder by 97 is 1, letters counting from 10. */
function isIban(text: string): boolean {
  const compact = text.replaceAll(' ', '');
  const moved = compact.slice(4) + compact.slice(0, 4);
  const remainder = [...moved].reduce((rest, sign) => {
    const value = Number.parseInt(sign, 36);
    return (rest * (value > 9 ? 100 : 10) + value) % 97;
  }, 0);
  return remainder === 1 && compact.length >= 15 && compact.length <= 34;
}

/** ISO/IEC 7812: Luhn's check digit. */
function isCardNumber(text: string): boolean {
  const digits = [...text.replace(/\D/g, '')].reverse().map(Number);
  const sum = digits.reduce((total, digit, at) => {
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

/** Replaces every such number in a text; the text around it stays. */
export function replaceNumbers(text: string, replace: (kind: NeverDisclosed) => string): string {
  return FORMS.reduce(
    (rest, { kind, form, isOne }) => rest.replace(form, (found) => (isOne(found) ? replace(kind) : found)),
    text,
  );
}

/** The kind of number that stands somewhere in a text; null if none is recognised. */
export function kindInText(text: string): NeverDisclosed | null {
  let kind: NeverDisclosed | null = null;
  replaceNumbers(text, (found) => {
    kind ??= found;
    return '';
  });
  return kind;
}
