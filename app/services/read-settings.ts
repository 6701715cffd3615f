import type { Unit } from '../adapters/db/unit.ts';
import { SETTINGS, type SettingName, type Settings, SHOP_COLUMNS } from '../core/setting.ts';

const defaults = (): Settings =>
  Object.fromEntries(Object.entries(SETTINGS).map(([name, row]) => [name, row.default])) as Settings;

/** What the shop has set, within a unit; what it has not is what Shopify says of the shop, or the default. */
export async function readSettings({ read, shopId }: Pick<Unit, 'read' | 'shopId'>): Promise<Settings> {
  const shop = await read.shop.findUniqueOrThrow({ where: { shopId } });
  const fromShop = Object.entries(SHOP_COLUMNS).map(([name, column]) => [name, shop[column]]);
  const rows = await read.setting.findMany({ where: { shopId } });
  const set = rows
    .filter(({ name }) => Object.hasOwn(SETTINGS, name) && !Object.hasOwn(SHOP_COLUMNS, name))
    .map(({ name, value }) => [name as SettingName, value]);
  return { ...defaults(), ...Object.fromEntries(fromShop), ...Object.fromEntries(set) };
}
