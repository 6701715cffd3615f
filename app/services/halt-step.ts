import type { Unit } from '../adapters/db/unit.ts';
import { backOffMs } from '../core/back-off.ts';
import { Failure } from '../core/failure.ts';
import type { RequestKind } from '../core/request.ts';
import { sentences } from '../core/saying.ts';
import type { Deps } from './deps.ts';
import { type ClaimedStep, claimStep, type StepInput, SYSTEM, stepData } from './step-reading.ts';

type HaltDeps = Pick<Deps, 'unit' | 'now' | 'random'>;

const DAY_MS = 86_400_000;
/** A step is tried for as long as the law gives time, and at least so long. */
const LEAST_TRIED_MS = 30 * DAY_MS;

const UNEXPECTED = new Failure(
  'internal',
  'Something unexpected happened in Privacy Desk. What was done so far is safe, and the step is tried again by itself; if it does not get better, whoever runs the app finds the place in its log.',
  { retry: true },
);

/** When trying by itself ends: with the legal term, its last day included. A step of a far day has its time from then on. */
function endOfTrying({ startedAt, notBefore, updatedAt, request }: ClaimedStep): number {
  const least = (startedAt ?? notBefore ?? updatedAt).getTime() + LEAST_TRIED_MS;
  return Math.max(request.due.getTime() + DAY_MS, least);
}

/** A step that cannot succeed by itself waits for a person, with the reason; the other steps go on. */
async function block(deps: HaltDeps, unit: Unit, step: ClaimedStep, failure: Failure): Promise<void> {
  const { shopId, id, requestId } = step;
  const data = { ...stepData(step), reason: failure.code };
  await unit.write({ type: 'step.blocked', actor: SYSTEM, requestId, data }, (rows) =>
    rows.step.update({
      where: { shopId_id: { shopId, id } },
      data: {
        ...{ state: 'blocked', reasonCode: failure.code, reason: failure.message },
        ...{ retryAt: null, estimatedEndAt: null, updatedAt: deps.now() },
      },
    }),
  );
}

/** A step that something passing stands in the way of says so, and is tried again later and later. */
async function postpone(deps: HaltDeps, unit: Unit, step: ClaimedStep, failure: Failure): Promise<void> {
  const { shopId, id, requestId } = step;
  const attempts = step.attempts + 1;
  const now = deps.now();
  const retryAt = new Date(now.getTime() + backOffMs(attempts, deps.random, failure.retryAfterMs));
  const data = { ...stepData(step), reason: failure.code };
  const event = { type: 'step.postponed', actor: SYSTEM, requestId, data } as const;
  await unit.write(step.reasonCode === failure.code ? [] : event, (rows) =>
    rows.step.update({
      where: { shopId_id: { shopId, id } },
      data: {
        ...{ reasonCode: failure.code, reason: failure.message },
        ...{ attempts, retryAt, estimatedEndAt: null, updatedAt: now },
      },
    }),
  );
  await unit.schedule('run-step', step.request.kind as RequestKind, id, retryAt);
}

const givenUp = ({ reason }: ClaimedStep): Failure =>
  new Failure(
    'given-up',
    sentences(
      'It was tried again and again without success until its time was over.',
      reason ?? '',
      'What was done so far is kept; try again from there.',
    ),
  );

/** Records why a step could not go on, with what follows: it is tried again later, or waits for a person. */
export async function haltStep(deps: HaltDeps, input: StepInput, error: unknown): Promise<void> {
  const failure = error instanceof Failure ? error : UNEXPECTED;
  await deps.unit(input.shopId, async (unit) => {
    const step = await claimStep(deps, unit, input.id);
    if (!step) return;
    if (!failure.retry) await block(deps, unit, step, failure);
    else if (deps.now().getTime() > endOfTrying(step)) await block(deps, unit, step, givenUp(step));
    else await postpone(deps, unit, step, failure);
  });
}

/** For a step whose worker died again and again: it is shown as what it is, instead of standing at "running" for ever. */
export async function giveUpStep(deps: HaltDeps & Pick<Deps, 'log'>, input: StepInput): Promise<void> {
  deps.log.error({ shop: input.shopId, step: input.id }, 'step given up');
  await deps.unit(input.shopId, async (unit) => {
    const step = await claimStep(deps, unit, input.id);
    if (step) await block(deps, unit, step, givenUp(step));
  });
}
