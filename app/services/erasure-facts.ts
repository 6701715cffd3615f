import type { Unit } from '../adapters/db/unit.ts';
import { localDay } from '../core/deadline.ts';
import type { ErasureFacts } from '../core/erasure-plan.ts';
import type { Deps } from './deps.ts';
import { findPerson } from './find-person.ts';

/** What a plan to erase depends on beside what Shopify holds. */
export async function erasureFacts(
  { now }: Pick<Deps, 'now'>,
  unit: Unit,
  requestId: string,
): Promise<ErasureFacts> {
  const { shopId } = unit;
  const { countryCode, timeZone } = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
  const { requests } = await findPerson(unit, requestId);
  return { country: countryCode, timeZone, today: localDay(now(), timeZone), ownRequests: requests.length };
}
