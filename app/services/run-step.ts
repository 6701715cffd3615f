import { jittered } from '../core/back-off.ts';
import { Failure, traceOf } from '../core/failure.ts';
import type { RequestKind } from '../core/request.ts';
import type { Deps } from './deps.ts';
import { gatherSlice } from './gather-slice.ts';
import { haltStep } from './halt-step.ts';
import { type FoundStep, findStep, type StepDeps, type StepInput, waitingBeside } from './step-reading.ts';

/** A lane that is busy is looked at again after this, times those who wait for it: together they come this often. */
const BUSY_MS = 1_000;
const MOST_BUSY_MS = 60_000;

/** The lane is somebody else's now: comes again soon. That is no failure, and nothing to tell. */
async function comeAgain(deps: StepDeps, step: FoundStep): Promise<void> {
  const { shopId, id, kind } = step;
  await deps.unit(shopId, async (unit) => {
    const waiting = await unit.read.step.count({ where: waitingBeside(deps, step) });
    const ms = jittered(Math.min(MOST_BUSY_MS, BUSY_MS * Math.max(1, waiting)), deps.random);
    await unit.enqueue('run-step', kind, [{ shopId, id }], new Date(deps.now().getTime() + ms));
  });
}

/** Whoever has waited longest for the lane is next. */
async function passOn(deps: StepDeps, step: FoundStep): Promise<void> {
  await deps.unit(step.shopId, async (unit) => {
    const next = await unit.read.step.findFirst({
      where: waitingBeside(deps, step),
      orderBy: { updatedAt: 'asc' },
      include: { request: { select: { kind: true } } },
    });
    if (next) await unit.hasten('run-step', next.request.kind as RequestKind, next.id);
  });
}

async function runInLane(deps: StepDeps, step: FoundStep): Promise<void> {
  const lane = deps.stores[step.store]?.lane?.(step);
  if (lane === undefined) return gatherSlice(deps, step);
  const { ran } = await deps.tryLane(`lane:${lane}`, () => gatherSlice(deps, step));
  await (ran ? passOn(deps, step) : comeAgain(deps, step));
}

async function run(deps: StepDeps, input: StepInput): Promise<void> {
  const { shopId, id } = input;
  const step = await findStep(deps, input);
  if (!step) return;
  const { retryAt, kind } = step;
  if (retryAt !== null && retryAt > deps.now())
    return deps.unit(shopId, (unit) => unit.enqueue('run-step', kind, [{ shopId, id }], retryAt));
  // Who finds somebody at this very step leaves: that one sees to what follows.
  await deps.tryLane(`step:${shopId}:${id}`, () => runInLane(deps, step));
}

/**
 * Gathers for one slice. Afterwards the step is done, blocked with a reason, or has a job for what follows.
 * @throws when not even that could be stored
 */
export async function runStep(deps: StepDeps & Pick<Deps, 'log'>, input: StepInput): Promise<void> {
  try {
    await run(deps, input);
  } catch (error) {
    const trace = error instanceof Failure ? { code: error.code } : traceOf(error);
    deps.log.warn({ shop: input.shopId, step: input.id, ...trace }, 'step halted');
    await haltStep(deps, input, error);
  }
}
