import type { Unit } from '../adapters/db/unit.ts';

/** Clocks differ, and what has just come is found by a search a little later. */
const MARGIN_MS = 10 * 60_000;

/**
 * From when on something may have come that a plan was not made from, ISO 8601: what the store holds was read before
 * the plan was proposed, and a plan of another way is made without reading it again.
 */
export async function surveyedSince(
  unit: Unit,
  { requestId, planId }: { requestId: string; planId: string },
): Promise<string> {
  const { shopId } = unit;
  const where = { shopId, requestId, operation: 'propose-erasure' };
  const { createdAt } = await unit.read.plan.findUniqueOrThrow({
    where: { shopId_id: { shopId, id: planId } },
  });
  const reading = await unit.read.step.findFirst({ where, select: { startedAt: true } });
  const readAt = reading?.startedAt ?? createdAt;
  return new Date(Math.min(readAt.getTime(), createdAt.getTime()) - MARGIN_MS).toISOString();
}
