import type { Unit } from '../adapters/db/unit.ts';
import type { ErasureFacts } from '../core/erasure-plan.ts';
import { localDay } from '../core/local-day.ts';
import type { Deps } from './deps.ts';
import { findPerson } from './find-person.ts';
import { readSettings } from './read-settings.ts';

/** What a plan to erase depends on beside what Shopify holds. */
export async function erasureFacts(
  { now }: Pick<Deps, 'now'>,
  unit: Unit,
  requestId: string,
): Promise<ErasureFacts> {
  const { country, timeZone } = await readSettings(unit);
  const { requests } = await findPerson(unit, requestId);
  return { country, timeZone, today: localDay(now(), timeZone), ownRequests: requests.length };
}
