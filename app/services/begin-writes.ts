import type { Unit } from '../adapters/db/unit.ts';
import { type AskReason, canJoin } from '../core/joining.ts';
import type { DataKey } from '../core/keys.ts';
import type { PlannedWrite } from '../core/plan.ts';
import type { RequestKind } from '../core/request.ts';
import type { Json, JsonObject } from '../core/store.ts';
import { WRITE_STATES, type WriteState } from '../core/vendor-write.ts';
import { beginPlan } from './begin-plan.ts';
import type { Deps } from './deps.ts';
import { openJoined, openPlan } from './open-plan.ts';
import { requireRequestKey } from './require-key.ts';
import {
  type ClaimedStep,
  claimStep,
  type StepDeps,
  type StepInput,
  SYSTEM,
  stepData,
} from './step-reading.ts';

/** A write of the plan that this step carries out, and how far it is. */
export interface StepWrite {
  /** Place in its plan. */
  position: number;
  write: PlannedWrite;
  state: WriteState | null;
  /** How often it may have been sent. */
  sent: number;
  /** What a person has agreed to write over, in place of what the plan was made from. */
  agreed: JsonObject | null;
  /** It is not approved as it stands: only what a person agrees to is written. */
  asks: AskReason | null;
}

/** Something that a person has to look at; what else there is goes on. */
export interface Held {
  code: string;
  message: string;
}
/** How far the step is in going through its writes once. */
export interface Pass {
  from: number;
  held: Held | null;
}

export const FIRST_PASS: Pass = { from: 0, held: null };
export const readPass = (cursor: unknown): Pass => ({ ...FIRST_PASS, ...(cursor as Partial<Pass> | null) });
/** Where the step is in looking at what came since its plan was made; null where its first pass has begun. */
export function readJoining(cursor: unknown): { place: Json } | null {
  if (cursor === null) return { place: null };
  const { joining } = cursor as { joining?: Json };
  return joining === undefined ? null : { place: joining };
}
export const joiningJson = (place: Json): JsonObject => ({ joining: place });
export const passJson = ({ from, held }: Pass): JsonObject => ({ from, held: held as Json });

export const foundPlace = (planId: string, position: number) => ({
  ...{ table: 'vendor_write', column: 'found', row: `${planId}|${position}` },
});

async function readWrites(
  deps: Pick<Deps, 'vault'>,
  unit: Unit,
  of: {
    planId: string;
    writes: PlannedWrite[];
    asks: Record<string, AskReason>;
    key: DataKey;
    store: string;
  },
): Promise<StepWrite[]> {
  const { planId, writes, asks, key, store } = of;
  const rows = await unit.read.vendorWrite.findMany({ where: { shopId: unit.shopId, planId } });
  const known = new Map(rows.map((row) => [row.position, row]));
  return writes.flatMap((write, position): StepWrite[] => {
    if (write.store !== store) return [];
    const row = known.get(position);
    const state = (row?.state ?? null) as WriteState | null;
    const agreed =
      row?.found != null && (state === 'agreed' || state === 'intended')
        ? JSON.parse(deps.vault.open(key, foundPlace(planId, position), row.found).toString('utf8'))
        : null;
    return [{ position, write, state, sent: row?.sent ?? 0, agreed, asks: asks[position] ?? null }];
  });
}

export const isEnded = ({ state }: StepWrite): boolean => state !== null && WRITE_STATES[state].ended;

async function setRunning(deps: Pick<Deps, 'now'>, unit: Unit, step: ClaimedStep, writes: StepWrite[]) {
  const { shopId, id, requestId } = step;
  const now = deps.now();
  const started = { type: 'step.started', actor: SYSTEM, requestId, data: stepData(step) } as const;
  const progress = { counted: writes.filter(isEnded).length, expected: writes.length };
  await unit.write(step.startedAt === null ? started : [], (rows) =>
    rows.step.update({
      where: { shopId_id: { shopId, id } },
      data: {
        ...{ state: 'running', startedAt: step.startedAt ?? now, retryAt: null, updatedAt: now },
        ...progress,
      },
    }),
  );
  return progress.counted;
}

/**
 * Sets a step of writes running, once its time has come, and opens its plan. @returns null when there is nothing to
 * do (yet)
 * @throws Failure when the plan is not approved, or its key is gone
 */
export async function beginWrites(deps: StepDeps, { shopId, id }: StepInput) {
  return deps.unit(shopId, async (unit) => {
    // Before the row of the step: whoever holds the shop's lock may be waiting for that.
    await unit.lockShop();
    const step = await claimStep(deps, unit, id);
    const plan = step && (await beginPlan(deps, unit, step));
    if (!step || !plan) return null;
    const key = await requireRequestKey(deps, unit, 'case', step.requestId);
    const body = openPlan(deps, key, plan);
    const joined = openJoined(deps, key, plan);
    const all = { writes: [...body.writes, ...joined.writes], asks: joined.asks };
    const of = { planId: plan.id, ...all, key, store: step.store };
    const writes = await readWrites(deps, unit, of);
    const counted = await setRunning(deps, unit, step, writes);
    const kind = step.request.kind as RequestKind;
    const { salt } = body;
    const joining = plan.joinedAt === null && canJoin(body) ? readJoining(step.cursor) : null;
    const pass = joining === null ? readPass(step.cursor) : FIRST_PASS;
    return { step, kind, planId: plan.id, salt, key, writes, counted, pass, joining };
  });
}
export type BegunWrites = NonNullable<Awaited<ReturnType<typeof beginWrites>>>;
