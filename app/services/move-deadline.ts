import type { Unit } from '../adapters/db/unit.ts';
import type { Actor, AuditData } from '../core/audit.ts';
import type { Deadlines } from '../core/law/deadline.ts';
import type { DeadlineChange, DelayReason } from '../core/law/deadline-change.ts';
import type { Pause } from '../core/law/pause.ts';
import { lawsOf } from '../core/law/regimes.ts';
import { OPEN_STATES, type RequestKind } from '../core/request.ts';
import type { Residence } from '../core/residence.ts';
import { computeDates, controllerIn, dayOf, readPauses } from './compute-dates.ts';
import type { Deps } from './deps.ts';
import { readSettings } from './read-settings.ts';
import { readResidence, sealResidence } from './residence.ts';

/** An answer that is given, or being made, has the law of its release on it. */
const ANSWERED = ['releasing', 'released', 'erasing'];
const MOVABLE = OPEN_STATES.filter((state) => !ANSWERED.includes(state));
export const isMovable = (state: string): boolean => MOVABLE.includes(state);

/** The request whose dates may still move; null = closed, answered, or not there. */
export function findMovable(unit: Unit, requestId: string) {
  return unit.read.request.findFirst({
    where: { shopId: unit.shopId, id: requestId, state: { in: MOVABLE } },
  });
}
type Movable = NonNullable<Awaited<ReturnType<typeof findMovable>>>;

/** What is newly known. */
export interface Learnt {
  residence?: Residence | null;
  receivedOn?: string;
  pauses?: Pause[];
}

export type Moved =
  | { outcome: 'changed' | 'unchanged' }
  /** It would be due later than now, and nobody has said why that is right. */
  | { outcome: 'later'; from: string; to: string }
  /** Closed or answered: its dates stay. */
  | { outcome: 'not-open' };

/** What the log says: codes and days, and of the residence only which laws follow. */
const changeData = (request: Movable, dates: Deadlines): AuditData => ({
  ...{ from: dayOf(request.due), to: dates.due },
  ...{ lawsBefore: lawsOf(request).join(','), laws: dates.regimes.map(({ law }) => law).join(',') },
  ...{ jurisdictionBefore: request.jurisdiction, jurisdiction: dates.jurisdiction },
  ...{ ruleBefore: request.ruleVersion, rule: dates.ruleVersion },
  ...{ receivedBefore: dayOf(request.receivedOn), received: dates.receivedOn },
});

/** Nothing that an entry could tell is another than before. */
const isSame = (data: AuditData): boolean =>
  data.from === data.to &&
  data.laws === data.lawsBefore &&
  data.rule === data.ruleBefore &&
  data.received === data.receivedBefore;

/** The dates by the rules of today, from what was known and what is newly known. */
async function recompute(unit: Unit, request: Movable, known: { residence: Residence | null } & Learnt) {
  const { country } = await readSettings(unit);
  const { residence, receivedOn = dayOf(request.receivedOn) } = known;
  const pauses = known.pauses ?? readPauses(request.pauses);
  const extendedOn = request.extendedOn === null ? null : dayOf(request.extendedOn);
  const kind = request.kind as RequestKind;
  const controller = controllerIn(country);
  const { dates, columns } = computeDates({ kind, residence, pauses, controller, receivedOn, extendedOn });
  return { dates, columns: { ...columns, pauses: pauses.map((pause) => ({ ...pause })) } };
}

/**
 * Computes the dates of a request anew from what is newly known, by the rules of today, and keeps the old and the new
 * ones on record. None moves later without a reason: that of the law where the person was waited for, otherwise one
 * that a member of staff gives. The caller holds the shop's lock.
 */
export async function moveDeadline(
  deps: Pick<Deps, 'vault'>,
  unit: Unit,
  move: {
    request: Movable;
    learnt: Learnt;
    change: DeadlineChange;
    delay: DelayReason | null;
    actor: Actor;
  },
): Promise<Moved> {
  const { request, learnt, change, delay, actor } = move;
  const { id: requestId } = request;
  const known = await readResidence(deps, unit, request);
  const residence = learnt.residence === undefined ? known : learnt.residence;
  const { dates, columns } = await recompute(unit, request, { ...learnt, residence });
  const from = dayOf(request.due);
  const isLater = dates.due > from;
  if (isLater && delay === null && change !== 'pause') return { outcome: 'later', from, to: dates.due };
  const told = changeData(request, dates);
  const isKnown = JSON.stringify(known) === JSON.stringify(residence) && change !== 'pause';
  if (isKnown && isSame(told)) return { outcome: 'unchanged' };
  const data = { change, delay: isLater ? delay : null, ...told };
  const sealed = await sealResidence(deps, unit, requestId, residence);
  await unit.write({ type: 'request.deadline-changed', actor, requestId, data }, (rows) =>
    rows.request.update({
      where: { shopId_id: { shopId: unit.shopId, id: requestId } },
      data: { ...columns, ...sealed },
    }),
  );
  return { outcome: 'changed' };
}
