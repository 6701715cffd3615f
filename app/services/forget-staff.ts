import type { Unit } from '../adapters/db/unit.ts';
import type { AuditEvent } from '../core/audit.ts';
import type { Deps } from './deps.ts';
import { sealStaff } from './know-staff.ts';
import { requireShopKey } from './require-key.ts';

/** Shopify is asked for the names again at the next visit. */
const LONG_AGO_MS = 2 * 86_400_000;

/**
 * The app was uninstalled: the names of staff go at once. Roles that were given stay, under the bare numbers: whoever
 * may only look could approve everything, were the app installed again, and no owner but Shopify's would be left.
 */
export async function forgetStaff(
  deps: Pick<Deps, 'vault' | 'now'>,
  unit: Unit,
  event: AuditEvent,
): Promise<void> {
  const { shopId } = unit;
  const given = await unit.read.staff.findMany({ where: { shopId, role: { not: null } } });
  const key = given.length > 0 ? await requireShopKey(deps, unit, 'credential') : null;
  const longAgo = new Date(deps.now().getTime() - LONG_AGO_MS);
  await unit.write(event, async (rows) => {
    await rows.staff.deleteMany({ where: { shopId, role: null } });
    for (const { id, lastSeenAt } of key ? given : []) {
      const sealed = key && sealStaff(deps, key, id, { name: `Staff member ${id}`, email: null });
      await rows.staff.update({
        where: { shopId_id: { shopId, id } },
        data: {
          ...(key && sealed && { keyId: key.id, sealed }),
          ...{ accountOwner: false, lookedAt: null, lookedBefore: null },
          lastSeenAt: lastSeenAt < longAgo ? lastSeenAt : longAgo,
        },
      });
    }
  });
}
