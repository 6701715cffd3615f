/** What somebody can do to plans who can write into the database, and holds none of the keys. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isUniqueViolation } from '#app/adapters/db/database.ts';
import { digest } from '#app/core/plan.ts';
import { approvePlan } from '#app/services/approve-plan.ts';
import { carryOutStep } from '#app/services/carry-out-step.ts';
import { knowShop } from '#app/services/know-shop.ts';
import { proposePlan } from '#app/services/propose-plan.ts';
import { startRequest } from '#app/services/start-request.ts';
import { withClient } from '#sandbox/database.ts';
import { createTestApp, type TestApp } from '../support/composition.ts';
import { SHOP } from '../support/deliveries.ts';
import { type ApprovedPlan, approvedPlan, changeOf, writableStore } from '../support/plans.ts';
import { depsWith, STAFF, SUBJECT } from '../support/steps.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const DAY_MS = 86_400_000;
const records = () => ({ a: { phone: '+4930901820' } });
const writes = () => [changeOf('a', { phone: '+4930901820' }, { phone: null })];
const sql = (text: string, values: unknown[]) =>
  withClient(app.database.ownerUrl, async (client) => (await client.query(text, values)).rows);

async function planned(startsInMs = 0) {
  const writable = writableStore(records());
  const deps = depsWith(app, writable.store);
  const plan = await approvedPlan(deps, { writes: writes(), startsInMs });
  const run = async ({ shopId, stepId }: ApprovedPlan) => {
    await carryOutStep(deps, { shopId, id: stepId });
    return plan.step();
  };
  return { writable, deps, plan, run };
}

test('a plan that is called approved in its row, by nobody, is not carried out', async () => {
  const { writable, plan, run } = await planned();
  await sql('UPDATE plan SET approval = NULL WHERE id = $1', [plan.planId]);
  expect(await run(plan)).toMatchObject({ state: 'blocked', reasonCode: 'plan-not-approved' });
  expect(writable.sent).toEqual([]);
  expect(await plan.plan()).toMatchObject({ state: 'approved' });
});

test('an approval of one plan approves no other', async () => {
  const { writable, plan, run } = await planned();
  const other = await planned();
  await sql('UPDATE plan SET approval = (SELECT approval FROM plan WHERE id = $2) WHERE id = $1', [
    ...[plan.planId, other.plan.planId],
  ]);
  expect(await run(plan)).toMatchObject({ state: 'blocked', reasonCode: 'plan-not-approved' });
  expect(writable.sent).toEqual([]);
});

test('a plan does not begin before its approved time, whatever its rows say', async () => {
  const { writable, plan, run } = await planned(DAY_MS);
  await sql("UPDATE plan SET starts_at = now() - interval '1 day' WHERE id = $1", [plan.planId]);
  await sql("UPDATE step SET not_before = now() - interval '1 day' WHERE id = $1", [plan.stepId]);
  expect(await run(plan)).toMatchObject({ state: 'pending' });
  expect(writable.sent).toEqual([]);
  expect(await plan.plan()).toMatchObject({ state: 'approved' });
});

test.each(['redact', 'suppress', 'retain'])(
  'a step to %s that is not of the approved plan does nothing',
  async (operation) => {
    const { plan, run } = await planned();
    for (const planId of [plan.planId, null]) {
      await sql("UPDATE step SET operation = $2, plan_id = $3, state = 'pending' WHERE id = $1", [
        ...[plan.stepId, operation, planId],
      ]);
      expect(await run(plan)).toMatchObject({ state: 'blocked', reasonCode: 'plan-not-approved' });
    }
  },
);

test('what was sealed as another request’s plan is not carried out for this one', async () => {
  const { writable, plan, run } = await planned();
  const other = await planned();
  await sql('UPDATE plan SET sealed = o.sealed FROM plan o WHERE plan.id = $1 AND o.id = $2', [
    plan.planId,
    other.plan.planId,
  ]);
  expect(await run(plan)).toMatchObject({ state: 'blocked' });
  expect(writable.sent).toEqual([]);
});

test('what the log and the rows keep of a plan tells nobody who tries all numbers which one it was', async () => {
  const writable = writableStore(records());
  const now = { ahead: 0 };
  const deps = { ...depsWith(app, writable.store), now: () => new Date(Date.now() + now.ahead) };
  const shopId = await knowShop({ ...deps, isUniqueViolation }, SHOP);
  const started = {
    shopId,
    kind: 'rectification',
    subject: SUBJECT,
    actor: STAFF,
    formId: 'salted',
  } as const;
  const { requestId } = await startRequest(deps, started);
  const body = {
    ...{ v: 1 as const, kind: 'rectification' as const, decisions: [], writes: writes() },
    operations: [{ store: 'shopify', operation: 'write', notBefore: null }],
  };
  const propose = () =>
    deps.unit(shopId, (unit) => proposePlan(deps, unit, { requestId, body, actor: STAFF }));
  await propose();
  const planId = await propose();
  const plans = await sql('SELECT id, hash FROM plan WHERE request_id = $1', [requestId]);
  const hashes = plans.map(({ hash }) => hash.toString('hex'));
  expect(new Set(hashes).size).toBe(2);
  const hash = plans.find(({ id }) => id === planId)?.hash.toString('hex');
  expect(
    await approvePlan(deps, { shopId, requestId, hash, actor: STAFF, identityChecked: true }),
  ).toMatchObject({
    outcome: 'approved',
  });
  now.ahead = 40 * DAY_MS;
  const [step] = await sql('SELECT id FROM step WHERE plan_id = $1', [planId]);
  await carryOutStep(deps, { shopId, id: step.id });
  expect(writable.records).toEqual({ a: { phone: null } });
  const [write] = await sql('SELECT state, after FROM vendor_write WHERE plan_id = $1', [planId]);
  expect(write.state).toBe('done');
  expect(write.after.toString('hex')).not.toBe(digest({ phone: null }).toString('hex'));
});
