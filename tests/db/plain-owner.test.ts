import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { isUniqueViolation } from '#app/adapters/db/database.ts';
import { shopIdOf } from '#app/core/id.ts';
import { eraseShop } from '#app/services/erase-shop.ts';
import { installShop } from '#app/services/install-shop.ts';
import { knowShop } from '#app/services/know-shop.ts';
import { callForRotation } from '#app/services/rotate-keys.ts';
import { urlOf, withClient } from '#sandbox/database.ts';
import { createTestApp, type TestApp } from '../support/composition.ts';
import { openDoor } from '../support/deliveries.ts';
import { stepOf } from '../support/erasure.ts';
import { prepareInThread } from '../support/prepare-in-thread.ts';

const name = `plain_owner_${randomBytes(4).toString('hex')}`;
const { serverUrl } = inject('template');
const onServer = (sql: string) => withClient(serverUrl, (client) => client.query(sql));
let app: TestApp;

/** As docs/operations.md advises: the owner is no superuser, so row-level security binds it too. */
beforeAll(async () => {
  const password = randomBytes(12).toString('hex');
  await onServer(`CREATE ROLE ${name} LOGIN CREATEROLE PASSWORD '${password}'`);
  // In a cluster of its own it would have made these itself.
  await onServer(`GRANT privacy_desk_app, privacy_desk_intake TO ${name} WITH ADMIN OPTION`);
  await onServer(`CREATE DATABASE ${name} OWNER ${name}`);
  const url = urlOf(serverUrl, name, { name, password });
  const database = await prepareInThread({ serverUrl: url, name, login: `${name}_app` });
  app = await createTestApp({ DATABASE_URL: database.appUrl });
});
afterAll(async () => {
  await app?.close();
  await onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await onServer(`DROP ROLE IF EXISTS ${name}_app`);
  await onServer(`DROP ROLE ${name}`);
});

test('sweeps, the door and the erasure of a shop work for an owner that is no superuser', async () => {
  const shop = 'plain.myshopify.com';
  const shopId = await knowShop({ ...app.deps, isUniqueViolation }, shop);
  const past = () => new Date(Date.now() - 100 * 3_600_000);
  await installShop({ ...app.deps, now: past }, { domain: shop, scopes: [], details: null });
  await app.deps.unit(shopId, (unit) => callForRotation(app.deps, unit));
  expect(await app.deps.sweeps.dueRotations(new Date(Date.now() + 1), 10)).toEqual([{ shopId, id: shopId }]);

  const door = await openDoor(app);
  const body = { shop_id: 1, shop_domain: shop };
  expect((await door.send({ topic: 'shop/redact', shop, body })).status).toBe(200);
  await door.close();
  await app.drainInbox();
  const request = await app.deps.unit(shopIdOf(shop), ({ read }) => read.request.findFirst());
  await expect(app.deps.unit(shopId, (unit) => unit.eraseLog(10))).rejects.toThrow('append-only');
  const id = await stepOf(app, shopId, request?.id ?? '', 'erase-shop');
  await eraseShop(app.deps, { shopId, id });
  const left = await app.deps.unit(shopId, async ({ read }) => [
    await read.shop.count(),
    await read.auditEvent.count(),
  ]);
  expect(left).toEqual([0, 0]);
});
