import type { Unit } from '../adapters/db/unit.ts';
import type { Actor, AuditEvent } from '../core/audit.ts';
import { Failure } from '../core/failure.ts';
import { newId } from '../core/id.ts';
import { type PlanBody, planHash, planText } from '../core/plan.ts';
import type { Deps } from './deps.ts';
import { planPlace } from './open-plan.ts';
import { requireRequestKey } from './require-key.ts';

/** States in which a request can be given a plan: none of it may have been carried out. */
const PLANNABLE = ['received', 'gathering', 'planned', 'approved'];

const SALT_BYTES = 16;

/** What the log says of a plan: how much, never whose. */
const countsOf = ({ decisions, writes, operations }: PlanBody) => ({
  ...{ decisions: decisions.length, writes: writes.length, operations: operations.length },
});

/**
 * Lays a plan before the staff, sealed as evidence of the case. One that stood as a proposal is replaced. The caller
 * holds the shop's lock.
 * @returns the plan's id
 * @throws Failure `plan-under-way` when one is approved already, or carried out
 */
export async function proposePlan(
  deps: Pick<Deps, 'vault' | 'now' | 'random'>,
  unit: Unit,
  input: { requestId: string; body: PlanBody; actor: Actor },
): Promise<string> {
  const { shopId } = unit;
  const { requestId, actor } = input;
  const body: PlanBody = { ...input.body, salt: deps.random(SALT_BYTES).toString('base64url') };
  const where = { shopId, requestId };
  const request = await unit.read.request.findUniqueOrThrow({
    where: { shopId_id: { shopId, id: requestId } },
  });
  const underWay = await unit.read.plan.count({ where: { ...where, state: { in: ['approved', 'begun'] } } });
  if (underWay > 0 || !PLANNABLE.includes(request.state))
    throw new Failure(
      'plan-under-way',
      'A plan of this request is approved or carried out already. Undo it first where that is still possible.',
    );
  const last = await unit.read.plan.findFirst({ where, orderBy: { sequence: 'desc' } });
  const key = await requireRequestKey(deps, unit, 'case', requestId);
  const id = newId(deps.now().getTime(), deps.random);
  const sequence = (last?.sequence ?? 0) + 1;
  const hash = Uint8Array.from(planHash(body));
  const event: AuditEvent = {
    ...{ type: 'plan.proposed', actor, requestId },
    data: { plan: id, sequence, hash: Buffer.from(hash).toString('hex'), ...countsOf(body) },
  };
  await unit.write(event, async (rows) => {
    await rows.plan.updateMany({
      where: { ...where, state: 'proposed' },
      data: { state: 'replaced', endedAt: deps.now() },
    });
    await rows.plan.create({
      data: {
        ...{ shopId, id, requestId, sequence, state: 'proposed', hash, keyId: key.id },
        ...{ createdBy: actor.kind === 'staff' ? actor.id : null, createdAt: deps.now() },
        sealed: deps.vault.seal(key, planPlace(id), Buffer.from(planText(body))),
      },
    });
    await rows.request.update({
      where: { shopId_id: { shopId, id: requestId } },
      data: { state: 'planned' },
    });
  });
  return id;
}
