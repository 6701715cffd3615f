import { shopIdOf } from '../core/id.ts';
import type { Deps } from './deps.ts';
import { type ShopDetails, unset } from './learn-shop.ts';
import { resumeSteps } from './retry-step.ts';

/**
 * Records an installation, or brings the details of an installed shop up to date. Steps that waited for the
 * app's access go on.
 * @param input.details null when Shopify did not tell them just now; the next visit asks again
 */
export async function installShop(
  deps: Pick<Deps, 'unit' | 'now'>,
  input: { domain: string; scopes: string[]; details: ShopDetails | null },
): Promise<void> {
  const shopId = shopIdOf(input.domain);
  const { scopes, details } = input;
  await deps.unit(shopId, async (unit) => {
    await unit.lockShop();
    const shop = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
    const event = {
      type: 'shop.installed',
      actor: { kind: 'platform' },
      data: { scopes: scopes.join(',') },
    } as const;
    const told = await unset(unit, details);
    await unit.write(shop.installedAt === null ? event : [], async (rows) => {
      // Whoever leaves once more is mailed a new one: this one has ended for good.
      if (shop.installedAt === null) await rows.registerLink.deleteMany({ where: { shopId } });
      await rows.shop.update({
        where: { shopId },
        data: { ...told, scopes, installedAt: shop.installedAt ?? deps.now(), uninstalledAt: null },
      });
    });
    await resumeSteps(deps, unit, { reasonCode: 'not-connected' }, { kind: 'system' });
  });
}
