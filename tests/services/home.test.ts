import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isUniqueViolation } from '#app/adapters/db/database.ts';
import { readActivityFilter } from '#app/core/activity.ts';
import { shopIdOf } from '#app/core/id.ts';
import { beginRequest } from '#app/services/begin-request.ts';
import { changeSettings } from '#app/services/change-settings.ts';
import { closeRequest } from '#app/services/close-request.ts';
import { knowShop } from '#app/services/know-shop.ts';
import { knowStaff } from '#app/services/know-staff.ts';
import { exportActivityCsv, listActivity } from '#app/services/read-activity.ts';
import { type PileName, readHome } from '#app/services/read-home.ts';
import { withClient } from '#sandbox/database.ts';
import { gatheredRequest } from '../support/answer.ts';
import { createTestApp, type TestApp } from '../support/composition.ts';
import { type Door, openDoor, redact, SHOP } from '../support/deliveries.ts';

const shopId = shopIdOf(SHOP);
const OWNER = { kind: 'staff', id: '1' } as const;
/** Whoever does things meanwhile. */
const COLLEAGUE = { kind: 'staff', id: '7' } as const;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

let app: TestApp;
let door: Door;
let ready: Awaited<ReturnType<typeof gatheredRequest>>;
beforeAll(async () => {
  app = await createTestApp();
  door = await openDoor(app);
  await knowShop({ ...app.deps, isUniqueViolation }, SHOP);
  for (const { id } of [OWNER, COLLEAGUE]) {
    const askStaff = async () => ({ name: `Staff ${id}`, email: null, accountOwner: id === OWNER.id });
    await knowStaff({ ...app.deps, askStaff }, { shopId, shopDomain: SHOP, id, sessionToken: 'token' });
  }
});
afterAll(async () => {
  await door.close();
  await app.close();
});

const home = (afterMs = 0) => {
  const now = () => new Date(Date.now() + afterMs);
  return readHome({ ...app.deps, now }, { shopId, reader: OWNER });
};
const pile = async (name: PileName) => (await home()).piles.find((each) => each.name === name);
const sql = (text: string, values: unknown[] = []) =>
  withClient(app.database.ownerUrl, (client) => client.query(text, values));

describe('the home page', () => {
  test('of a new shop holds nothing but what is to be set up', async () => {
    const { any, piles, weeks, setup, since, news } = await home();
    expect({ any, since, news }).toEqual({ any: false, since: null, news: [] });
    expect(piles.map(({ count }) => count)).toEqual([0, 0, 0, 0]);
    expect(weeks).toHaveLength(8);
    expect(setup).toMatchObject({ webhooks: false, mail: false, country: false, scopes: { granted: 0 } });
  });

  test('shows an answer to review among what waits, and a date that passed as overdue', async () => {
    ready = await gatheredRequest(app);
    expect(await pile('waiting')).toMatchObject({ count: 1, first: [{ number: ready.number }] });
    expect((await pile('overdue'))?.count).toBe(0);
    await sql('UPDATE request SET due = current_date - 10 WHERE id = $1', [ready.requestId]);
    expect(await pile('overdue')).toMatchObject({ count: 1, first: [{ number: ready.number }] });
    await sql('UPDATE request SET due = current_date + 3 WHERE id = $1', [ready.requestId]);
    expect((await pile('due-soon'))?.count).toBe(1);
    expect((await pile('overdue'))?.count).toBe(0);
  });

  test('counts what came, went and was in time by weeks of the shop’s own calendar', async () => {
    const { requestId } = await gatheredRequest(app);
    const input = { shopId, requestId, reason: 'answered-otherwise', actor: COLLEAGUE } as const;
    await closeRequest(app.deps, input);
    const { weeks } = await home();
    expect(weeks.at(-1)).toMatchObject({ received: 2, closed: 1, onTime: 1 });
    // The first minute of a Monday in Tokyo is still Sunday in UTC.
    await sql(`UPDATE shop SET time_zone = 'Asia/Tokyo'`);
    await sql(
      `UPDATE request SET received_at = '2026-11-15T15:01:00Z', closed_at = '2026-11-15T15:01:00Z', answered_on = NULL,
      due = '2026-11-15' WHERE id = $1`,
      [requestId],
    );
    const at = Date.parse('2026-11-20T12:00:00Z') - Date.now();
    const week = (await home(at)).weeks.find(({ monday }) => monday === '2026-11-16');
    expect(week).toEqual({ monday: '2026-11-16', received: 1, closed: 1, onTime: 0 });
    await sql(`UPDATE shop SET time_zone = 'UTC'`);
  });

  test('hides the list of what is to be set up when an owner says so', async () => {
    expect((await home()).mayHideSetup).toBe(true);
    await changeSettings(app.deps, { shopId, sent: { setupList: 'hidden' }, actor: OWNER });
    expect((await home()).setup).toBeNull();
  });
});

