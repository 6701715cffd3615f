/**
 * A text that is not in a language yet: an English message and what fills its gaps. It is written where the facts
 * are known (a rule, a service, a loader), may be stored and sent as text, and is put into words where somebody
 * reads it: core/words. The English message is what the message files of all languages are keyed by.
 *
 * A saying is a string: the message itself where nothing is to be filled in, otherwise JSON. Whatever is not a saying
 * (a name, a number that Shopify gave) reads as it is.
 */
export type Saying = string;

/** What fills a gap: a number, data, or another saying, which is put into the same language. */
export type Fillings = Readonly<Record<string, string | number>>;

/** A part of a saying: what is itself one stands in it as it is stored, all else is data or a message. */
export type Part = string | number | Stored;

/**
 * How each kind of saying is stored. A day is `YYYY-MM-DD`, without its year where it is `short`; a moment ISO 8601, a
 * zone IANA, a unit one of ECMA-402.
 */
export type Stored =
  | { say: string; with?: Readonly<Record<string, Part>> }
  | { data: string }
  | { day: string; short?: true }
  | { moment: string; zone: string }
  | { amount: number; unit: string; digits: number }
  | { list: Part[]; or?: true }
  | { row: Part[] }
  | { text: Part[] };

export const SAYING_KINDS = ['say', 'data', 'day', 'moment', 'amount', 'list', 'row', 'text'];
const isStored = new RegExp(`^\\{"(?:${SAYING_KINDS.join('|')})":`);
/** What is no message, as a saying. */
export const store = (stored: Stored): Saying => JSON.stringify(stored);

/**
 * What somebody else has written, as it is: in no language, and no saying, whatever it looks like. For all that is
 * shown as evidence, such as a value before a change.
 */
export const data = (text: string): Saying => store({ data: text });

/** What is in a text that may be a saying; null where it is nothing but itself. */
export function storedIn(text: string): Stored | null {
  if (!isStored.test(text)) return null;
  try {
    return JSON.parse(text) as Stored;
  } catch {
    return null;
  }
}

const partOf = (value: string | number): Part =>
  typeof value === 'string' ? (storedIn(value) ?? value) : value;
const partsOf = (parts: readonly Saying[]): Part[] => parts.map(partOf);

/**
 * @param message ICU MessageFormat, English: `{count, plural, one {# record} other {# records}}`. One that is a saying
 * already stays the same, so that a text that may be either can fill a gap as words.
 */
export function say(message: string, fillings?: Fillings): Saying {
  if (fillings === undefined) return storedIn(message) === null ? store({ say: message }) : message;
  const parts = Object.entries(fillings).map(([name, value]) => [name, partOf(value)]);
  return store({ say: message, with: Object.fromEntries(parts) });
}

/** "one, two and three": the parts as messages of their own, without commas in them. */
export const listText = (parts: readonly Saying[]): Saying => store({ list: partsOf(parts) });

/** "one, two or three". */
export const choiceText = (parts: readonly Saying[]): Saying => store({ list: partsOf(parts), or: true });

/** Parts in a row, with commas. */
export const rowText = (parts: readonly Saying[]): Saying => store({ row: partsOf(parts) });

/** Sentences after each other; those that are empty are left out. */
export const sentences = (...parts: readonly Saying[]): Saying =>
  store({ text: partsOf(parts.filter(Boolean)) });
