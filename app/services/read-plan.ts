import type { Unit } from '../adapters/db/unit.ts';
import type { PlanBody, PlanState } from '../core/plan.ts';
import type { Deps } from './deps.ts';
import { openJoined, openPlan } from './open-plan.ts';
import { requireRequestKey } from './require-key.ts';

export const STANDING_PLAN: PlanState[] = ['proposed', 'approved', 'begun'];

/** The plan of a request that stands, else the last one; null where none was made. @throws Failure `key-gone`, `key-locked` */
export async function readPlan(deps: Pick<Deps, 'vault'>, unit: Unit, requestId: string) {
  const { shopId } = unit;
  const plan = await unit.read.plan.findFirst({
    where: { shopId, requestId },
    orderBy: { sequence: 'desc' },
  });
  if (!plan) return null;
  const key = await requireRequestKey(deps, unit, 'case', requestId);
  const { sealed, joined, keyId, state, ...row } = plan;
  const body: PlanBody = openPlan(deps, key, plan);
  return { ...row, state: state as PlanState, body, joined: openJoined(deps, key, plan) };
}
export type OpenedPlan = NonNullable<Awaited<ReturnType<typeof readPlan>>>;
