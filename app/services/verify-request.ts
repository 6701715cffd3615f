import type { Unit } from '../adapters/db/unit.ts';
import type { Actor, AuditData } from '../core/audit.ts';
import type { RequestKind } from '../core/request.ts';
import { AWAITED, IDENTITY_FIRST, type StaffCheck, type Verification } from '../core/verification.ts';
import type { Deps } from './deps.ts';
import { requireMay } from './require-may.ts';

/**
 * From here on it is known who asks: what the request held back begins. The caller holds the shop's lock.
 * @returns false where there is nothing (more) to verify
 */
export async function verify(
  deps: Pick<Deps, 'now'>,
  unit: Unit,
  input: { requestId: string; method: Exclude<Verification, 'awaited'>; actor: Actor; data?: AuditData },
): Promise<boolean> {
  const { shopId } = unit;
  const { requestId, method, actor, data } = input;
  const request = await unit.read.request.findFirst({
    where: { shopId, id: requestId, verification: AWAITED, closedAt: null },
    include: {
      // One that took the place of a held one while nobody knew who asks waits without saying so.
      steps: { where: { OR: [{ state: 'pending' }, { state: 'blocked', reasonCode: IDENTITY_FIRST }] } },
    },
  });
  if (!request) return false;
  const now = deps.now();
  const ids = request.steps.map(({ id }) => id);
  await unit.write(
    { type: 'request.verified', actor, requestId, data: { method, ...data } },
    async (rows) => {
      await rows.request.update({
        where: { shopId_id: { shopId, id: requestId } },
        data: { verification: method, verifiedAt: now },
      });
      await rows.step.updateMany({
        where: { shopId, id: { in: ids } },
        data: { state: 'pending', reasonCode: null, reason: null, retryAt: null, updatedAt: now },
      });
    },
  );
  for (const id of ids) await unit.schedule('run-step', request.kind as RequestKind, id);
  return true;
}

/** A member of staff has established in another way who asks, and says how. */
export async function markVerified(
  deps: Pick<Deps, 'unit' | 'now'>,
  input: { shopId: string; requestId: string; check: StaffCheck; actor: Actor & { kind: 'staff' } },
): Promise<{ outcome: 'verified' | 'not-there' }> {
  const { shopId, requestId, check, actor } = input;
  return deps.unit(shopId, async (unit) => {
    await requireMay(unit, actor, 'requests.handle');
    await unit.lockShop();
    const done = await verify(deps, unit, { requestId, method: 'staff', actor, data: { check } });
    return { outcome: done ? 'verified' : 'not-there' };
  });
}
