import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { localDay } from '#app/core/local-day.ts';
import { redactDate } from '#app/core/redact-date.ts';
import { english } from '#app/core/words.ts';
import { cancelRedact } from '#app/services/cancel-redact.ts';
import { closeRequest } from '#app/services/close-request.ts';
import { requireRequestKey } from '#app/services/require-key.ts';
import { retryStep } from '#app/services/retry-step.ts';
import { skipStep } from '#app/services/skip-step.ts';
import { startRequest } from '#app/services/start-request.ts';
import { cancelErasure, pendingErasure } from '#sandbox/admin-api/erasure.ts';
import { controlClient } from '#sandbox/control-client.ts';
import { customerIdOf, type PersonName } from '#sandbox/store/people.ts';
import { lastOrderAt } from '#sandbox/webhooks/payloads.ts';
import { gatherFor } from '../support/erasure.ts';
import { tell } from '../support/gathering.ts';
import {
  DAY_MS,
  ERASE,
  keptUntil,
  type PlannedErasure,
  REDACT,
  RETAIN,
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
  const { shop, sandbox } = connected;
  shop.faults = [];
  sandbox.merchant.install(shop);
  shop.installation?.grantedScopes.add('read_customer_merge');
  await connected.connect();
});

const control = () => controlClient(`http://127.0.0.1:${connected.sandbox.port}`);
const record = (name: PersonName) => {
  const found = connected.shop.store.find(customerIdOf(name));
  if (!found) throw new Error(`the sandbox lacks ${name}`);
  return found;
};
/** Days pass in the shop; what is due there happens. */
async function daysPass(days: number) {
  await control().clock({ advanceMs: days * DAY_MS });
  await connected.connect();
}
/** What Shopify tells the app when it has erased somebody. */
const told = (name: PersonName) =>
  tell(connected, 'customers/redact', {
    ...{ shop_id: connected.shop.id, shop_domain: connected.shop.domain, orders_to_redact: [] },
    customer: { id: Number(subjectOf(name).customerId), email: subjectOf(name).email, phone: null },
  });
const today = () => localDay(new Date(), 'UTC');
const listed = () => readFileSync(join(connected.app.keysDir, 'erasures.jsonl'), 'utf8');
const cancel = ({ shopId, requestId, deps }: PlannedErasure) =>
  cancelRedact(deps, { shopId, requestId, actor: STAFF });

