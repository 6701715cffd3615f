import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shopIdOf } from '#app/core/id.ts';
import { planHash } from '#app/core/plan.ts';
import type { Subject } from '#app/core/request.ts';
import { approvePlan, undoPlan } from '#app/services/approve-plan.ts';
import { carryOutStep } from '#app/services/carry-out-step.ts';
import { chooseWay } from '#app/services/choose-way.ts';
import { closeRequest } from '#app/services/close-request.ts';
import { proposeAgain } from '#app/services/propose-again.ts';
import { proposeErasure } from '#app/services/propose-erasure.ts';
import { readPlan } from '#app/services/read-plan.ts';
import { startRequest } from '#app/services/start-request.ts';
import { findStep } from '#app/services/step-reading.ts';
import { SURVEY } from '#app/services/survey-chunks.ts';
import { recordsIn } from '#sandbox/admin-api/record.ts';
import { withClient } from '#sandbox/database.ts';
import { customerIdOf, type PersonName, people } from '#sandbox/store/people.ts';
import { type Corrections, corrections, subjectOf } from '../support/corrections.ts';
import { type ConnectedApp, createConnectedApp } from '../support/shopify.ts';
import { STAFF } from '../support/steps.ts';

let connected: ConnectedApp;
let at: Corrections;
let shopId: string;

beforeAll(async () => {
  connected = await createConnectedApp();
  connected.shop.restoreRate = 20_000;
  await connected.connect();
  shopId = shopIdOf(connected.shop.domain);
  at = corrections(connected, shopId);
});
afterAll(() => connected.close());

async function standing(requestId: string) {
  const plan = await at.planOf(requestId);
  if (!plan) throw new Error('no plan was proposed');
  return { ...plan, shown: Buffer.from(plan.hash).toString('hex') };
}
const propose = (subject: Subject) => at.start('erasure', subject);
const proposeFor = (name: PersonName) => propose(subjectOf(name));
const approve = (requestId: string, hash: string) =>
  approvePlan(at.deps, { shopId, requestId, hash, actor: STAFF, identityChecked: true });
const undo = (requestId: string) => undoPlan(at.deps, { shopId, requestId, actor: STAFF });
const ordersOf = (name: PersonName) => recordsIn(at.customer(name), 'orders');
const operationsOf = async (requestId: string) => {
  const { body } = await standing(requestId);
  return body.operations.map(({ store, operation }) => `${store} ${operation}`);
};

