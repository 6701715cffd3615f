import Holidays, { type HolidaysTypes } from 'date-holidays';
import { Temporal } from 'temporal-polyfill';

/*
 * Holidays come from date-holidays (https://github.com/commenthol/date-holidays, ISC), whose data are compiled from
 * Wikipedia and official sources and licensed under CC BY 3.0 (https://creativecommons.org/licenses/by/3.0/); they are
 * corrected below. See docs/decisions/026-law-as-data.md.
 */

/** The last day up to which the data was looked through; one-off holidays beyond it are not known yet. */
export const COVERED_UNTIL = '2028-12-31';

/** Whose holidays: a country, `DE`, or a part of one, `GB-SCT`. */
export type Calendar = string;

interface Correction {
  calendar: Calendar;
  /** A day, `YYYY-MM-DD`, or `date-holidays`’ own rule where the day moves. */
  on: string;
  /** The holiday’s own name; null = there is none. */
  name: string | null;
  /** For whoever maintains the table. */
  because: string;
}

/** Cites a holiday in its country’s own language. */
const rule = (calendar: Calendar, on: string, name: string | null, because: string): Correction => ({
  ...{ calendar, on, name, because },
});

/** Where the data is wrong, or lists what is no holiday in the whole country. */
const CORRECTIONS: readonly Correction[] = [
  rule('GB-SCT', '2026-06-15', 'World Cup bank holiday', 'Royal proclamation for Scotland, once'),
  rule('CY', 'orthodox -47', null, 'Green Monday is 48 days before Easter'),
  rule('CY', 'orthodox -48', 'Καθαρά Δευτέρα', 'Green Monday'),
  rule('LI', 'easter 40', null, 'A bridging day, not in the law'),
  rule('LI', 'easter 61', null, 'A bridging day, not in the law'),
  rule('CH', 'easter -2', null, 'Not in every canton: Ticino, Valais'),
  rule('CH', 'easter 1', null, 'Not in every canton: Valais'),
  rule('CH', 'easter 50', null, 'Not in every canton: Valais'),
  rule('CH', '12-26', null, 'Not in every canton: Geneva, Jura'),
];

/** Where nobody has said which part of the country, only what is a holiday in all of them. */
const PARTS: Record<Calendar, readonly Calendar[]> = { GB: ['GB-ENG', 'GB-SCT', 'GB-NIR'] };

const DATED = /^\d{4}-\d\d-\d\d$/;
const DAY_MS = 86_400_000;
const correctionsOf = (calendar: Calendar) => CORRECTIONS.filter((each) => each.calendar === calendar);

/** The rules of a calendar; made once, for that takes a while. */
const rules = new Map<Calendar, Holidays>();
function rulesOf(calendar: Calendar): Holidays {
  const known = rules.get(calendar);
  if (known) return known;
  const [country = '', state] = calendar.split('-');
  const made = state === undefined ? new Holidays(country) : new Holidays(country, state);
  for (const { on, name } of correctionsOf(calendar))
    if (name !== null && !DATED.test(on)) made.setHoliday(on, { name: { en: name }, type: 'public' });
  rules.set(calendar, made);
  return made;
}

/** The days of a holiday; of those that last longer, each. Half days count as working days. */
function daysOf({ date, start, end, type }: HolidaysTypes.Holiday): string[] {
  if (type !== 'public' || date.slice(11, 16) !== '00:00') return [];
  const first = Temporal.PlainDate.from(date.slice(0, 10));
  const length = Math.max(1, Math.round((end.getTime() - start.getTime()) / DAY_MS));
  return Array.from({ length }, (_, later) => first.add({ days: later }).toString());
}

/** Day -> the holiday’s own name, for one calendar and year. */
const years = new Map<string, ReadonlyMap<string, string>>();
function yearOf(calendar: Calendar, year: number): ReadonlyMap<string, string> {
  const key = `${calendar} ${year}`;
  const known = years.get(key);
  if (known) return known;
  const corrections = correctionsOf(calendar);
  const wrong = corrections.flatMap(({ on, name }) => (name === null ? [on] : []));
  const found = new Map<string, string>();
  for (const holiday of rulesOf(calendar).getHolidays(year) ?? [])
    if (!wrong.includes(holiday.rule)) for (const day of daysOf(holiday)) found.set(day, holiday.name);
  for (const { on, name } of corrections) if (name !== null && DATED.test(on)) found.set(on, name);
  years.set(key, found);
  return found;
}

/** The name, in the country’s own language, of the holiday that a day, `YYYY-MM-DD`, is; null where it is none. */
export function holidayOn(calendar: Calendar, day: string): string | null {
  const names = (PARTS[calendar] ?? [calendar]).map(
    (part) => yearOf(part, Number(day.slice(0, 4))).get(day) ?? null,
  );
  return names.includes(null) ? null : (names[0] ?? null);
}