describe('an erasure at Shopify', () => {
  test('is asked for, waits for Shopify’s day with both dates explained, and ends when Shopify says so and shows nothing', async () => {
    const erasure = await startErasure(connected, subjectOf('dormant'));
    const asked = await erasure.run('redact');
    const lastOrder = lastOrderAt(connected.shop, { customer: record('dormant') });
    const date = redactDate({
      askedOn: today(),
      lastOrderOn: lastOrder === null ? null : localDay(new Date(lastOrder), 'UTC'),
    });
    expect(asked).toMatchObject({ state: 'running', reasonCode: 'shopify-erases-later' });
    expect(asked?.reason).toContain('10 days after it is asked');
    expect(asked?.reason).toContain('can be cancelled: here');
    expect(asked?.retryAt?.toISOString().slice(0, 10)).toBe(
      localDay(new Date(Date.parse(date.day) + DAY_MS), 'UTC'),
    );
    expect(pendingErasure(record('dormant'))).toMatchObject({
      requestedBy: connected.sandbox.world.app.apiKey,
    });
    expect(await erasure.events('redact.asked')).toMatchObject([{ data: { sent: 1, expected: date.day } }]);
    expect(await erasure.request()).toMatchObject({ state: 'carrying-out' });

    await erasure.run('erase');
    await daysPass(10);
    expect(await told('dormant')).toBe(200);
    expect((await erasure.step('redact')).retryAt).toBeNull();
    const requests = await connected.app.deps.unit(erasure.shopId, ({ read }) =>
      read.request.count({ where: { kind: 'erasure' } }),
    );
    expect(requests).toBe(1);
    expect(await erasure.run('redact')).toMatchObject({ state: 'done', records: 1 });
    expect(await erasure.events('redact.done')).toMatchObject([
      { data: { sent: 1, told: true, shows: 'redacted' } },
    ]);
    expect(await erasure.events('request.joined')).toHaveLength(1);
  });

  test('of somebody who ordered lately waits for six months after the order', async () => {
    const erasure = await startErasure(connected, subjectOf('recent'));
    const asked = await erasure.run('redact');
    expect(english.t(asked?.reason ?? '')).toMatch(
      /The last order was placed on .*, so its six months end on /,
    );
    const [{ data } = { data: {} }] = await erasure.events('redact.asked');
    const lastOrder = localDay(
      new Date(lastOrderAt(connected.shop, { customer: record('recent') }) ?? 0),
      'UTC',
    );
    expect(data.expected).toBe(redactDate({ askedOn: today(), lastOrderOn: lastOrder }).day);
  });

  test('that was sent before a crash is asked about first, and not sent again', async () => {
    const erasure = await startErasure(connected, subjectOf('householdA'));
    const { shopify } = erasure.deps.stores;
    if (!shopify?.erasure) throw new Error('the app lacks its Shopify store');
    const { ask } = shopify.erasure;
    const lost = {
      ...shopify.erasure,
      async ask(...asked: Parameters<typeof ask>) {
        await ask(...asked);
        throw new TypeError('the process ends here');
      },
    };
    const crashing = {
      ...erasure.deps,
      stores: { ...erasure.deps.stores, shopify: { ...shopify, erasure: lost } },
    };
    await erasure.run('redact', 'shopify', crashing);
    expect(await erasure.events('redact.asked')).toEqual([]);
    erasure.pass(DAY_MS);
    await erasure.run('redact');
    expect(await erasure.events('redact.intended')).toHaveLength(1);
    expect(await erasure.events('redact.asked')).toMatchObject([{ data: { sent: 1, others: false } }]);
  });

  test('may be sent twice where Shopify does not tell what is pending: that is counted, and changes nothing', async () => {
    connected.shop.installation?.grantedScopes.delete('read_customer_merge');
    await connected.connect();
    const erasure = await startErasure(connected, subjectOf('householdB'));
    const { shopify } = erasure.deps.stores;
    if (!shopify?.erasure) throw new Error('the app lacks its Shopify store');
    const lost = { ...shopify.erasure, ask: () => Promise.reject(new TypeError('no answer')) };
    const stores = { ...erasure.deps.stores, shopify: { ...shopify, erasure: lost } };
    await erasure.run('redact', 'shopify', { ...erasure.deps, stores });
    erasure.pass(DAY_MS);
    await erasure.run('redact');
    expect(await erasure.events('redact.asked')).toMatchObject([{ data: { sent: 2, others: false } }]);
    expect(pendingErasure(record('householdB'))).not.toBeNull();
  });

  test('without the access for it is blocked with the remedy, and goes on once it is granted', async () => {
    connected.shop.installation?.grantedScopes.delete('write_customer_data_erasure');
    await connected.connect();
    const erasure = await startErasure(connected, subjectOf('optedOut'));
    const blocked = await erasure.run('redact');
    expect(blocked).toMatchObject({ state: 'blocked', reasonCode: 'scope-missing' });
    expect(blocked?.reason).toContain('write_customer_data_erasure');
    expect(pendingErasure(record('optedOut'))).toBeNull();

    connected.shop.installation?.grantedScopes.add('write_customer_data_erasure');
    await connected.connect();
    const { shopId } = erasure;
    await retryStep(erasure.deps, { shopId, stepId: blocked?.id ?? '', actor: STAFF });
    expect(await erasure.run('redact')).toMatchObject({
      state: 'running',
      reasonCode: 'shopify-erases-later',
    });
  });

  test('waits for an answer that is owed, and goes on when that is given', async () => {
    const owed = await gatherFor(connected.app, subjectOf('japanese'), [{ id: '1' }], connected.shop.domain);
    const erasure = await startErasure(connected, subjectOf('japanese'));
    const waiting = await erasure.run('redact');
    expect(waiting).toMatchObject({ state: 'pending', reasonCode: 'answer-first' });
    expect(waiting?.reason).toContain(`#${owed.number}`);
    expect(pendingErasure(record('japanese'))).toBeNull();
    const { shopId, requestId } = owed;
    await closeRequest(erasure.deps, { shopId, requestId, actor: STAFF, reason: 'answered-otherwise' });
    expect(await erasure.run('redact')).toMatchObject({ reasonCode: 'shopify-erases-later' });
  });

  test('that Shopify has told of, but not done, is looked at again and again, and says so', async () => {
    const erasure = await startErasure(connected, subjectOf('korean'));
    await erasure.run('redact');
    await erasure.run('erase');
    await told('korean');
    const first = await erasure.run('redact');
    expect(first).toMatchObject({ state: 'running', reasonCode: 'shopify-not-yet', attempts: 1 });
    expect(first?.reason).toContain('still shows their data');
    erasure.pass(31 * DAY_MS);
    expect(await erasure.run('redact')).toMatchObject({
      state: 'blocked',
      reasonCode: 'shopify-did-not-erase',
    });
  });

  test('is not asked for before its day because a delivery says that it is done: an old one may be sent again', async () => {
    const notBefore = '2034-01-01T00:00:00.000Z';
    const erasure = await startErasure(connected, subjectOf('guestAndCustomer'), {
      operations: [{ ...REDACT, notBefore }, RETAIN, ERASE],
      decisions: [keptUntil('2033-12-31')],
    });
    await erasure.run('redact');
    await erasure.run('erase');
    await told('guestAndCustomer');
    expect(await erasure.run('redact')).toMatchObject({ state: 'pending', reasonCode: 'shopify-not-yet' });
    expect(pendingErasure(record('guestAndCustomer'))).toBeNull();
    erasure.pass(2 * DAY_MS);
    await erasure.run('redact');
    const waiting = await erasure.run('redact');
    expect(waiting).toMatchObject({ state: 'pending', reasonCode: 'not-before' });
    expect(waiting?.retryAt?.toISOString()).toBe(notBefore);
    expect(pendingErasure(record('guestAndCustomer'))).toBeNull();
    expect(await erasure.events('redact.intended')).toEqual([]);
  });

  test('is not asked for of another record that has the address by then', async () => {
    const erasure = await startErasure(connected, { ...subjectOf('hindi'), customerId: '4712' });
    expect(await erasure.run('redact')).toMatchObject({ state: 'blocked', reasonCode: 'other-record' });
    expect(pendingErasure(record('hindi'))).toBeNull();
  });

  test('that is pending no more, though nobody cancelled it, is blocked; trying again asks anew', async () => {
    const erasure = await startErasure(connected, subjectOf('greek'));
    await erasure.run('redact');
    const greek = customerIdOf('greek');
    const { id } = await erasure.step('redact');
    cancelErasure(connected.shop.store, greek);
    expect(await erasure.run('redact')).toMatchObject({ state: 'blocked', reasonCode: 'erasure-dropped' });
    await retryStep(erasure.deps, { shopId: erasure.shopId, stepId: id, actor: STAFF });
    expect(await erasure.run('redact')).toMatchObject({
      state: 'running',
      reasonCode: 'shopify-erases-later',
    });
    expect(pendingErasure(record('greek'))).not.toBeNull();
  });

  test('of a customer who is gone is done, and says that there was nothing', async () => {
    const subject = { ...subjectOf('hindi'), customerId: '4711', email: 'nobody.here@example.com' };
    const erasure = await startErasure(connected, subject);
    expect(await erasure.run('redact')).toMatchObject({ state: 'done', records: 0 });
    expect(await erasure.events('redact.done')).toMatchObject([{ data: { shows: 'gone', sent: 0 } }]);
  });
});

