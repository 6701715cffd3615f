import { afterAll, beforeAll, expect, test } from 'vitest';
import { isUniqueViolation } from '#app/adapters/db/database.ts';
import { shopIdOf } from '#app/core/id.ts';
import { knowShop } from '#app/services/know-shop.ts';
import { purge } from '#app/services/purge.ts';
import { startRequest } from '#app/services/start-request.ts';
import { createTestApp, type TestApp } from '../support/composition.ts';
import { dataRequest, openDoor, SHOP } from '../support/deliveries.ts';

let app: TestApp;
const shopId = shopIdOf(SHOP);
beforeAll(async () => {
  app = await createTestApp();
  await knowShop({ ...app.deps, isUniqueViolation }, SHOP);
});
afterAll(() => app.close());

const inDays = (days: number) => ({ ...app.deps, now: () => new Date(Date.now() + days * 86_400_000) });

test('the body of a refused delivery is kept 30 days and no longer; one that waits to be opened is kept', async () => {
  const door = await openDoor(app);
  await door.send({ body: 'not what was promised' });
  await door.send({ body: dataRequest(1) });
  await door.close();
  const kept = () =>
    app.deps.unit(shopId, ({ read }) =>
      read.delivery.findMany({
        where: { body: { not: null } },
        orderBy: { state: 'asc' },
        select: { state: true },
      }),
    );
  expect(await purge(inDays(29))).toBe(0);
  expect(await kept()).toEqual([{ state: 'received' }, { state: 'refused' }]);
  expect(await purge(inDays(31))).toBe(1);
  expect(await kept()).toEqual([{ state: 'received' }]);
});

test('a download link is deleted once it has ended', async () => {
  const subject = { customerId: '1', email: null, phone: null, orderIds: [] };
  const actor = { kind: 'staff', id: '7' } as const;
  const { requestId } = await startRequest(app.deps, { shopId, kind: 'access', subject, actor, formId: 'a' });
  const expiresAt = new Date(Date.now() + 60_000);
  const id = '01a2046c-6211-7659-ab5c-cdb3a09839f8';
  await app.deps.unit(shopId, ({ progress }) =>
    progress.download.create({
      data: { shopId, id, requestId, secret: new Uint8Array(32), issuedTo: '7', expiresAt },
    }),
  );
  expect(await purge(app.deps)).toBe(0);
  expect(await purge(inDays(1))).toBe(1);
});
