import { dayText } from '../date-text.ts';
import { data, type Saying, say } from '../saying.ts';
import type { LawDates } from './deadline.ts';
import { COVERED_UNTIL } from './holidays.ts';
import { lawOf, ruleOf } from './jurisdictions.ts';
import type { Pause } from './pause.ts';
import type { Right } from './right.ts';
import { BASES, FEES, type Law, PAUSE_KINDS, type Period, type Rule } from './rule.ts';
import type { SkippedDay } from './working-day.ts';

/** How a date came about, for a merchant. */
export interface Explanation {
  law: Saying;
  /** The provision that sets the period. */
  article: Saying;
  due: Saying;
  /** In the order in which the date is worked out. */
  steps: Saying[];
  /** What else the law wants of this request: to confirm it, to tell of an extension. */
  duties: Saying[];
  fee: Saying;
  basis: Saying;
  /** What is to be checked before the date is relied on. */
  warnings: Saying[];
}

/** What an explanation is made from: the dates as they were computed, and what they were computed from. */
export interface Explained {
  dates: LawDates;
  right: Right;
  receivedOn: string;
  pauses: readonly Pause[];
}

export function periodText(period: Period): Saying {
  if ('months' in period)
    return say('{count, plural, one {one calendar month} other {# calendar months}}', {
      count: period.months,
    });
  return 'days' in period
    ? say('{count, plural, one {# calendar day} other {# calendar days}}', { count: period.days })
    : say('{count, plural, one {# business day} other {# business days}}', { count: period.businessDays });
}

const SKIPPED = {
  saturday: { text: '{day} is a Saturday.' },
  sunday: { text: '{day} is a Sunday.' },
  holiday: { text: '{day} is a holiday: {name}.' },
} as const satisfies Record<SkippedDay['why'], { text: string }>;

const skippedText = ({ day, why, name }: SkippedDay): Saying =>
  say(SKIPPED[why].text, { day: dayText(day), name: data(name ?? '') });

/** Where the period begins. */
function startText({ dates, receivedOn }: Explained): Saying[] {
  const received = say('Received on {day}; that day itself is not counted.', { day: dayText(receivedOn) });
  if (dates.startOn === receivedOn) return [received];
  return [
    received,
    say('Counted anew from {day}, when the answer came that the law lets you wait for.', {
      day: dayText(dates.startOn),
    }),
  ];
}

/** What puts its end off. */
function suspensionTexts(law: Law, { dates, right, pauses }: Explained): Saying[] {
  return pauses.flatMap(({ kind, from, to }) => {
    const known = law.pauses[kind];
    if (known?.effect !== 'suspends' || known.rights?.includes(right) === false) return [];
    if (from === null || to === null || to <= dates.startOn) return [];
    const fillings = { what: PAUSE_KINDS[kind].label, from: dayText(from), to: dayText(to) };
    return [
      say('{what} was awaited from {from} to {to}: the days in between do not count ({article}).', {
        ...fillings,
        article: data(known.article),
      }),
    ];
  });
}

function endTexts(law: Law, rule: Rule, { dates }: Explained): Saying[] {
  const fillings = {
    ...{ period: periodText(rule.period), day: dayText(dates.rawDue), article: data(rule.article) },
  };
  const end = rule.guidance
    ? say('The law sets no fixed number. Planned for: {period}, up to {day} ({article}).', fillings)
    : say('The period is {period} and ends on {day} ({article}).', fillings);
  if (dates.skipped.length === 0) return [end];
  return [
    end,
    ...dates.skipped.map(skippedText),
    say('So it ends with the next working day, {day} ({article}).', {
      ...{ day: dayText(dates.due), article: data(law.roll?.article ?? '') },
    }),
  ];
}

function dutyTexts(rule: Rule, { dates }: Explained): Saying[] {
  const { ackDue, ackSafeDue, noticeDue, extendedDue } = dates;
  const { acknowledge, extension } = rule;
  const confirm =
    acknowledge && ackDue !== null
      ? [
          say('Confirm to the person by {day} that the request has come ({article}).', {
            ...{ day: dayText(ackSafeDue ?? ackDue), article: data(acknowledge.article) },
          }),
        ]
      : [];
  const extend =
    extension && noticeDue !== null && extendedDue !== null
      ? [
          say('Can be extended to {day}, if the person is told why by {notice} ({article}).', {
            ...{ day: dayText(extendedDue), notice: dayText(noticeDue), article: data(extension.article) },
          }),
        ]
      : [say('This law lets nothing be extended.')];
  return [...confirm, ...extend];
}

function warningTexts(law: Law, { dates }: Explained): Saying[] {
  const last = [dates.due, dates.extendedDue ?? ''].sort().at(-1) ?? '';
  const goesByHolidays = law.roll !== null || law.calendar !== undefined;
  return [
    ...(goesByHolidays && last > COVERED_UNTIL
      ? [
          say('Holidays are known up to {day} only: check whether the last day is one.', {
            day: dayText(COVERED_UNTIL),
          }),
        ]
      : []),
    ...(law.version !== dates.version
      ? [
          say('Computed by version {version} of this rule; it is at version {now} today. The dates stay.', {
            ...{ version: dates.version, now: law.version },
          }),
        ]
      : []),
  ];
}

/** Says of one law which rule it was, and how its date follows. */
export function explain(about: Explained): Explanation {
  const { dates, right, receivedOn } = about;
  const law = lawOf(dates.law);
  // A row that has lost the rule since: what was stored stays, the careful default explains it.
  const rule = ruleOf(dates.law, right, receivedOn) ?? ruleOf('unknown', right, receivedOn);
  if (rule === null) throw new TypeError('the careful default knows every right');
  return {
    law: law.name,
    article: data(rule.article),
    due: dayText(dates.due),
    steps: [...startText(about), ...suspensionTexts(law, about), ...endTexts(law, rule, about)],
    duties: dutyTexts(rule, about),
    fee: FEES[law.fee].label,
    basis: BASES[rule.basis].label,
    warnings: warningTexts(law, about),
  };
}
