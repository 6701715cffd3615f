/**
 * What a business must not disclose to a Californian consumer, though it must say that it holds it
 * (11 CCR 7024(d)): a thief who passes the check would gain most by these.
 * Its labels stand within sentences.
 */
export const NEVER_DISCLOSED = {
  'government-id': { label: 'a government identification number' },
  'financial-account': { label: 'a financial account number' },
  'health-insurance': { label: 'a health insurance or medical identification number' },
  password: { label: 'an account password' },
  'security-question': { label: 'a security question or its answer' },
  biometric: { label: 'unique biometric data' },
} as const satisfies Record<string, { label: string }>;
export type NeverDisclosed = keyof typeof NEVER_DISCLOSED;

/**
 * How merchants and apps name such fields where names are free: metafields, attributes of orders and lines. Matched
 * against the name's words in small letters. A field hidden in error can be given by other means, one given in error
 * cannot be taken back: where a name is open to both, it counts. Left out are words that are mostly innocent: `pin`
 * (a postal code in India), `number`, `id`, `member`.
 */
const NAMES: readonly (readonly [NeverDisclosed, RegExp])[] = [
  [
    'security-question',
    /\b(security|secret) (question|answer|word)|\bmother s? ?maiden name|\bmaiden name of\b/,
  ],
  [
    'health-insurance',
    /\b(health|medical) (insurance|plan|card|record|id)|\bmedica(re|id)\b|\bmrn\b|\bnhs (number|no|id)\b/,
  ],
  ['health-insurance', /\binsurance (number|no|id|policy)|\bpatient (id|number|no)\b/],
  [
    'government-id',
    /\bssn\b|\bsocial security\b|\bsocial insurance\b|\bnational insurance\b|\bitin\b|\bnino\b/,
  ],
  [
    'government-id',
    /\bpassport\b(?! (photo )?(cover|holder|case|wallet|size))|\bdrivers? s? ?licen[cs]e|\bdriving licen[cs]e|\bdl (number|no)\b/,
  ],
  ['government-id', /\b(national|government|state|citizen|military|personal) (id|identity|identification)\b/],
  [
    'government-id',
    /\b(id|identity) (card|number|document)\b|\btax(payer)? (id|identification|number|code)\b|\balien registration\b/,
  ],
  ['government-id', /\b(cpf|curp|aadhaar|codice fiscale|personnummer|pesel|steuer ?id)\b/],
  [
    'financial-account',
    /\biban\b|\bbank (account|details)|\b(account|acct|routing|card) (number|no)\b|\bsort code\b|\baba number\b/,
  ],
  ['financial-account', /\b(credit|debit) card\b|\bcvv2?\b|\bcvc\b|\bbsb\b/],
  ['password', /\bpass ?(word|code|phrase)\b|\bpasswd\b|\baccount pin\b/],
  ['biometric', /\bbiometric|\bfinger ?print|\bface ?(id|print)\b|\bvoice ?print|\b(iris|retina) scan/],
];

/** The words of a field's name: `passportNumber`, `passport_number` and `Passport-No.` are two words each. */
const wordsOf = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/(\p{Ll})(?=\p{Lu})|(\p{Lu})(?=\p{Lu}\p{Ll})/gu, '$& ')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** The kind that a field of this free-form name holds, going by the name alone; null if none. */
export function kindOfName(name: string): NeverDisclosed | null {
  const words = wordsOf(name);
  return NAMES.find(([, pattern]) => pattern.test(words))?.[0] ?? null;
}
