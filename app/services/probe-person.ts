import type { Unit } from '../adapters/db/unit.ts';
import type { AuditEvent } from '../core/audit.ts';
import { storeName } from '../core/audit-text.ts';
import { Failure } from '../core/failure.ts';
import { CAME_BACK, PROBED_AFTER_DAYS } from '../core/redact-progress.ts';
import { OWN_STORE } from '../core/request.ts';
import { say } from '../core/saying.ts';
import type { Trace } from '../core/store.ts';
import type { Deps } from './deps.ts';
import { endErasureIfDone } from './end-erasure.ts';
import { openSubject } from './open-subject.ts';
import { mayBegin } from './plan-time.ts';
import { type ClaimedStep, claimStep, type StepInput, SYSTEM, stepData } from './step-reading.ts';
import { waitStep } from './wait-step.ts';

export type ProbeDeps = Pick<Deps, 'unit' | 'vault' | 'now' | 'stores' | 'erasures'>;

const DAY_MS = 86_400_000;

/** What erased the person in the store; null where the plan has nothing that does. */
async function findErasing(unit: Unit, { requestId, planId, store }: ClaimedStep) {
  const operation = store === OWN_STORE ? 'erase' : 'redact';
  return unit.read.step.findFirst({ where: { shopId: unit.shopId, requestId, planId, operation } });
}

/** It is looked some days after the erasure; one that is still to come sets the time itself. */
async function mustWait(deps: ProbeDeps, unit: Unit, step: ClaimedStep): Promise<boolean> {
  const erasing = await findErasing(unit, step);
  if (!erasing || ['skipped', 'stopped'].includes(erasing.state)) return false;
  const done = erasing.state === 'done' ? erasing.finishedAt : null;
  const until = done && new Date(done.getTime() + PROBED_AFTER_DAYS * DAY_MS);
  if (until && until <= deps.now()) return false;
  await waitStep(deps, unit, step, {
    code: 'after-erasure',
    reason: say(
      '{days} days after the erasure it is looked once more whether the person is known in {store}, such as after an import.',
      { days: PROBED_AFTER_DAYS, store: storeName(step.store) },
    ),
    until: until ?? erasing.retryAt ?? new Date(deps.now().getTime() + DAY_MS),
  });
  return true;
}

/** @returns null when there is nothing to do now */
async function begin(deps: ProbeDeps, { shopId, id }: StepInput) {
  return deps.unit(shopId, async (unit) => {
    await unit.lockShop();
    const step = await claimStep(deps, unit, id);
    if (!step || (await mustWait(deps, unit, step)) || !(await mayBegin(deps, unit, step))) return null;
    const subject = await openSubject(deps, unit, step.request);
    const { domain } = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
    return { step, subject, at: { shopId, shopDomain: domain } };
  });
}

const countOf = (traces: Trace[]): number => traces.reduce((sum, { records }) => sum + records, 0);

function found(store: string, traces: Trace[]): Failure {
  const what = traces.map(({ collection, records }) => `${collection}: ${records}`).join(', ');
  return new Failure(
    CAME_BACK,
    say(
      'This person was erased, but {store} knows them again ({what}). Nothing was erased a second time: they may have bought again, or an import brought them back. Look there; if it was an import, start a new erasure and stop the import from bringing them back. Then skip this step with what you found, or look again.',
      { store: storeName(store), what },
    ),
  );
}

/**
 * Looks some days after an erasure whether a store knows the person again. Who is found is reported, never erased a
 * second time by itself.
 * @throws Failure `came-back`
 */
export async function probePerson(deps: ProbeDeps, input: StepInput): Promise<void> {
  const begun = await begin(deps, input);
  if (!begun) return;
  const { step, subject, at } = begun;
  const { shopId, id, requestId } = step;
  const traces = (await deps.stores[step.store]?.findTraces?.(at, subject, requestId)) ?? [];
  const counts = Object.fromEntries(traces.map(({ collection, records }) => [collection, records]));
  const data = { ...stepData(step), found: countOf(traces), ...counts };
  await deps.unit(shopId, async (unit) => {
    await unit.lockShop();
    const current = await claimStep(deps, unit, id);
    if (!current) return;
    const now = deps.now();
    const isClear = traces.length === 0;
    const event: AuditEvent = { type: 'probe.done', actor: SYSTEM, requestId, data };
    await unit.write(event, (rows) =>
      rows.step.update({
        where: { shopId_id: { shopId, id } },
        data: {
          ...{ state: isClear ? 'done' : 'running', startedAt: step.startedAt ?? now, updatedAt: now },
          ...{ records: countOf(traces), reasonCode: null, reason: null, retryAt: null },
          ...(isClear && { finishedAt: now }),
        },
      }),
    );
    if (isClear) await endErasureIfDone(deps, unit, requestId);
  });
  if (traces.length > 0) throw found(step.store, traces);
}
