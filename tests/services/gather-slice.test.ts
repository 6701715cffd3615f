import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runStep } from '#app/services/run-step.ts';
import { createTestApp, type TestApp } from '../support/composition.ts';
import { depsWith, jobsOf, newStep, pagesOf, storeOf, takeJobs } from '../support/steps.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

/** A clock that a store moves. */
function clock() {
  let ms = Date.now();
  const pass = (more: number) => {
    ms += more;
  };
  return { now: () => new Date(ms), pass };
}

describe('what a slice gathers', () => {
  test('is stored in few and large chunks, none beyond a megabyte, every record once', async () => {
    const { shopId, id, find, chunks } = await newStep(app);
    const text = 'x'.repeat(20_000);
    const pages = Array.from({ length: 100 }, (_, at) => [{ id: String(at), text }]);
    const { now } = clock();
    await runStep({ ...depsWith(app, storeOf(pages)), now }, { shopId, id });
    expect(await find()).toMatchObject({ state: 'done', records: 100, pages: 100 });
    const stored = await chunks();
    expect(stored.reduce((sum, { records }) => sum + records, 0)).toBe(100);
    expect(stored.length).toBeLessThanOrEqual(5);
    for (const { records } of stored) expect(records * text.length).toBeLessThan(1_000_000);
  });

  test('is stored after some seconds, however little it is and however long the next page takes', async () => {
    const { shopId, id, find } = await newStep(app);
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const store = storeOf(pagesOf(2), { before: (page) => (page === 1 ? released : undefined) });
    const running = runStep(depsWith(app, store), { shopId, id });
    await expect.poll(async () => (await find())?.records, { timeout: 30_000 }).toBe(1);
    release();
    await running;
    expect(await find()).toMatchObject({ state: 'done', records: 2 });
  });

  test('ends after half a minute, with a job that goes on from there', async () => {
    const { shopId, id, find } = await newStep(app);
    await takeJobs(app);
    const { now, pass } = clock();
    const slow = storeOf(pagesOf(20), { before: () => pass(4_000) });
    await runStep({ ...depsWith(app, slow), now }, { shopId, id });
    const step = await find();
    expect(step?.state).toBe('running');
    expect(step?.pages).toBeGreaterThan(6);
    expect(step?.pages).toBeLessThan(10);
    expect(await jobsOf(app, id)).toHaveLength(1);
    await runStep({ ...depsWith(app, storeOf(pagesOf(20))), now }, { shopId, id });
    expect(await find()).toMatchObject({ state: 'done', records: 20 });
  });

  test('ends where the store works by itself, and goes on when that may be done', async () => {
    const { shopId, id, find } = await newStep(app);
    await takeJobs(app);
    const asks: number[] = [];
    const store = storeOf(pagesOf(3), {
      before: (page) => void asks.push(page),
      more: (page) => (page === 1 ? { waitMs: 60_000 } : {}),
    });
    const { now, pass } = clock();
    const deps = { ...depsWith(app, store), now };
    await runStep(deps, { shopId, id });
    const step = await find();
    expect(step).toMatchObject({ state: 'running', pages: 2, reason: null });
    expect(await jobsOf(app, id)).toEqual([new Date(now().getTime() + 60_000)]);
    await runStep(deps, { shopId, id });
    expect(asks).toEqual([0, 1]);
    pass(60_000);
    await runStep(deps, { shopId, id });
    expect(asks).toEqual([0, 1, 2]);
    expect(await find()).toMatchObject({ state: 'done', records: 3 });
  });

  test('is told while it comes: what is read, how much of how much, and when it will be done', async () => {
    const { shopId, id, find } = await newStep(app);
    const { now, pass } = clock();
    const store = storeOf(pagesOf(100), {
      before: () => pass(2_000),
      more: () => ({ activity: 'things' }),
    });
    await runStep({ ...depsWith(app, store), now }, { shopId, id });
    const step = await find();
    expect(step).toMatchObject({ activity: 'things', expected: 100, state: 'running' });
    const leftMs = (step?.estimatedEndAt?.getTime() ?? 0) - now().getTime();
    const trueLeftMs = (100 - (step?.counted ?? 0)) * 2_000;
    expect(Math.abs(leftMs - trueLeftMs)).toBeLessThan(0.3 * trueLeftMs);
  });

  test('of a gap that every page meets is one gap', async () => {
    const { shopId, id, find } = await newStep(app);
    const gap = { collection: 'things', reason: 'No right to it.', remedy: 'Grant it.' };
    await runStep(depsWith(app, storeOf(pagesOf(30), { more: () => ({ gaps: [gap] }) })), { shopId, id });
    expect((await find())?.gaps).toEqual([gap]);
  });
});

/** Shops of their own: a step that another test has left running would share the lane. */
const [SHARING, TAKING_TURNS, MANY] = ['sharing', 'turns', 'many'].map((name) => `${name}.myshopify.com`);

describe('a lane that steps share', () => {
  test('is one step’s at a time; the other comes again soon, and that is no failure', async () => {
    const [first, second] = [await newStep(app, SHARING), await newStep(app, SHARING)];
    await takeJobs(app);
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const { shopId } = first;
    const store = storeOf(pagesOf(2), {
      lane: 'test',
      before: () => {
        begin();
        return released;
      },
    });
    const running = runStep(depsWith(app, store), { shopId, id: first.id });
    await begun;
    await runStep(depsWith(app, store), { shopId, id: second.id });
    expect(await second.find()).toMatchObject({ state: 'pending', attempts: 0, reason: null, retryAt: null });
    const jobs = await jobsOf(app, second.id);
    expect(jobs).toHaveLength(1);
    expect(jobs[0]?.getTime()).toBeLessThan(Date.now() + 2_500);
    // However often it comes, it has one job.
    await runStep(depsWith(app, store), { shopId, id: second.id });
    expect(await jobsOf(app, second.id)).toHaveLength(1);
    release();
    await running;
    // Who holds the lane serves who waits for it: many small ones need not wait for the queue in between.
    for (const step of [first, second])
      expect(await step.find()).toMatchObject({ state: 'done', records: 2 });
  });

  test('serves two requests of a shop in turn: neither waits for the other’s end', async () => {
    const steps = [await newStep(app, TAKING_TURNS), await newStep(app, TAKING_TURNS)] as const;
    const [{ shopId, id }, other] = steps;
    await takeJobs(app);
    const { now, pass } = clock();
    const store = storeOf(pagesOf(12), { lane: 'turns', before: () => pass(2_000) });
    const deps = { ...depsWith(app, store), now };
    await runStep(deps, { shopId, id });
    for (const step of steps) {
      const { state, pages } = (await step.find()) ?? {};
      expect(state).toBe('running');
      expect(pages).toBeGreaterThan(3);
      expect(await jobsOf(app, step.id)).toHaveLength(1);
    }
    pass(30_000);
    await runStep(deps, { shopId, id: other.id });
    for (const step of steps) expect(await step.find()).toMatchObject({ state: 'done', records: 12 });
  });

  test('of many small requests is served by one job, the one that waits longest first', async () => {
    const steps = [];
    for (let at = 0; at < 12; at += 1) steps.push(await newStep(app, MANY));
    const [first] = steps;
    if (!first) return;
    const store = storeOf(pagesOf(1), { lane: 'many' });
    await runStep(depsWith(app, store), { shopId: first.shopId, id: first.id });
    const ends = await Promise.all(steps.map(async (step) => (await step.find())?.finishedAt?.getTime()));
    expect(ends).not.toContain(undefined);
    expect(ends).toEqual(ends.toSorted((a, b) => Number(a) - Number(b)));
  });
});
