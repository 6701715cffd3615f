import type { RunUnit } from '../adapters/db/unit.ts';
import type { Vault } from '../adapters/vault/vault.ts';
import { shopIdOf } from '../core/id.ts';
import { SHOP_KEYS } from '../core/keys.ts';

/**
 * Makes sure that a shop has its row and its keys, whoever comes first: an installation, or a signed
 * delivery for a shop that is already gone.
 * @param isUniqueViolation tells the error of a row that another process wrote first
 * @returns the shop's id
 */
export async function knowShop(
  deps: { unit: RunUnit; vault: Vault; now: () => Date; isUniqueViolation: (error: unknown) => boolean },
  domain: string,
): Promise<string> {
  const shopId = shopIdOf(domain);
  const known = await deps.unit(shopId, (unit) => unit.read.shop.count());
  if (known > 0) return shopId;
  const keys = await Promise.all(SHOP_KEYS.map((purpose) => deps.vault.newKey(shopId, purpose, null)));
  try {
    await deps.unit(shopId, (unit) =>
      unit.write({ type: 'shop.known', actor: { kind: 'platform' } }, async (rows) => {
        await rows.shop.create({ data: { shopId, domain, scopes: [], createdAt: deps.now() } });
        await rows.dataKey.createMany({ data: keys.map(({ row }) => row) });
      }),
    );
  } catch (error) {
    if (!deps.isUniqueViolation(error)) throw error;
  }
  return shopId;
}