describe('cancelling', () => {
  test('stops it at Shopify, and the request goes back to where a plan is proposed', async () => {
    const erasure = await startErasure(connected, subjectOf('arabic'));
    await erasure.run('redact');
    await erasure.run('erase');
    expect(await cancel(erasure)).toEqual({ outcome: 'queued' });
    expect(await cancel(erasure)).toEqual({ outcome: 'not-there' });
    const stopped = await erasure.run('redact');
    expect(stopped).toMatchObject({ state: 'stopped', reasonCode: 'redact-cancelled' });
    expect(pendingErasure(record('arabic'))).toBeNull();
    const request = await erasure.request();
    expect(request).toMatchObject({ state: 'received', subject: expect.anything() });
    expect(request.plans).toMatchObject([{ state: 'undone' }]);
    expect(request.steps.find(({ operation }) => operation === 'propose-erasure')).toMatchObject({
      state: 'pending',
    });
    expect(request.steps.filter(({ state }) => state === 'running')).toEqual([]);
    expect(await erasure.events('redact.cancelled')).toHaveLength(1);
  });

  test('is the only way out once Shopify was asked: the step cannot just be left out', async () => {
    const erasure = await startErasure(connected, subjectOf('rightToLeftOverride'));
    const { id } = (await erasure.run('redact')) ?? { id: '' };
    const left = { shopId: erasure.shopId, stepId: id, reason: 'not-needed', actor: STAFF } as const;
    expect(await skipStep(erasure.deps, left)).toEqual({ outcome: 'not-there' });
    expect(await erasure.step('redact')).toMatchObject({ state: 'running' });
  });

  test('needs nothing of Shopify where nothing was asked yet', async () => {
    const notBefore = '2034-01-01T00:00:00.000Z';
    const erasure = await startErasure(connected, subjectOf('hebrew'), {
      operations: [{ ...REDACT, notBefore }, ERASE],
    });
    const waiting = await erasure.run('redact');
    expect(waiting).toMatchObject({ reasonCode: 'not-before', state: 'pending' });
    expect(waiting?.retryAt?.toISOString()).toBe(notBefore);
    expect(await cancel(erasure)).toEqual({ outcome: 'cancelled' });
    expect(await erasure.step('redact')).toMatchObject({ state: 'stopped' });
  });

  test('what somebody else has asked for is not possible, and the page says who can', async () => {
    await control().erase({ shop: connected.shop.domain, person: customerIdOf('chinese') });
    const erasure = await startErasure(connected, subjectOf('chinese'));
    const waiting = await erasure.run('redact');
    expect(waiting?.reason).toContain('only they can cancel it');
    expect(await erasure.events('redact.asked')).toMatchObject([{ data: { sent: 0, others: true } }]);
    expect(await cancel(erasure)).toEqual({ outcome: 'not-there' });
  });

  test('that Shopify refuses because somebody else has asked leaves it waiting, and says so', async () => {
    connected.shop.installation?.grantedScopes.delete('read_customer_merge');
    await connected.connect();
    await control().erase({ shop: connected.shop.domain, person: customerIdOf('cyrillic') });
    const erasure = await startErasure(connected, subjectOf('cyrillic'));
    await erasure.run('redact');
    expect(await cancel(erasure)).toEqual({ outcome: 'queued' });
    await erasure.run('redact');
    expect(await erasure.events('redact.not-cancelled')).toMatchObject([{ data: { reason: 'not-ours' } }]);
    const waiting = await erasure.run('redact');
    expect(waiting).toMatchObject({ state: 'running', reasonCode: 'shopify-erases-later' });
    expect(waiting?.reason).toContain('only they can cancel it');
  });

  test('goes on when a delivery says that it is too late: Shopify itself tells whether it is', async () => {
    const erasure = await startErasure(connected, subjectOf('pathTraversal'));
    await erasure.run('redact');
    await erasure.run('erase');
    expect(await cancel(erasure)).toEqual({ outcome: 'queued' });
    await told('pathTraversal');
    expect(await erasure.run('redact')).toMatchObject({ state: 'stopped', reasonCode: 'redact-cancelled' });
    expect(pendingErasure(record('pathTraversal'))).toBeNull();
  });

  test('after Shopify has erased is too late: the step is done', async () => {
    const erasure = await startErasure(connected, subjectOf('accented'));
    await erasure.run('redact');
    await cancel(erasure);
    await daysPass(200);
    expect(await erasure.run('redact')).toMatchObject({ state: 'done' });
  });
});

