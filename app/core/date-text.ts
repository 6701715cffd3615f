import { type Saying, say, store } from './saying.ts';

const DAY_MS = 86_400_000;

/** A calendar day, `YYYY-MM-DD`, as people write it. */
export const dayText = (day: string): Saying => store({ day });

/** The same without its year, where that is plain from what stands beside it. */
export const shortDayText = (day: string): Saying => store({ day, short: true });

/** An instant (ISO 8601) as the clock on the wall shows it in `zone` (IANA). */
export const momentText = (moment: string, zone: string): Saying => store({ moment, zone });

/** Whole days from `today` to `day`, both `YYYY-MM-DD`; negative when it has passed. */
export const daysUntil = (day: string, today: string): number =>
  Math.round((Date.parse(day) - Date.parse(today)) / DAY_MS);

/** How near a due date is: past it, within the last week, or further off. */
export type Urgency = 'overdue' | 'soon' | 'later';
const SOON_DAYS = 7;

/** A due date in words, as seen on `today`. */
export interface DueText {
  /** "due in 12 days" */
  text: Saying;
  /** "Dec 22, 2026" */
  on: Saying;
  urgency: Urgency;
}

function whenDue(left: number): Saying {
  if (left < 0) return say('overdue by {days, plural, one {# day} other {# days}}', { days: -left });
  if (left === 0) return say('due today');
  return left === 1
    ? say('due tomorrow')
    : say('due in {days, plural, one {# day} other {# days}}', { days: left });
}

export function dueText(due: string, today: string): DueText {
  const left = daysUntil(due, today);
  const urgency = left < 0 ? 'overdue' : left <= SOON_DAYS ? 'soon' : 'later';
  return { text: whenDue(left), on: dayText(due), urgency };
}
