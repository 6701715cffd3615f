import { Failure } from '../core/failure.ts';
import { DRIFT } from '../core/partial-success.ts';
import { hasFields } from '../core/vendor-write.ts';
import type { StepWrite } from './begin-writes.ts';
import { type Again, readAgain, type WritingSlice } from './read-again.ts';
import type { StepDeps } from './step-reading.ts';
import { storeOutcome } from './store-write.ts';

/** As many as a store reads in one call. */
const AT_ONCE = 250;
/** What was written may be shown a little later: it is looked so often before a person is asked. */
const MOST_LOOKS = 3;
const LOOK_AGAIN_MS = 5_000;

const NOT_AS_WRITTEN =
  'A change was accepted, but the record is not as it was written: the store keeps it otherwise, or somebody has changed it since. Look at the differences on this page, and decide.';
const OTHERWISE = {
  code: DRIFT,
  message: NOT_AS_WRITTEN,
};

/** As it was written: or gone, where that was the change. What cannot be read any more is not held against it. */
function isAsWritten({ write: { after } }: StepWrite, again: Again): boolean {
  if ('failure' in again) return true;
  if (again.fields === null || Object.keys(after).length === 0) return again.fields === null;
  return hasFields(again.fields, after);
}

async function findDone(deps: StepDeps, { begun }: WritingSlice): Promise<StepWrite[]> {
  const { step, planId, writes } = begun;
  const where = { shopId: step.shopId, planId, stepId: step.id, state: 'done' };
  const rows = await deps.unit(step.shopId, ({ read }) => read.vendorWrite.findMany({ where }));
  const sent = new Map(rows.map((row) => [row.position, row.sent]));
  return writes.flatMap((each) => {
    const times = sent.get(each.position);
    return times === undefined ? [] : [{ ...each, state: 'done' as const, sent: times }];
  });
}

/**
 * Reads everything that was written once more: what a store accepts and does not keep is no success. It is shown to
 * a person as what has changed since.
 * @throws Failure to have it looked at again a little later
 */
export async function verifyWrites(deps: StepDeps, slice: WritingSlice): Promise<void> {
  const { begun } = slice;
  const done = await findDone(deps, slice);
  for (let from = 0; from < done.length; from += AT_ONCE) {
    const again = await readAgain(slice, done.slice(from, from + AT_ONCE));
    for (const [each, standing] of again) {
      if (isAsWritten(each, standing)) continue;
      if (begun.step.attempts < MOST_LOOKS)
        throw new Failure(
          'not-shown-yet',
          'What was changed is not shown yet. It is looked again by itself.',
          {
            ...{ retry: true, retryAfterMs: LOOK_AGAIN_MS },
          },
        );
      const found = 'fields' in standing ? standing.fields : null;
      const outcome = found === null ? { state: 'refused' as const } : { state: 'drifted' as const, found };
      await storeOutcome(deps, begun, each, { ...outcome, held: OTHERWISE });
    }
  }
}
