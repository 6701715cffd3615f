import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseSync } from 'oxc-parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isUniqueViolation } from '#app/adapters/db/database.ts';
import { newId, shopIdOf } from '#app/core/id.ts';
import { may, PERMISSIONS, type Permission, ROLE_NAMES, type Role } from '#app/core/role.ts';
import { changeRole } from '#app/services/change-role.ts';
import { knowShop } from '#app/services/know-shop.ts';
import { knowStaff, readRole, readStaffNames } from '#app/services/know-staff.ts';
import { requireMay } from '#app/services/require-may.ts';
import { saveSettings } from '#app/services/save-settings.ts';
import { withClient } from '#sandbox/database.ts';
import { createTestApp, type TestApp } from '../support/composition.ts';
import { openDoor, SHOP } from '../support/deliveries.ts';
import { until } from '../support/until.ts';

const root = resolve(import.meta.dirname, '../..');
const shopId = shopIdOf(SHOP);
const staffOf = (id: string) => ({ kind: 'staff', id }) as const;
const OWNER = staffOf('1');
const HANDLER = staffOf('2');
const VIEWER = staffOf('3');

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
  await knowShop({ ...app.deps, isUniqueViolation }, SHOP);
  for (const { id } of [OWNER, HANDLER, VIEWER]) {
    const askStaff = async () => ({ name: `Staff ${id}`, email: null, accountOwner: id === OWNER.id });
    await knowStaff({ ...app.deps, askStaff }, { shopId, shopDomain: SHOP, id, sessionToken: 'token' });
  }
  await changeRole(app.deps, { shopId, staffId: VIEWER.id, role: 'viewer', actor: OWNER });
});
afterAll(() => app.close());

const give = (staffId: string, role: Role, actor = OWNER) =>
  changeRole(app.deps, { shopId, staffId, role, actor });

interface StaffService {
  file: string;
  name: string;
}

/** Exported functions whose input names a member of staff as the one who acts. */
function staffServices(file: string): StaffService[] {
  const source = readFileSync(resolve(root, file), 'utf8');
  const { program } = parseSync(file, source);
  const textOf = ({ start, end }: { start: number; end: number }) => source.slice(start, end);
  const types = new Map<string, string>();
  const functions: { name: string; input: string }[] = [];
  for (const statement of program.body) {
    const exported = statement.type === 'ExportNamedDeclaration';
    const declared = exported ? statement.declaration : statement;
    if (!declared) continue;
    if (declared.type === 'TSInterfaceDeclaration' || declared.type === 'TSTypeAliasDeclaration')
      types.set(declared.id.name, textOf(declared));
    if (!exported) continue;
    if (declared.type === 'FunctionDeclaration' && declared.id)
      functions.push({ name: declared.id.name, input: declared.params.map(textOf).join(' ') });
    if (declared.type === 'VariableDeclaration')
      for (const { id, init } of declared.declarations)
        if (id.type === 'Identifier' && init?.type === 'ArrowFunctionExpression')
          functions.push({ name: id.name, input: init.params.map(textOf).join(' ') });
  }
  const actsAsStaff = (text: string, seen: string[] = []): boolean =>
    /actor: (Actor & \{ kind: 'staff' \}|Staff\b)/.test(text) ||
    [...types].some(
      ([name, body]) =>
        !seen.includes(name) && new RegExp(`\\b${name}\\b`).test(text) && actsAsStaff(body, [...seen, name]),
    );
  return functions.filter(({ input }) => actsAsStaff(input)).map(({ name }) => ({ file, name }));
}

const all = globSync('app/services/*.ts', { cwd: root }).sort().flatMap(staffServices);
/** Whoever may look may do this: it changes nothing but the log, which says who looked, or what is one's own. */
const LOOKING = ['readPreview', 'searchPreview', 'recordLook', 'saveView', 'deleteView', 'exportRequests'];
const acts = all.filter(({ name }) => ![...LOOKING, requireMay.name].includes(name));

/** Whatever any of them reads of its input; the request does not exist, for asking comes first. */
const id = newId(Date.now(), (size) => Buffer.alloc(size, 3));
const INPUT = {
  ...{
    shopId,
    requestId: id,
    requestIds: [id],
    stepId: id,
    planId: id,
    commentId: id,
    viewId: id,
    number: 1001,
  },
  ...{
    numbers: [1001],
    shopDomain: SHOP,
    formId: 'form',
    kind: 'access',
    source: 'staff',
    words: 'who',
    to: null,
  },
  ...{
    subject: { customerId: '1', email: null, phone: null, orderIds: [] },
    content: 'access',
    text: 'words',
  },
  ...{ identityChecked: true, reason: 'mistake', disclosure: 'full', collection: 'orders', scope: 'record' },
  ...{
    position: 0,
    recordKey: '1',
    path: '',
    sent: {},
    settings: {},
    roles: {},
    staffId: '2',
    role: 'owner',
  },
  ...{ hash: '00', toldOn: '2026-11-01', channels: ['email'], answer: 'write', shown: '00', owner: null },
  ...{ query: { filters: {}, sort: 'due', direction: 'asc' }, name: 'View', way: 'trim', until: null },
};

test('the services that staff act through are found by their input', () => {
  const names = acts.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining([
      'startRequest',
      'retryStep',
      'approvePlan',
      'redact',
      'closeRequest',
      'keepShop',
    ]),
  );
  expect(names.length).toBeGreaterThan(20);
});

