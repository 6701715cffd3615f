import type { Actor } from '../core/audit.ts';
import { type Role, roleOf } from '../core/role.ts';
import type { Deps } from './deps.ts';
import { requireMay } from './require-may.ts';

/** Gives a member of staff a role. A shop always keeps an owner: somebody must be able to change this again. */
export async function changeRole(
  deps: Pick<Deps, 'unit'>,
  input: { shopId: string; staffId: string; role: Role; actor: Actor & { kind: 'staff' } },
): Promise<{ outcome: 'changed' | 'last-owner' | 'not-there' }> {
  const { shopId, staffId: id, role, actor } = input;
  return deps.unit(shopId, async (unit) => {
    // In this order: whoever lost the role while waiting has lost it.
    await unit.lockShop();
    await requireMay(unit, actor, 'settings.change');
    const staff = await unit.read.staff.findMany({ where: { shopId } });
    const member = staff.find((each) => each.id === id);
    if (!member) return { outcome: 'not-there' };
    const from = roleOf(member);
    if (from === role) return { outcome: 'changed' };
    if (!staff.some((each) => (each.id === id ? role : roleOf(each)) === 'owner'))
      return { outcome: 'last-owner' };
    const event = { type: 'staff.role-changed', actor, data: { staff: id, from, to: role } } as const;
    await unit.write(event, (rows) =>
      rows.staff.update({ where: { shopId_id: { shopId, id } }, data: { role } }),
    );
    return { outcome: 'changed' };
  });
}
