import type { Unit } from '../adapters/db/unit.ts';
import { normaliseIdentifier } from '../core/identifier.ts';
import { type LimitName, SUBMISSION_LIMITS } from '../core/submission-limit.ts';
import type { Deps } from './deps.ts';
import { requireShopKey } from './require-key.ts';

/**
 * Counts a submission against each limit that is named; what it is counted by is kept as a keyed hash.
 * @returns whether it is within all of them
 */
export async function isWithinLimits(
  deps: Pick<Deps, 'vault'>,
  unit: Unit,
  by: Partial<Record<LimitName, string>>,
): Promise<boolean> {
  const key = await requireShopKey(deps, unit, 'index');
  const named = (Object.keys(SUBMISSION_LIMITS) as LimitName[]).filter((name) => by[name] !== undefined);
  const counts = await unit.tally(
    named.map((name) => {
      const value = by[name] ?? '';
      const who = name === 'email' ? normaliseIdentifier({ kind: 'email', value }) : value;
      const index = deps.vault.commit(key, Buffer.from(`limit|${name}|${who}`));
      return { index, spanMs: SUBMISSION_LIMITS[name].spanMs };
    }),
  );
  return named.every((name, place) => (counts[place] ?? 0) <= SUBMISSION_LIMITS[name].most);
}
