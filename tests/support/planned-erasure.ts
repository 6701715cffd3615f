/** Erasures that staff have begun and approved, with steps at a sandbox, carried out under the test's hand. */
import { isUniqueViolation } from '#app/adapters/db/database.ts';
import { newId, shopIdOf } from '#app/core/id.ts';
import { type PlanBody, type PlanDecision, planHash } from '#app/core/plan.ts';
import { OWN_STORE, SHOPIFY_STORE, type Subject } from '#app/core/request.ts';
import { carryOutStep } from '#app/services/carry-out-step.ts';
import { knowShop } from '#app/services/know-shop.ts';
import { planPlace } from '#app/services/open-plan.ts';
import { sealApproval } from '#app/services/plan-approval.ts';
import { requireRequestKey } from '#app/services/require-key.ts';
import { startRequest } from '#app/services/start-request.ts';
import { customerIdOf, type PersonName, people } from '#sandbox/store/people.ts';
import type { ConnectedApp } from './shopify.ts';
import { STAFF } from './steps.ts';

export const DAY_MS = 86_400_000;

export const REDACT = { store: SHOPIFY_STORE, operation: 'redact', notBefore: null };
export const ERASE = { store: OWN_STORE, operation: 'erase', notBefore: null };
export const RETAIN = { store: SHOPIFY_STORE, operation: 'retain', notBefore: null };

export const keptUntil = (until: string): PlanDecision => ({
  ...{ store: SHOPIFY_STORE, collection: 'orders', title: 'Invoice data', fields: [] },
  ...{ action: 'keep', ground: 'invoice-retention', until, records: 1 },
});

export const subjectOf = (name: PersonName): Subject => ({
  ...{ customerId: customerIdOf(name).split('/').at(-1) ?? null, email: people[name].email },
  ...{ phone: null, orderIds: [] },
});

let forms = 0;

export async function startErasure(
  { app, shop }: { app: Pick<ConnectedApp['app'], 'deps'>; shop: ConnectedApp['shop'] },
  subject: Subject,
  plan: Partial<Pick<PlanBody, 'operations' | 'decisions'>> = {},
) {
  forms += 1;
  const shopId = shopIdOf(shop.domain);
  await knowShop({ ...app.deps, isUniqueViolation }, shop.domain);
  const started = { shopId, kind: 'erasure', subject, actor: STAFF, formId: `planned-${forms}` } as const;
  const { requestId, number } = await startRequest(app.deps, started);
  const body: PlanBody = {
    ...{ v: 1, kind: 'erasure', writes: [], decisions: [] },
    operations: [REDACT, ERASE],
    ...plan,
  };
  const planId = newId(Date.now(), app.deps.random);
  const now = new Date();
  await app.deps.unit(shopId, async (unit) => {
    const key = await requireRequestKey(app.deps, unit, 'case', requestId);
    await unit.write([], async (rows) => {
      await rows.step.updateMany({ where: { requestId }, data: { state: 'done', finishedAt: now } });
      await rows.plan.create({
        data: {
          ...{
            shopId,
            id: planId,
            requestId,
            sequence: 1,
            state: 'approved',
            hash: Uint8Array.from(planHash(body)),
          },
          ...{ keyId: key.id, createdAt: now, approvedAt: now, startsAt: now },
          approval: sealApproval(app.deps, key, planId, {
            ...{ by: STAFF.id, startsAt: now.toISOString() },
            steps: body.operations.map((each) => ({
              ...each,
              notBefore: each.notBefore ?? now.toISOString(),
            })),
          }),
          sealed: app.deps.vault.seal(key, planPlace(planId), Buffer.from(JSON.stringify(body))),
        },
      });
      await rows.request.update({
        where: { shopId_id: { shopId, id: requestId } },
        data: { state: 'approved' },
      });
      await rows.step.createMany({
        data: body.operations.map(({ store, operation, notBefore }) => ({
          ...{ shopId, id: newId(Date.now(), app.deps.random), requestId, planId, store, operation },
          ...{ notBefore: notBefore === null ? null : new Date(notBefore), state: 'pending', updatedAt: now },
        })),
      });
    });
  });
  let aheadMs = 0;
  const deps = { ...app.deps, now: () => new Date(Date.now() + aheadMs) };

  const request = () =>
    app.deps.unit(shopId, ({ read }) =>
      read.request.findUniqueOrThrow({
        where: { shopId_id: { shopId, id: requestId } },
        include: { steps: { orderBy: { id: 'asc' } }, plans: true, identifiers: true, retained: true },
      }),
    );
  async function step(operation: string, store?: string) {
    const { steps } = await request();
    const found = steps.find((each) => each.operation === operation && (!store || each.store === store));
    if (!found) throw new Error(`the request has no step to ${operation}`);
    return found;
  }
  return {
    ...{ shopId, requestId, number, planId, deps, request, step },
    /** Time passes for the app. */
    pass(ms: number) {
      aheadMs += ms;
    },
    /** Leaves the steps to a worker. */
    async enqueue(...operations: string[]) {
      const { steps } = await request();
      const jobs = steps
        .filter(({ operation }) => operations.includes(operation))
        .map(({ id }) => ({ shopId, id }));
      await app.deps.unit(shopId, (unit) => unit.enqueue('run-step', 'erasure', jobs));
    },
    /** Carries a step out, once. */
    async run(operation: string, store?: string, given = deps) {
      await carryOutStep(given, { shopId, id: (await step(operation, store)).id });
      return step(operation, store).catch(() => null);
    },
    async events(type?: string) {
      const rows = await app.deps.unit(shopId, ({ read }) =>
        read.auditEvent.findMany({ where: { requestId }, orderBy: { id: 'asc' } }),
      );
      const all = rows.map((row) => ({ type: row.type, data: JSON.parse(row.entry).data }));
      return type === undefined ? all : all.filter((event) => event.type === type);
    },
  };
}
export type PlannedErasure = Awaited<ReturnType<typeof startErasure>>;
