import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { isUniqueViolation } from '#app/adapters/db/database.ts';
import { dayText } from '#app/core/date-text.ts';
import { shopIdOf } from '#app/core/id.ts';
import { localDay } from '#app/core/local-day.ts';
import { SETTINGS } from '#app/core/setting.ts';
import { english } from '#app/core/words.ts';
import { beginRequest } from '#app/services/begin-request.ts';
import { changeSettings, type SentSettings } from '#app/services/change-settings.ts';
import { erasePerson } from '#app/services/erase-person.ts';
import { installShop } from '#app/services/install-shop.ts';
import { knowShop } from '#app/services/know-shop.ts';
import { knowStaff, readStaffNames } from '#app/services/know-staff.ts';
import { learnShop } from '#app/services/learn-shop.ts';
import { purge } from '#app/services/purge.ts';
import { readSettings } from '#app/services/read-settings.ts';
import { requestRelease } from '#app/services/request-release.ts';
import { withClient } from '#sandbox/database.ts';
import { gatheredRequest } from '../support/answer.ts';
import { createTestApp, type TestApp } from '../support/composition.ts';
import { type Door, dataRequest, openDoor, redact, SHOP } from '../support/deliveries.ts';

const shopId = shopIdOf(SHOP);
const OWNER = { kind: 'staff', id: '1' } as const;
const DAY_MS = 86_400_000;
const YEAR_DAYS = 365;

let app: TestApp;
let door: Door;
beforeAll(async () => {
  app = await createTestApp();
  door = await openDoor(app);
  await knowShop({ ...app.deps, isUniqueViolation }, SHOP);
  const askStaff = async () => ({ name: 'Ada Berg', email: null, accountOwner: true });
  const visitor = { shopId, shopDomain: SHOP, id: OWNER.id, sessionToken: 'token' };
  await knowStaff({ ...app.deps, askStaff }, visitor);
});
afterAll(async () => {
  await door.close();
  await app.close();
});

function present<Row>(row: Row | null): Row {
  if (row === null) throw new Error('There is no such row.');
  return row;
}
const inDays = (days: number) => ({ ...app.deps, now: () => new Date(Date.now() + days * DAY_MS) });
const settings = () => app.deps.unit(shopId, (unit) => readSettings(unit));
const change = (sent: SentSettings) => changeSettings(app.deps, { shopId, sent, actor: OWNER });
const events = async (type: string) => {
  const rows = await app.deps.unit(shopId, ({ read }) =>
    read.auditEvent.findMany({ where: { shopId, type }, orderBy: { id: 'asc' } }),
  );
  return rows.map(({ entry }) => JSON.parse(entry).data as Record<string, unknown>);
};
const details = {
  name: 'Demo',
  contactEmail: 'shop@example.com',
  countryCode: 'DE',
  timeZone: 'Europe/Berlin',
};
const install = () => installShop(app.deps, { domain: SHOP, scopes: [], details });

describe('what can be set', () => {
  beforeEach(install);

  test('begins with what Shopify says of the shop, and with the defaults', async () => {
    expect(await settings()).toEqual({
      ...{ country: 'DE', timeZone: 'Europe/Berlin', contact: 'shop@example.com' },
      ...{ undoHours: 24, 'begin.access': 'by-itself', 'begin.erasure': 'by-itself', evidenceYears: 3 },
      setupList: 'shown',
    });
  });

  test('is changed all or nothing, and says at each field what to enter', async () => {
    const refused = await change({ undoHours: '169', evidenceYears: '5', country: 'Germany' });
    expect(refused).toEqual({
      outcome: 'refused',
      problems: { undoHours: SETTINGS.undoHours.problem, country: SETTINGS.country.problem },
    });
    expect(await settings()).toMatchObject({ undoHours: 24, evidenceYears: 3 });
    expect(await events('settings.changed')).toEqual([]);
  });

  test.each([
    ['country', ['', 'de', 'XX', 'DEU']],
    ['timeZone', ['', 'Berlin', 'Europe/Atlantis', '+05:30', 'x'.repeat(100)]],
    [
      'contact',
      [
        '',
        'nobody',
        'a@b',
        'a b@example.com',
        'a@example.com, b@example.com',
        'a@example.com\r\nBcc: b@example.com',
      ],
    ],
    ['undoHours', ['', '-1', '1.5', '1e2', '169', 'many']],
    ['evidenceYears', ['0', '11', '']],
    ['begin.access', ['', 'never', 'toString']],
  ] as const)('%s takes nothing that it cannot be', async (name, typed) => {
    for (const each of typed) expect(SETTINGS[name].parse(each)).toBeUndefined();
  });

  test('is on record with old and new value; of an address only that it changed', async () => {
    await change({ undoHours: ' 48 ', contact: 'privacy@example.com', evidenceYears: '3' });
    const changed = await events('settings.changed');
    // Entries of one commit have the same time: in no order among themselves.
    expect(changed.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? 1 : -1))).toEqual([
      { setting: 'contact' },
      { setting: 'undoHours', from: 24, to: 48 },
    ]);
    expect(await settings()).toMatchObject({ undoHours: 48, contact: 'privacy@example.com' });
  });

  test('stands when Shopify tells the shop’s details again; what is not set follows Shopify', async () => {
    await change({ timeZone: 'Asia/Tokyo' });
    await installShop(app.deps, {
      ...{ domain: SHOP, scopes: [] },
      details: { ...details, timeZone: 'Europe/Paris', countryCode: 'FR' },
    });
    expect(await settings()).toMatchObject({ timeZone: 'Asia/Tokyo', country: 'FR' });
    await change({ timeZone: 'Europe/Berlin' });
  });
});

