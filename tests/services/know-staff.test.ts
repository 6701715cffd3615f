import { afterAll, beforeAll, expect, test } from 'vitest';
import { isUniqueViolation } from '#app/adapters/db/database.ts';
import { Failure } from '#app/core/failure.ts';
import { knowShop } from '#app/services/know-shop.ts';
import { knowStaff, readStaffNames } from '#app/services/know-staff.ts';
import { exportActivity, listActivity } from '#app/services/read-activity.ts';
import { withClient } from '#sandbox/database.ts';
import { mintSessionToken } from '#sandbox/session-token.ts';
import { type ConnectedApp, createConnectedApp } from '../support/shopify.ts';

let connected: ConnectedApp;
let shopId: string;
beforeAll(async () => {
  connected = await createConnectedApp();
  const { app, shop } = connected;
  shopId = await knowShop({ ...app.deps, isUniqueViolation }, shop.domain);
});
afterAll(() => connected.close());

const colleague = (at: number) => {
  const staff = connected.shop.staff[at];
  if (!staff) throw new Error('the demo shop lacks staff');
  return staff;
};
function visitor(at: number) {
  const { sandbox, shop } = connected;
  const sessionToken = mintSessionToken(sandbox.world, shop, colleague(at));
  return { shopId, shopDomain: shop.domain, id: String(colleague(at).id), sessionToken };
}
const names = () => connected.app.deps.unit(shopId, (unit) => readStaffNames(connected.app.deps, unit));

test('the name of a member of staff is learned from Shopify, and nothing of it lies in plain', async () => {
  const { app } = connected;
  await knowStaff(app.deps, visitor(0));
  const { firstName, lastName, id, email } = colleague(0);
  expect(await names()).toEqual({ [id]: `${firstName} ${lastName}` });
  const rows = await withClient(app.database.ownerUrl, (client) =>
    client.query('SELECT t::text AS row FROM staff t UNION ALL SELECT entry FROM audit_event'),
  );
  const stored = rows.rows.map(({ row }) => row).join('\n');
  for (const plain of [lastName, email]) {
    expect(stored).not.toContain(plain);
    expect(stored).not.toContain(Buffer.from(plain).toString('hex'));
  }
});

test('no access token of a member of staff is kept', async () => {
  const sessions = await connected.app.deps.unit(shopId, ({ read }) => read.session.count());
  expect(sessions).toBe(0);
});

test('Shopify is asked once a day, however often somebody comes', async () => {
  const { deps } = connected.app;
  const asked: string[] = [];
  const askStaff = async (_shop: string, _token: string, id: string) => {
    asked.push(id);
    return { name: 'A new name', email: null, accountOwner: false };
  };
  const at = (hours: number) => ({ ...deps, askStaff, now: () => new Date(Date.now() + hours * 3_600_000) });
  await knowStaff(at(1), visitor(0));
  await knowStaff(at(23), visitor(0));
  expect(asked).toEqual([]);
  await Promise.all([knowStaff(at(25), visitor(0)), knowStaff(at(25), visitor(0))]);
  await knowStaff(at(26), visitor(0));
  expect(asked.length).toBeLessThanOrEqual(2);
  expect(Object.values(await names())).toEqual(['A new name']);
  const events = await connected.app.deps.unit(shopId, ({ read }) =>
    read.auditEvent.count({ where: { type: 'staff.known' } }),
  );
  expect(events).toBe(1);
});

test('a page opens though Shopify does not say who it is, and the number stands in', async () => {
  const { deps } = connected.app;
  const away = async () => {
    throw new Failure('staff-untold', 'not now', { retry: true });
  };
  await knowStaff({ ...deps, askStaff: away }, visitor(1));
  expect(Object.keys(await names())).not.toContain(String(colleague(1).id));
});

test('a name that is told of somebody else is not taken', async () => {
  const { deps } = connected.app;
  const { shopDomain, sessionToken } = visitor(0);
  await expect(deps.askStaff(shopDomain, sessionToken, String(colleague(1).id))).rejects.toThrow(
    'did not say',
  );
  await expect(deps.askStaff(shopDomain, 'forged', visitor(0).id)).rejects.toThrow('did not say');
});

test('the activity knows the names, and its export tells them after the last entry', async () => {
  const { deps } = connected.app;
  const { id } = visitor(0);
  expect((await listActivity(deps, { shopId, before: null })).staff).toEqual({ [id]: 'A new name' });
  const lines = await Array.fromAsync(exportActivity(deps, { shopId, actor: { kind: 'staff', id } }));
  expect(lines.at(-1)).toBe(`${JSON.stringify({ staff: { [id]: 'A new name' } })}\n`);
  expect(lines.slice(0, -1).join('')).not.toContain('A new name');
});
