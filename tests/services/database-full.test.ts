import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { runStep } from '#app/services/run-step.ts';
import { withClient } from '#sandbox/database.ts';
import { createTestApp, type TestApp } from '../support/composition.ts';
import { type Door, dataRequest, openDoor } from '../support/deliveries.ts';
import { depsWith, newStep, pagesOf, storeOf } from '../support/steps.ts';

let app: TestApp;
let door: Door;
const ownerSql = (sql: string) => withClient(app.database.ownerUrl, (client) => client.query(sql));

/** PostgreSQL's own error for a disk without room (53100, disk_full), for whatever a table would have to grow by. */
const FULL = `
  CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'could not extend file "base/1/2": No space left on device' USING ERRCODE = '53100';
  END $$`;
const fill = (...tables: string[]) =>
  ownerSql(
    tables
      .map((table) => `CREATE TRIGGER no_room BEFORE INSERT ON ${table} EXECUTE FUNCTION no_room();`)
      .join('\n'),
  );
const makeRoom = (...tables: string[]) =>
  ownerSql(tables.map((table) => `DROP TRIGGER IF EXISTS no_room ON ${table};`).join('\n'));

beforeAll(async () => {
  app = await createTestApp();
  door = await openDoor(app);
  await ownerSql(FULL);
});
afterAll(async () => {
  await door.close();
  await app.close();
});
beforeEach(() => makeRoom('chunk', 'delivery', 'audit_event'));

test('the database’s disk is full: a step says so, waits by itself, and goes on once there is room', async () => {
  const { shopId, id, find } = await newStep(app);
  await fill('chunk');
  await runStep(depsWith(app, storeOf(pagesOf(3))), { shopId, id });
  const step = await find();
  expect(step).toMatchObject({ state: 'running', records: 0, reasonCode: 'database-full' });
  expect(step?.reason).toContain('disk');
  expect(step?.retryAt).not.toBeNull();
  await makeRoom('chunk');
  const now = () => new Date(Date.now() + 60_000);
  await runStep({ ...depsWith(app, storeOf(pagesOf(3))), now }, { shopId, id });
  expect(await find()).toMatchObject({ state: 'done', records: 3, reason: null });
});

test('where not even that can be written, the job fails and is tried again by the queue', async () => {
  const { shopId, id, find } = await newStep(app);
  await fill('chunk', 'audit_event');
  await expect(runStep(depsWith(app, storeOf(pagesOf(3))), { shopId, id })).rejects.toMatchObject({
    code: 'database-full',
    retry: true,
  });
  await makeRoom('chunk', 'audit_event');
  await runStep(depsWith(app, storeOf(pagesOf(3))), { shopId, id });
  expect(await find()).toMatchObject({ state: 'done', records: 3 });
});

test('a webhook is answered 503 until there is room, so that Shopify sends it again, and then opens its request', async () => {
  const delivery = { webhookId: 'full-1', body: dataRequest(4711) };
  await fill('delivery');
  const refused = await door.send(delivery);
  expect(refused.status).toBe(503);
  expect(await refused.text()).not.toMatch(/space|extend|Error/);
  await makeRoom('delivery');
  expect((await door.send(delivery)).status).toBe(200);
  await app.drainInbox();
  const businessKey = 'data_request:4711';
  const { shopId } = await newStep(app);
  const opened = await app.deps.unit(shopId, ({ read }) => read.request.count({ where: { businessKey } }));
  expect(opened).toBe(1);
});
