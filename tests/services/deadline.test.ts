import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isUniqueViolation } from '#app/adapters/db/database.ts';
import type { DelayReason } from '#app/core/law/deadline-change.ts';
import type { RequestKind } from '#app/core/request.ts';
import { changeReceipt } from '#app/services/change-receipt.ts';
import { changeResidence } from '#app/services/change-residence.ts';
import { closeRequest } from '#app/services/close-request.ts';
import { extendDeadline } from '#app/services/extend-deadline.ts';
import { knowShop } from '#app/services/know-shop.ts';
import { notePause } from '#app/services/note-pause.ts';
import { findRequest } from '#app/services/read-requests.ts';
import { startRequest } from '#app/services/start-request.ts';
import { STAFF, SHOP_ID as shopId } from '../support/answer.ts';
import { createTestApp, type TestApp } from '../support/composition.ts';
import { SHOP } from '../support/deliveries.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
  await knowShop({ ...app.deps, isUniqueViolation }, SHOP);
});
afterAll(() => app.close());

/** The shop's country, as its settings have it. */
const settle = (countryCode: string | null) =>
  app.deps.unit(shopId, (unit) =>
    unit.write([], (rows) => rows.shop.update({ where: { shopId }, data: { countryCode } })),
  );

let forms = 0;
/** A request that staff enter on a day, and what may be done about its dates. */
async function requestOn(day: string, more: Partial<Parameters<typeof startRequest>[1]> = {}) {
  forms += 1;
  const at = (now: string) => ({ ...app.deps, now: () => new Date(`${now}T12:00:00Z`) });
  const subject = { customerId: `${forms}`, email: null, phone: null, orderIds: [] };
  const kind: RequestKind = 'access';
  const started = { shopId, kind, subject, actor: STAFF, formId: `deadline-${forms}`, ...more };
  const { requestId, number } = await startRequest(at(day), started);
  const by = { shopId, requestId, actor: STAFF };
  const read = async () => {
    const row = await app.deps.unit(shopId, ({ read }) =>
      read.request.findUniqueOrThrow({ where: { shopId_id: { shopId, id: requestId } } }),
    );
    const on = (date: Date | null) => date?.toISOString().slice(0, 10) ?? null;
    const { jurisdiction, ruleVersion, regimes } = row;
    return {
      ...{ jurisdiction, ruleVersion, due: on(row.due), raw: on(row.rawDue), ack: on(row.ackDue) },
      ...{ notice: on(row.noticeDue), extended: on(row.extendedDue), received: on(row.receivedOn) },
      ...{ platform: on(row.platformDue), regimes: (regimes as { law: string }[]).map(({ law }) => law) },
    };
  };
  const events = async (type: string) => {
    const rows = await app.deps.unit(shopId, ({ read }) =>
      read.auditEvent.findMany({ where: { requestId, type }, orderBy: { id: 'asc' } }),
    );
    return rows.map(({ entry }) => (JSON.parse(entry) as { data: Record<string, unknown> }).data);
  };
  const live = (country: string, region: string | null = null, delay: DelayReason | null = null) =>
    changeResidence(app.deps, { ...by, residence: { country, region }, delay });
  return { requestId, number, by, at, read, events, live };
}

describe('a new request', () => {
  test('stands under the law of the merchant’s country, and rolls over its holidays', async () => {
    await settle('DE');
    const { read, number } = await requestOn('2026-03-05');
    expect(await read()).toMatchObject({
      ...{ jurisdiction: 'eu', raw: '2026-04-05', due: '2026-04-07', notice: '2026-04-07' },
      ...{ extended: '2026-06-05', ack: null, platform: null, regimes: ['eu'] },
    });
    const found = await findRequest(app.deps, { shopId, number });
    expect(found?.deadline.laws[0]?.steps.join()).toContain('Ostermontag');
  });

  test('has the careful default where no country is known, and nothing is rolled', async () => {
    await settle(null);
    const { read } = await requestOn('2026-03-05');
    expect(await read()).toMatchObject({
      ...{ jurisdiction: 'unknown', raw: '2026-04-05', due: '2026-04-05', ack: '2026-03-19' },
    });
  });

  test('of somebody whose residence is known has their law, too, and of both the earlier date', async () => {
    await settle('DE');
    const residence = { country: 'US', region: 'CA' };
    const { read, number } = await requestOn('2026-11-02', { residence, kind: 'opt-out' });
    // 15 business days of California are sooner than a month.
    expect(await read()).toMatchObject({
      jurisdiction: 'us-ca',
      due: '2026-11-24',
      regimes: ['eu', 'us-ca'],
    });
    const found = await findRequest(app.deps, { shopId, number });
    expect(found?.deadline).toMatchObject({ residence, movable: true });
  });

  test('that came by letter counts from the day of the letter', async () => {
    await settle('DE');
    const { read } = await requestOn('2026-06-30', { receivedOn: '2026-06-15' });
    expect(await read()).toMatchObject({ received: '2026-06-15', due: '2026-07-15' });
  });

  test.each(['2026-07-01', '2025-06-29'])(
    'cannot have come on %s, if today is 30 June 2026',
    async (receivedOn) => {
      await expect(requestOn('2026-06-30', { receivedOn })).rejects.toMatchObject({ code: 'day-unusable' });
    },
  );

  test('keeps where the person lives only under its own key, and out of the log', async () => {
    const { requestId, events } = await requestOn('2026-06-30', {
      residence: { country: 'BR', region: 'ZZQ' },
    });
    const row = await app.deps.unit(shopId, ({ read }) =>
      read.request.findUniqueOrThrow({ where: { shopId_id: { shopId, id: requestId } } }),
    );
    expect(Buffer.from(row.residence ?? []).toString('latin1')).not.toContain('ZZQ');
    expect(JSON.stringify(await events('request.opened'))).not.toContain('ZZQ');
  });
});

