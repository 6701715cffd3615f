import { afterAll, beforeAll, expect, test } from 'vitest';
import { isUniqueViolation } from '#app/adapters/db/database.ts';
import { shopIdOf } from '#app/core/id.ts';
import { issueDownload } from '#app/services/download.ts';
import { knowShop } from '#app/services/know-shop.ts';
import { knowStaff, readStaffNames } from '#app/services/know-staff.ts';
import { purge } from '#app/services/purge.ts';
import { releasedRequest, STAFF } from '../support/answer.ts';
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
  const { requestId, releaseId, deps } = await releasedRequest(app);
  await issueDownload(deps, { shopId, requestId, actor: STAFF });
  expect(await purge(app.deps)).toBe(0);
  expect(await purge(inDays(1))).toBe(1);
  const left = await app.deps.unit(shopId, ({ read }) => read.download.count({ where: { releaseId } }));
  expect(left).toBe(0);
});

test('the name of a member of staff is kept for three years after they were last seen, and no longer', async () => {
  const visitor = { shopId, shopDomain: SHOP, id: '7', sessionToken: 'token' };
  const askStaff = async () => ({ name: 'Ada Berg', email: 'ada@example.com', accountOwner: true });
  await knowStaff({ ...app.deps, askStaff }, visitor);
  const names = () => app.deps.unit(shopId, (unit) => readStaffNames(app.deps, unit));
  await purge(inDays(3 * 365 - 1));
  expect(await names()).toEqual({ '7': 'Ada Berg' });
  expect(await purge(inDays(3 * 365 + 1))).toBe(1);
  expect(await names()).toEqual({});
});
