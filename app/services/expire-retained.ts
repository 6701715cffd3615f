import type { AuditEvent } from '../core/audit.ts';
import type { Deps } from './deps.ts';
import { callForRotation } from './rotate-keys.ts';
import { SYSTEM } from './step-reading.ts';

const MOST_AT_ONCE = 1_000;

/**
 * Destroys invoice data on the day after its retention ended: the key first, so that no copy of the database can be
 * read either once the epoch has changed. @returns how many pieces
 */
export async function expireRetained(deps: Pick<Deps, 'unit' | 'sweeps' | 'now'>): Promise<number> {
  const found = await deps.sweeps.outlivedRetained(deps.now(), MOST_AT_ONCE);
  for (const [shopId, rows] of Map.groupBy(found, (row) => row.shopId))
    await deps.unit(shopId, async (unit) => {
      await unit.lockShop();
      const where = { shopId, id: { in: rows.map(({ id }) => id) } };
      const pieces = await unit.read.retained.findMany({
        where,
        select: { requestId: true, records: true, ground: true },
      });
      for (const [requestId, each] of Map.groupBy(pieces, (piece) => piece.requestId)) {
        const left = await unit.read.retained.count({ where: { shopId, requestId, NOT: where } });
        const records = each.reduce((sum, piece) => sum + piece.records, 0);
        const data = { records, ground: each[0]?.ground ?? null };
        const event: AuditEvent = { type: 'retained.expired', actor: SYSTEM, requestId, data };
        await unit.write(event, async (tx) => {
          if (left === 0) await tx.dataKey.deleteMany({ where: { shopId, requestId, purpose: 'retained' } });
          await tx.retained.deleteMany({ where: { ...where, requestId } });
        });
      }
      await callForRotation(deps, unit);
    });
  return found.length;
}
