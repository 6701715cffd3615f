import type { Role } from '../core/role.ts';
import type { Deps } from './deps.ts';
import { readRole } from './know-staff.ts';

/** The role of whoever looks at the pages. */
export const readOwnRole = (
  deps: Pick<Deps, 'unit'>,
  { shopId, staffId }: { shopId: string; staffId: string },
): Promise<Role> => deps.unit(shopId, (unit) => readRole(unit, staffId));
