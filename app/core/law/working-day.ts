import type { Temporal } from 'temporal-polyfill';
import { placeCode, type Residence } from '../residence.ts';
import { type Calendar, holidayOn } from './holidays.ts';
import type { Law, Period } from './rule.ts';

/** A day on which a period would have ended, and why it does not. */
export interface SkippedDay {
  /** `YYYY-MM-DD` */
  day: string;
  why: 'saturday' | 'sunday' | 'holiday';
  /** The holiday’s own name. */
  name: string | null;
}

const SATURDAY = 6;
const SUNDAY = 7;

/** Why a day is no working day; null where it is one. `calendar` null: holidays are not looked at. */
export function offDay(day: Temporal.PlainDate, calendar: Calendar | null): SkippedDay | null {
  const on = day.toString();
  const name = calendar === null ? null : holidayOn(calendar, on);
  if (name !== null) return { day: on, why: 'holiday', name };
  if (day.dayOfWeek === SATURDAY) return { day: on, why: 'saturday', name: null };
  return day.dayOfWeek === SUNDAY ? { day: on, why: 'sunday', name: null } : null;
}

/**
 * Whose holidays move a last day: those of the country of the controller, where the action is to be taken, if the law
 * is its own. Holidays of only a part count where that part has a calendar of its own by law (United Kingdom).
 */
export function rollCalendar({ roll, where }: Law, controller: Residence | null): Calendar | null {
  if (roll === null || controller === null || !where.includes(controller.country)) return null;
  return controller.country === 'GB' ? placeCode(controller) : controller.country;
}

/** The first working day from `day` on, by `calendar`, and the days passed over; the same day without a calendar. */
export function rollOn(
  day: Temporal.PlainDate,
  calendar: Calendar | null,
): { day: Temporal.PlainDate; skipped: SkippedDay[] } {
  const skipped: SkippedDay[] = [];
  let end = day;
  if (calendar !== null)
    for (let off = offDay(end, calendar); off !== null; off = offDay(end, calendar)) {
      skipped.push(off);
      end = end.add({ days: 1 });
    }
  return { day: end, skipped };
}

/** Whether a law counts no business days on it, as every year between two days. */
function isClosed(day: Temporal.PlainDate, closed: Law['closed']): boolean {
  if (closed === undefined) return false;
  const on = day.toString().slice(5);
  const [first, last] = closed;
  return first <= last ? on >= first && on <= last : on >= first || on <= last;
}

/**
 * `from` itself is not counted. A month ends on the same date, or, where the month has none, on its last day
 * (Regulation 1182/71 Art. 3(2)(c)); Temporal clamps so by default.
 * @param law whose calendar tells business days; null: Monday to Friday, whatever day it is
 */
export function addPeriod(
  from: Temporal.PlainDate,
  period: Period,
  law: Pick<Law, 'calendar' | 'closed'> | null,
): Temporal.PlainDate {
  if (!('businessDays' in period)) return from.add(period);
  let day = from;
  for (let left = period.businessDays; left > 0; ) {
    day = day.add({ days: 1 });
    if (offDay(day, law?.calendar ?? null) === null && !isClosed(day, law?.closed)) left -= 1;
  }
  return day;
}
