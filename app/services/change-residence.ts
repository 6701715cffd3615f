import type { Actor } from '../core/audit.ts';
import type { DelayReason } from '../core/law/deadline-change.ts';
import { regionsOf } from '../core/law/regimes.ts';
import { COUNTRY_CODES } from '../core/person-field.ts';
import type { Residence } from '../core/residence.ts';
import type { Deps } from './deps.ts';
import { findMovable, type Moved, moveDeadline } from './move-deadline.ts';
import { requireMay } from './require-may.ts';

/** A region counts only where it has a law of its own. */
function usable({ country, region }: Residence): boolean {
  if (!COUNTRY_CODES.includes(country)) return false;
  return region === null || regionsOf(country).some((each) => each.region === region);
}

/**
 * Records where the person lives, and computes the dates of an open request anew by the laws that follow from it.
 * @param input.delay why the request may be due later than now; null = it may not
 */
export async function changeResidence(
  deps: Pick<Deps, 'unit' | 'vault'>,
  input: {
    shopId: string;
    requestId: string;
    /** Null = not known (any more). */
    residence: Residence | null;
    delay: DelayReason | null;
    actor: Actor & { kind: 'staff' };
  },
): Promise<Moved | { outcome: 'residence-unusable' }> {
  const { shopId, requestId, residence, delay, actor } = input;
  return deps.unit(shopId, async (unit) => {
    await requireMay(unit, actor, 'requests.handle');
    if (residence !== null && !usable(residence)) return { outcome: 'residence-unusable' };
    await unit.lockShop();
    const request = await findMovable(unit, requestId);
    if (request === null) return { outcome: 'not-open' };
    return moveDeadline(deps, unit, { request, learnt: { residence }, change: 'residence', delay, actor });
  });
}