describe('a time zone', () => {
  const latest = async () =>
    present(
      await app.deps.unit(shopId, ({ read }) =>
        read.request.findFirst({ where: { shopId }, orderBy: { number: 'desc' } }),
      ),
    );
  const receive = async (id: number) => {
    await door.send({ body: dataRequest(id, { id, email: `zone${id}@example.com` }) });
    await app.drainInbox();
    return latest();
  };

  test('decides on which day a new request was received, and moves none that stands', async () => {
    const days = new Set<string>();
    const standing = await receive(1);
    for (const timeZone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
      await change({ timeZone });
      const { receivedAt, receivedOn } = await receive(days.size + 2);
      expect(receivedOn.toISOString().slice(0, 10)).toBe(localDay(receivedAt, timeZone));
      days.add(receivedOn.toISOString());
    }
    // 25 hours lie between them.
    expect(days.size).toBe(2);
    const { due } = await app.deps.unit(shopId, ({ read }) =>
      read.request.findUniqueOrThrow({ where: { shopId_id: { shopId, id: standing.id } } }),
    );
    expect(due).toEqual(standing.due);
  });
});

test('the contact stands in answers that are released from then on', async () => {
  await change({ contact: 'desk@example.com' });
  const { requestId } = await gatheredRequest(app);
  const input = { shopId, requestId, content: 'access', identityChecked: true, actor: OWNER } as const;
  await requestRelease(app.deps, input);
  const release = await app.deps.unit(shopId, ({ read }) => read.release.findFirst({ where: { requestId } }));
  expect(release?.shopContact).toBe('desk@example.com');
});

