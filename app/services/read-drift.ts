import type { Unit } from '../adapters/db/unit.ts';
import { Failure } from '../core/failure.ts';
import { DRIFT } from '../core/partial-success.ts';
import { digestIn } from '../core/plan.ts';
import type { JsonObject } from '../core/store.ts';
import { differing } from '../core/vendor-write.ts';
import { foundPlace } from './begin-writes.ts';
import type { Deps } from './deps.ts';
import { openPlan } from './open-plan.ts';
import { requireRequestKey } from './require-key.ts';

/** A record that was not as the plan was made from. */
export interface Drifted {
  position: number;
  operation: string;
  collection: string;
  record: string;
  /** As the plan was made from. */
  before: JsonObject;
  /** As it was found. */
  found: JsonObject;
  /** As the plan would have it; empty where the record goes. */
  after: JsonObject;
  /** The fields that are not as they were. */
  fields: string[];
}

/** What waits for a decision. */
export interface Drift {
  stepId: string;
  /** Hash of all that was found, hexadecimal: a decision is about what was looked at, and nothing else. */
  shown: string;
  records: Drifted[];
}

async function open(
  deps: Pick<Deps, 'vault'>,
  unit: Unit,
  step: { id: string; requestId: string; planId: string },
) {
  const { shopId } = unit;
  const { id, requestId, planId } = step;
  const plan = await unit.read.plan.findUniqueOrThrow({ where: { shopId_id: { shopId, id: planId } } });
  const rows = await unit.read.vendorWrite.findMany({
    where: { shopId, planId, stepId: id, state: 'drifted', found: { not: null } },
    orderBy: { position: 'asc' },
  });
  const key = await requireRequestKey(deps, unit, 'case', requestId);
  const body = openPlan(deps, key, plan);
  const { writes } = body;
  const records = rows.flatMap(({ position, found: sealed }): Drifted[] => {
    const write = writes[position];
    if (!write || sealed === null) return [];
    const found = JSON.parse(deps.vault.open(key, foundPlace(planId, position), sealed).toString('utf8'));
    const { operation, collection, record, before, after } = write;
    const fields = differing(found, before);
    return [{ ...{ position, operation, collection, record, before, found, after }, fields }];
  });
  const all = records.map(({ position, found }) => [position, found]);
  return { records, shown: digestIn(body, all).toString('hex') };
}

/** What a request's blocked step found changed; null where nothing is to be decided, or the case is sealed. */
export async function readDrift(
  deps: Pick<Deps, 'vault'>,
  unit: Unit,
  where: { requestId: string } | { id: string },
): Promise<Drift | null> {
  const { shopId } = unit;
  const step = await unit.read.step.findFirst({
    where: { shopId, ...where, state: 'blocked', reasonCode: DRIFT },
  });
  if (step?.planId == null) return null;
  const { id, requestId, planId } = step;
  try {
    const { records, shown } = await open(deps, unit, { id, requestId, planId });
    return records.length > 0 ? { stepId: id, shown, records } : null;
  } catch (error) {
    if (error instanceof Failure && ['key-gone', 'key-locked'].includes(error.code)) return null;
    throw error;
  }
}
