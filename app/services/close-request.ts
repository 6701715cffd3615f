import type { Unit, Writes } from '../adapters/db/unit.ts';
import type { Actor } from '../core/audit.ts';
import { ANSWER_FIRST } from '../core/erasure.ts';
import type { ClosingReason } from '../core/release.ts';
import { AWAITED } from '../core/verification.ts';
import type { Deps } from './deps.ts';
import { requireMay } from './require-may.ts';
import { OF_KNOWN, SYSTEM } from './step-reading.ts';

interface Move {
  shopId: string;
  requestId: string;
  actor: Actor & { kind: 'staff' };
}
type MoveOutcome = { outcome: 'moved' | 'not-there' };
type MoveDeps = Pick<Deps, 'unit' | 'now'>;

/** What ends by a plan can end without it, too, until the plan is approved. */
const BY_PLAN = ['erasure', 'rectification', 'restriction', 'objection', 'opt-out'];
const UNENDED = ['pending', 'running', 'blocked'];
const ENDABLE = {
  OR: [
    { state: 'ready' },
    // What Shopify demands is not ended here.
    {
      state: { in: ['received', 'gathering', 'planned'] },
      kind: { in: BY_PLAN },
      source: { not: 'platform' },
    },
    { verification: AWAITED, closedAt: null },
    { state: 'planned', kind: { in: BY_PLAN } },
  ],
};

/** What a request that ends without an answer of ours leaves undone ends with it. */
async function closeRows(rows: Writes, { shopId, id, now }: { shopId: string; id: string; now: Date }) {
  await rows.plan.updateMany({
    where: { shopId, requestId: id, state: 'proposed' },
    data: { state: 'undone', endedAt: now },
  });
  // Of a plan that is still being made, or of what has not begun.
  await rows.step.updateMany({
    where: { shopId, requestId: id, state: { in: UNENDED } },
    data: { state: 'stopped', finishedAt: now, updatedAt: now, retryAt: null },
  });
  await rows.request.update({
    where: { shopId_id: { shopId, id } },
    data: { state: 'closed', closedAt: now },
  });
}

/** States from which the person may withdraw: nothing is promised, and nothing changed yet. */
export const WITHDRAWABLE = ['received', 'gathering', 'ready', 'planned'];

/** The person no longer asks. The caller has made sure that it is they. */
export async function withdrawRequest(
  deps: Pick<Deps, 'now'>,
  unit: Unit,
  requestId: string,
): Promise<{ outcome: 'withdrawn' | 'too-late' }> {
  const { shopId } = unit;
  await unit.lockShop();
  const where = { shopId, id: requestId, state: { in: WITHDRAWABLE } };
  const request = await unit.read.request.findFirst({ where });
  if (!request) return { outcome: 'too-late' };
  const data = { from: request.state, reason: 'person-withdrew' };
  await unit.write({ type: 'request.closed', actor: { kind: 'person' }, requestId, data }, (rows) =>
    closeRows(rows, { shopId, id: requestId, now: deps.now() }),
  );
  await hastenErasures(unit);
  return { outcome: 'withdrawn' };
}

/** Closes requests of which nobody has confirmed in time that they were theirs. @returns how many */
export async function closeUnconfirmed(
  deps: MoveDeps,
  input: { shopId: string; ids: string[] },
): Promise<number> {
  const { shopId, ids } = input;
  return deps.unit(shopId, async (unit) => {
    await unit.lockShop();
    const where = { shopId, id: { in: ids }, verification: AWAITED, closedAt: null };
    const found = await unit.read.request.findMany({ where, select: { id: true, state: true } });
    for (const { id, state: from } of found) {
      const event = { type: 'request.closed', actor: SYSTEM, requestId: id } as const;
      await unit.write({ ...event, data: { from, reason: 'identity-unproven' } }, (rows) =>
        closeRows(rows, { shopId, id, now: deps.now() }),
      );
    }
    return found.length;
  });
}

/**
 * Marks a request as answered: after its release, or with a reason when it ends without one.
 * @param input.reason why there is no release; none is needed where one stands
 */
export async function closeRequest(
  deps: MoveDeps,
  input: Move & { reason: ClosingReason | null },
): Promise<MoveOutcome> {
  const { shopId, requestId: id, actor, reason } = input;
  return deps.unit(shopId, async (unit) => {
    await requireMay(unit, actor, 'requests.handle');
    await unit.lockShop();
    const where = { shopId, id, ...(reason === null ? { state: 'released' } : ENDABLE) };
    const request = await unit.read.request.findFirst({ where });
    if (!request) return { outcome: 'not-there' };
    const from = request.state;
    const event = { type: 'request.closed', actor, requestId: id, data: { from, reason } } as const;
    await unit.write(event, (rows) => closeRows(rows, { shopId, id, now: deps.now() }));
    await hastenErasures(unit);
    return { outcome: 'moved' };
  });
}

/** Erasures that wait for an answer look at once whether it was this one. */
async function hastenErasures(unit: Unit): Promise<void> {
  const where = { shopId: unit.shopId, state: 'pending', reasonCode: ANSWER_FIRST };
  for (const { id } of await unit.read.step.findMany({ where, select: { id: true } }))
    await unit.hasten('run-step', 'erasure', id);
}

/** Opens a closed request again, where it was: at its release, if one stands, or else at its review. */
export async function reopenRequest(deps: MoveDeps, input: Move): Promise<MoveOutcome> {
  const { shopId, requestId: id, actor } = input;
  return deps.unit(shopId, async (unit) => {
    await requireMay(unit, actor, 'requests.handle');
    await unit.lockShop();
    const request = await unit.read.request.findFirst({
      where: { shopId, id, state: 'closed', kind: 'access', erasedAt: null, ...OF_KNOWN },
      include: { releases: { where: { state: 'released' }, select: { id: true } } },
    });
    if (!request) return { outcome: 'not-there' };
    const to = request.releases.length > 0 ? 'released' : 'ready';
    await unit.write({ type: 'request.reopened', actor, requestId: id, data: { to } }, (rows) =>
      rows.request.update({ where: { shopId_id: { shopId, id } }, data: { state: to, closedAt: null } }),
    );
    return { outcome: 'moved' };
  });
}
