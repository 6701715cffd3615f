import type { Actor } from '../core/audit.ts';
import type { Role } from '../core/role.ts';
import { changeRole } from './change-role.ts';
import { changeSettings, type SentSettings } from './change-settings.ts';
import type { Deps } from './deps.ts';

export interface SettingsSaved {
  /** Nothing at all was changed where there is one; what to enter, by name. */
  problems: SentSettings;
  /** Members of staff whose role had to stay, by Shopify's user id. */
  refused: Record<string, 'last-owner' | 'not-there'>;
}

/** New owners first: a shop may pass from one to another. Oneself last, for then one may not any more. */
const inOrder = (roles: Record<string, Role>, self: string): [string, Role][] => {
  const rank = ([id, role]: [string, Role]) => (role === 'owner' ? 0 : id === self ? 2 : 1);
  return Object.entries(roles).sort((a, b) => rank(a) - rank(b));
};

/** What was sent from the page of settings: the settings together, each role by itself. */
export async function saveSettings(
  deps: Pick<Deps, 'unit' | 'now'>,
  input: {
    shopId: string;
    settings: SentSettings;
    /** By Shopify's user id. */
    roles: Record<string, Role>;
    actor: Actor & { kind: 'staff' };
  },
): Promise<SettingsSaved> {
  const { shopId, settings, roles, actor } = input;
  const change = await changeSettings(deps, { shopId, sent: settings, actor });
  const refused: SettingsSaved['refused'] = {};
  if (change.outcome === 'refused') return { problems: change.problems, refused };
  for (const [staffId, role] of inOrder(roles, actor.id)) {
    const { outcome } = await changeRole(deps, { shopId, staffId, role, actor });
    if (outcome !== 'changed') refused[staffId] = outcome;
  }
  return { problems: {}, refused };
}
