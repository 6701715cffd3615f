import { Temporal } from 'temporal-polyfill';
import type { Residence } from '../residence.ts';
import { type Jurisdiction, lawOf, ruleOf } from './jurisdictions.ts';
import { type Pause, startOf, suspended } from './pause.ts';
import type { Right } from './right.ts';
import { type Period, PLATFORM_PERIOD, type Rule } from './rule.ts';
import { addPeriod, rollCalendar, rollOn, type SkippedDay } from './working-day.ts';

/** What one law makes of a request. Calendar days, `YYYY-MM-DD`, in the controller's time zone. */
export interface LawDates {
  law: Jurisdiction;
  version: number;
  /** The day of receipt, or of the answer with which the period began anew. */
  startOn: string;
  /** Last day to confirm that the request has come; `ackSafeDue` counts no holiday as free. */
  ackDue: string | null;
  ackSafeDue: string | null;
  /** Before any roll to a working day. */
  rawDue: string;
  /** The legal limit of the first period. */
  due: string;
  /** Why `rawDue` is not the limit. */
  skipped: SkippedDay[];
  /** What the pages plan to: no roll, no pause, no restart. */
  safeDue: string;
  /** Last day of the notice that the period is extended; null where it cannot be. */
  noticeDue: string | null;
  /** The limit after an extension, counted from the original start, before and after the roll. */
  rawExtendedDue: string | null;
  extendedDue: string | null;
  extendedSkipped: SkippedDay[];
}

/** What is known of a request, as far as a deadline depends on it. */
export interface Facts {
  right: Right;
  /** The controller's local day of submission, `YYYY-MM-DD`. */
  receivedOn: string;
  /** Where the merchant is established; null = not known, and nothing is rolled. */
  controller: Residence | null;
  pauses?: readonly Pause[];
}

/** The dates of a request by one law's rule. */
function datesBy(name: Jurisdiction, rule: Rule, facts: Facts): LawDates {
  const { right, receivedOn, controller, pauses = [] } = facts;
  const law = lawOf(name);
  const received = Temporal.PlainDate.from(receivedOn);
  const startOn = startOf(law, right, receivedOn, pauses);
  const start = Temporal.PlainDate.from(startOn);
  const calendar = rollCalendar(law, controller);
  const endOf = (period: Period) => {
    const raw = suspended(addPeriod(start, period, law), { law, right, start: startOn, pauses });
    const { day, skipped } = rollOn(raw, calendar);
    return { raw: raw.toString(), day: day.toString(), skipped };
  };
  const { acknowledge, extension } = rule;
  const first = endOf(rule.period);
  const whole = extension ? endOf(extension.until) : null;
  return {
    law: name,
    version: law.version,
    startOn,
    ackDue: acknowledge ? addPeriod(received, acknowledge.period, law).toString() : null,
    ackSafeDue: acknowledge ? addPeriod(received, acknowledge.period, null).toString() : null,
    rawDue: first.raw,
    due: first.day,
    skipped: first.skipped,
    safeDue: addPeriod(received, rule.safe ?? rule.period, null).toString(),
    noticeDue: whole ? first.day : null,
    rawExtendedDue: whole?.raw ?? null,
    extendedDue: whole?.day ?? null,
    extendedSkipped: whole?.skipped ?? [],
  };
}

/** All dates of a request; those of several laws, and what they come to together. */
export interface Deadlines extends Omit<LawDates, 'law' | 'version' | 'startOn'> {
  /** The law whose limit is the earliest. */
  jurisdiction: Jurisdiction;
  ruleVersion: number;
  receivedOn: string;
  /** Every law that applies, in the order of the table. */
  regimes: LawDates[];
}

const earliest = (days: readonly (string | null)[]): string | null =>
  days.filter((day) => day !== null).sort()[0] ?? null;

/** By the platform's own clock, which runs beside the law's: 30 days after `receivedOn`, never rolled. */
export const platformDueOf = (receivedOn: string): string =>
  Temporal.PlainDate.from(receivedOn).add(PLATFORM_PERIOD).toString();

/**
 * All dates of a request. Where several laws apply, the earliest of each date counts. One of them that lets nothing be
 * extended, or less, keeps the whole from it.
 * @param laws those that apply: core/law/regimes. One that knows no such right is passed over; with none left, the
 * careful default applies
 */
export function computeDeadlines(laws: readonly Jurisdiction[], facts: Facts): Deadlines {
  const { right, receivedOn } = facts;
  const known = [...new Set<Jurisdiction>(laws)].flatMap((name) => {
    const rule = ruleOf(name, right, receivedOn);
    return rule === null ? [] : [datesBy(name, rule, facts)];
  });
  const careful = ruleOf('unknown', right, receivedOn);
  const regimes = known.length > 0 || careful === null ? known : [datesBy('unknown', careful, facts)];
  const lead = [...regimes].sort((a, b) => (a.due < b.due ? -1 : a.due > b.due ? 1 : 0))[0];
  if (lead === undefined) throw new TypeError('the careful default knows every right');
  const noticeDue = earliest(regimes.map((each) => each.noticeDue));
  const together = earliest(regimes.map(({ extendedDue, due }) => extendedDue ?? due)) ?? lead.due;
  const limiting = regimes.find(({ extendedDue, due }) => (extendedDue ?? due) === together);
  const isExtensible = noticeDue !== null && together > lead.due;
  return {
    jurisdiction: lead.law,
    ruleVersion: lead.version,
    receivedOn,
    regimes,
    ackDue: earliest(regimes.map((each) => each.ackDue)),
    ackSafeDue: earliest(regimes.map((each) => each.ackSafeDue)),
    ...{ rawDue: lead.rawDue, due: lead.due, skipped: lead.skipped },
    safeDue: earliest(regimes.map((each) => each.safeDue)) ?? lead.safeDue,
    noticeDue: isExtensible ? noticeDue : null,
    rawExtendedDue: isExtensible ? (limiting?.rawExtendedDue ?? limiting?.rawDue ?? null) : null,
    extendedDue: isExtensible ? together : null,
    extendedSkipped: isExtensible ? (limiting?.extendedSkipped ?? []) : [],
  };
}

/**
 * Whether a period may still be extended by a notice of that day: by the last day of the first period, and only once.
 * @param dates calendar days, `YYYY-MM-DD`, as computed
 */
export function extensionOf(
  dates: Pick<Deadlines, 'noticeDue' | 'extendedDue'>,
  noticeOn: string,
): { outcome: 'extended'; due: string } | { outcome: 'too-late'; noticeDue: string } | { outcome: 'none' } {
  const { noticeDue, extendedDue } = dates;
  if (noticeDue === null || extendedDue === null) return { outcome: 'none' };
  if (noticeOn > noticeDue) return { outcome: 'too-late', noticeDue };
  return { outcome: 'extended', due: extendedDue };
}
