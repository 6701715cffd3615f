import type { Unit } from '../adapters/db/unit.ts';
import type { Actor } from '../core/audit.ts';
import { Failure } from '../core/failure.ts';
import { may, PERMISSIONS, type Permission } from '../core/role.ts';
import { say } from '../core/saying.ts';
import { readRole } from './know-staff.ts';

/**
 * Asked in the unit of every act of staff.
 * @throws Failure `not-allowed` when the actor's role does not include it
 */
export async function requireMay(
  unit: Unit,
  actor: Actor & { kind: 'staff' },
  permission: Permission,
): Promise<void> {
  if (may(await readRole(unit, actor.id), permission)) return;
  const act = say(PERMISSIONS[permission].label);
  throw new Failure(
    'not-allowed',
    say('Your role does not include this: {act}. Ask an owner of Privacy Desk in this shop.', { act }),
  );
}