describe('where somebody approves first', () => {
  const opened = async (kind: string) => {
    await app.drainInbox();
    return present(
      await app.deps.unit(shopId, ({ read }) =>
        read.request.findFirst({
          where: { shopId, kind },
          orderBy: { number: 'desc' },
          include: { steps: true },
        }),
      ),
    );
  };
  const jobsOf = async (ids: string[]): Promise<Date[]> => {
    const sql = `SELECT start_after AS at FROM pgboss.job WHERE data->>'id' = ANY($1) AND state = 'created'`;
    const { rows } = await withClient(app.database.ownerUrl, (client) => client.query(sql, [ids]));
    return rows.map(({ at }) => at);
  };

  test('a request for a copy gathers nothing until then, and gathers then', async () => {
    await change({ 'begin.access': 'approval' });
    await door.send({ body: dataRequest(100, { id: 100, email: 'approval@example.com' }) });
    const { id: requestId, steps } = await opened('access');
    const ids = steps.map(({ id }) => id);
    expect(steps.map(({ state, reasonCode }) => [state, reasonCode])).toEqual(
      steps.map(() => ['blocked', 'approval-first']),
    );
    expect(await jobsOf(ids)).toEqual([]);
    expect(await beginRequest(app.deps, { shopId, requestId, actor: OWNER })).toEqual({ outcome: 'begun' });
    expect(await jobsOf(ids)).toHaveLength(ids.length);
    expect(await beginRequest(app.deps, { shopId, requestId, actor: OWNER })).toEqual({
      outcome: 'not-there',
    });
  });

  test('an erasure waits until two days before Shopify’s term ends, and goes ahead then by itself', async () => {
    await change({ 'begin.erasure': 'approval' });
    await door.send({ topic: 'customers/redact', body: redact({ id: 200, email: 'late@example.com' }) });
    const { id: requestId, steps, platformDue } = await opened('erasure');
    const [step] = steps;
    const latest = new Date((platformDue?.getTime() ?? 0) - 2 * DAY_MS);
    expect(step).toMatchObject({ state: 'pending', reasonCode: 'approval-first', retryAt: latest });
    const goesAhead = dayText(latest.toISOString().slice(0, 10));
    expect(english.t(step?.reason ?? '')).toContain(english.t(goesAhead));
    expect(await jobsOf([step?.id ?? ''])).toEqual([latest]);
    const late = { ...app.deps, now: () => new Date(latest.getTime() + 1) };
    await erasePerson(late, { shopId, id: step?.id ?? '' });
    const { state } = await opened('erasure');
    expect({ requestId, state }).toEqual({ requestId, state: 'closed' });
  });

  test('an erasure that is approved goes ahead at once', async () => {
    await door.send({ topic: 'customers/redact', body: redact({ id: 201, email: 'now@example.com' }) });
    const { id: requestId, steps } = await opened('erasure');
    await beginRequest(app.deps, { shopId, requestId, actor: OWNER });
    const [at] = await jobsOf(steps.map(({ id }) => id));
    expect(at?.getTime()).toBeLessThanOrEqual(Date.now() + 1_000);
    expect(await events('request.begin-approved')).toHaveLength(2);
    await change({ 'begin.access': 'by-itself', 'begin.erasure': 'by-itself' });
  });
});

test('evidence and names of staff are kept for as long as the shop has set, and no longer', async () => {
  const askStaff = async () => ({ name: 'Long Gone', email: null, accountOwner: false });
  await knowStaff({ ...app.deps, askStaff }, { shopId, shopDomain: SHOP, id: '9', sessionToken: 'token' });
  const names = async () =>
    Object.values(await app.deps.unit(shopId, (unit) => readStaffNames(app.deps, unit)));
  await app.deps.unit(shopId, (unit) =>
    unit.write([], (rows) =>
      rows.dataKey.updateMany({
        where: { shopId, purpose: 'case', requestId: { not: null } },
        data: { lockedAt: new Date() },
      }),
    ),
  );
  const keys = () =>
    app.deps.unit(shopId, ({ read }) => read.dataKey.count({ where: { lockedAt: { not: null } } }));
  const held = await keys();
  expect(held).toBeGreaterThan(0);
  await change({ evidenceYears: '5' });
  await purge(inDays(3 * YEAR_DAYS + 1));
  await purge(inDays(5 * YEAR_DAYS - 1));
  expect(await names()).toContain('Long Gone');
  expect(await keys()).toBe(held);
  await change({ evidenceYears: '1' });
  await purge(inDays(YEAR_DAYS + 1));
  expect(await names()).toEqual([]);
  expect(await keys()).toBe(0);
});

test('what Shopify did not tell at the installation is asked again at the next visit, until it is known', async () => {
  const domain = 'untold.myshopify.com';
  const untold = shopIdOf(domain);
  await knowShop({ ...app.deps, isUniqueViolation }, domain);
  await installShop(app.deps, { domain, scopes: [], details: null });
  const asked: string[] = [];
  const visit = (answer: typeof details | null) =>
    learnShop(app.deps, {
      shopId: untold,
      ask: async () => {
        asked.push('asked');
        return answer;
      },
    });
  const country = async () => (await app.deps.unit(untold, (unit) => readSettings(unit))).country;
  await visit(null);
  expect(await country()).toBeNull();
  await visit(details);
  expect(await country()).toBe('DE');
  await visit(details);
  expect(asked).toHaveLength(2);
});

test('a page that is asked for while the app is still being installed knows the country of the shop', async () => {
  const domain = 'at-once.myshopify.com';
  const shopId = await knowShop({ ...app.deps, isUniqueViolation }, domain);
  await learnShop(app.deps, { shopId, ask: async () => details });
  await installShop(app.deps, { domain, scopes: [], details: null });
  expect((await app.deps.unit(shopId, (unit) => readSettings(unit))).country).toBe('DE');
});