describe('an erasure that staff start', () => {
  test('becomes a plan of what there is, before anything is changed in Shopify', async () => {
    const { requestId } = await proposeFor('everything');
    expect(await at.requestOf(requestId)).toMatchObject({ state: 'planned' });
    const { body, state, shown } = await standing(requestId);
    expect(state).toBe('proposed');
    expect(planHash(body).toString('hex')).toBe(shown);
    expect(body.way).toBe('trim-then-redact');
    const contact = body.writes.find(({ operation }) => operation === 'customer.update');
    expect(contact?.before).toMatchObject({ phone: people.everything.phone, note: people.everything.note });
    expect(contact?.after).toMatchObject({ phone: null, note: null, tags: [] });
    expect(at.customer('everything').note).toBe(people.everything.note);
    const kept = body.decisions.filter(({ action }) => action === 'keep');
    expect(kept.map(({ ground }) => ground)).toContain('invoice-retention');
    for (const { ground, until } of kept)
      if (ground === 'invoice-retention') expect(until).toMatch(/^20\d\d-/);
    expect(await operationsOf(requestId)).toEqual(['shopify write', 'shopify redact', 'privacy-desk erase']);
    const log = await at.events(requestId);
    expect(log.map(({ type }) => type)).toContain('plan.proposed');
    for (const { entry } of log) expect(entry).not.toContain(people.everything.phone ?? '');
  });

  test('is approved only by somebody who says that they have checked who asks', async () => {
    const { requestId } = await proposeFor('accented');
    const { shown: hash } = await standing(requestId);
    const unchecked = { shopId, requestId, hash, actor: STAFF, identityChecked: false };
    expect(await approvePlan(at.deps, unchecked)).toEqual({ outcome: 'identity-unchecked' });
    expect(await standing(requestId)).toMatchObject({ state: 'proposed' });
    expect(await approve(requestId, hash)).toMatchObject({ outcome: 'approved' });
    const approval = (await at.events(requestId)).find(({ type }) => type === 'plan.approved');
    expect(JSON.parse(approval?.entry ?? '{}').data).toMatchObject({ identityChecked: true });
  });

  test('can be closed without erasing until it is approved, with a reason, and nothing of it is left to do', async () => {
    const { requestId } = await proposeFor('greek');
    const close = () =>
      closeRequest(at.deps, { shopId, requestId, actor: STAFF, reason: 'identity-unproven' });
    expect(await close()).toEqual({ outcome: 'moved' });
    expect(await at.requestOf(requestId)).toMatchObject({ state: 'closed' });
    expect(await at.planOf(requestId)).toMatchObject({ state: 'undone' });
    expect(await close()).toEqual({ outcome: 'not-there' });
    const { requestId: other } = await proposeFor('korean');
    await approve(other, (await standing(other)).shown);
    expect(
      await closeRequest(at.deps, { shopId, requestId: other, actor: STAFF, reason: 'mistake' }),
    ).toEqual({ outcome: 'not-there' });
  });

  test('of somebody without orders is left to Shopify at once', async () => {
    const { requestId } = await proposeFor('noOrders');
    const { body } = await standing(requestId);
    expect(body.way).toBe('redact-now');
    expect(body.operations.at(-2)).toEqual({ store: 'shopify', operation: 'redact', notBefore: null });
  });

  test('of somebody without a customer record promises nothing that Shopify cannot do', async () => {
    const { requestId } = await propose({
      ...{ customerId: null, email: 'nobody.at.all@example.com', phone: null, orderIds: [] },
    });
    const { body } = await standing(requestId);
    expect(body).toMatchObject({ way: 'trim', writes: [] });
    expect(await operationsOf(requestId)).toEqual(['privacy-desk erase']);
  });

  test('leaves alone what belongs to an open dispute', async () => {
    const { requestId } = await proposeFor('everything');
    const { body } = await standing(requestId);
    const disputed = ordersOf('everything').filter((order) =>
      recordsIn(order, 'disputes').some(({ status }) =>
        ['NEEDS_RESPONSE', 'UNDER_REVIEW'].includes(String(status)),
      ),
    );
    for (const { id } of disputed) expect(body.writes.map(({ record }) => record)).not.toContain(id);
    if (disputed.length > 0) expect(body.decisions.map(({ ground }) => ground)).toContain('legal-claims');
  });

  test('goes on from the last page that was stored', async () => {
    const subject = subjectOf('thousandOrders');
    const started = { shopId, kind: 'erasure', subject, actor: STAFF, formId: 'sliced' } as const;
    const { requestId } = await startRequest(at.deps, started);
    const [step] = await at.stepsOf(requestId);
    const past = new Date(0);
    let slices = 0;
    for (;;) {
      const found = await findStep(at.deps, { shopId, id: step?.id ?? '' });
      if (!found) break;
      slices += 1;
      await proposeErasure(at.deps, found, past);
    }
    expect(slices).toBeGreaterThan(2);
    const { body } = await standing(requestId);
    const orders = new Set(
      body.writes.filter(({ collection }) => collection === 'orders').map((w) => w.record),
    );
    const trimmable = ordersOf('thousandOrders').filter(({ phone, note }) => phone !== null || note !== null);
    expect(orders.size).toBeGreaterThanOrEqual(trimmable.length);
  });
});

