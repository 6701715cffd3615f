import type { Unit, Writes } from '../adapters/db/unit.ts';
import type { AuditEventType } from '../core/audit.ts';
import { suppressionReasons } from '../core/restriction.ts';
import { type BegunPlan, beginPlan } from './begin-plan.ts';
import { endRequestIfDone } from './end-request.ts';
import { openPlan } from './open-plan.ts';
import { requireRequestKey } from './require-key.ts';
import {
  type ClaimedStep,
  claimStep,
  type StepDeps,
  type StepInput,
  SYSTEM,
  stepData,
} from './step-reading.ts';

type Index = Uint8Array<ArrayBuffer>;
interface Entry {
  index: Index;
  kind: string;
}

/** By what somebody stands on the list: the orders that a request names say nothing about the next one. */
const SUPPRESSED_BY = ['customer', 'email', 'phone'];

/** The blind indexes under which a request's person is known, made with the shop's index key. */
async function entriesOf(unit: Unit, requestId: string): Promise<Entry[]> {
  const where = { shopId: unit.shopId, requestId, kind: { in: SUPPRESSED_BY } };
  const known = await unit.read.identifier.findMany({ where, select: { index: true, kind: true } });
  return known.map(({ index, kind }) => ({ index: Uint8Array.from(index), kind }));
}

interface Of {
  step: ClaimedStep;
  entries: Entry[];
  reasons: string[];
  now: Date;
}
type Change = (rows: Writes, of: Of) => Promise<void>;

/** Under what the approved plan has the person on the list. */
async function reasonsOf(deps: StepDeps, unit: Unit, plan: BegunPlan): Promise<string[]> {
  const key = await requireRequestKey(deps, unit, 'case', plan.requestId);
  return suppressionReasons(openPlan(deps, key, plan));
}

/** Carries out a step on the app's own list: the change, its entry in the log and the end of the step in one commit. */
async function carryOut(
  deps: StepDeps,
  { shopId, id }: StepInput,
  type: AuditEventType,
  change: Change,
): Promise<void> {
  await deps.unit(shopId, async (unit) => {
    await unit.lockShop();
    const step = await claimStep(deps, unit, id);
    if (!step) return;
    const plan = await beginPlan(deps, unit, step);
    if (plan === null) return;
    const { requestId } = step;
    const reasons = await reasonsOf(deps, unit, plan);
    const entries = await entriesOf(unit, requestId);
    const now = deps.now();
    const by = { actor: SYSTEM, requestId };
    const done = { ...stepData(step), records: entries.length, gaps: 0 };
    const events = [
      { ...by, type, data: { reason: reasons.join(','), entries: entries.length } },
      { ...by, type: 'step.done' as const, data: done },
    ];
    await unit.write(events, async (rows) => {
      await change(rows, { step, entries, reasons, now });
      await rows.step.update({
        where: { shopId_id: { shopId, id } },
        data: {
          ...{ state: 'done', records: entries.length, reasonCode: null, reason: null, retryAt: null },
          ...{ startedAt: step.startedAt ?? now, finishedAt: now, updatedAt: now },
        },
      });
    });
    await endRequestIfDone(deps, unit, requestId);
  });
}

/**
 * Enters a person in the shop's suppression list: one entry for each thing they are known by and each reason that the
 * plan has, so that somebody who comes back, by an import or a new order, is recognised. One that stands keeps its
 * date.
 */
export const suppress = (deps: StepDeps, input: StepInput): Promise<void> =>
  carryOut(deps, input, 'suppression.entered', async (rows, { step, entries, reasons, now }) => {
    const { shopId, requestId } = step;
    const index = { in: entries.map((entry) => entry.index) };
    await rows.suppression.updateMany({
      where: { shopId, reason: { in: reasons }, index, liftedAt: { not: null } },
      data: { requestId, since: now, liftedAt: null },
    });
    await rows.suppression.createMany({
      data: reasons.flatMap((reason) =>
        entries.map((entry) => ({ shopId, reason, requestId, since: now, ...entry })),
      ),
      skipDuplicates: true,
    });
  });

/** Ends a person's entries under the plan's reasons; that there were some stays on record. */
export const liftSuppression = (deps: StepDeps, input: StepInput): Promise<void> =>
  carryOut(deps, input, 'suppression.lifted', async (rows, { step, entries, reasons, now }) => {
    const index = { in: entries.map((entry) => entry.index) };
    await rows.suppression.updateMany({
      where: { shopId: step.shopId, reason: { in: reasons }, index, liftedAt: null },
      data: { liftedAt: now },
    });
  });
