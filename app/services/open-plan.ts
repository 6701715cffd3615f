import type { DataKey } from '../core/keys.ts';
import type { PlanBody } from '../core/plan.ts';
import type { Deps } from './deps.ts';

/** Where a plan is sealed: it opens nowhere else. */
export const planPlace = (planId: string) => ({ table: 'plan', column: 'sealed', row: planId });

/** @param key the case key of the plan's request */
export const openPlan = (
  { vault }: Pick<Deps, 'vault'>,
  key: DataKey,
  plan: { id: string; sealed: Uint8Array },
): PlanBody => JSON.parse(vault.open(key, planPlace(plan.id), plan.sealed).toString('utf8'));
