import { endOfDay } from './local-day.ts';

const HOUR_MS = 3_600_000;
/** Even where the answer is overdue, a slip of the hand can be taken back. */
const LEAST_MS = 15 * 60_000;

/** Kinds that take effect as soon as they are approved: an opt-out of sale is due at once (11 CCR 7026(f)). */
const AT_ONCE: readonly string[] = ['opt-out'];

/**
 * When an approved plan begins: until then its approval can be undone. Never past the due date, but for the quarter
 * of an hour that there always is.
 * @param input.due local day, `YYYY-MM-DD`
 * @param input.hours as the shop has set it
 */
export function planStartsAt(input: {
  kind: string;
  now: Date;
  due: string;
  timeZone: string;
  hours: number;
}): Date {
  const { kind, now, due, timeZone, hours } = input;
  if (AT_ONCE.includes(kind)) return now;
  const latest = Math.max(endOfDay(due, timeZone).getTime(), now.getTime() + LEAST_MS);
  return new Date(Math.min(now.getTime() + Math.max(hours * HOUR_MS, 0), latest));
}
