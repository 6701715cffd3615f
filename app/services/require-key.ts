import type { Unit } from '../adapters/db/unit.ts';
import { Failure } from '../core/failure.ts';
import type { DataKey, LATER_KEYS, REQUEST_KEYS, SHOP_KEYS } from '../core/keys.ts';
import { say } from '../core/saying.ts';
import type { Deps } from './deps.ts';

async function require(deps: Pick<Deps, 'vault'>, unit: Unit, purpose: string, requestId: string | null) {
  const row = await unit.read.dataKey.findFirst({
    where: { shopId: unit.shopId, purpose, requestId, retiredAt: null },
  });
  if (!row)
    throw new Failure('key-gone', say('the {purpose} key does not exist or was destroyed', { purpose }));
  return deps.vault.unwrap(row);
}

/** @throws Failure `key-gone` when the shop has none, or none any more */
export const requireShopKey = (
  deps: Pick<Deps, 'vault'>,
  unit: Unit,
  purpose: (typeof SHOP_KEYS)[number],
): Promise<DataKey> => require(deps, unit, purpose, null);

/** @throws Failure `key-gone` once the request's data has been shredded */
export const requireRequestKey = (
  deps: Pick<Deps, 'vault'>,
  unit: Unit,
  purpose: (typeof REQUEST_KEYS)[number] | (typeof LATER_KEYS)[number],
  requestId: string,
): Promise<DataKey> => require(deps, unit, purpose, requestId);
