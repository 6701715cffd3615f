import type { Deadlines, LawDates } from '../core/law/deadline.ts';
import type { Pause } from '../core/law/pause.ts';
import { type RequestFacts, requestDates } from '../core/law/request-dates.ts';
import type { Residence } from '../core/residence.ts';

/** Where the merchant is established, as the settings have it. */
export const controllerIn = (country: string | null): Residence | null =>
  country === null ? null : { country, region: null };

const day = (value: string | null): Date | null => (value === null ? null : new Date(value));

/** As JSON takes it. */
const stored = ({ skipped, extendedSkipped, ...dates }: LawDates) => ({
  ...dates,
  skipped: skipped.map((each) => ({ ...each })),
  extendedSkipped: extendedSkipped.map((each) => ({ ...each })),
});

/** The columns of a request that hold its dates. */
export function dateColumns(dates: Deadlines) {
  return {
    jurisdiction: dates.jurisdiction,
    ruleVersion: dates.ruleVersion,
    receivedOn: new Date(dates.receivedOn),
    ackDue: day(dates.ackDue),
    rawDue: new Date(dates.rawDue),
    due: new Date(dates.due),
    safeDue: new Date(dates.safeDue),
    noticeDue: day(dates.noticeDue),
    extendedDue: day(dates.extendedDue),
    regimes: dates.regimes.map(stored),
  };
}

export function computeDates(facts: RequestFacts) {
  const dates = requestDates(facts);
  return { dates, columns: dateColumns(dates) };
}

/** What stands in the column `pauses`, as it was written. */
export const readPauses = (stored: unknown): Pause[] => (Array.isArray(stored) ? (stored as Pause[]) : []);

/** What stands in the column `regimes`; null for a request that was opened before there were several. */
export const readRegimes = (stored: unknown): LawDates[] | null =>
  Array.isArray(stored) ? (stored as LawDates[]) : null;

/** A column of days as a calendar day, `YYYY-MM-DD`. */
export const dayOf = (date: Date): string => date.toISOString().slice(0, 10);
