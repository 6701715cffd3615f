import { Temporal } from 'temporal-polyfill';
import { type Saying, say, sentences } from './saying.ts';

/**
 * From which day a period runs, for an order of a day. Where the law says something that the app does not know, such
 * as the merchant's financial year, the latest possible day counts: kept a while too long can be mended, erased too
 * early cannot.
 */
const STARTS = {
  'end-of-year': (ordered) => Temporal.PlainDate.from({ year: ordered.year, month: 12, day: 31 }),
  /** A financial year may begin on the very day of the order, and the books be closed a year later. */
  'financial-year': (ordered) => ordered.add({ years: 1 }),
  /** The year in which the tax of the order's year is declared and paid. */
  'tax-year-after': (ordered) => Temporal.PlainDate.from({ year: ordered.year + 1, month: 12, day: 31 }),
} as const satisfies Record<string, (ordered: Temporal.PlainDate) => Temporal.PlainDate>;

interface RetentionRule {
  years: number;
  starts: keyof typeof STARTS;
  law: string;
  /** As in the fact base of the law: backed by a source, known, or known and to be checked by an adviser. */
  basis: 'source' | 'known' | 'check';
}

const rule = (
  years: number,
  starts: RetentionRule['starts'],
  law: string,
  basis: RetentionRule['basis'],
): RetentionRule => ({ years, starts, law, basis });

/** How long the law of the merchant's country has invoices kept: the longest of the periods for invoices and vouchers. */
export const INVOICE_RETENTIONS = {
  DE: rule(8, 'end-of-year', 'AO § 147(1), (3); HGB § 257(4); UStG § 14b(1)', 'source'),
  AT: rule(7, 'end-of-year', 'BAO § 132(1); UGB § 212(1)', 'source'),
  FR: rule(10, 'financial-year', 'Code de commerce L123-22', 'source'),
  IT: rule(10, 'financial-year', 'Codice civile Art. 2220; DPR 600/1973 Art. 22', 'source'),
  ES: rule(6, 'financial-year', 'Código de Comercio Art. 30; LGT Art. 66, 70', 'known'),
  NL: rule(7, 'end-of-year', 'AWR Art. 52(4)', 'known'),
  BE: rule(10, 'end-of-year', 'VAT Code Art. 60; CEL III.86', 'known'),
  GB: rule(
    6,
    'financial-year',
    'VATA 1994 Sch. 11 para. 6; FA 1998 Sch. 18 para. 21; CA 2006 s. 388',
    'known',
  ),
  IE: rule(6, 'financial-year', 'TCA 1997 s. 886; VATCA 2010 s. 84', 'known'),
  PL: rule(5, 'tax-year-after', 'Ordynacja podatkowa Art. 86, 70; UoR Art. 74', 'known'),
  SE: rule(7, 'end-of-year', 'Bokföringslagen 7:2', 'check'),
  DK: rule(5, 'end-of-year', 'Bogføringsloven § 12', 'check'),
  NO: rule(5, 'end-of-year', 'Bokføringsloven § 13', 'check'),
  FI: rule(6, 'end-of-year', 'Kirjanpitolaki 2:10', 'check'),
  PT: rule(10, 'end-of-year', 'CIVA Art. 52', 'check'),
  CZ: rule(10, 'end-of-year', 'Zákon o DPH § 35', 'check'),
  HU: rule(8, 'end-of-year', 'Számviteli törvény § 169', 'check'),
  RO: rule(5, 'end-of-year', 'Legea contabilității 82/1991', 'check'),
  GR: rule(5, 'end-of-year', 'Law 4308/2014', 'check'),
  CH: rule(10, 'financial-year', 'OR Art. 958f; MWSTG Art. 70', 'source'),
  US: rule(7, 'tax-year-after', 'IRC § 6501 and state sales tax', 'known'),
  CA: rule(6, 'financial-year', 'ITA s. 230(4); ETA s. 286(3)', 'known'),
  AU: rule(7, 'financial-year', 'Corporations Act 2001 s. 286', 'known'),
  NZ: rule(7, 'financial-year', 'Tax Administration Act 1994 s. 22', 'known'),
  JP: rule(10, 'financial-year', 'Corporation Tax Act', 'known'),
  IN: rule(8, 'financial-year', 'Companies Act 2013 s. 128; CGST Act s. 36', 'known'),
  BR: rule(5, 'tax-year-after', 'CTN Art. 173–174', 'known'),
  MX: rule(5, 'tax-year-after', 'CFF Art. 30', 'known'),
} as const satisfies Record<string, RetentionRule>;

const UNKNOWN_COUNTRY = say('no rule known for this country: the longest period of all others');

/** For a country that the table lacks, or that Shopify does not name: no shorter than anywhere in it. */
export const CAREFUL_RETENTION: RetentionRule = rule(10, 'financial-year', UNKNOWN_COUNTRY, 'check');

/** Sales to consumers in another Member State may be declared in the one-stop shop, which has a term of its own. */
const ONE_STOP_SHOP = rule(
  10,
  'end-of-year',
  'VAT Directive 2006/112 Art. 369k; Reg. 282/2011 Art. 63c',
  'known',
);
const MEMBER_STATES = new Set([
  ...['AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU', 'IE', 'IT', 'LT'],
  ...['LU', 'LV', 'MT', 'NL', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK'],
]);

const isOneStopShop = (country: string | null, shippedTo: string | null): boolean =>
  shippedTo !== null && shippedTo !== country && MEMBER_STATES.has(shippedTo);

/** @param country the merchant's, ISO 3166; the customer's plays no part */
export const retentionRule = (country: string | null): RetentionRule =>
  country !== null && Object.hasOwn(INVOICE_RETENTIONS, country)
    ? INVOICE_RETENTIONS[country as keyof typeof INVOICE_RETENTIONS]
    : CAREFUL_RETENTION;

const endOf = (ordered: Temporal.PlainDate, { years, starts }: RetentionRule): string =>
  STARTS[starts](ordered).add({ years }).toString();

/**
 * The day through which the invoice of an order is kept, `YYYY-MM-DD`.
 * @param order.on the shop's local day of the order
 * @param order.shippedTo country, ISO 3166
 */
export function invoiceKeptUntil(
  country: string | null,
  order: { on: string; shippedTo: string | null },
): string {
  const ordered = Temporal.PlainDate.from(order.on);
  const own = endOf(ordered, retentionRule(country));
  if (!isOneStopShop(country, order.shippedTo)) return own;
  const abroad = endOf(ordered, ONE_STOP_SHOP);
  return abroad > own ? abroad : own;
}

/** Why invoices are kept, in words. */
export function retentionText(country: string | null): Saying {
  const { years, law, basis } = retentionRule(country);
  return sentences(
    say('{years} years ({law}).', { years, law }),
    basis === 'source' ? '' : 'Have your adviser confirm it.',
  );
}
