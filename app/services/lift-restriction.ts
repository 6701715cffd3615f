import type { Unit } from '../adapters/db/unit.ts';
import type { Actor, AuditEvent } from '../core/audit.ts';
import { Failure } from '../core/failure.ts';
import { localDay } from '../core/local-day.ts';
import { isRestriction, liftingPlan, RESTRICTIONS } from '../core/restriction.ts';
import type { Deps } from './deps.ts';
import { suppressionsOf } from './find-suppressions.ts';
import { openSubject } from './open-subject.ts';
import { proposePlan } from './propose-plan.ts';
import { readStanding } from './propose-restriction.ts';
import { requireMay } from './require-may.ts';

export type Lifting =
  | { outcome: 'proposed' | 'not-there' }
  /** The day is to come, or lies before the restriction began. */
  | { outcome: 'day-unusable' }
  | { outcome: 'failed'; message: string };

interface Input {
  shopId: string;
  requestId: string;
  /** On which day the person was told, `YYYY-MM-DD` (Art. 18(3): before the restriction is lifted). */
  toldOn: string;
  actor: Actor & { kind: 'staff' };
}

/** A request whose restriction stands and may be lifted; null = none. */
async function findStanding(unit: Unit, requestId: string) {
  const { shopId } = unit;
  const request = await unit.read.request.findFirst({ where: { shopId, id: requestId, state: 'closed' } });
  if (!request || !isRestriction(request.kind) || !RESTRICTIONS[request.kind].liftable) return null;
  // Another request of the same person may have entered it first.
  const entry = (await suppressionsOf(unit, requestId)).find(({ reason }) => reason === request.kind);
  return entry && request.subject !== null ? { request, kind: request.kind, since: entry.since } : null;
}

async function lift(deps: Deps, { shopId, requestId, toldOn, actor }: Input): Promise<Lifting> {
  const found = await deps.unit(shopId, async (unit) => {
    await requireMay(unit, actor, 'requests.handle');
    const standing = await findStanding(unit, requestId);
    if (!standing) return null;
    const { domain, timeZone } = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
    const subject = await openSubject(deps, unit, standing.request);
    return { ...standing, subject, domain, timeZone };
  });
  if (!found) return { outcome: 'not-there' };
  const { kind, since, subject, domain, timeZone } = found;
  if (toldOn > localDay(deps.now(), timeZone) || toldOn < since) return { outcome: 'day-unusable' };
  const body = liftingPlan(kind, await readStanding(deps, domain, subject));
  return deps.unit(shopId, async (unit): Promise<Lifting> => {
    await unit.lockShop();
    if (!(await findStanding(unit, requestId))) return { outcome: 'not-there' };
    const by = { actor, requestId };
    const events: AuditEvent[] = [
      { type: 'restriction.lifting-asked', ...by, data: { toldOn } },
      { type: 'request.reopened', ...by, data: { to: 'planned' } },
    ];
    await unit.write(events, (rows) =>
      rows.request.update({
        where: { shopId_id: { shopId, id: requestId } },
        data: { state: 'received', closedAt: null },
      }),
    );
    await proposePlan(deps, unit, { requestId, body, actor });
    return { outcome: 'proposed' };
  });
}

/**
 * Proposes to end a restriction, once the person was told: its mark goes, its entry in the suppression list ends.
 * Marketing stays off. An objection to marketing is not lifted by staff at all.
 */
export async function liftRestriction(deps: Deps, input: Input): Promise<Lifting> {
  try {
    return await lift(deps, input);
  } catch (error) {
    if (error instanceof Failure && error.code !== 'not-allowed')
      return { outcome: 'failed', message: error.message };
    throw error;
  }
}
