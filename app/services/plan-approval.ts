import { Failure } from '../core/failure.ts';
import type { DataKey } from '../core/keys.ts';
import type { Deps } from './deps.ts';

/**
 * What a member of staff has approved, as it is sealed with the plan. Whoever can write into the database, and holds
 * no key, can neither approve a plan, nor have one begin sooner, nor add a step to it.
 */
export interface PlanApproval {
  by: string;
  /** ISO 8601. */
  startsAt: string;
  steps: { store: string; operation: string /** ISO 8601. */; notBefore: string }[];
}

export const NOT_APPROVED = new Failure(
  'plan-not-approved',
  'The plan of this step is not approved, or was undone. Nothing was changed; approve a plan to go on.',
);

/** It opens with this plan only. */
const placeOf = (planId: string) => ({ table: 'plan', column: 'approval', row: planId });

/** @param key the case key of the plan's request */
export const sealApproval = (
  { vault }: Pick<Deps, 'vault'>,
  key: DataKey,
  planId: string,
  approval: PlanApproval,
) => vault.seal(key, placeOf(planId), Buffer.from(JSON.stringify(approval)));

/** @throws Failure `plan-not-approved` */
export function openApproval(
  { vault }: Pick<Deps, 'vault'>,
  key: DataKey,
  plan: { id: string; approval: Uint8Array | null },
): PlanApproval {
  if (plan.approval === null) throw NOT_APPROVED;
  try {
    return JSON.parse(vault.open(key, placeOf(plan.id), plan.approval).toString('utf8')) as PlanApproval;
  } catch (error) {
    if (error instanceof Failure && error.code === 'unreadable') throw NOT_APPROVED;
    throw error;
  }
}
