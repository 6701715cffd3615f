import type { Unit } from '../adapters/db/unit.ts';
import type { Actor, AuditEvent } from '../core/audit.ts';
import { Failure } from '../core/failure.ts';
import type { PlanBody, PlannedWrite } from '../core/plan.ts';
import { counterPlan } from '../core/rectification.ts';
import { SHOPIFY_STORE } from '../core/request.ts';
import type { JsonObject } from '../core/store.ts';
import { leftDigest } from '../core/vendor-write.ts';
import { foundPlace } from './begin-writes.ts';
import type { Deps } from './deps.ts';
import { openPlan } from './open-plan.ts';
import { proposePlan } from './propose-plan.ts';
import { requireRequestKey } from './require-key.ts';
import { requireMay } from './require-may.ts';

export type CounterChange =
  | { outcome: 'proposed' | 'not-there' }
  /** So many records are no longer as the correction left them; nothing was proposed. */
  | { outcome: 'changed-since'; records: number }
  | { outcome: 'failed'; message: string };

interface Input {
  shopId: string;
  requestId: string;
  actor: Actor & { kind: 'staff' };
}

/** What was carried out: the write, from what stood there to what was left, and the hash of that. */
interface Carried {
  plan: PlanBody;
  write: PlannedWrite;
  after: Uint8Array;
}

/** A person may have agreed to write over something else than the plan was made from: that is what stood there. */
function stoodBefore(write: PlannedWrite, found: JsonObject | null): PlannedWrite {
  if (found === null) return write;
  const names = Object.keys(write.before);
  const before = Object.fromEntries(names.map((name) => [name, found[name] ?? null]));
  return { ...write, before };
}

/** A carried-out rectification and its writes; null where there is nothing to take back. */
async function findCarriedOut(deps: Deps, unit: Unit, requestId: string): Promise<Carried[] | null> {
  const { shopId } = unit;
  const where = { shopId, id: requestId, kind: 'rectification', state: 'closed' };
  const request = await unit.read.request.findFirst({ where });
  const last = await unit.read.plan.findFirst({
    where: { shopId, requestId, state: 'done' },
    orderBy: { sequence: 'desc' },
  });
  if (!request || !last) return null;
  const key = await requireRequestKey(deps, unit, 'case', requestId);
  const plan = { id: last.id, body: openPlan(deps, key, last) };
  const done = await unit.read.vendorWrite.findMany({
    where: { shopId, planId: plan.id, state: 'done', after: { not: null } },
    orderBy: { position: 'asc' },
  });
  const open = (position: number, sealed: Uint8Array): JsonObject =>
    JSON.parse(deps.vault.open(key, foundPlace(plan.id, position), sealed).toString('utf8'));
  const carried = done.flatMap(({ position, after, found }) => {
    const write = plan.body.writes[position];
    if (!write || !after) return [];
    return [{ plan: plan.body, write: stoodBefore(write, found && open(position, found)), after }];
  });
  return carried.length > 0 ? carried : null;
}

const isAsLeft = (now: JsonObject | null, { plan, after }: Carried): boolean =>
  now !== null && leftDigest(plan, now).equals(Buffer.from(after));

/** The writes as they are found now: Shopify may spell a value otherwise than it was sent. */
function fromNow({ write }: Carried, now: JsonObject | null): PlannedWrite {
  const named = Object.keys(write.after);
  const found = Object.entries(now ?? {}).filter(([name]) => named.includes(name));
  return { ...write, after: Object.fromEntries(found) };
}

async function counter(deps: Deps, { shopId, requestId, actor }: Input): Promise<CounterChange> {
  const found = await deps.unit(shopId, async (unit) => {
    await requireMay(unit, actor, 'requests.handle');
    const carried = await findCarriedOut(deps, unit, requestId);
    const { domain } = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
    return carried && { carried, domain };
  });
  const writes = deps.stores[SHOPIFY_STORE]?.writes;
  if (!found || !writes) return { outcome: 'not-there' };
  const { carried, domain } = found;
  const at = { shopId, shopDomain: domain };
  const now = await writes.read(
    at,
    carried.map(({ write }) => write),
  );
  const changed = carried.filter((each, place) => !isAsLeft(now[place] ?? null, each));
  if (changed.length > 0) return { outcome: 'changed-since', records: changed.length };
  const body = counterPlan(carried.map((each, place) => fromNow(each, now[place] ?? null)));
  return deps.unit(shopId, async (unit): Promise<CounterChange> => {
    await unit.lockShop();
    if (!(await findCarriedOut(deps, unit, requestId))) return { outcome: 'not-there' };
    const by = { actor, requestId };
    const events: AuditEvent[] = [
      { type: 'rectification.counter-proposed', ...by, data: { writes: body.writes.length } },
      { type: 'request.reopened', ...by, data: { to: 'planned' } },
    ];
    await unit.write(events, (rows) =>
      rows.request.update({
        where: { shopId_id: { shopId, id: requestId } },
        data: { state: 'received', closedAt: null },
      }),
    );
    await proposePlan(deps, unit, { requestId, body, actor });
    return { outcome: 'proposed' };
  });
}

/**
 * Proposes to take a carried-out rectification back: each record is to become what it was before, if it still is as
 * the correction left it. It goes through approval like any plan.
 */
export async function counterChange(deps: Deps, input: Input): Promise<CounterChange> {
  try {
    return await counter(deps, input);
  } catch (error) {
    if (error instanceof Failure && error.code !== 'not-allowed')
      return { outcome: 'failed', message: error.message };
    throw error;
  }
}
