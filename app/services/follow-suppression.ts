import type { Unit } from '../adapters/db/unit.ts';
import type { AuditEvent } from '../core/audit.ts';
import type { Deps } from './deps.ts';
import { requireShopKey } from './require-key.ts';
import { SYSTEM } from './step-reading.ts';

/**
 * Two customer records became one: what stands on the suppression list under the one that is gone stands under the
 * one that stays, too, with the same first day.
 */
export async function followSuppression(
  deps: Pick<Deps, 'vault'>,
  unit: Unit,
  { deletedId, keptId }: { deletedId: string; keptId: string },
): Promise<void> {
  const { shopId } = unit;
  const key = await requireShopKey(deps, unit, 'index');
  const indexOf = (value: string) => deps.vault.blindIndex(key, { kind: 'customer', value }, null);
  const gone = indexOf(deletedId);
  const kept = indexOf(keptId);
  if (gone === null || kept === null) return;
  const standing = await unit.read.suppression.findMany({ where: { shopId, index: gone, liftedAt: null } });
  if (standing.length === 0) return;
  const events = standing.map(
    ({ reason, requestId }): AuditEvent => ({
      ...{ type: 'suppression.entered', actor: SYSTEM, requestId },
      data: { reason, entries: 1 },
    }),
  );
  await unit.write(events, async (rows) => {
    for (const { reason, requestId, since } of standing)
      await rows.suppression.upsert({
        where: { shopId_index_reason: { shopId, index: kept, reason } },
        create: { shopId, index: kept, reason, kind: 'customer', requestId, since },
        update: { liftedAt: null },
      });
  });
}
