import type { Unit } from '../adapters/db/unit.ts';
import { isCancellable, readProgress } from '../core/redact-progress.ts';

/** A step as the database has it, as far as it matters here. */
interface Step {
  planId: string | null;
  store: string;
  operation: string;
  state: string;
  cursor: unknown;
  reason: string | null;
  records: number;
  notBefore: Date | null;
  finishedAt: Date | null;
}

const moment = (date: Date | null): string | null => date?.toISOString() ?? null;

/** The erasure at the vendor, as far as it is. */
function redactOf({ state, cursor, reason, notBefore, finishedAt }: Step) {
  const progress = readProgress(cursor);
  const { sent, askedAt, byOthers, lastOrderOn, expectedOn, toldAt, cancelBy } = progress;
  return {
    ...{ state, reason, sent, askedAt, byOthers, lastOrderOn, expectedOn, toldAt },
    cancelling: cancelBy !== null && ['pending', 'running'].includes(state),
    cancellable: isCancellable(state, progress),
    notBefore: moment(notBefore),
    finishedAt: moment(finishedAt),
  };
}

/** What is kept under a key of its own, and until when; null where nothing is (any more). */
async function readRetained(unit: Unit, requestId: string) {
  const { _sum, _max } = await unit.read.retained.aggregate({
    where: { shopId: unit.shopId, requestId },
    _sum: { records: true },
    _max: { until: true },
  });
  const until = moment(_max.until);
  return until && { records: _sum.records ?? 0, until: until.slice(0, 10) };
}

/** What an erasure by plan has done and waits for, beside its steps; null for a request without such a plan. */
export async function readErasure(unit: Unit, { id, steps }: { id: string; steps: Step[] }) {
  const redact = steps.findLast(({ operation }) => operation === 'redact');
  const erase = steps.findLast(({ operation, planId }) => operation === 'erase' && planId !== null);
  const retained = await readRetained(unit, id);
  if (!redact && !erase && !retained) return null;
  return {
    redact: redact ? redactOf(redact) : null,
    /** Whether what the app itself holds is a part of it, and when it was erased. */
    erases: erase !== undefined,
    /** Something stands in the way of that. */
    ownWaits: erase !== undefined && erase.state !== 'done' && erase.reason !== null,
    ownErasedAt: erase?.state === 'done' ? moment(erase.finishedAt) : null,
    retained,
    probes: steps
      .filter(({ operation }) => operation === 'probe')
      .map((step) => ({
        ...{ store: step.store, state: step.state, found: step.records },
        ...{ on: moment(step.finishedAt), due: moment(step.notBefore) },
      })),
  };
}
export type ErasureDetails = NonNullable<Awaited<ReturnType<typeof readErasure>>>;
