import type { Unit } from '../adapters/db/unit.ts';
import type { AuditEvent } from '../core/audit.ts';
import type { Deps } from './deps.ts';
import { SYSTEM } from './step-reading.ts';

/** A step in one of these is still to be done, by itself or by a person. */
const UNENDED = ['pending', 'running', 'blocked'];
/** Plans that were approved and are not over. */
const UNDER_WAY = ['approved', 'begun'];

/**
 * Called by whatever ends a step of a plan, also by leaving it out: closes the request with its last one. The
 * caller holds the shop's lock.
 * @returns whether it was the last
 */
export async function endRequestIfDone(
  deps: Pick<Deps, 'now'>,
  unit: Unit,
  requestId: string,
): Promise<boolean> {
  const { shopId } = unit;
  const plan = await unit.read.plan.findFirst({ where: { shopId, requestId, state: { in: UNDER_WAY } } });
  const left = await unit.read.step.count({ where: { shopId, requestId, state: { in: UNENDED } } });
  if (!plan || left > 0) return false;
  const { state: from } = await unit.read.request.findUniqueOrThrow({
    where: { shopId_id: { shopId, id: requestId } },
  });
  const skipped = await unit.read.step.count({ where: { shopId, requestId, state: 'skipped' } });
  const of = { actor: SYSTEM, requestId };
  const events: AuditEvent[] = [
    { type: 'plan.done', ...of, data: { plan: plan.id, skipped } },
    { type: 'request.closed', ...of, data: { from, reason: 'plan-done' } },
  ];
  const now = deps.now();
  await unit.write(from === 'closed' ? events.slice(0, 1) : events, async (rows) => {
    await rows.plan.update({
      where: { shopId_id: { shopId, id: plan.id } },
      data: { state: 'done', endedAt: now },
    });
    if (from === 'closed') return;
    await rows.request.update({
      where: { shopId_id: { shopId, id: requestId } },
      data: { state: 'closed', closedAt: now },
    });
  });
  return true;
}
