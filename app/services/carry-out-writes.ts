import type { Unit } from '../adapters/db/unit.ts';
import { Failure } from '../core/failure.ts';
import { DRIFT } from '../core/partial-success.ts';
import { say } from '../core/saying.ts';
import type { StoreWrites } from '../core/store.ts';
import { moveOf } from '../core/vendor-write.ts';
import { FIRST_PASS, type Held, isEnded, passJson, type StepWrite } from './begin-writes.ts';
import { endRequestIfDone } from './end-request.ts';
import { joinRecords } from './join-records.ts';
import { learnCorrections } from './learn-corrections.ts';
import { type Again, isOfWrite, readAgain, type WritingSlice } from './read-again.ts';
import { claimStep, type FoundStep, type StepDeps, SYSTEM, stepData } from './step-reading.ts';
import { intendWrite, storeHeld, storeOutcome, takeBackIntent } from './store-write.ts';
import { verifyWrites } from './verify-writes.ts';

/** So many are read at once, ahead of being written. */
const AHEAD = 50;
/** What was read longer ago is read again before it is written. */
const FRESH_MS = 5_000;

/** The vendor has turned the call away as a whole: nothing can have been done. */
const NOT_SENT = ['throttled', 'shop-frozen', 'shop-locked', 'not-connected', 'access-missing', 'forbidden'];

const GONE =
  'A record that was to be changed is no longer in the store. Nothing else was held up by it. Skip this step, or try again once it is back.';

const heldBy = ({ code, message }: Failure): Held => ({ code, message });

function requireWrites({ stores }: StepDeps, name: string): StoreWrites {
  const found = stores[name]?.writes;
  if (found) return found;
  throw new Failure(
    'store-missing',
    say('The data store "{store}" is not connected, or cannot be changed from here.', { store: name }),
  );
}

const CHANGED_SINCE =
  'Something has changed since the plan was approved. What had changed was left as it is; everything else was carried out. Look at the differences on this page, and decide.';
const CAME_SINCE =
  'Something has come since the plan was made that needs your word before it is taken away. It was left as it is; everything else was carried out. Look at it on this page, and decide.';
const driftOf = ({ asks }: StepWrite): Held => ({
  code: DRIFT,
  message: asks === null ? CHANGED_SINCE : CAME_SINCE,
});

/** @returns whether the step is still this worker's */
async function send(deps: StepDeps, slice: WritingSlice, each: StepWrite): Promise<boolean> {
  const { begun, at, store } = slice;
  const intended = await intendWrite(deps, begun, each);
  if (!intended) return false;
  try {
    await store.write(at, each.write);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (NOT_SENT.includes(error.code)) await takeBackIntent(deps, begun, intended, each);
    if (!isOfWrite(error)) throw error;
    if (error.code === 'access-missing') return storeHeld(deps, begun, each, heldBy(error));
    const isGone = error.code === 'record-gone' && Object.keys(each.write.after).length === 0;
    return isGone
      ? storeOutcome(deps, begun, intended, { state: 'gone' })
      : storeOutcome(deps, begun, intended, { state: 'refused', held: heldBy(error) });
  }
  return storeOutcome(deps, begun, intended, { state: 'done' });
}

async function carryOut(
  deps: StepDeps,
  slice: WritingSlice,
  each: StepWrite,
  again: Again,
): Promise<boolean> {
  const { begun } = slice;
  if ('failure' in again) return storeHeld(deps, begun, each, heldBy(again.failure));
  const { write, agreed, asks, state } = each;
  const { fields: found } = again;
  const before = agreed ?? (asks === null ? write.before : null);
  const next = moveOf({ before, after: write.after, state, found });
  if (next.move === 'send') return send(deps, slice, each);
  if (next.move === 'end') return storeOutcome(deps, begun, each, { state: next.state });
  return found === null
    ? storeOutcome(deps, begun, each, { state: 'refused', held: { code: 'record-gone', message: GONE } })
    : storeOutcome(deps, begun, each, { state: 'drifted', held: driftOf(each), found });
}

async function findWritten(unit: Unit, { begun: { step, planId, writes } }: WritingSlice) {
  const where = { shopId: step.shopId, planId, stepId: step.id, state: 'done' };
  const done = await unit.read.vendorWrite.findMany({ where, select: { position: true } });
  const positions = new Set(done.map(({ position }) => position));
  return writes.filter(({ position }) => positions.has(position)).map(({ write }) => write);
}

/** Everything was looked at: done, or waits for a person. */
async function endPass(deps: StepDeps, slice: WritingSlice): Promise<void> {
  if (slice.begun.pass.held === null) await verifyWrites(deps, slice);
  const { step, pass, planId } = slice.begun;
  const { shopId, id, requestId } = step;
  const held = await deps.unit(shopId, async (unit) => {
    await unit.lockShop();
    if (!(await claimStep(deps, unit, id))) return null;
    const where = { shopId_id: { shopId, id } };
    const counts = await unit.read.vendorWrite.groupBy({
      by: ['state'],
      where: { shopId, planId, stepId: id },
      _count: true,
    });
    const of = (state: string) => counts.find((each) => each.state === state)?._count ?? 0;
    if (pass.held !== null) {
      // Whoever has it tried again has all of it looked at that is not done.
      await unit.progress.step.update({
        where,
        data: { cursor: passJson(FIRST_PASS), records: of('done') },
      });
      return pass.held;
    }
    const twice = { shopId, planId, stepId: id, sent: { gt: 1 } };
    const sentTwice = await unit.read.vendorWrite.count({ where: twice });
    const outcome = { writes: of('done'), gone: of('gone'), left: of('left'), sentTwice };
    const data = { ...stepData(step), ...outcome };
    const now = deps.now();
    await unit.write({ type: 'step.done', actor: SYSTEM, requestId, data }, (rows) =>
      rows.step.update({
        where,
        data: {
          ...{ state: 'done', records: outcome.writes, finishedAt: now, updatedAt: now },
          ...{ retryAt: null, reasonCode: null, reason: null },
        },
      }),
    );
    if (slice.begun.kind === 'rectification')
      await learnCorrections(deps, unit, requestId, await findWritten(unit, slice));
    await endRequestIfDone(deps, unit, requestId);
    return null;
  });
  if (held) throw new Failure(held.code, held.message);
}

/**
 * Carries out the writes of an approved plan in one store, and of what came later and joined it: each is read again, compared with what was approved,
 * noted, sent, and its outcome noted. One that is not as approved is held, and the others go on.
 * @param until then the slice ends after the write that is under way
 */
export async function carryOutWrites(deps: StepDeps, found: FoundStep, until: Date): Promise<void> {
  const begun = await joinRecords(deps, found, until);
  if (!begun) return;
  const { shopId, shopDomain } = found;
  const slice: WritingSlice = { begun, at: { shopId, shopDomain }, store: requireWrites(deps, found.store) };
  const open = begun.writes.filter((each) => !isEnded(each));
  for (;;) {
    const ahead = open.filter(({ position }) => position >= begun.pass.from).slice(0, AHEAD);
    if (ahead.length === 0) return endPass(deps, slice);
    if (deps.now() >= until)
      return deps.unit(shopId, (unit) => unit.schedule('run-step', begun.kind, found.id));
    const again = await readAgain(slice, ahead);
    const readAt = deps.now().getTime();
    for (const [each, standing] of again) {
      const now = deps.now().getTime();
      if (now - readAt > FRESH_MS || now >= until.getTime()) break;
      if (!(await carryOut(deps, slice, each, standing))) return;
    }
  }
}
