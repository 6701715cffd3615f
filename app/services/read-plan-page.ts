import type { Unit } from '../adapters/db/unit.ts';
import { type ErasureWay, erasureWays } from '../core/erasure-plan.ts';
import { Failure } from '../core/failure.ts';
import { retentionText } from '../core/invoice-retention.ts';
import { joinedCounts, joinedWrites } from '../core/joining.ts';
import { missingScopes } from '../core/plan-scope.ts';
import { planStartsAt } from '../core/undo-window.ts';
import type { Deps } from './deps.ts';
import { erasureFacts } from './erasure-facts.ts';
import { type OpenedPlan, readPlan } from './read-plan.ts';
import { readSettings } from './read-settings.ts';
import { readSurvey } from './survey-chunks.ts';

type ReadDeps = Pick<Deps, 'unit' | 'vault' | 'now'>;

/** So many changes are shown at once. */
export const CHANGES_AT_ONCE = 20;

/** The ways of erasing that are open for the person, while one can still be chosen. */
async function waysOf(deps: ReadDeps, unit: Unit, { requestId, state, body }: OpenedPlan) {
  if (state !== 'proposed' || body.kind !== 'erasure') return { ways: [] as ErasureWay[], retention: null };
  const survey = await readSurvey(deps, unit, requestId);
  const facts = await erasureFacts(deps, unit, requestId);
  const ways: ErasureWay[] = survey ? erasureWays(survey, facts) : [];
  return { ways, retention: ways.length > 1 ? retentionText(facts.country) : null };
}

async function read(deps: ReadDeps, unit: Unit, requestId: string, page: number) {
  const { shopId } = unit;
  const plan = await readPlan(deps, unit, requestId);
  if (!plan || plan.state === 'replaced' || plan.state === 'undone') return null;
  const { timeZone, evidenceYears, undoHours: hours } = await readSettings(unit);
  const { kind, due } = await unit.read.request.findUniqueOrThrow({
    where: { shopId_id: { shopId, id: requestId } },
  });
  const { scopes } = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
  const now = deps.now();
  const wouldStartAt = planStartsAt({ kind, now, due: due.toISOString().slice(0, 10), timeZone, hours });
  const { body, state } = plan;
  const { writes: planned, ...rest } = body;
  const { records: joined } = joinedCounts(body, plan.joined);
  const writes = [...planned, ...joinedWrites(body, plan.joined)];
  const from = Math.min(Math.max(page - 1, 0), Math.max(0, Math.ceil(writes.length / CHANGES_AT_ONCE) - 1));
  return {
    ...{ requestId, state, sequence: plan.sequence, timeZone, evidenceYears, now: now.toISOString() },
    hash: Buffer.from(plan.hash).toString('hex'),
    body: rest,
    /** Records that came later and joined. */
    joined,
    changes: {
      total: writes.length,
      page: from + 1,
      pages: Math.ceil(writes.length / CHANGES_AT_ONCE),
      shown: writes.slice(from * CHANGES_AT_ONCE, (from + 1) * CHANGES_AT_ONCE),
    },
    approvedBy: plan.approvedBy,
    approvedAt: plan.approvedAt?.toISOString() ?? null,
    startsAt: plan.startsAt?.toISOString() ?? null,
    wouldStartAt: wouldStartAt.toISOString(),
    missingScopes: state === 'done' ? [] : missingScopes({ ...body, writes }, scopes),
    ...(await waysOf(deps, unit, plan)),
  };
}
export type PlanPage = NonNullable<Awaited<ReturnType<typeof read>>>;

/**
 * The plan of a request as its page shows it; null where none stands, or the evidence is sealed.
 * @param input.page of the changes, from 1
 */
export async function readPlanPage(
  deps: ReadDeps,
  input: { shopId: string; requestId: string; page: number },
): Promise<PlanPage | null> {
  const { shopId, requestId, page } = input;
  try {
    return await deps.unit(shopId, (unit) => read(deps, unit, requestId, page));
  } catch (error) {
    if (error instanceof Failure && ['key-gone', 'key-locked'].includes(error.code)) return null;
    throw error;
  }
}
