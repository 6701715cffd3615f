import type { Unit } from '../adapters/db/unit.ts';
import type { JsonObject } from '../core/store.ts';
import { leftDigest, type WriteState } from '../core/vendor-write.ts';
import {
  type BegunWrites,
  foundPlace,
  type Held,
  isEnded,
  passJson,
  type StepWrite,
} from './begin-writes.ts';
import type { Deps } from './deps.ts';

type StoreDeps = Pick<Deps, 'unit' | 'vault' | 'now'>;

/** Every commit of a write is one of its step, too: whoever has left the step out, or ended it, stops it here. */
async function holdStep(unit: Unit, begun: BegunWrites, data: object): Promise<boolean> {
  const { shopId, id } = begun.step;
  const where = { shopId, id, state: 'running' };
  const { count } = await unit.progress.step.updateMany({ where, data });
  return count > 0;
}

const placeOf = ({ step: { shopId }, planId }: BegunWrites, { position }: StepWrite) => ({
  ...{ shopId, planId, position },
});

/** @returns whether the write stood as it was known; somebody else is at it otherwise */
async function change(
  unit: Unit,
  begun: BegunWrites,
  each: StepWrite,
  data: { state: WriteState } & Record<string, unknown>,
  now: Date,
): Promise<boolean> {
  const place = placeOf(begun, each);
  const { operation } = each.write;
  const made = { ...place, stepId: begun.step.id, operation, sent: 0, intendedAt: now };
  const rows = unit.progress.vendorWrite;
  const { count } =
    each.state === null
      ? await rows.createMany({ data: [{ ...made, ...data }], skipDuplicates: true })
      : await rows.updateMany({ where: { ...place, state: each.state, sent: each.sent }, data });
  return count === 1;
}

/** The commit before a write is sent: from here on it may have been. @returns null when it is no longer ours */
export async function intendWrite(
  deps: StoreDeps,
  begun: BegunWrites,
  each: StepWrite,
): Promise<StepWrite | null> {
  const now = deps.now();
  const sent = each.sent + 1;
  return deps.unit(begun.step.shopId, async (unit) => {
    if (!(await holdStep(unit, begun, { updatedAt: now }))) return null;
    const found = each.agreed === null ? { found: null, foundKeyId: null } : {};
    const intended = { state: 'intended', sent, intendedAt: now, ...found } as const;
    const isOurs = await change(unit, begun, each, intended, now);
    return isOurs ? { ...each, state: 'intended', sent } : null;
  });
}

/** It was certainly not sent: back to what was before. */
export async function takeBackIntent(
  deps: StoreDeps,
  begun: BegunWrites,
  intended: StepWrite,
  former: StepWrite,
): Promise<void> {
  const where = { ...placeOf(begun, intended), state: 'intended', sent: intended.sent };
  await deps.unit(begun.step.shopId, async ({ progress }) => {
    if (former.state === null) await progress.vendorWrite.deleteMany({ where });
    else await progress.vendorWrite.updateMany({ where, data: { state: former.state, sent: former.sent } });
  });
}

/** How a write has ended, or why it cannot yet. */
export interface WriteOutcome {
  state: 'done' | 'gone' | 'drifted' | 'refused';
  /** What stands there, for a person to look at. */
  found?: JsonObject;
  held?: Held;
}

/** The commit after: the outcome, and how far the step is. @returns false when it is no longer ours */
export async function storeOutcome(
  deps: StoreDeps,
  begun: BegunWrites,
  each: StepWrite,
  { state, found, held }: WriteOutcome,
): Promise<boolean> {
  const now = deps.now();
  const { key, planId } = begun;
  const ended = isEnded({ ...each, state });
  const place = foundPlace(planId, each.position);
  const sealed = found && deps.vault.seal(key, place, Buffer.from(JSON.stringify(found)));
  const pass = { from: each.position + 1, held: begun.pass.held ?? held ?? null };
  const counted = begun.counted + Number(ended) - Number(isEnded(each));
  const isOurs = await deps.unit(begun.step.shopId, async (unit) => {
    const progress = { counted, cursor: passJson(pass), updatedAt: now };
    const clear = { attempts: 0, reasonCode: null, reason: null };
    if (!(await holdStep(unit, begun, { ...progress, ...clear }))) return false;
    const outcome = {
      ...{ state, endedAt: ended ? now : null },
      ...(state === 'done' && { after: Uint8Array.from(leftDigest(begun, each.write.after)) }),
      ...(sealed && { found: sealed, foundKeyId: key.id }),
    };
    return change(unit, begun, each, outcome, now);
  });
  if (isOurs) Object.assign(begun, { counted, pass });
  return isOurs;
}

/** What cannot be looked at for now, and so has no row: that is kept with the step alone. */
export async function storeHeld(deps: StoreDeps, begun: BegunWrites, each: StepWrite, held: Held) {
  const pass = { from: each.position + 1, held: begun.pass.held ?? held };
  const isOurs = await deps.unit(begun.step.shopId, (unit) =>
    holdStep(unit, begun, { cursor: passJson(pass), updatedAt: deps.now() }),
  );
  if (isOurs) Object.assign(begun, { pass });
  return isOurs;
}
