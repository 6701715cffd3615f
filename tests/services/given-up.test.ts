import { rename } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isUniqueViolation } from '#app/adapters/db/database.ts';
import { Failure } from '#app/core/failure.ts';
import { shopIdOf } from '#app/core/id.ts';
import type { DataStore } from '#app/core/store.ts';
import { knowShop } from '#app/services/know-shop.ts';
import { listAlarms } from '#app/services/list-alarms.ts';
import { openDeliveries } from '#app/services/open-deliveries.ts';
import { runStep } from '#app/services/run-step.ts';
import { startRequest } from '#app/services/start-request.ts';
import { startWorker } from '#app/worker.ts';
import { withClient } from '#sandbox/database.ts';
import { createTestApp, type TestApp } from '../support/composition.ts';
import { dataRequest, openDoor, SHOP } from '../support/deliveries.ts';
import { until } from '../support/until.ts';

const shopId = shopIdOf(SHOP);
const SECRET = 'who@example.com';
const subject = { customerId: '1', email: SECRET, phone: null, orderIds: [] };
let app: TestApp;

beforeAll(async () => {
  app = await createTestApp();
  await knowShop({ ...app.deps, isUniqueViolation }, SHOP);
});
afterAll(() => app.close());

const ownerSql = (sql: string) => withClient(app.database.ownerUrl, (client) => client.query(sql));
async function newStep(formId: string) {
  const actor = { kind: 'staff', id: '7' } as const;
  await startRequest(app.deps, { shopId, kind: 'access', subject, actor, formId });
  return () =>
    app.deps.unit(shopId, ({ read }) =>
      read.step.findFirst({ where: { store: 'shopify' }, orderBy: { id: 'desc' } }),
    );
}
const store = (gather: DataStore['gather']): DataStore => ({ name: 'shopify', collections: [], gather });

test('a step of which nothing can be recorded, try after try, is blocked with a reason, and no table holds what an error quoted', async () => {
  const step = await newStep('given-up');
  await ownerSql('UPDATE pgboss.job SET retry_limit = 0');
  const cause = new Error(`Shopify said of ${SECRET}: no`);
  const broken = store(() => {
    throw new Failure('shopify-away', 'Shopify did not answer properly.', { retry: true, cause });
  });
  const unrecorded = () => {
    throw cause;
  };
  const stores = { ...app.deps.stores, shopify: broken };
  const worker = await startWorker({ ...app, deps: { ...app.deps, stores, random: unrecorded } });
  await until('the step is given up', async () => (await step())?.state === 'blocked');
  await worker.stop();
  expect(await step()).toMatchObject({
    reasonCode: 'given-up',
    reason: expect.stringContaining('try again'),
  });
  const { rows } = await ownerSql(`SELECT output::text FROM pgboss.job WHERE state = 'failed'`);
  expect(rows).toHaveLength(1);
  expect(rows[0].output).not.toContain(SECRET);
});

test('no job is thrown away while a legal term runs, though nobody works on its kind', async () => {
  await newStep('kept');
  const { rows } = await ownerSql(`SELECT count(*)::int AS jobs FROM pgboss.job
    WHERE state < 'active' AND keep_until < now() + interval '366 days'`);
  expect(rows).toEqual([{ jobs: 0 }]);
});

test('a worker that comes to a step as another one ends it does not set it going again', async () => {
  const step = await newStep('ended');
  const id = (await step())?.id ?? '';
  const page = { batches: [], progress: { added: 0, expected: 0 }, gaps: [], cursor: null };
  const whole = store(async function* () {
    yield page;
  });
  const deps = { ...app.deps, stores: { shopify: whole } };
  await Promise.all(Array.from({ length: 6 }, () => runStep(deps, { shopId, id })));
  expect((await step())?.state).toBe('done');
});

test('a delivery that cannot be opened for half an hour becomes an alarm, is tried on, and the alarm ends with it', async () => {
  const door = await openDoor(app);
  await door.send({ body: dataRequest(1) });
  await door.close();
  const [delivery] = await app.deps.unit(shopId, ({ read }) =>
    read.delivery.findMany({ where: { state: 'received' } }),
  );
  const ids = [delivery?.id ?? ''];
  const broken = { ...app.deps, vault: { ...app.deps.vault, open: () => JSON.parse(SECRET) } };
  const alarms = async () => (await listAlarms(app.deps, shopId)).alarms.map(({ problem }) => problem);
  const attempts = async () =>
    (await app.deps.unit(shopId, ({ read }) => read.delivery.findFirst({ where: { id: ids[0] } })))?.attempts;
  // The steps of the tests before are still being tried, and a shop that is busy is left for later.
  const fail = (time: number) =>
    until(`try ${time} fails`, async () => {
      await openDeliveries(broken, { shopId, ids });
      return (await attempts()) === time;
    });
  for (let time = 1; time <= 10; time += 1) await fail(time);
  expect(await alarms()).toEqual([]);
  await fail(11);
  expect(await alarms()).toEqual(['internal']);
  await until('it is opened', async () => (await openDeliveries(app.deps, { shopId, ids })) === 1);
  expect(await alarms()).toEqual([]);
});

test('a delivery whose key is away, its folder not being mounted, is an alarm at once and opened when the key is back', async () => {
  const door = await openDoor(app);
  await door.send({ body: dataRequest(2) });
  await door.close();
  const [delivery] = await app.deps.unit(shopId, ({ read }) =>
    read.delivery.findMany({ where: { state: 'received' } }),
  );
  const input = { shopId, ids: [delivery?.id ?? ''] };
  const problems = async () => (await listAlarms(app.deps, shopId)).alarms.map(({ problem }) => problem);
  await rename(app.keysDir, `${app.keysDir}-away`);
  // As above: a shop that is busy is left for later, so the first call may not have come to it.
  await until('it is an alarm', async () => {
    expect(await openDeliveries(app.deps, input)).toBe(0);
    return (await problems()).length > 0;
  });
  expect(await problems()).toEqual(['key-gone']);
  await rename(`${app.keysDir}-away`, app.keysDir);
  await until('it is opened', async () => (await openDeliveries(app.deps, input)) === 1);
  expect(await problems()).toEqual([]);
});

test('a delivery whose key stays away is given up, and stays an alarm', async () => {
  const door = await openDoor(app);
  await door.send({ body: dataRequest(3) });
  await door.close();
  const [delivery] = await app.deps.unit(shopId, ({ read }) =>
    read.delivery.findMany({ where: { state: 'received' } }),
  );
  const later = { ...app.deps, now: () => new Date(Date.now() + 31 * 86_400_000) };
  const states = () =>
    app.deps.unit(shopId, ({ read }) => read.delivery.findMany({ where: { state: 'failed' } }));
  await rename(app.keysDir, `${app.keysDir}-away`);
  await until('it is given up', async () => {
    await openDeliveries(later, { shopId, ids: [delivery?.id ?? ''] });
    return (await states()).length > 0;
  });
  await rename(`${app.keysDir}-away`, app.keysDir);
  expect(await states()).toMatchObject([{ problem: 'key-gone' }]);
});