describe('what is new', () => {
  test('is what others did since the last visit; a visit lasts as long as one keeps coming', async () => {
    await sql('UPDATE staff SET looked_at = NULL, looked_before = NULL');
    expect((await home()).since).toBeNull();
    expect((await home(10 * MINUTE_MS)).since).toBeNull();
    const second = await home(60 * MINUTE_MS);
    expect(second.since).not.toBeNull();
    expect(second.news).toEqual([]);
    const third = await home(80 * MINUTE_MS);
    expect(third.since).toBe(second.since);
  });

  test('counts by kind, and leaves out what the reader did', async () => {
    await sql(`UPDATE staff SET looked_at = now() - interval '2 hours' WHERE id = $1`, [OWNER.id]);
    const { news } = await home();
    expect(news).toEqual(
      expect.arrayContaining([
        { type: 'request.opened', count: 2 },
        { type: 'request.ready', count: 2 },
        { type: 'request.closed', count: 1 },
      ]),
    );
    expect(news.map(({ type }) => type)).not.toContain('settings.changed');
  });
});

describe('the activity', () => {
  const list = (address: Record<string, string>, place = { before: null as string | null }) => {
    const filter = readActivityFilter(new URLSearchParams(address));
    return listActivity(app.deps, { shopId, filter, ...place });
  };
  const typesIn = async (address: Record<string, string>) =>
    new Set((await list(address)).events.map(({ type }) => type));

  test('is narrowed by kind, request, member of staff and days, each alone and together', async () => {
    expect([...(await typesIn({ group: 'staff' }))].sort()).toEqual(['settings.changed', 'staff.known']);
    const ofRequest = await list({ request: String(ready.number) });
    expect(new Set(ofRequest.events.map(({ requestNumber }) => requestNumber))).toEqual(
      new Set([ready.number]),
    );
    const byOwner = await list({ staff: OWNER.id });
    expect(byOwner.events.length).toBeGreaterThan(0);
    for (const { entry } of byOwner.events) expect(JSON.parse(entry).actor).toEqual({ ...OWNER });
    expect([...(await typesIn({ staff: COLLEAGUE.id, group: 'requests' }))].sort()).toEqual([
      'request.closed',
      'request.opened',
    ]);
    const today = new Date().toISOString().slice(0, 10);
    const tomorrow = new Date(Date.now() + DAY_MS).toISOString().slice(0, 10);
    expect((await list({ from: today, to: today })).events.length).toBeGreaterThan(0);
    expect((await list({ from: tomorrow })).events).toEqual([]);
    expect((await list({ request: '999999' })).events).toEqual([]);
  });

  test('keeps its filter from page to page', async () => {
    for (let times = 0; times < 60; times += 1)
      await app.deps.unit(shopId, (unit) =>
        unit.record([
          { type: 'activity.exported', actor: COLLEAGUE },
          { type: 'step.started', actor: { kind: 'system' } },
        ]),
      );
    const first = await list({ group: 'staff' });
    expect(first.events).toHaveLength(50);
    const second = await list({ group: 'staff' }, { before: first.next });
    const seen = [...first.events, ...second.events];
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
    expect(seen.filter(({ type }) => type === 'activity.exported')).toHaveLength(60);
    expect(seen.map(({ type }) => type)).not.toContain('step.started');
  });

  test('is taken away as CSV in the words of the page, guarded against formulas, and that is on record', async () => {
    const filter = readActivityFilter(new URLSearchParams({ request: String(ready.number) }));
    const lines = await Array.fromAsync(exportActivityCsv(app.deps, { shopId, actor: OWNER, filter }));
    expect(lines[0]).toBe('\uFEFF"at","shop_time","type","what","details","who","request"\r\n');
    expect(lines[1]).toContain('"request.opened","Request received"');
    expect(lines.slice(1).every((line) => line.endsWith(`,"${ready.number}"\r\n`))).toBe(true);
    const { events } = await list({ staff: OWNER.id });
    expect(events[0]?.type).toBe('activity.exported');
  });
});

test('an erasure that may not begin before somebody approves is among what waits', async () => {
  await changeSettings(app.deps, { shopId, sent: { 'begin.erasure': 'approval' }, actor: OWNER });
  await door.send({ topic: 'customers/redact', body: redact({ id: 300, email: 'held@example.com' }) });
  await app.drainInbox();
  const opened = await app.deps.unit(shopId, ({ read }) =>
    read.request.findFirst({ where: { shopId, kind: 'erasure' } }),
  );
  const { id: requestId = '', number } = opened ?? {};
  const waiting = async () => (await pile('waiting'))?.first.map((line) => line.number);
  expect(await waiting()).toContain(number);
  expect((await pile('blocked'))?.count).toBe(0);
  await beginRequest(app.deps, { shopId, requestId, actor: OWNER });
  expect(await waiting()).not.toContain(number);
});
