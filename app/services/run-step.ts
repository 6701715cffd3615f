import { jittered } from '../core/back-off.ts';
import { traceOf } from '../core/failure.ts';
import { haltStep } from './halt-step.ts';
import { type LaneDeps, serveLane } from './serve-lane.ts';
import { type FoundStep, findStep, findWaiting, type StepInput, waitingFor } from './step-reading.ts';
import { sleepUntil } from './wait-step.ts';

/** A lane that is busy is looked at again after this, times those who wait for it: together they come this often. */
const BUSY_MS = 1_000;
const MOST_BUSY_MS = 60_000;

/** The lane is somebody else's now: comes again soon. That is no failure, and nothing to tell. */
async function comeAgain(deps: LaneDeps, step: FoundStep): Promise<void> {
  const { shopId, id, kind } = step;
  await deps.unit(shopId, async (unit) => {
    const waiting = await unit.read.step.count({ where: waitingFor(deps, step) });
    const ms = jittered(Math.min(MOST_BUSY_MS, BUSY_MS * Math.max(1, waiting - 1)), deps.random);
    await unit.schedule('run-step', kind, id, new Date(deps.now().getTime() + ms));
  });
}

/** Whoever has waited longest for the lane need not wait longer. */
async function passOn(deps: LaneDeps, step: FoundStep): Promise<void> {
  const next = await findWaiting(deps, step);
  if (next) await deps.unit(step.shopId, (unit) => unit.hasten('run-step', next.kind, next.id));
}

async function run(deps: LaneDeps, input: StepInput): Promise<void> {
  const { shopId, id } = input;
  const step = await findStep(deps, input);
  if (!step) return;
  const { retryAt, notBefore } = step;
  const waits = [retryAt, notBefore].find((at) => at !== null && at > deps.now());
  if (waits) return deps.unit(shopId, (unit) => sleepUntil(deps, unit, step, waits));
  const shared = deps.stores[step.store]?.lane?.(step);
  const lane = shared === undefined ? `step:${shopId}:${id}` : `lane:${shared}`;
  const { ran } = await deps.tryLane(lane, () => serveLane(deps, step, shared !== undefined));
  if (!ran) await comeAgain(deps, step);
  else if (shared !== undefined) await passOn(deps, step);
}

/**
 * Gathers, or writes, for about half a minute: a slice of this step, and of others that wait for the same lane. Afterwards
 * each is done, blocked with a reason, or has a job for what follows.
 * @throws when not even that could be stored
 */
export async function runStep(deps: LaneDeps, input: StepInput): Promise<void> {
  try {
    await run(deps, input);
  } catch (error) {
    deps.log.warn({ shop: input.shopId, step: input.id, ...traceOf(error) }, 'step not run');
    await haltStep(deps, input, error);
  }
}
