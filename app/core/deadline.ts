import { Temporal } from 'temporal-polyfill';
import { JURISDICTIONS, type Jurisdiction, type Period, PLATFORM_PERIOD } from './jurisdiction.ts';

/** Calendar days, `YYYY-MM-DD`, in the controller's time zone. */
export interface Deadlines {
  jurisdiction: Jurisdiction;
  ruleVersion: number;
  receivedOn: string;
  /** Before any roll to a working day. */
  rawDue: string;
  /** The legal limit. */
  due: string;
  /** What the pages plan to: no roll, no pause, no restart. */
  safeDue: string;
  /** Last day of the notice that the period is extended. */
  noticeDue: string | null;
  /** The limit after an extension, counted from the original start. */
  extendedDue: string | null;
  /** The platform's own clock. */
  platformDue: string;
}

/**
 * `from` is not counted. A month ends on the same date, or, where the month has none, on its last day
 * (Regulation 1182/71 Art. 3(2)(c)); Temporal clamps so by default.
 */
const addPeriod = (from: Temporal.PlainDate, period: Period): string => from.add(period).toString();

/** The controller's local calendar day of an instant: the legal start of every clock. */
export function localDay(instant: Date, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toString();
}

/** The instant at which a calendar day, `YYYY-MM-DD`, is over in `timeZone`. */
export function endOfDay(day: string, timeZone: string): Date {
  const next = Temporal.PlainDate.from(day).add({ days: 1 }).toZonedDateTime(timeZone);
  return new Date(next.epochMilliseconds);
}

/** All dates of a request received at `receivedAt` by a controller in `timeZone` (IANA). */
export function computeDeadlines(input: {
  receivedAt: Date;
  timeZone: string;
  jurisdiction: Jurisdiction;
}): Deadlines {
  const receivedOn = localDay(input.receivedAt, input.timeZone);
  const start = Temporal.PlainDate.from(receivedOn);
  const { rule, version } = JURISDICTIONS[input.jurisdiction];
  const rawDue = addPeriod(start, rule.period);
  return {
    jurisdiction: input.jurisdiction,
    ruleVersion: version,
    receivedOn,
    rawDue,
    due: rawDue,
    safeDue: rawDue,
    noticeDue: rule.extension === null ? null : rawDue,
    extendedDue: rule.extension === null ? null : addPeriod(start, rule.extension),
    platformDue: addPeriod(start, PLATFORM_PERIOD),
  };
}
