import type { Unit } from '../adapters/db/unit.ts';
import type { Actor } from '../core/audit.ts';
import { Failure } from '../core/failure.ts';
import { may, PERMISSIONS, type Permission, roleOf } from '../core/role.ts';

/**
 * Asked in the unit of every act of staff.
 * @throws Failure `not-allowed` when the actor's role does not include it
 */
export async function requireMay(
  unit: Unit,
  actor: Actor & { kind: 'staff' },
  permission: Permission,
): Promise<void> {
  const staff = await unit.read.staff.findUnique({
    where: { shopId_id: { shopId: unit.shopId, id: actor.id } },
    select: { role: true, accountOwner: true },
  });
  if (may(roleOf(staff ?? { role: null, accountOwner: false }), permission)) return;
  const what = PERMISSIONS[permission].label.toLowerCase();
  throw new Failure(
    'not-allowed',
    `Your role does not include this: ${what}. Ask an owner of Privacy Desk in this shop.`,
  );
}
