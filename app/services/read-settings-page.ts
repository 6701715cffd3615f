import type { Role } from '../core/role.ts';
import type { Settings } from '../core/setting.ts';
import type { Deps } from './deps.ts';
import { listStaff, readRole, type StaffMember } from './know-staff.ts';
import { readSettings } from './read-settings.ts';

/** What the page of settings shows. */
export interface SettingsPage {
  settings: Settings;
  staff: StaffMember[];
  /** Of whoever looks: Shopify's user id, and role. */
  reader: string;
  role: Role;
  /** The access scopes that the merchant has granted. */
  granted: string[];
}

export function readSettingsPage(
  deps: Pick<Deps, 'unit' | 'vault'>,
  { shopId, reader }: { shopId: string; reader: string },
): Promise<SettingsPage> {
  return deps.unit(shopId, async (unit) => {
    const { scopes } = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
    return {
      settings: await readSettings(unit),
      staff: await listStaff(deps, unit),
      reader,
      role: await readRole(unit, reader),
      granted: scopes,
    };
  });
}
