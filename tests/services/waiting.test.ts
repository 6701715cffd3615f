/** What a request waits for, as the inbox and the home page show it while its steps move. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { shopIdOf } from '#app/core/id.ts';
import { readQuery } from '#app/core/inbox.ts';
import { approvePlan, undoPlan } from '#app/services/approve-plan.ts';
import { cancelRedact } from '#app/services/cancel-redact.ts';
import { carryOutStep } from '#app/services/carry-out-step.ts';
import { exportRequests } from '#app/services/export-requests.ts';
import { listRequests } from '#app/services/list-requests.ts';
import { type PileName, readHome } from '#app/services/read-home.ts';
import { retryStep } from '#app/services/retry-step.ts';
import { startRequest } from '#app/services/start-request.ts';
import { withClient } from '#sandbox/database.ts';
import {
  DAY_MS,
  ERASE,
  type PlannedErasure,
  REDACT,
  startErasure,
  subjectOf,
} from '../support/planned-erasure.ts';
import { type ConnectedApp, createConnectedApp } from '../support/shopify.ts';
import { STAFF } from '../support/steps.ts';

let connected: ConnectedApp;
beforeAll(async () => {
  connected = await createConnectedApp();
});
afterAll(() => connected.close());
beforeEach(async () => {
  connected.shop.faults = [];
  connected.sandbox.merchant.install(connected.shop);
  connected.shop.installation?.grantedScopes.add('read_customer_merge');
  await connected.connect();
});

const dayIn = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
/** Its due date is so many days from today. */
const dueIn = ({ requestId }: PlannedErasure, days: number) =>
  withClient(connected.app.database.ownerUrl, (client) =>
    client.query('UPDATE request SET due = $2 WHERE id = $1', [requestId, dayIn(days)]),
  );
const list = ({ deps, shopId }: PlannedErasure, address: string) =>
  listRequests(deps, { shopId, reader: STAFF, address: new URLSearchParams(address), before: null });
/** Whether the inbox shows it behind this filter. */
const isIn = async (erasure: PlannedErasure, filter: string) =>
  (await list(erasure, `${filter}&sort=number-asc`)).lines.some(({ number }) => number === erasure.number);
const lineOf = async (erasure: PlannedErasure) =>
  (await list(erasure, 'sort=number-asc')).lines.find(({ number }) => number === erasure.number);
const isOnHome = async ({ deps, shopId, number }: PlannedErasure, name: PileName) => {
  const { piles } = await readHome(deps, { shopId, reader: STAFF });
  return piles.find((pile) => pile.name === name)?.first.some((line) => line.number === number);
};

describe('an erasure that Shopify was asked for in time', () => {
  let erasure: PlannedErasure;
  test('is neither overdue nor due soon while it waits for Shopify’s day, and says until when', async () => {
    erasure = await startErasure(connected, subjectOf('dormant'));
    await erasure.run('erase');
    expect(await erasure.run('redact')).toMatchObject({ reasonCode: 'shopify-erases-later' });
    for (const [days, filter, pile] of [
      [3, 'due=week', 'due-soon'],
      [20, 'due=month', 'due-soon'],
      [0, 'due=week', 'due-soon'],
    ] as const) {
      await dueIn(erasure, days);
      expect([await isIn(erasure, filter), await isOnHome(erasure, pile)]).toEqual([false, false]);
    }
    erasure.pass(5 * DAY_MS);
    expect([await isIn(erasure, 'due=overdue'), await isOnHome(erasure, 'overdue')]).toEqual([false, false]);
    expect(await isIn(erasure, 'waits=shopify')).toBe(true);
    expect(await isIn(erasure, 'waits=date')).toBe(false);
    expect(await isIn(erasure, 'state=open')).toBe(true);
    const { retryAt } = await erasure.step('redact');
    const until = new Date((retryAt?.getTime() ?? 0) - DAY_MS).toISOString().slice(0, 10);
    expect(await lineOf(erasure)).toMatchObject({ blocked: false, waits: { for: 'shopify', until } });
    const { counts } = await list(erasure, 'view=overdue');
    expect(counts.overdue).toBe(0);
  });

  test('leaves the export of what is overdue, too', async () => {
    const query = readQuery(new URLSearchParams('due=overdue&sort=number-asc'));
    const { shopId, deps } = erasure;
    const lines = await exportRequests(deps, { shopId, actor: STAFF, query, numbers: null });
    expect(await Array.fromAsync(lines)).toHaveLength(1);
  });

  test('is overdue once Shopify’s day is over, though nobody has looked yet; and when Shopify has not done it', async () => {
    erasure.pass(300 * DAY_MS);
    expect([await isIn(erasure, 'due=overdue'), await isOnHome(erasure, 'overdue')]).toEqual([true, true]);
    expect(await isIn(erasure, 'waits=shopify')).toBe(false);
    expect((await lineOf(erasure))?.waits).toBeNull();
    await erasure.run('redact');
    expect(await isIn(erasure, 'due=overdue')).toBe(true);
  });

  test('waits for nothing any more when it is cancelled', async () => {
    const { shopId, requestId, deps } = erasure;
    await cancelRedact(deps, { shopId, requestId, actor: STAFF });
    await erasure.run('redact');
    expect((await erasure.request()).waitsFor).toBeNull();
  });
});