describe('a residence that becomes known', () => {
  test('moves the date to the earlier one, and both stay on record with law, version, change and actor', async () => {
    await settle('US');
    const { read, live, events } = await requestOn('2026-11-02');
    expect(await read()).toMatchObject({ jurisdiction: 'unknown', due: '2026-12-02' });
    expect(await live('BR')).toEqual({ outcome: 'changed' });
    expect(await read()).toMatchObject({ jurisdiction: 'brazil', due: '2026-11-17', regimes: ['brazil'] });
    expect(await events('request.deadline-changed')).toEqual([
      {
        ...{ change: 'residence', delay: null, from: '2026-12-02', to: '2026-11-17' },
        ...{ lawsBefore: 'unknown', laws: 'brazil', jurisdictionBefore: 'unknown', jurisdiction: 'brazil' },
        ...{ ruleBefore: 2, rule: 1, receivedBefore: '2026-11-02', received: '2026-11-02' },
      },
    ]);
  });

  test('moves no date later in silence: a reason is asked for, and stands in the log', async () => {
    await settle('US');
    const { read, live, events } = await requestOn('2026-11-02');
    expect(await live('US', 'CA')).toEqual({ outcome: 'later', from: '2026-12-02', to: '2026-12-17' });
    expect(await read()).toMatchObject({ jurisdiction: 'unknown', due: '2026-12-02' });
    expect(await events('request.deadline-changed')).toEqual([]);
    expect(await live('US', 'CA', 'person-said-so')).toEqual({ outcome: 'changed' });
    expect(await read()).toMatchObject({ jurisdiction: 'us-ca', due: '2026-12-17', ack: '2026-11-17' });
    expect((await events('request.deadline-changed'))[0]).toMatchObject({
      ...{ from: '2026-12-02', to: '2026-12-17', delay: 'person-said-so' },
    });
  });

  test('is written down once: the same again changes nothing', async () => {
    await settle('DE');
    const { live, events } = await requestOn('2026-11-02');
    expect(await live('FR')).toEqual({ outcome: 'changed' });
    expect(await live('FR')).toEqual({ outcome: 'unchanged' });
    expect(await events('request.deadline-changed')).toHaveLength(1);
  });

  test('decides by which rules the answer is given', async () => {
    await settle('US');
    const { live, number } = await requestOn('2026-11-02');
    await live('US', 'CA', 'adviser');
    const found = await findRequest(app.deps, { shopId, number });
    expect(found?.deadline.laws).toHaveLength(1);
    expect(found?.regimes).toMatchObject([{ law: 'us-ca' }]);
  });

  test.each([
    ['XX', null],
    ['US', 'Q'],
    ['DE', 'BY'],
  ])('cannot be %s %s', async (country, region) => {
    const { live } = await requestOn('2026-11-02');
    expect(await live(country, region)).toEqual({ outcome: 'residence-unusable' });
  });

  test('changes nothing of a request that is closed', async () => {
    await settle('US');
    const { live, read, by } = await requestOn('2026-11-02', { kind: 'rectification' });
    await closeRequest(app.deps, { ...by, reason: 'answered-otherwise' });
    const before = await read();
    expect(await live('BR')).toEqual({ outcome: 'not-open' });
    expect(await read()).toEqual(before);
  });
});

