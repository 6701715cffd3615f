/** The pages speak English; their dates too. */
const LANGUAGE = 'en-US';
const DAY_MS = 86_400_000;

const dayFormat = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'medium', timeZone: 'UTC' });

/** A calendar day, `YYYY-MM-DD`, as people write it. */
export const dayText = (day: string): string => dayFormat.format(new Date(day));

/** An instant (ISO 8601) as the clock on the wall shows it in `timeZone` (IANA). */
export function momentText(instant: string, timeZone: string): string {
  const format = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'medium', timeStyle: 'short', timeZone });
  return format.format(new Date(instant));
}

/** Whole days from `today` to `day`, both `YYYY-MM-DD`; negative when it has passed. */
export const daysUntil = (day: string, today: string): number =>
  Math.round((Date.parse(day) - Date.parse(today)) / DAY_MS);

/** How near a due date is: past it, within the last week, or further off. */
export type Urgency = 'overdue' | 'soon' | 'later';
const SOON_DAYS = 7;

/** A due date in words, as seen on `today`. */
export interface DueText {
  /** "due in 12 days" */
  text: string;
  /** "Dec 22, 2026" */
  on: string;
  urgency: Urgency;
}

const days = (count: number): string => (count === 1 ? '1 day' : `${count} days`);

function whenDue(left: number): string {
  if (left < 0) return `overdue by ${days(-left)}`;
  if (left === 0) return 'due today';
  return left === 1 ? 'due tomorrow' : `due in ${days(left)}`;
}

export function dueText(due: string, today: string): DueText {
  const left = daysUntil(due, today);
  const urgency = left < 0 ? 'overdue' : left <= SOON_DAYS ? 'soon' : 'later';
  return { text: whenDue(left), on: dayText(due), urgency };
}
