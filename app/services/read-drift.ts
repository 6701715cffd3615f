import type { Unit } from '../adapters/db/unit.ts';
import { Failure } from '../core/failure.ts';
import type { AskReason } from '../core/joining.ts';
import { DRIFT } from '../core/partial-success.ts';
import { digestIn } from '../core/plan.ts';
import type { JsonObject } from '../core/store.ts';
import { differing } from '../core/vendor-write.ts';
import { foundPlace } from './begin-writes.ts';
import type { Deps } from './deps.ts';
import { openJoined, openPlan } from './open-plan.ts';
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
  /** The fields that are not as they were; of what was never approved, all that would go. */
  fields: string[];
  /** Why it is asked about, where that is not for what has changed. */
  asks: AskReason | null;
}

/** What waits for a decision. */
export interface Drift {
  stepId: string;
  /** Hash of all that was found, hexadecimal: a decision is about what was looked at, and nothing else. */
  shown: string;
  records: Drifted[];
}

/** Say where a record is, not what it holds. */
const PLACES = ['customerId', 'namespace', 'key', 'type'];

const wouldGo = (found: JsonObject, after: JsonObject): string[] => {
  const changed = Object.keys(after);
  if (changed.length > 0) return changed;
  return Object.keys(found).filter(
    (name) => !PLACES.includes(name) && differing(found, { [name]: null }).length > 0,
  );
};

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
  const joined = openJoined(deps, key, plan);
  const writes = [...body.writes, ...joined.writes];
  const records = rows.flatMap(({ position, found: sealed }): Drifted[] => {
    const write = writes[position];
    if (!write || sealed === null) return [];
    const found = JSON.parse(deps.vault.open(key, foundPlace(planId, position), sealed).toString('utf8'));
    const { operation, collection, record, before, after } = write;
    const asks = joined.asks[position] ?? null;
    const fields = asks === null ? differing(found, before) : wouldGo(found, after);
    return [{ ...{ position, operation, collection, record, before, found, after }, fields, asks }];
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
