import { afterAll, beforeAll, expect, test } from 'vitest';
import { shopIdOf } from '#app/core/id.ts';
import { REQUEST_KINDS, type Subject } from '#app/core/request.ts';
import { startRequest } from '#app/services/start-request.ts';
import { customerIdOf, people } from '#sandbox/store/people.ts';
import { type ConnectedApp, createConnectedApp } from '../support/shopify.ts';
import { dataStoreContract } from './data-store.ts';

let connected: ConnectedApp;
let shop: { shopId: string; shopDomain: string };
const nobody: Subject = { customerId: null, email: null, phone: null, orderIds: [] };
const known = {
  ...nobody,
  customerId: customerIdOf('everything').split('/').at(-1) ?? null,
  email: people.everything.email,
};
const unknown = { ...nobody, customerId: '999999999', email: 'nobody@example.org' };

beforeAll(async () => {
  connected = await createConnectedApp();
  const { domain } = connected.shop;
  connected.shop.restoreRate = 100_000;
  for (const scope of connected.sandbox.world.app.optionalScopes)
    connected.shop.installation?.grantedScopes.add(scope);
  await connected.connect();
  shop = { shopId: shopIdOf(domain), shopDomain: domain };
  const actor = { kind: 'staff', id: '7' } as const;
  for (const formId of ['one', 'two'])
    await startRequest(connected.app.deps, {
      shopId: shop.shopId,
      kind: 'access',
      subject: known,
      actor,
      formId,
    });
});
afterAll(() => connected.close());

const planned = [
  ...new Set(Object.values(REQUEST_KINDS).flatMap(({ steps }) => steps.map(({ store }) => store))),
];
for (const name of planned)
  dataStoreContract(`the data store ${name}`, async () => {
    const store = connected.app.deps.stores[name];
    if (!store) throw new Error(`the app lacks its store ${name}`);
    return { store, shop, known, unknown };
  });

test('no two stores describe a collection of the same name, and every planned step has its store', () => {
  const { stores } = connected.app.deps;
  expect(Object.keys(stores)).toEqual(expect.arrayContaining(planned));
  const names = Object.values(stores).flatMap(({ collections }) => collections.map(({ name }) => name));
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});
