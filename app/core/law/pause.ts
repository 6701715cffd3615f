import { Temporal } from 'temporal-polyfill';
import type { Right } from './right.ts';
import type { Law, PauseKind, PauseRule } from './rule.ts';

/** While staff wait for the person; calendar days, `YYYY-MM-DD`. */
export interface Pause {
  kind: PauseKind;
  /** When they were asked; null where only the answer is known. */
  from: string | null;
  /** When the answer came; null while it is awaited: until then no date moves. */
  to: string | null;
}

/** A pause that has ended and that a law knows for this right. */
interface Known {
  from: string;
  to: string;
  rule: PauseRule;
}

function knownPauses(law: Law, right: Right, pauses: readonly Pause[]): Known[] {
  return pauses.flatMap(({ kind, from, to }) => {
    const rule = law.pauses[kind];
    if (rule === undefined || to === null || rule.rights?.includes(right) === false) return [];
    return [{ from: from ?? to, to, rule }];
  });
}

/** The day from which the period counts: receipt, or the latest answer that lets it begin anew. */
export function startOf(law: Law, right: Right, receivedOn: string, pauses: readonly Pause[]): string {
  const restarts = knownPauses(law, right, pauses).filter(({ rule }) => rule.effect === 'restarts');
  return restarts.reduce((start, { to }) => (to > start ? to : start), receivedOn);
}

/** First and last day that do not count, in order, none of them twice. */
function freeDays(law: Law, right: Right, start: string, pauses: readonly Pause[]) {
  const spans = knownPauses(law, right, pauses)
    .filter(({ rule }) => rule.effect === 'suspends')
    .map(({ from, to, rule }) => ({
      first: Temporal.PlainDate.from(from > start ? from : start),
      last: Temporal.PlainDate.from(to).subtract({ days: rule.lastDay === 'free' ? 0 : 1 }),
    }))
    .sort((a, b) => Temporal.PlainDate.compare(a.first, b.first));
  let counted = Temporal.PlainDate.from(start).subtract({ days: 1 });
  return spans.flatMap(({ first, last }) => {
    const from = Temporal.PlainDate.compare(first, counted) > 0 ? first : counted.add({ days: 1 });
    if (Temporal.PlainDate.compare(last, from) < 0) return [];
    counted = last;
    return [{ first: from, days: from.until(last, { largestUnit: 'day' }).days + 1 }];
  });
}

/** The end of a period, put off by the days that do not count; what was asked after it had ended moves nothing. */
export function suspended(
  end: Temporal.PlainDate,
  to: { law: Law; right: Right; start: string; pauses: readonly Pause[] },
): Temporal.PlainDate {
  return freeDays(to.law, to.right, to.start, to.pauses).reduce(
    (day, free) => (Temporal.PlainDate.compare(free.first, day) > 0 ? day : day.add({ days: free.days })),
    end,
  );
}
