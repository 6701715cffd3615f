import type { Unit } from '../adapters/db/unit.ts';
import type { Actor, AuditEvent } from '../core/audit.ts';
import { newId } from '../core/id.ts';
import { readProgress } from '../core/redact-progress.ts';
import { firstSteps, type RequestKind, type RequestSource } from '../core/request.ts';
import type { Deps } from './deps.ts';
import { openPlan } from './open-plan.ts';
import { requireRequestKey } from './require-key.ts';
import { requireMay } from './require-may.ts';

/** Steps that are still to be done, by themselves or by a person. */
const UNENDED = ['pending', 'running', 'blocked'];
const CALLED_OFF =
  'The plan was called off before this was done. What is to happen instead is proposed anew.';

/** Shopify has been asked to erase: that is cancelled first, by whoever wants another plan, or cannot be any more. */
async function isAskedOfShopify(unit: Unit, { shopId, requestId, id }: FoundPlan): Promise<boolean> {
  const where = { shopId, requestId, planId: id, operation: 'redact', state: { in: [...UNENDED, 'done'] } };
  const steps = await unit.read.step.findMany({ where, select: { cursor: true } });
  return steps.some(({ cursor }) => readProgress(cursor).intendedAt !== null);
}

type FoundPlan = { shopId: string; requestId: string; id: string; sealed: Uint8Array };

/** A plan that takes back what an earlier one did is made from that one, and not from what stands in the store. */
async function isLifting(deps: Pick<Deps, 'vault'>, unit: Unit, plan: FoundPlan): Promise<boolean> {
  const key = await requireRequestKey(deps, unit, 'case', plan.requestId);
  return openPlan(deps, key, plan).operations.some(({ operation }) => operation === 'lift-suppression');
}

/**
 * Calls a plan off and has another one proposed, from what stands in the store now. What was carried out already
 * stays done; an approval that can still be undone is undone first.
 * @returns `not-there`: there is no such plan, or none that is made from what stands in the store
 */
export async function proposeAgain(
  deps: Pick<Deps, 'unit' | 'vault' | 'now' | 'random'>,
  input: { shopId: string; requestId: string; actor: Actor & { kind: 'staff' } },
): Promise<{ outcome: 'queued' | 'not-there' | 'shopify-asked' }> {
  const { shopId, requestId, actor } = input;
  return deps.unit(shopId, async (unit) => {
    await requireMay(unit, actor, 'requests.handle');
    await unit.lockShop();
    const plan = await unit.read.plan.findFirst({
      where: { shopId, requestId, state: { in: ['proposed', 'begun'] } },
      include: { request: true },
    });
    if (!plan) return { outcome: 'not-there' };
    const isBegun = plan.state === 'begun';
    if (isBegun) await requireMay(unit, actor, 'plans.approve');
    if (isBegun && (await isAskedOfShopify(unit, plan))) return { outcome: 'shopify-asked' };
    const now = deps.now();
    const kind = plan.request.kind as RequestKind;
    const proposing = firstSteps(kind, plan.request.source as RequestSource)
      .filter(({ operation }) => operation.startsWith('propose-'))
      .map((step) => ({
        ...{ shopId, id: newId(now.getTime(), deps.random), requestId, ...step },
        ...{ state: 'pending', updatedAt: now },
      }));
    if (proposing.length === 0 || (await isLifting(deps, unit, plan))) return { outcome: 'not-there' };
    const event: AuditEvent = {
      ...{ type: 'plan.called-off', actor, requestId },
      data: { plan: plan.id, sequence: plan.sequence, begun: isBegun },
    };
    await unit.write(event, async (rows) => {
      await rows.step.updateMany({
        where: { shopId, requestId, planId: plan.id, state: { in: UNENDED } },
        data: {
          ...{ state: 'stopped', reasonCode: 'called-off', reason: CALLED_OFF, retryAt: null },
          ...{ finishedAt: now, updatedAt: now },
        },
      });
      await rows.plan.update({
        where: { shopId_id: { shopId, id: plan.id } },
        data: { state: isBegun ? 'undone' : 'replaced', endedAt: now },
      });
      await rows.step.deleteMany({
        where: { shopId, requestId, operation: { in: proposing.map(({ operation }) => operation) } },
      });
      await rows.step.createMany({ data: proposing });
      await rows.request.update({
        where: { shopId_id: { shopId, id: requestId } },
        data: { state: 'received' },
      });
    });
    const jobs = proposing.map(({ id }) => ({ shopId, id }));
    await unit.enqueue('run-step', kind, jobs);
    return { outcome: 'queued' };
  });
}