test.each(acts)('$name ($file) does nothing for a role that may do nothing', async ({ file, name }) => {
  const service = (await import(/* @vite-ignore */ resolve(root, file)))[name] as (
    ...input: unknown[]
  ) => unknown;
  const run = async () => {
    const result = await service(app.deps, { ...INPUT, actor: VIEWER });
    // A generator runs when it is asked for its first value.
    if (result && typeof (result as AsyncGenerator).next === 'function')
      await (result as AsyncGenerator).next();
    return result;
  };
  await expect(run()).rejects.toMatchObject({ code: 'not-allowed' });
});

describe('a role', () => {
  test.each(
    ROLE_NAMES.flatMap((role) =>
      (Object.keys(PERMISSIONS) as Permission[]).map((each) => [role, each] as const),
    ),
  )('%s is asked for %s as its row says', async (role, permission) => {
    const member = { owner: OWNER, handler: HANDLER, viewer: VIEWER }[role];
    const asking = app.deps.unit(shopId, (unit) => requireMay(unit, member, permission));
    if (may(role, permission)) await asking;
    else await expect(asking).rejects.toMatchObject({ code: 'not-allowed', retry: false });
  });

  test('is changed by owners alone, and on record', async () => {
    await expect(give(HANDLER.id, 'owner', HANDLER)).rejects.toMatchObject({ code: 'not-allowed' });
    expect(await give(HANDLER.id, 'viewer')).toEqual({ outcome: 'changed' });
    expect(await give(HANDLER.id, 'handler')).toEqual({ outcome: 'changed' });
    expect(await give(HANDLER.id, 'handler')).toEqual({ outcome: 'changed' });
    const rows = await app.deps.unit(shopId, ({ read }) =>
      read.auditEvent.findMany({ where: { type: 'staff.role-changed' }, orderBy: { id: 'desc' }, take: 2 }),
    );
    expect(rows.map(({ entry }) => JSON.parse(entry).data)).toEqual([
      { staff: HANDLER.id, from: 'viewer', to: 'handler' },
      { staff: HANDLER.id, from: 'handler', to: 'viewer' },
    ]);
  });

  test('of the last owner stays, so that somebody can change it again', async () => {
    expect(await give(OWNER.id, 'handler')).toEqual({ outcome: 'last-owner' });
    expect(await give('404', 'owner')).toEqual({ outcome: 'not-there' });
  });

  test('of owner passes from one to another in one saving', async () => {
    const roles = { [OWNER.id]: 'handler', [HANDLER.id]: 'owner' } as const;
    const saved = await saveSettings(app.deps, { shopId, settings: {}, roles, actor: OWNER });
    expect(saved).toEqual({ problems: {}, refused: {} });
    await expect(give(OWNER.id, 'owner')).rejects.toMatchObject({ code: 'not-allowed' });
    expect(await give(OWNER.id, 'owner', HANDLER)).toEqual({ outcome: 'changed' });
  });

  test('of two owners who step down at once one stays', async () => {
    const outcomes = await Promise.all([give(OWNER.id, 'handler'), give(HANDLER.id, 'handler', HANDLER)]);
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['changed', 'last-owner']);
  });
});

test('of two owners who take each other’s role away at once, one does: the other may not any more', async () => {
  const shop = 'two-owners.myshopify.com';
  const at = shopIdOf(shop);
  await knowShop({ ...app.deps, isUniqueViolation }, shop);
  const owners = [OWNER, HANDLER, VIEWER];
  for (const { id } of owners) {
    const askStaff = async () => ({ name: `Staff ${id}`, email: null, accountOwner: true });
    await knowStaff({ ...app.deps, askStaff }, { shopId: at, shopDomain: shop, id, sessionToken: 'token' });
  }
  const demote = (staffId: string, actor: typeof OWNER) =>
    changeRole(app.deps, { shopId: at, staffId, role: 'viewer', actor });
  const blocked = () =>
    withClient(app.database.ownerUrl, async (client) => {
      const waits = "datname = current_database() AND wait_event_type = 'Lock'";
      return (await client.query(`SELECT 1 FROM pg_stat_activity WHERE ${waits}`)).rows.length;
    });
  const { outcomes } = await app.deps.unit(at, async (unit) => {
    await unit.lockShop();
    const outcomes = Promise.allSettled([demote('2', OWNER), demote('1', HANDLER)]);
    await until('both wait', async () => (await blocked()) === 2);
    return { outcomes };
  });
  const settled = await outcomes;
  expect(settled.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const refused = settled.find(({ status }) => status === 'rejected');
  expect(refused).toMatchObject({ reason: { code: 'not-allowed' } });
});

test('a role outlasts uninstalling and installing again, the name does not', async () => {
  const door = await openDoor(app);
  await door.send({ topic: 'app/uninstalled', shop: SHOP, body: { myshopify_domain: SHOP } });
  await app.drainInbox();
  await door.close();
  await app.deps.unit(shopId, async (unit) => {
    expect(await readRole(unit, VIEWER.id)).toBe('viewer');
    const names = await readStaffNames(app.deps, unit);
    expect(names[VIEWER.id]).toBe(`Staff member ${VIEWER.id}`);
    expect(Object.values(names).filter((name) => /^Staff \d/.test(name))).toEqual([]);
    await expect(requireMay(unit, VIEWER, 'plans.approve')).rejects.toMatchObject({ code: 'not-allowed' });
  });
  const askStaff = async () => ({ name: 'Staff 3', email: null, accountOwner: false });
  const visitor = { shopId, shopDomain: SHOP, id: VIEWER.id, sessionToken: 'token' };
  await knowStaff({ ...app.deps, askStaff }, visitor);
  await app.deps.unit(shopId, async (unit) => {
    expect((await readStaffNames(app.deps, unit))[VIEWER.id]).toBe('Staff 3');
    expect(await readRole(unit, VIEWER.id)).toBe('viewer');
  });
});