describe('the way of erasing', () => {
  test('is changed without reading Shopify again, and is another plan', async () => {
    const { requestId } = await proposeFor('guestAndCustomer');
    const first = await standing(requestId);
    const offline = { ...at.deps, stores: {} };
    const choice = { shopId, requestId, way: 'seal-then-redact', actor: STAFF } as const;
    expect(await chooseWay(offline, choice)).toEqual({ outcome: 'proposed' });
    const second = await standing(requestId);
    expect(second.shown).not.toBe(first.shown);
    expect(second.sequence).toBe(first.sequence + 1);
    expect(await operationsOf(requestId)).toEqual(
      expect.arrayContaining(['shopify retain', 'shopify redact', 'privacy-desk erase']),
    );
    expect(await approve(requestId, first.shown)).toEqual({ outcome: 'changed' });
    expect(await standing(requestId)).toMatchObject({ state: 'proposed' });
  });

  test('that is not open for a person cannot be chosen', async () => {
    const { requestId } = await proposeFor('noOrders');
    const choice = { shopId, requestId, way: 'trim-then-redact', actor: STAFF } as const;
    expect(await chooseWay(at.deps, choice)).toEqual({ outcome: 'not-there' });
  });
});

describe('an approval', () => {
  test('binds to what was shown: a plan that was altered in the database is not approved', async () => {
    const { requestId } = await proposeFor('recent');
    const { shown, id } = await standing(requestId);
    const other = await standing((await proposeFor('dormant')).requestId);
    await withClient(connected.app.database.ownerUrl, (client) =>
      client.query('UPDATE plan SET hash = $1 WHERE id = $2', [Buffer.from(other.hash), id]),
    );
    expect(await approve(requestId, shown)).toEqual({ outcome: 'changed' });
    expect(await approve(requestId, other.shown)).toEqual({ outcome: 'changed' });
    expect(await at.requestOf(requestId)).toMatchObject({ state: 'planned' });
  });

  test('can be undone until its time begins: no step is left, and a worker that comes finds nothing to do', async () => {
    const { requestId } = await proposeFor('householdA');
    const { shown } = await standing(requestId);
    const approval = await approve(requestId, shown);
    expect(approval).toMatchObject({ outcome: 'approved' });
    expect(await at.requestOf(requestId)).toMatchObject({ state: 'approved' });
    const steps = (await at.stepsOf(requestId)).filter(({ planId }) => planId !== null);
    expect(steps.length).toBeGreaterThan(1);
    for (const { id } of steps) await carryOutStep(at.deps, { shopId, id });
    expect(await standing(requestId)).toMatchObject({ state: 'approved' });
    expect(await undo(requestId)).toEqual({ outcome: 'undone' });
    for (const { id } of steps) await carryOutStep(at.deps, { shopId, id });
    expect(await standing(requestId)).toMatchObject({ state: 'proposed', shown });
    expect(await at.requestOf(requestId)).toMatchObject({ state: 'planned' });
    expect((await at.stepsOf(requestId)).filter(({ planId }) => planId !== null)).toEqual([]);
    expect(await approve(requestId, shown)).toMatchObject({ outcome: 'approved' });
  });

  test('sent twice approves once', async () => {
    const { requestId } = await proposeFor('householdB');
    const { shown } = await standing(requestId);
    const outcomes = await Promise.all([approve(requestId, shown), approve(requestId, shown)]);
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['approved', 'not-there']);
    const log = await at.events(requestId);
    expect(log.filter(({ type }) => type === 'plan.approved')).toHaveLength(1);
  });

  test('of a plan without the key of its case is refused, and the plan unreadable', async () => {
    const { requestId } = await proposeFor('emailOnly');
    const { shown } = await standing(requestId);
    await withClient(connected.app.database.ownerUrl, (client) =>
      client.query(`DELETE FROM data_key WHERE request_id = $1 AND purpose = 'case'`, [requestId]),
    );
    await expect(approve(requestId, shown)).rejects.toMatchObject({ code: 'key-gone' });
    await expect(at.deps.unit(shopId, (unit) => readPlan(at.deps, unit, requestId))).rejects.toMatchObject({
      code: 'key-gone',
    });
  });
});

