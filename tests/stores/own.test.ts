import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isUniqueViolation } from '#app/adapters/db/database.ts';
import { shopIdOf } from '#app/core/id.ts';
import type { Subject } from '#app/core/request.ts';
import type { JsonObject } from '#app/core/store.ts';
import { knowShop } from '#app/services/know-shop.ts';
import { startRequest } from '#app/services/start-request.ts';
import { createTestApp, type TestApp } from '../support/composition.ts';
import { SHOP } from '../support/deliveries.ts';

let app: TestApp;
const shopId = shopIdOf(SHOP);
const STAFF_ID = '70000007';
beforeAll(async () => {
  app = await createTestApp();
  await knowShop({ ...app.deps, isUniqueViolation }, SHOP);
});
afterAll(() => app.close());

const nobody: Subject = { customerId: null, email: null, phone: null, orderIds: [] };
let forms = 0;
async function open(known: Partial<Subject>): Promise<number> {
  forms += 1;
  const actor = { kind: 'staff', id: STAFF_ID } as const;
  const subject = { ...nobody, ...known };
  const input = { shopId, kind: 'access', subject, actor, formId: `own-${forms}` } as const;
  return (await startRequest(app.deps, input)).number;
}

async function gather(known: Partial<Subject>, collection: string): Promise<JsonObject[]> {
  const store = app.deps.stores['privacy-desk'];
  if (!store) throw new Error('the app lacks its own store');
  const input = { shopId, shopDomain: SHOP, subject: { ...nobody, ...known }, cursor: null };
  const pages = await Array.fromAsync(store.gather(input));
  return pages
    .flatMap(({ batches }) => batches.filter((batch) => batch.collection === collection))
    .flatMap(({ records }) => records);
}
const numbers = async (known: Partial<Subject>) =>
  (await gather(known, 'own-requests')).map(({ number }) => number);

describe('what the app itself holds about a person', () => {
  test('is every request under any of their identifiers, and nobody else’s', async () => {
    const byId = await open({ customerId: '11', email: 'one@example.com' });
    const byEmail = await open({ email: 'ONE@example.com ' });
    const another = await open({ customerId: '12', email: 'two@example.com' });
    expect(await numbers({ customerId: '11', email: 'one@example.com' })).toEqual([byId, byEmail]);
    expect(await numbers({ customerId: '12' })).toEqual([another]);
    expect(await numbers({ email: 'nobody@example.org' })).toEqual([]);
  });

  test('is not another’s of the household, who shares no more than a phone', async () => {
    const phone = '+15555550123';
    const mine = await open({ email: 'mine@example.com', phone });
    await open({ email: 'theirs@example.com', phone });
    const known = await open({ phone });
    expect(await numbers({ email: 'mine@example.com', phone })).toEqual([mine]);
    expect(await numbers({ phone })).toEqual([known]);
  });

  test('is a log of what was done and when, which says by which kind of actor and names no member of staff', async () => {
    const email = 'log@example.com';
    const number = await open({ email });
    const [request] = await gather({ email }, 'own-requests');
    const viewed = { type: 'dossier.viewed', actor: { kind: 'staff', id: STAFF_ID } } as const;
    await app.deps.unit(shopId, (unit) => unit.record({ ...viewed, requestId: String(request?.id) }));
    const log = await gather({ email }, 'own-log');
    expect(log).toMatchObject([
      { requestNumber: number, event: 'Request received', by: 'Staff of the shop' },
      { requestNumber: number, event: 'Gathered data looked at', by: 'Staff of the shop' },
    ]);
    expect(JSON.stringify(log)).not.toContain(STAFF_ID);
  });
});
