import { IntlMessageFormat } from 'intl-messageformat';
import { type Fillings, type Part, type Saying, type Stored, say, storedIn } from './saying.ts';

/** English message -> the same in another language. Both are ICU MessageFormat. */
export type Messages = Readonly<Record<string, string>>;

/** Puts sayings into one language. */
export interface Words {
  /** BCP 47 */
  language: string;
  /**
   * @param saying or a plain English message, with what fills its gaps
   * @returns what the language has for it; English where it has nothing
   */
  t(saying: Saying, fillings?: Fillings): string;
}

/** Servers and browsers of different ages differ only in which blanks they use: in times, and inside numbers. */
const plainBlanks = (text: string): string => text.replace(/[\u00a0\u202f\u2009]/g, ' ');
const sameBlanks = (text: string): string => text.replace(/[\u202f\u2009]/g, '\u00a0');

/** @param language BCP 47, well-formed */
export function createWords(language: string, messages: Messages): Words {
  const formats = new Map<string, IntlMessageFormat>();
  const dayFormat = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' });
  const shortDayFormat = new Intl.DateTimeFormat(language, {
    month: 'short',
    day: 'numeric',
    timeZone: 'UTC',
  });
  const andFormat = new Intl.ListFormat(language, { type: 'conjunction' });
  const orFormat = new Intl.ListFormat(language, { type: 'disjunction' });

  function formatOf(message: string): IntlMessageFormat {
    const known = formats.get(message);
    if (known) return known;
    // What is not in the file is English, and counts as English does.
    const own = ownOf(message);
    const format = new IntlMessageFormat(own ?? message, own === undefined ? 'en' : language, undefined, {
      ignoreTag: true,
    });
    formats.set(message, format);
    return format;
  }

  function fill(message: string, fillings: Readonly<Record<string, Part>>): string {
    const values = Object.entries(fillings).map(([name, part]) => [
      name,
      typeof part === 'object' ? said(part) : part,
    ]);
    return sameBlanks(String(formatOf(message).format(Object.fromEntries(values))));
  }

  const moments = new Map<string, Intl.DateTimeFormat>();
  function momentFormat(timeZone: string): Intl.DateTimeFormat {
    const known = moments.get(timeZone);
    if (known) return known;
    const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone });
    moments.set(timeZone, format);
    return format;
  }

  /** Short, as on labels; bytes have no short name that people know. */
  function amount({ amount, unit, digits }: Extract<Stored, { amount: number }>): string {
    const unitDisplay = unit === 'byte' ? 'long' : 'short';
    const exact = { minimumFractionDigits: digits, maximumFractionDigits: digits };
    const format = new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay, ...exact });
    return sameBlanks(format.format(amount));
  }

  function resolve(stored: Stored): string {
    if ('data' in stored) return stored.data;
    if ('say' in stored) {
      if (typeof stored.say !== 'string') throw new TypeError('not a saying of ours');
      return stored.with === undefined ? messageOf(stored.say) : fill(stored.say, stored.with);
    }
    if ('day' in stored) {
      const format = stored.short ? shortDayFormat : dayFormat;
      return plainBlanks(format.format(new Date(stored.day)));
    }
    if ('moment' in stored) return plainBlanks(momentFormat(stored.zone).format(new Date(stored.moment)));
    if ('amount' in stored) return amount(stored);
    if ('list' in stored) return (stored.or ? orFormat : andFormat).format(stored.list.map(textOf));
    if ('row' in stored) return stored.row.map(textOf).join(', ');
    return stored.text.map(textOf).join(' ');
  }

  /** What somebody has typed to look like a saying, and is none of ours, shows as it is and breaks no page. */
  function said(stored: Stored): string {
    try {
      const text: unknown = resolve(stored);
      return typeof text === 'string' ? text : JSON.stringify(stored);
    } catch {
      return JSON.stringify(stored);
    }
  }

  const ownOf = (message: string): string | undefined =>
    Object.hasOwn(messages, message) ? messages[message] : undefined;
  const messageOf = (message: string): string => ownOf(message) ?? message;
  const textOf = (part: Part): string => (typeof part === 'object' ? said(part) : messageOf(String(part)));

  function t(saying: Saying, fillings?: Fillings): string {
    const stored = storedIn(fillings === undefined ? saying : say(saying, fillings));
    return stored === null ? messageOf(saying) : said(stored);
  }

  return { language, t };
}

/** For what is written in English whoever reads it: the archive, exports, mails so far. */
export const english: Words = createWords('en', {});