describe('what the app holds', () => {
  test('is erased at once, without waiting for Shopify; who it is about stays until it was looked once more', async () => {
    const held = await gatherFor(connected.app, subjectOf('emoji'), [{ id: '1' }], connected.shop.domain);
    const { shopId, requestId } = held;
    await closeRequest(connected.app.deps, { shopId, requestId, actor: STAFF, reason: 'answered-otherwise' });
    const erasure = await startErasure(connected, subjectOf('emoji'));
    await erasure.run('redact');
    expect(await erasure.run('erase')).toMatchObject({ state: 'done', records: 1 });
    const dossier = connected.app.deps.unit(shopId, (unit) =>
      requireRequestKey(connected.app.deps, unit, 'dossier', requestId),
    );
    await expect(dossier).rejects.toMatchObject({ code: 'key-gone' });
    expect(await erasure.request()).toMatchObject({ state: 'carrying-out', subject: expect.anything() });
    expect(listed()).toContain(erasure.requestId);

    await daysPass(200);
    await told('emoji');
    await erasure.run('redact');
    expect(await erasure.run('erase')).toMatchObject({ state: 'done' });
    for (const store of ['shopify', 'privacy-desk'])
      expect(await erasure.run('probe', store)).toMatchObject({
        state: 'pending',
        reasonCode: 'after-erasure',
      });
    erasure.pass(8 * DAY_MS);
    for (const store of ['shopify', 'privacy-desk'])
      expect(await erasure.run('probe', store)).toMatchObject({ state: 'done', records: 0 });

    const closed = await erasure.request();
    expect(closed).toMatchObject({ state: 'closed', subject: null, erasedAt: expect.any(Date) });
    // The shop had done its part long before; that day counts against the due date.
    const answered = closed.answeredOn?.getTime() ?? Number.NaN;
    expect(answered).toBeLessThan((closed.closedAt?.getTime() ?? 0) - 7 * DAY_MS);
    expect(closed.identifiers.map(({ kind }) => kind).sort()).toEqual(['customer', 'email']);
    expect(closed.plans).toMatchObject([{ state: 'done' }]);
    const evidence = connected.app.deps.unit(shopId, (unit) =>
      requireRequestKey(connected.app.deps, unit, 'case', erasure.requestId),
    );
    await expect(evidence).rejects.toMatchObject({ code: 'key-locked' });
    expect((await erasure.events('probe.done')).map(({ data }) => data.found)).toEqual([0, 0]);
  });

  test('is erased by a demand of its own where the merchant’s plan is not approved yet', async () => {
    const deps = connected.app.deps;
    const erasure = await startErasure(connected, subjectOf('lineBreaks'));
    await deps.unit(erasure.shopId, (unit) =>
      unit.write([], (rows) =>
        rows.request.update({
          where: { shopId_id: { shopId: erasure.shopId, id: erasure.requestId } },
          data: { state: 'planned' },
        }),
      ),
    );
    await told('lineBreaks');
    const last = await deps.unit(erasure.shopId, ({ read }) =>
      read.request.findFirst({ orderBy: { number: 'desc' } }),
    );
    expect(last).toMatchObject({ kind: 'erasure', source: 'platform', state: 'received' });
    expect(await erasure.events('request.joined')).toEqual([]);
  });
});

