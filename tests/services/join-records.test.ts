import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shopIdOf } from '#app/core/id.ts';
import { planHash } from '#app/core/plan.ts';
import { answerDrift } from '#app/services/answer-drift.ts';
import { approvePlan } from '#app/services/approve-plan.ts';
import { carryOutWrites } from '#app/services/carry-out-writes.ts';
import { chooseWay } from '#app/services/choose-way.ts';
import { proposeAgain } from '#app/services/propose-again.ts';
import { readDrift } from '#app/services/read-drift.ts';
import { readPlanPage } from '#app/services/read-plan-page.ts';
import { retryStep } from '#app/services/retry-step.ts';
import { findStep } from '#app/services/step-reading.ts';
import { recordsIn } from '#sandbox/admin-api/record.ts';
import { withClient } from '#sandbox/database.ts';
import { customerIdOf, type PersonName, people } from '#sandbox/store/people.ts';
import type { NodeRecord, Value } from '#sandbox/store/store.ts';
import { type Corrections, corrections, subjectOf } from '../support/corrections.ts';
import { type ConnectedApp, createConnectedApp } from '../support/shopify.ts';
import { STAFF } from '../support/steps.ts';

/** What comes between the proposal of a plan and its being carried out. */
let connected: ConnectedApp;
let at: Corrections;
let shopId: string;

beforeAll(async () => {
  connected = await createConnectedApp();
  connected.shop.restoreRate = 20_000;
  await connected.connect();
  shopId = shopIdOf(connected.shop.domain);
  at = corrections(connected, shopId);
  connected.shop.installation?.grantedScopes.add('write_orders');
  await withClient(connected.app.database.ownerUrl, (client) =>
    client.query(`UPDATE shop SET scopes = array_append(scopes, 'write_orders') WHERE shop_id = $1`, [
      shopId,
    ]),
  );
});
afterAll(() => connected.close());

const PAST_UNDO_MS = 25 * 3_600_000;
let orders = 0;
const metafieldOf = (owner: string, key: string, value: string): NodeRecord => {
  orders += 1;
  const type = 'single_line_text_field';
  const id = `gid://shopify/Metafield/${8_800_000_000_000 + orders}`;
  const of = () => connected.shop.store.find(owner);
  return { __typename: 'Metafield', id, namespace: 'custom', key, type, value, jsonValue: value, owner: of };
};

