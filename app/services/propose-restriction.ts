import type { Unit } from '../adapters/db/unit.ts';
import { Failure } from '../core/failure.ts';
import type { Subject } from '../core/request.ts';
import { isRestriction, type PersonStanding, restrictionPlan } from '../core/restriction.ts';
import type { Deps } from './deps.ts';
import { addToSubject, openSubject } from './open-subject.ts';
import { proposePlan } from './propose-plan.ts';
import { claimStep, findStep, type StepDeps, type StepInput, SYSTEM, stepData } from './step-reading.ts';

type ProposeDeps = StepDeps & Pick<Deps, 'personFields'>;

/** Somebody without a customer record: there is nothing in Shopify to turn off, and their orders stay. */
const guest = ({ email }: Subject): PersonStanding => ({
  ...{ customerId: null, email, tags: [], processing: null, dataSaleOptOut: false },
  consents: { email: null, sms: null, whatsapp: null },
  withheld: [],
});

/** What a person's record says of the use of their data; asked of Shopify. @throws Failure */
export async function readStanding(
  { personFields }: Pick<Deps, 'personFields'>,
  shopDomain: string,
  subject: Subject,
): Promise<PersonStanding> {
  return (await personFields.read(shopDomain, subject))?.standing ?? guest(subject);
}

async function begin(deps: ProposeDeps, { shopId, id }: StepInput) {
  return deps.unit(shopId, async (unit) => {
    const step = await claimStep(deps, unit, id);
    if (!step) return null;
    const subject = await openSubject(deps, unit, step.request);
    const startedAt = step.startedAt ?? deps.now();
    const { requestId } = step;
    const started = { type: 'step.started', actor: SYSTEM, requestId, data: stepData(step) } as const;
    await unit.write(step.startedAt === null ? started : [], (rows) =>
      rows.step.update({
        where: { shopId_id: { shopId, id } },
        data: { state: 'running', startedAt, retryAt: null, updatedAt: deps.now() },
      }),
    );
    return subject;
  });
}

/** By what Shopify knows the person beside what the request began with: the suppression list is to know it, too. */
async function learn(deps: ProposeDeps, unit: Unit, requestId: string, standing: PersonStanding) {
  const { customerId, email } = standing;
  const digits = customerId?.replace(/^.*\//, '') ?? null;
  await addToSubject(deps, unit, requestId, { customerId: digits, email });
}

/**
 * Reads what of a person's record is on, and proposes to turn it off: marketing of every channel for a restriction or
 * an objection, the sale of data for an opt-out; and an entry in the suppression list.
 */
export async function proposeRestriction(deps: ProposeDeps, input: StepInput): Promise<void> {
  const { shopId, id } = input;
  const found = await findStep(deps, input);
  const subject = found && (await begin(deps, input));
  if (!subject) return;
  const standing = await readStanding(deps, found.shopDomain, subject);
  await deps.unit(shopId, async (unit) => {
    await unit.lockShop();
    const step = await claimStep(deps, unit, id);
    if (!step) return;
    const { requestId, request } = step;
    if (!isRestriction(request.kind))
      throw new Failure('unknown-operation', 'This version of Privacy Desk cannot do this step.');
    await learn(deps, unit, requestId, standing);
    const now = deps.now();
    const data = { ...stepData(step), records: standing.customerId === null ? 0 : 1, gaps: 0 };
    await unit.write({ type: 'step.done', actor: SYSTEM, requestId, data }, (rows) =>
      rows.step.update({
        where: { shopId_id: { shopId, id } },
        data: {
          ...{ state: 'done', records: data.records, reasonCode: null, reason: null },
          ...{ retryAt: null, finishedAt: now, updatedAt: now },
        },
      }),
    );
    await proposePlan(deps, unit, {
      requestId,
      body: restrictionPlan(request.kind, standing),
      actor: SYSTEM,
    });
  });
}
