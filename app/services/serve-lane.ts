import { Failure, traceOf } from '../core/failure.ts';
import { carryOutWrites } from './carry-out-writes.ts';
import type { Deps } from './deps.ts';
import { gatherSlice, SHARED_SLICE_MS } from './gather-slice.ts';
import { haltStep } from './halt-step.ts';
import { proposeErasure } from './propose-erasure.ts';
import { type FoundStep, findWaiting, type StepDeps } from './step-reading.ts';

export type LaneDeps = StepDeps & Pick<Deps, 'log'>;

/** So long a job works; a worker that is asked to end waits for it. */
const JOB_MS = 30_000;

/** What a slice of a step is, by its operation. */
const SLICES: Record<string, typeof gatherSlice> = {
  gather: gatherSlice,
  write: carryOutWrites,
  'propose-erasure': proposeErasure,
};

/** One slice of a step; what stands in its way is recorded with it. */
async function attempt(deps: LaneDeps, step: FoundStep, until: Date): Promise<void> {
  try {
    await SLICES[step.operation]?.(deps, step, until);
  } catch (error) {
    const trace = error instanceof Failure ? { code: error.code } : traceOf(error);
    deps.log.warn({ shop: step.shopId, step: step.id, ...trace }, 'step halted');
    await haltStep(deps, step, error);
  }
}

/**
 * Serves whoever holds the lane: slice by slice the step that was served longest ago, so that many small ones need
 * not wait for the queue between two of them. Each has its own job beside this, which finds nothing to do when it
 * is done, and goes on with it should this process die.
 */
export async function serveLane(deps: LaneDeps, first: FoundStep, isShared: boolean): Promise<void> {
  const startedAt = deps.now().getTime();
  const until = new Date(startedAt + JOB_MS);
  let step: FoundStep | null = isShared ? ((await findWaiting(deps, first)) ?? first) : first;
  while (step) {
    await attempt(deps, step, until);
    if (!isShared || deps.now().getTime() + SHARED_SLICE_MS > until.getTime()) return;
    step = await findWaiting(deps, first);
  }
}
