import type { Unit } from '../adapters/db/unit.ts';

/**
 * Clocks differ, stores keep whole seconds, and what has just come is found by a search a little later. What was read
 * already and is found again joins no second time.
 */
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
  const { createdAt } = await unit.read.plan.findUniqueOrThrow({
    where: { shopId_id: { shopId, id: planId } },
  });
  const startOf = async (where: { operation: string; planId?: string; state?: string }) =>
    (await unit.read.step.findFirst({ where: { shopId, requestId, ...where }, select: { startedAt: true } }))
      ?.startedAt ?? null;
  const readAt =
    // A set of invoices is read once more when it is sealed, and has what came until then.
    (await startOf({ operation: 'retain', planId, state: 'done' })) ??
    (await startOf({ operation: 'propose-erasure' })) ??
    createdAt;
  return new Date(readAt.getTime() - MARGIN_MS).toISOString();
}
