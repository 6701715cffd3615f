import type { Unit } from '../adapters/db/unit.ts';
import { estimateEnd, type Pace } from '../core/estimate.ts';
import { distinctGaps, type Json, readGaps } from '../core/store.ts';
import type { BegunStep } from './begin-step.ts';
import type { Deps } from './deps.ts';
import { type Collected, sealChunks } from './step-chunks.ts';
import { SYSTEM, stepData, waitingFor } from './step-reading.ts';

/** How far a step is, as stored. */
export interface Position {
  records: number;
  pages: number;
  counted: number;
  expected: number | null;
  gaps: Json[];
  estimatedEndAt: Date | null;
}

/** What follows on what is stored now: more of this slice, a later slice, or the end of the step. */
export type Following =
  | { slice: 'goes-on' }
  /** `notBefore`: the store has nothing to give until then. */
  | { slice: 'ends'; resumeAt: Date; notBefore: boolean }
  | { slice: 'was-last' };

export const positionOf = ({ step }: BegunStep): Position => ({
  ...{ records: step.records, pages: step.pages, counted: step.counted, expected: step.expected },
  ...{ gaps: step.gaps as Json[], estimatedEndAt: step.estimatedEndAt },
});

/** A gap met on every page is one gap. */
const distinct = (gaps: Json[]): Json[] => [
  ...new Map(gaps.map((gap) => [JSON.stringify(gap), gap])).values(),
];

/** After the last step of a gathering, or once it was left out. */
export async function readyIfGathered(unit: Unit, requestId: string): Promise<void> {
  const { shopId } = unit;
  const where = { shopId_id: { shopId, id: requestId } };
  const { state } = await unit.read.request.findUniqueOrThrow({ where, select: { state: true } });
  const open = { shopId, requestId, state: { notIn: ['done', 'skipped'] } };
  if (state !== 'gathering' || (await unit.read.step.count({ where: open })) > 0) return;
  const steps = await unit.read.step.findMany({ where: { shopId, requestId }, select: { gaps: true } });
  const gaps = distinctGaps(steps.map((step) => ({ gaps: readGaps(step.gaps) }))).length;
  await unit.write({ type: 'request.ready', actor: SYSTEM, requestId, data: { gaps } }, (rows) =>
    rows.request.update({ where, data: { state: 'ready' } }),
  );
}

async function finish(deps: Pick<Deps, 'now'>, unit: Unit, begun: BegunStep, position: Position) {
  const { shopId, id, requestId } = begun.step;
  const { records, gaps } = position;
  const data = { ...stepData(begun.step), records, gaps: gaps.length };
  await unit.write({ type: 'step.done', actor: SYSTEM, requestId, data }, (rows) =>
    rows.step.update({
      where: { shopId_id: { shopId, id } },
      data: { state: 'done', activity: null, finishedAt: deps.now() },
    }),
  );
  await readyIfGathered(unit, requestId);
}

/**
 * Stores what was collected, moves the cursor and, after the last page, ends the step, all in one commit: a page
 * is stored once however often it was fetched.
 * @param since the pace is taken from here
 * @returns null when another worker has moved on from here already, or the step was ended
 */
export async function storeCollected(
  deps: Pick<Deps, 'unit' | 'vault' | 'now'>,
  at: { begun: BegunStep; position: Position; since: Pace },
  collected: Collected,
  following: Following,
): Promise<{ position: Position; awaited: boolean } | null> {
  const { begun, position, since } = at;
  const { shopId, id } = begun.step;
  const { chunks, records } = sealChunks(deps, begun.step, begun.key, collected, position.records);
  const counted = position.counted + collected.added;
  const expected = collected.expected ?? position.expected;
  const pace = { counted, at: deps.now() };
  const next: Position = {
    ...{ records, pages: position.pages + collected.pages, counted, expected },
    gaps: distinct([...position.gaps, ...collected.gaps]),
    estimatedEndAt: estimateEnd(since, pace, expected, position.estimatedEndAt),
  };
  return deps.unit(shopId, async (unit) => {
    // Before the row of the step: whoever holds the shop's lock may be waiting for that.
    if (following.slice === 'was-last') await unit.lockShop();
    const { count } = await unit.progress.step.updateMany({
      where: { shopId, id, state: 'running', pages: position.pages },
      data: {
        ...next,
        ...(collected.cursor !== null && { cursor: collected.cursor }),
        ...(collected.activity !== null && { activity: collected.activity }),
        ...{ attempts: 0, reasonCode: null, reason: null, updatedAt: deps.now() },
        retryAt: following.slice === 'ends' && following.notBefore ? following.resumeAt : null,
      },
    });
    if (count === 0) return null;
    await unit.progress.chunk.createMany({ data: chunks });
    if (following.slice === 'was-last') await finish(deps, unit, begun, next);
    if (following.slice === 'ends') await unit.schedule('run-step', begun.kind, id, following.resumeAt);
    const others = { ...waitingFor(deps, begun.step), id: { not: id } };
    const waiting = await unit.read.step.count({ where: others });
    return { position: next, awaited: waiting > 0 };
  });
}
