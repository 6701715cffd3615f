import { COUNTRY_CODES } from './person-field.ts';
import { type Saying, say } from './saying.ts';

/** A row of the table below. */
interface SettingRow<Value> {
  label: string;
  /** What it does, and from when on. */
  help: string;
  default: Value;
  /** What was typed as a value; undefined where it cannot be one. */
  parse: (typed: string) => Value | undefined;
  /** Said beside the field then: what to enter. */
  problem: string;
  /** A person's: the log says that it changed, not from what to what. */
  personal?: boolean;
}
const setting = <Value>(row: SettingRow<Value>): SettingRow<Value> => row;

/** How a request that comes in begins. */
export const BEGINNINGS = {
  'by-itself': { label: 'By itself' },
  approval: { label: 'After approval' },
} as const satisfies Record<string, { label: string }>;
export type Beginning = keyof typeof BEGINNINGS;

/** Whether something stands on a page. */
export const SHOWN = {
  shown: { label: 'Shown' },
  hidden: { label: 'Hidden' },
} as const satisfies Record<string, { label: string }>;
type Shown = keyof typeof SHOWN;

const oneOf =
  <Key extends string>(table: Record<Key, unknown>) =>
  (typed: string): Key | undefined =>
    Object.hasOwn(table, typed) ? (typed as Key) : undefined;

const wholeNumber = (least: number, most: number) => (typed: string) => {
  const value = /^\d{1,4}$/.test(typed.trim()) ? Number(typed) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
};

/** By name: a bare offset has no summer time, and PostgreSQL reads its sign the other way round. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

const EMAIL = /^[^\s@<>,;:"]{1,64}@[^\s@<>,;:"]{1,190}\.[^\s@<>,;:".]{2,63}$/;

const beginning = (label: string, help: string) =>
  setting<Beginning>({
    ...{ label, help, default: 'by-itself', parse: oneOf(BEGINNINGS) },
    problem: 'Choose one of the two.',
  });

/**
 * What a merchant can set: one row each, and each is obeyed somewhere. The first three begin with what Shopify says of
 * the shop, and follow it until they are set here.
 */
export const SETTINGS = {
  country: setting<string | null>({
    label: 'Country of the shop',
    help: 'Where your business is established. How long invoices must be kept follows from it, and phone numbers without country code are read as numbers of this country.',
    default: null,
    parse: (typed) => (COUNTRY_CODES.includes(typed) ? typed : undefined),
    problem: 'Choose a country of the list.',
  }),
  timeZone: setting<string>({
    label: 'Time zone',
    help: 'Due dates are days of this time zone, and all times are shown in it. A change counts for requests that come in from then on: dates that stand do not move.',
    default: 'UTC',
    parse: (typed) => (typed.length <= 60 && isTimeZone(typed) ? typed : undefined),
    problem: 'Choose a time zone of the list.',
  }),
  contact: setting<string | null>({
    label: 'Contact for privacy',
    help: 'Stands in answers that are released from now on. Mails of Privacy Desk to your shop go there, too.',
    default: null,
    parse: (typed) => (EMAIL.test(typed.trim()) ? typed.trim() : undefined),
    problem: 'Enter a whole e-mail address, such as privacy@example.com.',
    personal: true,
  }),
  undoHours: setting<number>({
    label: 'Time to undo an approval',
    help: 'So many hours after its approval a plan begins; until then nothing is changed anywhere. Never later than the due date. Plans that are approved already keep theirs.',
    default: 24,
    parse: wholeNumber(0, 168),
    problem: 'Enter whole hours, from 0 to 168 (a week).',
  }),
  'begin.access': beginning(
    say('Requests for a copy that come through Shopify'),
    say(
      'By itself means: the data is gathered and lies ready for your review. Nothing is ever sent to anybody by itself.',
    ),
  ),
  'begin.erasure': beginning(
    say('Erasures that Shopify asks for'),
    say(
      'Shopify has erased the customer by then; this is about what Privacy Desk holds. After approval means: it waits for you, and goes ahead by itself two days before Shopify’s term ends.',
    ),
  ),
  setupList: setting<Shown>({
    label: 'Setup list on the home page',
    help: 'It names what is still to be set up, and goes by itself when nothing is.',
    ...{ default: 'shown', parse: oneOf(SHOWN), problem: 'Choose one of the two.' },
  }),
  evidenceYears: setting<number>({
    label: 'Keep evidence for',
    help: 'After an erasure, locked evidence of how it was handled stays for so many years, as long as claims can be raised; so do names of staff who left. Then it is destroyed, also what is there already.',
    default: 3,
    parse: wholeNumber(1, 10),
    problem: 'Enter whole years, from 1 to 10.',
  }),
};
export type SettingName = keyof typeof SETTINGS;
export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[];
export type Settings = { [Name in SettingName]: (typeof SETTINGS)[Name]['default'] };

/** Settings that stand as a column of the shop, where all that needs them finds them. */
export const SHOP_COLUMNS = {
  country: 'countryCode',
  timeZone: 'timeZone',
  contact: 'contactEmail',
} as const satisfies Partial<Record<SettingName, string>>;

const WORDS: Record<string, { label: string }> = { ...BEGINNINGS, ...SHOWN };
/** A value as people read it: where a setting has options, the option's own words. */
export const settingText = (value: unknown): Saying =>
  value === null || value === undefined || value === ''
    ? say('nothing')
    : (WORDS[String(value)]?.label ?? String(value));

/** How a request of this kind begins that came by itself; kinds without a setting of their own begin at once. */
export function beginningOf(settings: Settings, kind: string): Beginning {
  const name = `begin.${kind}`;
  return name === 'begin.access' || name === 'begin.erasure' ? settings[name] : 'by-itself';
}
