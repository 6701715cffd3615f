import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PlannedWrite } from '#app/core/plan.ts';
import { carryOutStep } from '#app/services/carry-out-step.ts';
import { recordsIn } from '#sandbox/admin-api/record.ts';
import { customerIdOf } from '#sandbox/store/people.ts';
import { tell } from '../support/gathering.ts';
import { approvedPlan } from '../support/plans.ts';
import { type ConnectedApp, createConnectedApp } from '../support/shopify.ts';

let connected: ConnectedApp;
beforeAll(async () => {
  connected = await createConnectedApp();
  connected.shop.restoreRate = 20_000;
  await connected.connect();
});
afterAll(() => connected.close());

const CUSTOMER = customerIdOf('everything');
const written = (operation: string, record: string, before: PlannedWrite['before']): PlannedWrite => ({
  ...{ store: 'shopify', operation, collection: 'any', record, before, after: { note: null } },
});

test('a step that lacks an access changes what it may, names the access, and goes on by itself once it is granted', async () => {
  const { app, shop, sandbox } = connected;
  const [order] = shop.store.all('Order').filter((each) => recordsIn(each, 'customer')[0]?.id === CUSTOMER);
  if (!order) throw new Error('the sandbox’s person lacks an order');
  shop.store.update(order.id, { note: 'Ring twice' });
  const writes = [
    written('order.update', order.id, { note: 'Ring twice' }),
    written('customer.update', CUSTOMER, { note: String(shop.store.find(CUSTOMER)?.note) }),
  ];
  const plan = await approvedPlan(app.deps, { writes, shop: shop.domain });
  await carryOutStep(app.deps, { shopId: plan.shopId, id: plan.stepId });
  const step = await plan.step();
  expect(step).toMatchObject({ state: 'blocked', reasonCode: 'access-missing', records: 1 });
  expect(step.reason).toContain('write_orders');
  expect(shop.store.find(CUSTOMER)?.note).toBeNull();
  expect(shop.store.find(order.id)?.note).toBe('Ring twice');

  shop.installation?.grantedScopes.add('write_orders');
  const current = [...(shop.installation?.grantedScopes ?? [])];
  const body = {
    ...{ id: 1, shop_id: `gid://shopify/Shop/${shop.id}`, previous: sandbox.world.app.scopes },
    ...{ current, updated_at: '2026-11-23T00:00:00Z' },
  };
  expect(await tell(connected, 'app/scopes_update', body)).toBe(200);
  expect(await plan.step()).toMatchObject({ state: 'pending', reasonCode: null });
  await carryOutStep(app.deps, { shopId: plan.shopId, id: plan.stepId });
  expect(await plan.step()).toMatchObject({ state: 'done', records: 2 });
  expect(shop.store.find(order.id)?.note).toBeNull();
  expect(await plan.written()).toMatchObject([{ sent: 1 }, { sent: 1 }]);
});
