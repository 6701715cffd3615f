import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readGaps } from '#app/core/store.ts';
import { gatherAgain } from '#app/services/gather-again.ts';
import { installShop } from '#app/services/install-shop.ts';
import { findRequest } from '#app/services/read-requests.ts';
import { customerIdOf, type PersonName } from '#sandbox/store/people.ts';
import { revokeTokens } from '#sandbox/tokens.ts';
import { startGathering, tell } from '../support/gathering.ts';
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
  shop.restoreRate = 5_000;
  sandbox.merchant.install(shop);
  const { scopes, optionalScopes } = sandbox.world.app;
  for (const scope of [...scopes, ...optionalScopes]) shop.installation?.grantedScopes.add(scope);
  await connected.connect();
});

const HOUR_MS = 3_600_000;
/** The shop's own orders of a customer, read past the API. */
const ordersOf = (name: PersonName): string[] =>
  connected.shop.store
    .all('Order')
    .filter(({ customer }) => {
      const who = typeof customer === 'function' ? customer() : customer;
      return who && typeof who === 'object' && 'id' in who && who.id === customerIdOf(name);
    })
    .map(({ id }) => id);
const sorted = (ids: string[]) => ids.toSorted();
const reopen = () =>
  installShop(connected.app.deps, { domain: connected.shop.domain, scopes: [], details: null });

describe('the customer is deleted while their data is gathered', () => {
  test('what was gathered is kept, the rest is gathered as far as it is there, and the log says so', async () => {
    const gathering = await startGathering(connected, 'everything');
    const before = await gathering.slice(2);
    expect(before).toMatchObject({ state: 'running', reason: null });
    connected.shop.store.remove(customerIdOf('everything'));
    const id = Number(customerIdOf('everything').split('/').at(-1));
    expect(await tell(connected, 'customers/delete', { id })).toBe(200);
    const done = await gathering.toTheEnd();
    expect(done).toMatchObject({ state: 'done', request: { state: 'ready' } });
    expect(done.records).toBeGreaterThanOrEqual(before.records);
    expect(await gathering.ids('customer')).toEqual([customerIdOf('everything')]);
    expect(await gathering.events()).toContainEqual(
      expect.objectContaining({
        type: 'request.linked',
        data: expect.objectContaining({ change: 'deleted' }),
      }),
    );
  });

  test('before its first page: that the record is gone is a gap, with what helps', async () => {
    const gathering = await startGathering(connected, 'everything');
    const gone = await gathering.toTheEnd();
    expect(gone).toMatchObject({ state: 'done', request: { state: 'ready' } });
    expect(readGaps(gone.gaps)).toContainEqual(
      expect.objectContaining({ collection: 'customer', remedy: expect.stringContaining('Search') }),
    );
  });
});

describe('the customer is merged into another while their data is gathered', () => {
  const kept = customerIdOf('guestAndCustomer');
  const gone = customerIdOf('householdB');

  /** As Shopify does it: what refers to the one refers to the other afterwards, and the webhook says so. */
  async function merge(): Promise<void> {
    const { store } = connected.shop;
    const survivor = store.find(kept);
    if (!survivor) throw new Error('the sandbox lacks the survivor');
    for (const id of ordersOf('householdB')) store.update(id, { customer: survivor });
    store.remove(gone);
    const ids = { admin_graphql_api_customer_kept_id: kept, admin_graphql_api_customer_deleted_id: gone };
    expect(await tell(connected, 'customers/merge', ids)).toBe(200);
  }

  test('it begins anew under the record that stays, and nothing is there twice; what is gathered already says so', async () => {
    const early = await startGathering(connected, 'householdB');
    expect(await early.toTheEnd()).toMatchObject({ state: 'done', request: { state: 'ready' } });
    const gathering = await startGathering(connected, 'householdB');
    const before = await gathering.slice(2);
    expect(before.state).toBe('running');
    await merge();
    const after = await gathering.step();
    expect(after).toMatchObject({ state: 'pending', records: 0, cursor: null });
    expect(after.id).not.toBe(before.id);
    const done = await gathering.toTheEnd();
    expect(done).toMatchObject({ state: 'done', request: { state: 'ready' } });
    expect(await gathering.ids('customer')).toEqual([kept]);
    const orders = await gathering.ids('orders');
    expect(sorted(orders)).toEqual(sorted([...new Set(orders)]));
    expect(orders).toEqual(expect.arrayContaining(ordersOf('guestAndCustomer')));
    expect(await gathering.events()).toContainEqual(
      expect.objectContaining({ data: expect.objectContaining({ change: 'merged', gathering: 'anew' }) }),
    );

    expect(readGaps((await early.step()).gaps)).toContainEqual(
      expect.objectContaining({ collection: 'customer', remedy: expect.stringContaining('Gather again') }),
    );
    const { shopId, requestId } = early;
    await gatherAgain(connected.app.deps, { shopId, requestId, actor: STAFF });
    expect(JSON.stringify((await early.toTheEnd()).gaps)).not.toContain('merged');
    expect(await early.ids('customer')).toEqual([kept]);
  });
});

