/** Requests about a person of the sandbox, from the staff's first click to what Shopify holds in the end. */
import type { RequestKind, Subject } from '#app/core/request.ts';
import { approvePlan } from '#app/services/approve-plan.ts';
import { carryOutStep } from '#app/services/carry-out-step.ts';
import type { Deps } from '#app/services/deps.ts';
import { readPlan } from '#app/services/read-plan.ts';
import { startRequest } from '#app/services/start-request.ts';
import { customerIdOf, type PersonName, people } from '#sandbox/store/people.ts';
import type { NodeRecord } from '#sandbox/store/store.ts';
import type { ConnectedApp } from './shopify.ts';
import { STAFF } from './steps.ts';

/** Later than any undo window. */
const PAST_UNDO_MS = 25 * 3_600_000;

export const subjectOf = (name: PersonName): Subject => ({
  customerId: customerIdOf(name).replace(/^.*\//, ''),
  email: people[name].email,
  phone: people[name].phone,
  orderIds: [],
});

/** Of all that are made: each form is a request of its own. */
let forms = 0;

export function corrections(connected: ConnectedApp, shopId: string) {
  const { app, shop } = connected;
  let ahead = 0;
  const deps: Deps = { ...app.deps, now: () => new Date(Date.now() + ahead) };
  const stepsOf = (requestId: string) =>
    deps.unit(shopId, ({ read }) => read.step.findMany({ where: { requestId }, orderBy: { id: 'asc' } }));

  /** Everything that has a step to do does it, as the worker would. */
  async function work(requestId: string): Promise<void> {
    for (const { id, state } of await stepsOf(requestId))
      if (state === 'pending' || state === 'running') await carryOutStep(deps, { shopId, id });
  }

  return {
    deps,
    shopDomain: shop.domain,
    pass: (ms: number) => {
      ahead += ms;
    },
    stepsOf,
    work,
    /** A request as staff start it, with whatever its first step proposes. */
    async start(kind: RequestKind, subject: Subject) {
      forms += 1;
      const started = await startRequest(deps, { shopId, kind, subject, actor: STAFF, formId: `c-${forms}` });
      await work(started.requestId);
      return started;
    },
    planOf: (requestId: string) => deps.unit(shopId, (unit) => readPlan(deps, unit, requestId)),
    requestOf: (requestId: string) =>
      deps.unit(shopId, ({ read }) =>
        read.request.findUniqueOrThrow({ where: { shopId_id: { shopId, id: requestId } } }),
      ),
    /** Approves what is proposed, lets the undo window pass, and has it carried out. */
    async approve(requestId: string): Promise<void> {
      const plan = await deps.unit(shopId, (unit) => readPlan(deps, unit, requestId));
      if (!plan) throw new Error('no plan is proposed');
      const hash = Buffer.from(plan.hash).toString('hex');
      await approvePlan(deps, { shopId, requestId, hash, actor: STAFF, identityChecked: true });
      ahead += PAST_UNDO_MS;
      await work(requestId);
    },
    async events(requestId: string) {
      const rows = await deps.unit(shopId, ({ read }) =>
        read.auditEvent.findMany({ where: { requestId }, orderBy: { id: 'asc' } }),
      );
      return rows.map(({ type, entry }) => ({ type, entry }));
    },
    /** The customer as the sandbox holds it, past the API. */
    customer(name: PersonName): NodeRecord {
      const record = shop.store.find(customerIdOf(name));
      if (!record) throw new Error('the sandbox lacks the person');
      return record;
    },
  };
}
export type Corrections = ReturnType<typeof corrections>;
