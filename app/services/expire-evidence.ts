import type { AuditEvent } from '../core/audit.ts';
import type { Deps } from './deps.ts';
import { callForRotation } from './rotate-keys.ts';
import { SYSTEM } from './step-reading.ts';

const MOST_AT_ONCE = 1_000;

/**
 * Destroys locked evidence whose period, which the shop sets, has ended, and the keyed hash by which an erased person was recognised.
 * @returns how many keys
 */
export async function expireEvidence(deps: Pick<Deps, 'unit' | 'sweeps' | 'now'>): Promise<number> {
  const found = await deps.sweeps.outlivedEvidence(deps.now(), MOST_AT_ONCE);
  for (const [shopId, rows] of Map.groupBy(found, (row) => row.shopId))
    await deps.unit(shopId, async (unit) => {
      await unit.lockShop();
      const where = { shopId, id: { in: rows.map(({ id }) => id) } };
      const keys = await unit.read.dataKey.findMany({ where, select: { requestId: true } });
      const requestIds = keys.flatMap(({ requestId }) => requestId ?? []);
      const events = requestIds.map(
        (requestId): AuditEvent => ({ type: 'evidence.expired', actor: SYSTEM, requestId }),
      );
      await unit.write(events, async (tx) => {
        await tx.dataKey.deleteMany({ where });
        await tx.identifier.deleteMany({ where: { shopId, requestId: { in: requestIds } } });
      });
      await callForRotation(deps, unit);
    });
  return found.length;
}
