import { type Joined, NOTHING_JOINED } from '../core/joining.ts';
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

const joinedPlace = (planId: string) => ({ table: 'plan', column: 'joined', row: planId });

/** What came later and joined the plan. */
export const openJoined = (
  { vault }: Pick<Deps, 'vault'>,
  key: DataKey,
  { id, joined }: { id: string; joined: Uint8Array | null },
): Joined =>
  joined === null ? NOTHING_JOINED : JSON.parse(vault.open(key, joinedPlace(id), joined).toString('utf8'));

export const sealJoined = ({ vault }: Pick<Deps, 'vault'>, key: DataKey, planId: string, joined: Joined) =>
  vault.seal(key, joinedPlace(planId), Buffer.from(JSON.stringify(joined)));
