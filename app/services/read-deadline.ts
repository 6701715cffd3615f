import type { Unit } from '../adapters/db/unit.ts';
import type { LawDates } from '../core/law/deadline.ts';
import { type Explanation, explain } from '../core/law/explain.ts';
import type { Jurisdiction } from '../core/law/jurisdictions.ts';
import { rightOf } from '../core/law/right.ts';
import type { RequestKind } from '../core/request.ts';
import { dayOf, readPauses, readRegimes } from './compute-dates.ts';
import type { Deps } from './deps.ts';
import { isMovable } from './move-deadline.ts';
import { readResidence } from './residence.ts';

const dayOrNull = (date: Date | null): string | null => (date === null ? null : dayOf(date));

type Row = NonNullable<Awaited<ReturnType<Unit['read']['request']['findFirst']>>>;

/** The dates of a request that was opened before they were kept by law. */
const onlyRegime = (row: Row): LawDates => ({
  law: row.jurisdiction as Jurisdiction,
  version: row.ruleVersion,
  ...{ startOn: dayOf(row.receivedOn), ackDue: dayOrNull(row.ackDue), ackSafeDue: dayOrNull(row.ackDue) },
  ...{ rawDue: dayOf(row.rawDue), due: dayOf(row.due), skipped: [], safeDue: dayOf(row.safeDue) },
  noticeDue: dayOrNull(row.noticeDue),
  ...{ rawExtendedDue: dayOrNull(row.extendedDue), extendedDue: dayOrNull(row.extendedDue) },
  extendedSkipped: [],
});

/** How a request's dates came about, and whether they may still move. */
export async function readDeadline(deps: Pick<Deps, 'vault'>, unit: Unit, row: Row) {
  const pauses = readPauses(row.pauses);
  const about = { right: rightOf(row.kind as RequestKind), receivedOn: dayOf(row.receivedOn), pauses };
  const regimes = readRegimes(row.regimes) ?? [onlyRegime(row)];
  const extended = row.extendedOn && { on: dayOf(row.extendedOn), reason: row.extensionReason ?? '' };
  return {
    residence: await readResidence(deps, unit, row),
    pauses,
    /** The one that sets the date first. */
    laws: regimes
      .map((dates): Explanation & { leads: boolean } => ({
        ...explain({ dates, ...about }),
        leads: dates.law === row.jurisdiction,
      }))
      .sort((a, b) => Number(b.leads) - Number(a.leads)),
    extended,
    /** An answer that is given, or being made, keeps its dates. */
    movable: isMovable(row.state),
  };
}
export type DeadlineDetails = Awaited<ReturnType<typeof readDeadline>>;
