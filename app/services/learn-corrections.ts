import type { Unit } from '../adapters/db/unit.ts';
import type { PersonIdentifier } from '../core/identifier.ts';
import type { PlannedWrite } from '../core/plan.ts';
import type { Json } from '../core/store.ts';
import type { Deps } from './deps.ts';
import { requireShopKey } from './require-key.ts';

/** Fields of a record by which a person is found. */
const FOUND_BY = ['email', 'phone'] as const;

const told = (value: Json | undefined): value is string => typeof value === 'string' && value !== '';

/**
 * What a rectification has written is what the person is asked for by from now on: their request is found by it, too.
 * The request itself goes on saying what it was about.
 */
export async function learnCorrections(
  deps: Pick<Deps, 'vault'>,
  unit: Unit,
  requestId: string,
  writes: readonly PlannedWrite[],
): Promise<void> {
  const corrected = writes
    .filter(({ operation }) => operation === 'customer.update')
    .flatMap(({ after }) =>
      FOUND_BY.flatMap((kind): PersonIdentifier[] => {
        const value = after[kind];
        return told(value) ? [{ kind, value }] : [];
      }),
    );
  if (corrected.length === 0) return;
  const key = await requireShopKey(deps, unit, 'index');
  const shop = await unit.read.shop.findUniqueOrThrow({ where: { shopId: unit.shopId } });
  await unit.addIdentifiers(
    corrected.flatMap((identifier) => {
      const index = deps.vault.blindIndex(key, identifier, shop.countryCode);
      return index === null ? [] : [{ requestId, kind: identifier.kind, index }];
    }),
  );
}
