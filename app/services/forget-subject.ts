import type { Unit } from '../adapters/db/unit.ts';
import type { AuditEvent } from '../core/audit.ts';
import { OWN_KINDS, writeIndex } from '../core/erasure.ts';
import type { Deps } from './deps.ts';
import { destroyKey } from './erase-request.ts';
import { callForRotation } from './rotate-keys.ts';
import { SYSTEM } from './step-reading.ts';
import { SURVEY } from './survey-chunks.ts';

const MOST_AT_ONCE = 200;

/**
 * The last of an erasure by plan, once all its steps are over: who it was about goes, too. What stays are keyed hashes
 * of the customer record and the e-mail address, by which somebody is recognised who comes back by an import; they go
 * with the evidence. The caller holds the shop's lock.
 */
export async function forgetSubject(
  deps: Pick<Deps, 'unit' | 'now' | 'erasures'>,
  unit: Unit,
  requestId: string,
): Promise<void> {
  const { shopId } = unit;
  const request = await unit.read.request.findFirst({
    where: {
      ...{ shopId, id: requestId, kind: 'erasure', state: 'closed', subject: { not: null } },
      steps: { some: { operation: 'erase', state: 'done' } },
    },
    include: { identifiers: true },
  });
  if (!request) return;
  const { identifiers } = request;
  await deps.erasures.append({
    ...{ at: deps.now().toISOString(), shop: shopId, request: requestId, what: 'person' },
    indexes: identifiers.map(writeIndex),
  });
  await destroyKey(deps, unit, requestId, requestId);
  await unit.progress.chunk.deleteMany({ where: { shopId, requestId } });
  const kept = identifiers.filter(({ kind }) => OWN_KINDS.some((own) => own === kind));
  const event: AuditEvent = {
    ...{ type: 'erasure.forgotten', actor: SYSTEM, requestId },
    data: { kept: kept.length },
  };
  await unit.write(event, async (rows) => {
    await rows.identifier.deleteMany({
      where: { shopId, requestId, NOT: { kind: { in: [...OWN_KINDS] } } },
    });
    await rows.request.update({
      where: { shopId_id: { shopId, id: requestId } },
      data: { subject: null, residence: null },
    });
    // What the plan was made from.
    await rows.chunk.deleteMany({ where: { shopId, requestId, collection: SURVEY } });
    // Places within a list of orders.
    await rows.step.updateMany({ where: { shopId, requestId, operation: 'retain' }, data: { cursor: {} } });
  });
  await callForRotation(deps, unit);
}

/** For requests that were closed by something else than the erasure's own steps. @returns how many */
export async function forgetErased(
  deps: Pick<Deps, 'unit' | 'now' | 'erasures' | 'sweeps'>,
): Promise<number> {
  const found = await deps.sweeps.unforgottenErasures(deps.now(), MOST_AT_ONCE);
  for (const { shopId, id } of found)
    await deps.unit(shopId, async (unit) => {
      await unit.lockShop();
      await forgetSubject(deps, unit, id);
    });
  return found.length;
}
