import type { Unit } from '../adapters/db/unit.ts';
import type { Actor, AuditEvent } from '../core/audit.ts';
import { SETTING_NAMES, SETTINGS, type SettingName, type Settings, SHOP_COLUMNS } from '../core/setting.ts';
import type { Deps } from './deps.ts';
import { readSettings } from './read-settings.ts';
import { requireMay } from './require-may.ts';

/** What was typed, by name; what is not in it stays as it is. */
export type SentSettings = Partial<Record<SettingName, string>>;

export type SettingsChange =
  | { outcome: 'changed'; changed: SettingName[] }
  /** Nothing was changed; what to enter, by name. */
  | { outcome: 'refused'; problems: SentSettings };

type Value = Settings[SettingName];
type Change = { name: SettingName; value: Value; from: Value };

function judge(sent: SentSettings, now: Settings): { changes: Change[]; problems: SentSettings } {
  const changes: Change[] = [];
  const problems: SentSettings = {};
  for (const name of SETTING_NAMES) {
    const typed = sent[name];
    if (typed === undefined) continue;
    const value = SETTINGS[name].parse(typed);
    if (value === undefined) problems[name] = SETTINGS[name].problem;
    else if (value !== now[name]) changes.push({ name, value, from: now[name] });
  }
  return { changes, problems };
}

const eventOf = ({ name, value, from }: Change, actor: Actor): AuditEvent => ({
  ...{ type: 'settings.changed', actor },
  data: SETTINGS[name].personal ? { setting: name } : { setting: name, from, to: value },
});

/** A column of the shop is written beside the row, which says that Shopify's word no longer counts. */
async function write(deps: Pick<Deps, 'now'>, unit: Unit, changes: Change[], actor: Actor & { id: string }) {
  const { shopId } = unit;
  const columns = changes.flatMap(({ name, value }) =>
    name in SHOP_COLUMNS ? [[SHOP_COLUMNS[name as keyof typeof SHOP_COLUMNS], value]] : [],
  );
  const by = { changedBy: actor.id, changedAt: deps.now() };
  await unit.write(
    changes.map((change) => eventOf(change, actor)),
    async (rows) => {
      for (const { name, value } of changes) {
        const row = { value: value ?? '', ...by };
        await rows.setting.upsert({
          where: { shopId_name: { shopId, name } },
          create: { shopId, name, ...row },
          update: row,
        });
      }
      if (columns.length > 0)
        await rows.shop.update({ where: { shopId }, data: Object.fromEntries(columns) });
    },
  );
}

/** Sets what was sent, all or nothing; each change is an entry of the log. */
export async function changeSettings(
  deps: Pick<Deps, 'unit' | 'now'>,
  input: { shopId: string; sent: SentSettings; actor: Actor & { kind: 'staff' } },
): Promise<SettingsChange> {
  const { shopId, sent, actor } = input;
  return deps.unit(shopId, async (unit): Promise<SettingsChange> => {
    // In this order: whoever lost the role while waiting has lost it.
    await unit.lockShop();
    await requireMay(unit, actor, 'settings.change');
    const { changes, problems } = judge(sent, await readSettings(unit));
    if (Object.keys(problems).length > 0) return { outcome: 'refused', problems };
    if (changes.length > 0) await write(deps, unit, changes, actor);
    return { outcome: 'changed', changed: changes.map(({ name }) => name) };
  });
}