describe('somebody who comes back', () => {
  test('is recognised when they ask again, and nothing is erased by itself', async () => {
    const erasure = await startErasure(connected, subjectOf('formulaName'), { operations: [ERASE] });
    await erasure.run('erase');
    erasure.pass(8 * DAY_MS);
    await erasure.run('probe', 'privacy-desk');
    expect(await erasure.request()).toMatchObject({ state: 'closed', subject: null });
    const subject = { ...subjectOf('formulaName'), customerId: '998877' };
    const { shopId } = erasure;
    const started = { shopId, kind: 'access', subject, actor: STAFF, formId: 'back-again' } as const;
    const { requestId } = await startRequest(connected.app.deps, started);
    const events = await connected.app.deps.unit(shopId, ({ read }) =>
      read.auditEvent.findMany({ where: { requestId, type: 'person.returned' } }),
    );
    expect(events.map(({ entry }) => JSON.parse(entry).data)).toEqual([{ erasure: erasure.requestId }]);
  });

  test('is found some days later, reported loudly, and not erased a second time', async () => {
    const erasure = await startErasure(connected, subjectOf('bigId'));
    await erasure.run('redact');
    await erasure.run('erase');
    await daysPass(200);
    await erasure.run('redact');
    erasure.pass(8 * DAY_MS);
    const email = String(subjectOf('bigId').email);
    const defaultEmailAddress = { __typename: 'CustomerEmailAddress', emailAddress: email };
    connected.shop.store.update(customerIdOf('noOrders'), { email, defaultEmailAddress });
    const found = await erasure.run('probe', 'shopify');
    expect(found).toMatchObject({ state: 'blocked', reasonCode: 'came-back', records: 1 });
    expect(found?.reason).toContain('customer: 1');
    expect(await erasure.events('probe.done')).toMatchObject([{ data: { found: 1, customer: 1 } }]);
    expect(pendingErasure(record('noOrders'))).toBeNull();
    expect(await erasure.request()).toMatchObject({ state: 'carrying-out' });
  });
});