describe('a plan that is called off', () => {
  const again = (requestId: string) => proposeAgain(at.deps, { shopId, requestId, actor: STAFF });

  test('is read anew: what was approved before is not valid any more', async () => {
    const { requestId } = await proposeFor('phoneOnly');
    const first = await standing(requestId);
    connected.shop.store.update(customerIdOf('phoneOnly'), { note: 'Rings in the morning.' });
    expect(await again(requestId)).toEqual({ outcome: 'queued' });
    expect(await approve(requestId, first.shown)).toEqual({ outcome: 'not-there' });
    await at.work(requestId);
    const second = await standing(requestId);
    expect(second.shown).not.toBe(first.shown);
    expect(second.state).toBe('proposed');
    expect(second.body.writes.map(({ before }) => before.note)).toContain('Rings in the morning.');
  });

  test('does nothing more, and what it did stays done', async () => {
    const { requestId } = await proposeFor('optedOut');
    await at.approve(requestId);
    expect(await again(requestId)).toEqual({ outcome: 'queued' });
    const steps = await at.stepsOf(requestId);
    expect(steps.find(({ operation }) => operation === 'redact')).toMatchObject({ state: 'stopped' });
    expect(steps.find(({ operation }) => operation === 'propose-erasure')).toMatchObject({
      state: 'pending',
    });
    expect(at.customer('optedOut')).toMatchObject({ note: null, defaultPhoneNumber: null });
    await at.work(requestId);
    expect(await standing(requestId)).toMatchObject({ state: 'proposed' });
  });

  test('is not, while it can simply be undone, nor once Shopify has been asked', async () => {
    const { requestId } = await proposeFor('noOrders');
    const { shown } = await standing(requestId);
    await approve(requestId, shown);
    expect(await again(requestId)).toEqual({ outcome: 'not-there' });
    at.pass(25 * 3_600_000);
    await at.work(requestId);
    expect(await again(requestId)).toEqual({ outcome: 'shopify-asked' });
  });
});

describe('a trim', () => {
  test('takes away what invoices do not need, keeps what identifies them, and has Shopify erase on its day', async () => {
    connected.shop.installation?.grantedScopes.add('write_orders');
    await withClient(connected.app.database.ownerUrl, (client) =>
      client.query(`UPDATE shop SET scopes = array_append(scopes, 'write_orders') WHERE shop_id = $1`, [
        shopId,
      ]),
    );
    const { requestId } = await proposeFor('guestAndCustomer');
    const plan = await standing(requestId);
    expect(plan.body.way).toBe('trim-then-redact');
    await at.approve(requestId);
    expect((await standing(requestId)).state).toBe('begun');
    const customer = at.customer('guestAndCustomer');
    expect(customer).toMatchObject({ note: null, tags: [], defaultPhoneNumber: null, firstName: 'Nora' });
    expect(recordsIn(customer, 'addressesV2')).toEqual([]);
    for (const order of ordersOf('guestAndCustomer')) {
      const { note = null, phone = null, tags } = order;
      expect({ note, phone, tags }).toEqual({ note: null, phone: null, tags: [] });
      expect(recordsIn(order, 'billingAddress')[0]).toMatchObject({ lastName: 'Quinn' });
    }
    const redact = (await at.stepsOf(requestId)).find(({ operation }) => operation === 'redact');
    expect(redact).toMatchObject({ state: 'pending' });
    const keptUntil = plan.body.decisions.find(({ ground }) => ground === 'invoice-retention')?.until ?? '';
    expect(redact?.notBefore?.toISOString().slice(0, 4)).toBe(keptUntil.slice(0, 4));
    expect(Number(redact?.notBefore)).toBeGreaterThan(Date.parse(keptUntil));
    expect(await undo(requestId)).toEqual({ outcome: 'begun' });
    const steps = await at.stepsOf(requestId);
    expect(steps.filter(({ operation }) => ['write', 'erase'].includes(operation))).toEqual([
      expect.objectContaining({ state: 'done' }),
      expect.objectContaining({ state: 'done' }),
    ]);
  });
});

test('what was read for a plan lies sealed, and nothing of it in the clear', async () => {
  const { requestId } = await proposeFor('bigId');
  const { rows } = await withClient(connected.app.database.ownerUrl, (client) =>
    client.query(
      `SELECT encode(body, 'hex') AS body FROM chunk WHERE request_id = $1 AND collection = $2
       UNION ALL SELECT encode(sealed, 'hex') FROM plan WHERE request_id = $1`,
      [requestId, SURVEY],
    ),
  );
  expect(rows.length).toBeGreaterThan(1);
  for (const { body } of rows) expect(Buffer.from(body, 'hex').includes('Grande')).toBe(false);
});