test('the app’s token is revoked: the step waits, says what to do, and goes on when the app is opened again', async () => {
  const gathering = await startGathering(connected, 'thousandOrders');
  const before = await gathering.slice(3);
  revokeTokens(connected.shop);
  const blocked = await gathering.slice();
  expect(blocked).toMatchObject({ state: 'blocked', reasonCode: 'not-connected', records: before.records });
  expect(blocked.reason).toContain('Open the app in the Shopify admin');
  await connected.connect();
  await reopen();
  expect(await gathering.toTheEnd()).toMatchObject({ state: 'done', reason: null });
  expect(sorted(await gathering.ids('orders'))).toEqual(sorted(ordersOf('thousandOrders')));
});

test('the app is uninstalled: gathering stops at once, its job does nothing, and a new installation goes on', async () => {
  const gathering = await startGathering(connected, 'thousandOrders');
  const before = await gathering.slice(3);
  await connected.sandbox.merchant.uninstall(connected.shop);
  expect(await tell(connected, 'app/uninstalled', { myshopify_domain: connected.shop.domain })).toBe(200);
  const stopped = await gathering.step();
  expect(stopped).toMatchObject({ state: 'blocked', reasonCode: 'not-connected', retryAt: null });
  expect(stopped.reason).toContain('install the app again');
  expect(await gathering.slice()).toEqual(stopped);
  connected.sandbox.merchant.install(connected.shop);
  await connected.connect();
  await reopen();
  const done = await gathering.toTheEnd();
  expect(done.records).toBeGreaterThan(before.records);
  expect(sorted(await gathering.ids('orders'))).toEqual(sorted(ordersOf('thousandOrders')));
});

test('Shopify is down for an hour: the step waits by itself, tries ever more rarely, and goes on from there', async () => {
  const gathering = await startGathering(connected, 'thousandOrders');
  const before = await gathering.slice(3);
  const endAt = gathering.now().getTime() + HOUR_MS;
  connected.shop.faults = [{ kind: 'status', status: 503, times: Number.POSITIVE_INFINITY }];
  let tries = 0;
  while (gathering.now().getTime() < endAt) {
    const { retryAt, reason, state, records } = await gathering.slice();
    expect({ state, records }).toEqual({ state: 'running', records: before.records });
    expect(reason).toContain('Shopify');
    gathering.pass((retryAt?.getTime() ?? 0) - gathering.now().getTime());
    tries += 1;
  }
  expect(tries).toBeLessThan(16);
  connected.shop.faults = [];
  expect(await gathering.toTheEnd()).toMatchObject({ state: 'done', reason: null, retryAt: null });
  expect(sorted(await gathering.ids('orders'))).toEqual(sorted(ordersOf('thousandOrders')));
  const postponed = (await gathering.events()).filter(({ type }) => type === 'step.postponed');
  expect(postponed).toHaveLength(1);
});

test('a field that the next version of the API has no longer is a gap; everything else is gathered', async () => {
  connected.shop.faults = [{ kind: 'field', coordinate: 'Customer.note', times: Number.POSITIVE_INFINITY }];
  const gathering = await startGathering(connected, 'thousandOrders');
  const done = await gathering.toTheEnd();
  expect(done).toMatchObject({ state: 'done', request: { state: 'ready' } });
  expect(readGaps(done.gaps).map(({ collection }) => collection)).toContain('customer');
  expect(await gathering.ids('customer')).toEqual([customerIdOf('thousandOrders')]);
  expect(sorted(await gathering.ids('orders'))).toEqual(sorted(ordersOf('thousandOrders')));
});

test('the same person asks twice: both requests run by their own dates, have all data, and name each other', async () => {
  const first = await startGathering(connected, 'thousandOrders');
  await first.slice(2);
  const second = await startGathering(connected, 'thousandOrders');
  for (const each of [second, first]) expect((await each.toTheEnd()).state).toBe('done');
  expect(sorted(await second.ids('orders'))).toEqual(sorted(await first.ids('orders')));
  const { shopId, number } = second;
  const shown = await findRequest(connected.app.deps, { shopId, number });
  expect(shown?.related.shown).toContainEqual(
    expect.objectContaining({ number: first.number, kind: 'access', state: 'ready' }),
  );
  const known = await second.ids('own-requests');
  expect(known).toEqual(expect.arrayContaining([first.requestId, second.requestId]));
});
