import type { Unit, Writes } from '../adapters/db/unit.ts';
import { SHOP_COLUMNS } from '../core/setting.ts';
import type { Deps } from './deps.ts';

/** What Shopify says of the shop when the app is opened there. */
export interface ShopDetails {
  name: string;
  contactEmail: string | null;
  countryCode: string | null;
  timeZone: string;
}

/** What of it the merchant has not set otherwise. */
export async function unset(
  { read, shopId }: Unit,
  details: ShopDetails | null,
): Promise<Partial<ShopDetails>> {
  const set = await read.setting.findMany({ where: { shopId, name: { in: Object.keys(SHOP_COLUMNS) } } });
  const columns: string[] = set.map(({ name }) => SHOP_COLUMNS[name as keyof typeof SHOP_COLUMNS]);
  return Object.fromEntries(Object.entries(details ?? {}).filter(([column]) => !columns.includes(column)));
}

/**
 * Makes good for an installation at which Shopify did not say what shop it is, or has not yet: a page may be asked for
 * while another request of the same visit still installs the app.
 * @param input.ask null when Shopify does not tell it just now, either; the next visit asks again
 */
export async function learnShop(
  deps: Pick<Deps, 'unit'>,
  input: { shopId: string; ask: () => Promise<ShopDetails | null> },
): Promise<void> {
  const { shopId, ask } = input;
  const find = { where: { shopId, name: null } };
  if ((await deps.unit(shopId, ({ read }) => read.shop.count(find))) === 0) return;
  const details = await ask();
  if (details === null) return;
  await deps.unit(shopId, async (unit) => {
    const data = await unset(unit, details);
    await unit.write([], (rows: Writes) => rows.shop.updateMany({ ...find, data }));
  });
}
