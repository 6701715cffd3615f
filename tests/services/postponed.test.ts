import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Failure } from '#app/core/failure.ts';
import { retryStep } from '#app/services/retry-step.ts';
import { runStep } from '#app/services/run-step.ts';
import { createTestApp, type TestApp } from '../support/composition.ts';
import { depsWith, jobsOf, newStep, pagesOf, STAFF, SUBJECT, storeOf, takeJobs } from '../support/steps.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const AWAY = 'Shopify did not answer properly.';
const away = (retryAfterMs = 0) => new Failure('shopify-away', AWAY, { retry: true, retryAfterMs });
const failing = (error: () => Error, at = 0) =>
  storeOf(pagesOf(3), {
    before: (page) => {
      if (page >= at) throw error();
    },
  });
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The app's clock, so many milliseconds ahead. */
const ahead = (ms: number) => ({ now: () => new Date(Date.now() + ms) });

describe('a step that something passing stands in the way of', () => {
  test('says why and when it is tried again, and has one job for that moment', async () => {
    const { shopId, id, find, events } = await newStep(app);
    await takeJobs(app);
    await runStep(depsWith(app, failing(away)), { shopId, id });
    const step = await find();
    expect(step).toMatchObject({ state: 'running', reasonCode: 'shopify-away', reason: AWAY });
    const waitMs = (step?.retryAt?.getTime() ?? 0) - (step?.updatedAt.getTime() ?? 0);
    expect(waitMs).toBeGreaterThan(3_000);
    expect(waitMs).toBeLessThan(7_000);
    expect(await jobsOf(app, id)).toEqual([step?.retryAt]);
    expect(await events()).toContain('step.postponed');
  });

  test('is tried ever more rarely, and the log tells it once', async () => {
    const { shopId, id, find, events } = await newStep(app);
    let waitedMs = 0;
    const waits: number[] = [];
    for (let tries = 0; tries < 14; tries += 1) {
      const deps = { ...depsWith(app, failing(away)), ...ahead(waitedMs) };
      await runStep(deps, { shopId, id });
      const step = await find();
      waits.push((step?.retryAt?.getTime() ?? 0) - (step?.updatedAt.getTime() ?? 0));
      waitedMs += waits.at(-1) ?? 0;
    }
    expect(waits[3]).toBeGreaterThan((waits[0] ?? 0) * 2);
    expect(waits.at(-1)).toBeGreaterThan(HOUR_MS / 2);
    expect(waits.at(-1)).toBeLessThan(HOUR_MS * 1.4);
    expect((await events()).filter((type) => type === 'step.postponed')).toHaveLength(1);
  });

  test('goes on by itself from what is stored once that has passed, as if nothing had been', async () => {
    const { shopId, id, find, chunks } = await newStep(app);
    await runStep(depsWith(app, failing(away, 2)), { shopId, id });
    expect(await find()).toMatchObject({ pages: 2, cursor: 2, reasonCode: 'shopify-away' });
    await runStep({ ...depsWith(app, storeOf(pagesOf(3))), ...ahead(HOUR_MS) }, { shopId, id });
    expect(await find()).toMatchObject({
      ...{ state: 'done', records: 3, reasonCode: null, reason: null, retryAt: null },
      request: { state: 'ready' },
    });
    expect((await chunks()).map(({ records }) => records)).toEqual([2, 1]);
  });

  test('waits at least as long as the other side asks', async () => {
    const { shopId, id, find } = await newStep(app);
    await runStep(
      depsWith(
        app,
        failing(() => away(90_000)),
      ),
      { shopId, id },
    );
    const step = await find();
    expect((step?.retryAt?.getTime() ?? 0) - (step?.updatedAt.getTime() ?? 0)).toBe(90_000);
  });

  test('is left alone by a job that comes before its time', async () => {
    const { shopId, id, find } = await newStep(app);
    await runStep(depsWith(app, failing(away)), { shopId, id });
    const postponed = await find();
    await takeJobs(app);
    await runStep(depsWith(app, storeOf(pagesOf(3))), { shopId, id });
    expect(await find()).toEqual(postponed);
    expect(await jobsOf(app, id)).toEqual([postponed?.retryAt]);
  });

  test('is tried at once when staff say so, by the job that it has', async () => {
    const { shopId, id, find } = await newStep(app);
    await takeJobs(app);
    await runStep(
      {
        ...depsWith(
          app,
          failing(() => away(HOUR_MS)),
        ),
      },
      { shopId, id },
    );
    const again = () => retryStep(app.deps, { shopId, stepId: id, actor: STAFF });
    expect(await again()).toEqual({ outcome: 'queued' });
    expect(await again()).toEqual({ outcome: 'not-halted' });
    const jobs = await jobsOf(app, id);
    expect(jobs).toHaveLength(1);
    expect(jobs[0]?.getTime()).toBeLessThanOrEqual(Date.now() + 1_000);
    await runStep(depsWith(app, storeOf(pagesOf(3))), { shopId, id });
    expect(await find()).toMatchObject({ state: 'done', records: 3 });
  });

  test('waits for a person once the legal term is over, with the last reason', async () => {
    const { shopId, id, find } = await newStep(app);
    const at = (days: number) => ({ ...depsWith(app, failing(away)), ...ahead(days * DAY_MS) });
    await runStep(at(0), { shopId, id });
    await runStep(at(29), { shopId, id });
    expect(await find()).toMatchObject({ state: 'running', reasonCode: 'shopify-away' });
    await runStep(at(40), { shopId, id });
    expect(await find()).toMatchObject({
      ...{ state: 'blocked', reasonCode: 'given-up', retryAt: null },
      reason: expect.stringContaining(AWAY),
    });
  });
});

test('an error that nobody foresaw is shown without its text, which may quote anything', async () => {
  const { shopId, id, find, requestId } = await newStep(app);
  await runStep(
    depsWith(
      app,
      failing(() => new TypeError(`no ${SUBJECT.email} here`)),
    ),
    { shopId, id },
  );
  const step = await find();
  expect(step).toMatchObject({ reasonCode: 'internal', reason: expect.stringContaining('safe') });
  const events = await app.deps.unit(shopId, ({ read }) =>
    read.auditEvent.findMany({ where: { requestId } }),
  );
  expect(JSON.stringify([step?.reason, events])).not.toContain(SUBJECT.email);
});
