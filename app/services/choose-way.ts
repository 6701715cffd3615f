import type { Actor } from '../core/audit.ts';
import { type ErasureWay, erasurePlan, erasureWays } from '../core/erasure-plan.ts';
import type { Deps } from './deps.ts';
import { erasureFacts } from './erasure-facts.ts';
import { proposePlan } from './propose-plan.ts';
import { requireMay } from './require-may.ts';
import { readSurvey } from './survey-chunks.ts';

/** Proposes another way of erasing, from what was read already: a plan of its own, to be approved as such. */
export async function chooseWay(
  deps: Pick<Deps, 'unit' | 'vault' | 'now' | 'random'>,
  input: { shopId: string; requestId: string; way: ErasureWay; actor: Actor & { kind: 'staff' } },
): Promise<{ outcome: 'proposed' | 'not-there' }> {
  const { shopId, requestId, way, actor } = input;
  return deps.unit(shopId, async (unit) => {
    await requireMay(unit, actor, 'requests.handle');
    await unit.lockShop();
    const proposed = { shopId, requestId, state: 'proposed', request: { kind: 'erasure' } };
    const isOpen = (await unit.read.plan.count({ where: proposed })) > 0;
    const survey = isOpen ? await readSurvey(deps, unit, requestId) : null;
    if (!survey) return { outcome: 'not-there' };
    const facts = await erasureFacts(deps, unit, requestId);
    if (!erasureWays(survey, facts).includes(way)) return { outcome: 'not-there' };
    await proposePlan(deps, unit, { requestId, body: erasurePlan(survey, way, facts), actor });
    return { outcome: 'proposed' };
  });
}