describe('the day on which the person asked', () => {
  test('may be set back to before the demand came, and every date but Shopify’s follows', async () => {
    await settle('DE');
    const { by, read, events } = await requestOn('2026-06-30');
    const change = (receivedOn: string, delay: DelayReason | null = null) =>
      changeReceipt(app.deps, { ...by, receivedOn, delay });
    expect(await change('2026-06-15')).toEqual({ outcome: 'changed' });
    expect(await read()).toMatchObject({ received: '2026-06-15', due: '2026-07-15', platform: null });
    expect((await events('request.deadline-changed'))[0]).toMatchObject({
      ...{ change: 'earlier-receipt', receivedBefore: '2026-06-30', received: '2026-06-15' },
    });
    expect(await change('2026-07-01')).toEqual({ outcome: 'day-unusable' });
    expect(await change('2026-06-20')).toMatchObject({ outcome: 'later', to: '2026-07-20' });
    expect(await change('2026-06-20', 'corrected')).toEqual({ outcome: 'changed' });
  });
});

describe('an extension', () => {
  test('counts from the original start, and can be had once', async () => {
    await settle('DE');
    const { by, at, read, events } = await requestOn('2026-01-31');
    const extend = (now: string) => extendDeadline(at(now), { ...by, ground: 'complexity' });
    expect(await extend('2026-02-20')).toEqual({ outcome: 'extended', due: '2026-04-30' });
    expect(await read()).toMatchObject({ due: '2026-04-30', notice: '2026-03-02' });
    expect(await events('request.deadline-extended')).toEqual([
      { reason: 'complexity', from: '2026-03-02', to: '2026-04-30' },
    ]);
    expect(await extend('2026-02-21')).toEqual({ outcome: 'extended-already' });
  });

  test('is refused once the first period is over, and nothing moves', async () => {
    await settle('DE');
    const { by, at, read, events } = await requestOn('2026-01-31');
    const extend = (now: string) => extendDeadline(at(now), { ...by, ground: 'number' });
    expect(await extend('2026-03-03')).toEqual({ outcome: 'too-late', noticeDue: '2026-03-02' });
    expect(await read()).toMatchObject({ due: '2026-03-02' });
    expect(await events('request.deadline-extended')).toEqual([]);
    expect(await extend('2026-03-02')).toMatchObject({ outcome: 'extended' });
  });

  test('is not to be had where one of the laws that apply knows none', async () => {
    await settle('CA');
    const { by, at } = await requestOn('2026-03-02', { residence: { country: 'CA', region: 'QC' } });
    expect(await extendDeadline(at('2026-03-03'), { ...by, ground: 'both' })).toEqual({ outcome: 'none' });
  });

  test('stays in force when a residence is learnt afterwards', async () => {
    await settle('DE');
    const { by, at, read, live } = await requestOn('2026-01-31');
    await extendDeadline(at('2026-02-20'), { ...by, ground: 'complexity' });
    expect(await live('FR')).toEqual({ outcome: 'changed' });
    expect(await read()).toMatchObject({ due: '2026-04-30', jurisdiction: 'eu' });
  });
});

describe('a question to the person', () => {
  test('moves nothing while its answer is awaited; then what the law says', async () => {
    await settle('DE');
    const { by, at, read, events } = await requestOn('2026-03-02');
    const note = (from: string, to: string | null) =>
      notePause(at('2026-03-20'), { ...by, pause: { kind: 'identity', from, to } });
    expect(await note('2026-03-04', null)).toEqual({ outcome: 'changed' });
    expect(await read()).toMatchObject({ due: '2026-04-02' });
    expect(await note('2026-03-04', '2026-03-13')).toEqual({ outcome: 'changed' });
    expect(await read()).toMatchObject({ raw: '2026-04-11', due: '2026-04-13' });
    expect(await events('request.deadline-changed')).toMatchObject([
      { change: 'pause', from: '2026-04-02', to: '2026-04-02' },
      { change: 'pause', from: '2026-04-02', to: '2026-04-13' },
    ]);
  });

  test.each([
    ['2026-02-28', null],
    ['2026-03-13', '2026-03-12'],
    ['2026-03-04', '2026-03-21'],
  ])(
    'asked on %s and answered on %s is none, if today is 20 March and it came on 2 March',
    async (from, to) => {
      const { by, at } = await requestOn('2026-03-02');
      const noted = notePause(at('2026-03-20'), { ...by, pause: { kind: 'identity', from, to } });
      expect(await noted).toEqual({ outcome: 'day-unusable' });
    },
  );
});