test('an erasure that Shopify was asked for after the due date stays overdue', async () => {
  const erasure = await startErasure(connected, subjectOf('noOrders'));
  await dueIn(erasure, -1);
  await erasure.run('erase');
  await erasure.run('redact');
  expect(await erasure.step('redact')).toMatchObject({ reasonCode: 'shopify-erases-later' });
  expect([await isIn(erasure, 'due=overdue'), await isIn(erasure, 'waits=shopify')]).toEqual([true, false]);
});

test('what was done in time waits for the end of a retention, a step that is stuck for a person', async () => {
  const operations = [{ ...REDACT, notBefore: `${dayIn(400)}T00:00:00Z` }, ERASE];
  const erasure = await startErasure(connected, subjectOf('bigId'), { operations });
  await dueIn(erasure, 0);
  expect(await isIn(erasure, 'due=week')).toBe(true);
  await erasure.run('erase');
  expect(await lineOf(erasure)).toMatchObject({ waits: { for: 'date', until: dayIn(400) } });
  erasure.pass(2 * DAY_MS);
  expect([await isIn(erasure, 'waits=date'), await isIn(erasure, 'due=overdue')]).toEqual([true, false]);

  connected.shop.faults = [];
  erasure.pass(400 * DAY_MS);
  await erasure.run('redact', undefined, { ...erasure.deps, stores: {} });
  expect(await erasure.step('redact')).toMatchObject({ state: 'blocked' });
  expect([await isIn(erasure, 'waits=blocked'), await isIn(erasure, 'waits=date')]).toEqual([true, false]);
  expect(await lineOf(erasure)).toMatchObject({ blocked: true, waits: null });
  expect((await list(erasure, 'view=blocked')).counts.blocked).toBe(1);
  const { shopId, deps } = erasure;
  await retryStep(deps, { shopId, stepId: (await erasure.step('redact')).id, actor: STAFF });
  expect(await isIn(erasure, 'waits=blocked')).toBe(false);
});

test('a plan of an erasure waits for you until it is approved, and again when the approval is undone', async () => {
  const { deps } = connected.app;
  const shopId = shopIdOf(connected.shop.domain);
  const subject = subjectOf('recent');
  const started = { shopId, kind: 'erasure', subject, actor: STAFF, formId: 'waits-for-approval' } as const;
  const { requestId, number } = await startRequest(deps, started);
  const isWaiting = async () => {
    const { piles } = await readHome(deps, { shopId, reader: STAFF });
    return piles.some((pile) => pile.name === 'waiting' && pile.first.some((line) => line.number === number));
  };
  expect(await isWaiting()).toBe(false);
  const proposing = await deps.unit(shopId, ({ read }) => read.step.findMany({ where: { requestId } }));
  for (const { id } of proposing) await carryOutStep(deps, { shopId, id });
  const plan = await deps.unit(shopId, ({ read }) => read.plan.findFirst({ where: { requestId } }));
  expect(plan?.state).toBe('proposed');
  expect(await isWaiting()).toBe(true);
  const by = { shopId, requestId, actor: STAFF };
  await approvePlan(deps, {
    ...by,
    hash: Buffer.from(plan?.hash ?? []).toString('hex'),
    identityChecked: true,
  });
  expect(await isWaiting()).toBe(false);
  await undoPlan(deps, by);
  expect(await isWaiting()).toBe(true);
});