/** The person orders; in the time of the app, which the tests put forward. */
function order(name: PersonName, fields: Record<string, Value> = {}): string {
  orders += 1;
  const { store } = connected.shop;
  const id = `gid://shopify/Order/${8_900_000_000_000 + orders}`;
  const now = at.deps
    .now()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z');
  store.insert({
    ...{ __typename: 'Order', id, legacyResourceId: id.replace(/.*\//, ''), name: `#9${orders}` },
    ...{ createdAt: now, processedAt: now, updatedAt: now, email: people[name].email },
    customer: () => store.find(customerIdOf(name)),
    ...{ note: 'Ring at the back door', tags: [], customAttributes: [], phone: null, metafields: [] },
    ...{ returnStatus: 'NO_RETURN', disputes: [], ...fields },
  });
  return id;
}
const found = (id: string) => {
  const record = connected.shop.store.find(id);
  if (!record) throw new Error(`${id} is not in the sandbox`);
  return record;
};

async function planned(name: PersonName, way?: 'redact-now') {
  const { requestId } = await at.start('erasure', subjectOf(name));
  if (way) await chooseWay(at.deps, { shopId, requestId, way, actor: STAFF });
  const standing = async () => {
    const plan = await at.planOf(requestId);
    if (!plan) throw new Error('no plan was proposed');
    return plan;
  };
  const stepOf = async (operation: string) => {
    const step = (await at.stepsOf(requestId)).find((each) => each.operation === operation);
    if (!step) throw new Error(`there is no step to ${operation}`);
    return step;
  };
  return {
    requestId,
    standing,
    stepOf,
    async approve() {
      const hash = Buffer.from((await standing()).hash).toString('hex');
      expect(
        await approvePlan(at.deps, { shopId, requestId, hash, actor: STAFF, identityChecked: true }),
      ).toMatchObject({
        outcome: 'approved',
      });
    },
    async carryOut() {
      at.pass(PAST_UNDO_MS);
      await at.work(requestId);
    },
    drift: () => at.deps.unit(shopId, (unit) => readDrift(at.deps, unit, { requestId })),
    page: () => readPlanPage(at.deps, { shopId, requestId, page: 1 }),
    async events(type: string) {
      const all = await at.events(requestId);
      return all.filter((each) => each.type === type).map(({ entry }) => JSON.parse(entry).data);
    },
  };
}

/** A person whose orders have notes, tags and a metafield each by the rules of their plan. */
async function trimming(name: PersonName) {
  const first = recordsIn(at.customer(name), 'orders').at(0);
  connected.shop.store.update(String(first?.id), { note: 'Third floor' });
  const plan = await planned(name);
  expect((await plan.standing()).body.way).toBe('trim-then-redact');
  return plan;
}

describe('an order that came after the approval', () => {
  test('joins under the rule that covers it, is trimmed with the others, and that is logged without whose it is', async () => {
    const plan = await trimming('guestAndCustomer');
    await plan.approve();
    const came = order('guestAndCustomer');
    const before = await plan.standing();
    await plan.carryOut();
    expect(found(came)).toMatchObject({ note: null, email: people.guestAndCustomer.email });
    expect(await plan.stepOf('write')).toMatchObject({ state: 'done' });
    const [joined, ...more] = await plan.events('plan.records-joined');
    expect(more).toEqual([]);
    expect(joined).toMatchObject({ plan: before.id, records: 1, asked: 0, orders: 1 });
    expect(JSON.stringify(joined)).not.toContain(came.replace(/.*\//, ''));
    // What was approved stays what was approved.
    const after = await plan.standing();
    expect(Buffer.from(after.hash)).toEqual(Buffer.from(before.hash));
    expect(planHash(after.body)).toEqual(planHash(before.body));
    const page = await plan.page();
    expect(page).toMatchObject({ joined: 1 });
    expect(page?.changes.total).toBe(before.body.writes.length + 1);
    const [done] = await plan
      .events('step.done')
      .then((all) => all.filter(({ operation }) => operation === 'write'));
    expect(done).toMatchObject({ writes: before.body.writes.length + 1, sentTwice: 0 });
    const { rows } = await withClient(connected.app.database.ownerUrl, (client) =>
      client.query(`SELECT encode(joined, 'escape') AS joined FROM plan WHERE id = $1`, [before.id]),
    );
    expect(rows[0]?.joined).not.toContain('back door');
  });

  test('with a field and a metafield that nobody approved holds the step and asks; the rest is done', async () => {
    const plan = await trimming('householdA');
    const { fields = [] } =
      (await plan.standing()).body.decisions.find(
        ({ collection, action }) => collection === 'orders' && action === 'erase',
      ) ?? {};
    expect(fields).toContain('note');
    expect(fields).not.toContain('customAttributes');
    await plan.approve();
    const attributes: Value = [{ __typename: 'Attribute', key: 'Engraving', value: 'For Ada' }];
    const came = order('householdA', { customAttributes: attributes });
    const gift = metafieldOf(came, 'gift', 'For her birthday');
    connected.shop.store.insert(gift);
    connected.shop.store.update(came, {
      metafields: [gift],
      updatedAt: at.deps
        .now()
        .toISOString()
        .replace(/\.\d+Z$/, 'Z'),
    });
    await plan.carryOut();
    expect(found(came)).toMatchObject({ note: null });
    expect(recordsIn(found(came), 'metafields')).toHaveLength(1);
    expect(found(came).customAttributes).toEqual(attributes);
    expect(at.customer('householdA')).toMatchObject({ note: null });
    const step = await plan.stepOf('write');
    expect(step).toMatchObject({ state: 'blocked', reasonCode: 'drift' });
    expect(await plan.events('plan.records-joined')).toMatchObject([{ records: 1, asked: 1, orders: 1 }]);
    const drift = await plan.drift();
    expect(drift?.records).toMatchObject([
      { record: came, asks: 'not-planned', fields: ['customAttributes'] },
      { record: came, asks: 'not-planned', fields: ['value'] },
    ]);

    // Tried again it is asked again; only what a person agrees to goes.
    await retryStep(at.deps, { shopId, stepId: step.id, actor: STAFF });
    await at.work(plan.requestId);
    expect(await plan.stepOf('write')).toMatchObject({ state: 'blocked', reasonCode: 'drift' });
    expect(recordsIn(found(came), 'metafields')).toHaveLength(1);
    const answer = {
      shopId,
      stepId: step.id,
      shown: drift?.shown ?? '',
      answer: 'write',
      actor: STAFF,
    } as const;
    expect(await answerDrift(at.deps, answer)).toEqual({ outcome: 'answered' });
    await at.work(plan.requestId);
    expect(await plan.stepOf('write')).toMatchObject({ state: 'done' });
    expect(recordsIn(found(came), 'metafields')).toEqual([]);
    expect(found(came).customAttributes).toEqual([]);
  });

  test('over which there is a dispute is left alone, and asked about', async () => {
    const plan = await trimming('optedOut');
    await plan.approve();
    const disputed = { disputes: [{ __typename: 'OrderDisputeSummary', status: 'NEEDS_RESPONSE' }] };
    const came = order('optedOut', disputed);
    const [former] = (await plan.standing()).body.writes.filter(
      ({ operation }) => operation === 'order.update',
    );
    const now = at.deps
      .now()
      .toISOString()
      .replace(/\.\d+Z$/, 'Z');
    connected.shop.store.update(former?.record ?? '', { returnStatus: 'IN_PROGRESS', updatedAt: now });
    const note = found(former?.record ?? '').note;
    await plan.carryOut();
    expect(found(came)).toMatchObject({ note: 'Ring at the back door' });
    // One that was planned, and has lost its ground since.
    expect(found(former?.record ?? '')).toMatchObject({ note });
    expect((await plan.drift())?.records.map(({ record, asks }) => [record, asks])).toEqual(
      expect.arrayContaining([
        [came, 'dispute'],
        [former?.record, 'return'],
      ]),
    );
    const step = await plan.stepOf('write');
    const shown = (await plan.drift())?.shown ?? '';
    await answerDrift(at.deps, { shopId, stepId: step.id, shown, answer: 'leave', actor: STAFF });
    await at.work(plan.requestId);
    expect(await plan.stepOf('write')).toMatchObject({ state: 'done' });
    expect(found(came)).toMatchObject({ note: 'Ring at the back door' });
  });

  test('once the writes have begun does not join any more', async () => {
    const plan = await trimming('householdB');
    await plan.approve();
    const early = order('householdB');
    // Somebody changes a note meanwhile: the step waits for a person at the end of its first pass.
    connected.shop.store.update(customerIdOf('householdB'), { note: 'Another word' });
    const [contact] = (await plan.standing()).body.writes.filter(
      ({ operation }) => operation === 'customer.update',
    );
    if (contact?.before.note === undefined)
      connected.shop.store.update(customerIdOf('householdB'), {
        defaultPhoneNumber: { __typename: 'CustomerPhoneNumber', phoneNumber: '+447700900999' },
      });
    await plan.carryOut();
    expect(found(early)).toMatchObject({ note: null });
    const step = await plan.stepOf('write');
    expect(step).toMatchObject({ state: 'blocked', reasonCode: 'drift' });
    const late = order('householdB');
    const shown = (await plan.drift())?.shown ?? '';
    await answerDrift(at.deps, { shopId, stepId: step.id, shown, answer: 'leave', actor: STAFF });
    await at.work(plan.requestId);
    expect(await plan.stepOf('write')).toMatchObject({ state: 'done' });
    expect(found(late)).toMatchObject({ note: 'Ring at the back door' });
    expect(await plan.events('plan.records-joined')).toHaveLength(1);
  });

  test('is looked for page by page, and what was found stays found', async () => {
    const plan = await trimming('thousandOrders');
    await plan.approve();
    const came = Array.from({ length: 60 }, () => order('thousandOrders'));
    at.pass(PAST_UNDO_MS);
    const { id } = await plan.stepOf('write');
    const slice = async () => {
      const step = await findStep(at.deps, { shopId, id });
      if (step) await carryOutWrites(at.deps, step, new Date(0));
      return plan.stepOf('write');
    };
    let slices = 0;
    while ('joining' in ((await slice()).cursor as object)) slices += 1;
    expect(slices).toBeGreaterThan(1);
    expect((await plan.standing()).joined.writes.map(({ record }) => record).sort()).toEqual(came.sort());
    expect(await plan.events('plan.records-joined')).toMatchObject([{ records: 60, orders: 60 }]);
  });
});

test('what the customer’s record has got since joins, where the plan takes such away', async () => {
  const plan = await trimming('everything');
  const addresses = recordsIn(at.customer('everything'), 'addressesV2').length;
  expect(addresses).toBeGreaterThan(0);
  await plan.approve();
  const [address] = recordsIn(at.customer('everything'), 'addressesV2');
  const added = {
    ...address,
    __typename: 'MailingAddress',
    id: 'gid://shopify/MailingAddress/88001',
  } as NodeRecord;
  connected.shop.store.insert(added);
  connected.shop.store.update(customerIdOf('everything'), {
    addressesV2: [...recordsIn(at.customer('everything'), 'addressesV2'), added],
  });
  await plan.carryOut();
  expect(recordsIn(at.customer('everything'), 'addressesV2')).toEqual([]);
  expect(await plan.events('plan.records-joined')).toMatchObject([{ customer: 1 }]);
});

test('another customer record under the same address is left as it is, and a person is asked', async () => {
  const plan = await trimming('recent');
  await plan.approve();
  const { store } = connected.shop;
  const old = at.customer('recent');
  const [address] = recordsIn(old, 'addressesV2');
  const id = 'gid://shopify/Customer/7770001';
  const added = { ...address, __typename: 'MailingAddress', id: 'gid://shopify/MailingAddress/7770002' };
  store.remove(customerIdOf('recent'));
  store.insert(added as NodeRecord);
  const fresh = { note: 'Began anew', tags: ['vip'], addressesV2: [added], metafields: [] };
  store.insert({ ...old, id, legacyResourceId: '7770001', ...fresh } as NodeRecord);
  await plan.carryOut();
  expect(found(id)).toMatchObject({ note: 'Began anew', tags: ['vip'] });
  expect(recordsIn(found(id), 'addressesV2')).toHaveLength(1);
  expect(await plan.stepOf('write')).toMatchObject({ state: 'blocked', reasonCode: 'other-record' });
  expect((await plan.standing()).joined.writes).toEqual([]);
});

describe('an erasure by Shopify itself', () => {
  test('is not asked for once an order has come whose invoice must be kept: a new plan is', async () => {
    const plan = await planned('noOrders');
    expect((await plan.standing()).body.way).toBe('redact-now');
    await plan.approve();
    order('noOrders');
    await plan.carryOut();
    expect(await plan.stepOf('redact')).toMatchObject({ state: 'blocked', reasonCode: 'invoice-came' });
    expect(await plan.events('redact.intended')).toEqual([]);
    // Tried again it is the same: what was approved has lost its ground.
    await retryStep(at.deps, { shopId, stepId: (await plan.stepOf('redact')).id, actor: STAFF });
    await at.work(plan.requestId);
    expect(await plan.stepOf('redact')).toMatchObject({ state: 'blocked', reasonCode: 'invoice-came' });
    const again = { shopId, requestId: plan.requestId, actor: STAFF };
    expect(await proposeAgain(at.deps, again)).toEqual({ outcome: 'queued' });
    await at.work(plan.requestId);
    expect((await plan.standing()).body.way).toBe('trim-then-redact');
  });

  test('that was chosen over keeping invoices is not asked for, either, over one that came since', async () => {
    const plan = await planned('dormant', 'redact-now');
    await plan.approve();
    const came = order('dormant');
    await plan.carryOut();
    expect(await plan.stepOf('redact')).toMatchObject({ state: 'blocked', reasonCode: 'invoice-came' });
    // With the order it goes on: what was known when it was chosen is no obstacle.
    connected.shop.store.remove(came);
    await retryStep(at.deps, { shopId, stepId: (await plan.stepOf('redact')).id, actor: STAFF });
    await at.work(plan.requestId);
    expect(await plan.events('redact.asked')).toHaveLength(1);
  });

  test('is not asked for once somebody fights over an order', async () => {
    const plan = await planned('bigId', 'redact-now');
    await plan.approve();
    const [former] = recordsIn(at.customer('bigId'), 'orders');
    const now = at.deps
      .now()
      .toISOString()
      .replace(/\.\d+Z$/, 'Z');
    const id = String(former?.id);
    connected.shop.store.update(id, { returnStatus: 'RETURN_REQUESTED', updatedAt: now });
    await plan.carryOut();
    expect(await plan.stepOf('redact')).toMatchObject({ state: 'blocked', reasonCode: 'claim-open' });
    connected.shop.store.update(id, { returnStatus: 'RETURNED', updatedAt: now });
    await retryStep(at.deps, { shopId, stepId: (await plan.stepOf('redact')).id, actor: STAFF });
    await at.work(plan.requestId);
    expect(await plan.events('redact.asked')).toHaveLength(1);
  });
});
