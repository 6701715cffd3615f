import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Failure } from '#app/core/failure.ts';
import type { JsonObject } from '#app/core/store.ts';
import { answerDrift } from '#app/services/answer-drift.ts';
import { carryOutStep } from '#app/services/carry-out-step.ts';
import type { Deps } from '#app/services/deps.ts';
import { handOverStep } from '#app/services/hand-over-step.ts';
import { readDrift } from '#app/services/read-drift.ts';
import { retryStep } from '#app/services/retry-step.ts';
import { skipStep } from '#app/services/skip-step.ts';
import { createTestApp, type TestApp } from '../support/composition.ts';
import { approvedPlan, changeOf, writableStore } from '../support/plans.ts';
import { depsWith, jobsOf, STAFF, takeJobs } from '../support/steps.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const MINUTE_MS = 60_000;
/** The app's services over a store, in a time that can be put forward. */
function over(writable: ReturnType<typeof writableStore>) {
  let ahead = 0;
  const deps: Deps = {
    ...depsWith(app, writable.store),
    now: () => new Date(Date.now() + ahead),
  };
  return {
    deps,
    pass: (ms: number) => {
      ahead += ms;
    },
  };
}
const run = (deps: Deps, { shopId, stepId }: { shopId: string; stepId: string }) =>
  carryOutStep(deps, { shopId, id: stepId });
const notes = (records: Record<string, JsonObject>) =>
  Object.fromEntries(Object.entries(records).map(([id, { note }]) => [id, note]));
const three = () => ({ a: { note: 'one' }, b: { note: 'two' }, c: { note: 'three' } });
const clearing = (records: Record<string, JsonObject>) =>
  Object.entries(records).map(([id, { note = null }]) => changeOf(id, { note }, { note: null }));

describe('a step that carries out a plan’s writes', () => {
  test('writes each record once as approved, closes the request with it, and says how many', async () => {
    const writable = writableStore(three());
    const { deps } = over(writable);
    const plan = await approvedPlan(deps, { writes: clearing(three()) });
    await run(deps, plan);
    expect(notes(writable.records)).toEqual({ a: null, b: null, c: null });
    expect(writable.sent).toHaveLength(3);
    expect(await plan.step()).toMatchObject({ state: 'done', records: 3, counted: 3, expected: 3 });
    expect(await plan.plan()).toMatchObject({ state: 'done' });
    expect(await plan.request()).toMatchObject({ state: 'closed' });
    const events = await plan.events();
    // Entries of one commit have the same time: in no order among themselves.
    expect(events.map(({ type }) => type).sort()).toEqual([
      ...['plan.begun', 'plan.done', 'request.closed', 'request.opened', 'step.done', 'step.started'],
    ]);
    expect(events.find(({ type }) => type === 'step.done')?.data).toMatchObject({
      ...{ writes: 3, gone: 0, left: 0, sentTwice: 0 },
    });
    // Once more, as a job that was not known to be over: nothing.
    await run(deps, plan);
    expect(writable.sent).toHaveLength(3);
  });

  test('does nothing before its time, and comes again at it', async () => {
    const writable = writableStore(three());
    const { deps, pass } = over(writable);
    await takeJobs(app);
    const plan = await approvedPlan(deps, {
      writes: clearing(three()),
      kind: 'access',
      startsInMs: 5 * MINUTE_MS,
    });
    await run(deps, plan);
    expect(writable.sent).toEqual([]);
    expect(await plan.step()).toMatchObject({ state: 'pending', startedAt: null });
    expect(await plan.plan()).toMatchObject({ state: 'approved' });
    const { startsAt } = await plan.plan();
    expect(await jobsOf(app, plan.stepId)).toEqual([startsAt]);
    pass(6 * MINUTE_MS);
    await run(deps, plan);
    expect(await plan.step()).toMatchObject({ state: 'done' });
  });

  test('whose plan was undone changes nothing and says so', async () => {
    const writable = writableStore(three());
    const { deps } = over(writable);
    const plan = await approvedPlan(deps, { writes: clearing(three()) });
    await deps.unit(plan.shopId, (unit) =>
      unit.write([], (rows) =>
        rows.plan.updateMany({ where: { id: plan.planId }, data: { state: 'undone' } }),
      ),
    );
    await run(deps, plan);
    expect(writable.sent).toEqual([]);
    expect(await plan.step()).toMatchObject({ state: 'blocked', reasonCode: 'plan-not-approved' });
  });

  test('leaves out what stands already as it is to stand, and what is gone already', async () => {
    const records = { ...three(), b: { note: null } };
    const writable = writableStore(records);
    const { deps } = over(writable);
    const writes = [...clearing(three()), changeOf('not-there', { note: 'x' })];
    const plan = await approvedPlan(deps, { writes });
    await run(deps, plan);
    expect(writable.sent.map(({ record }) => record)).toEqual(['a', 'c']);
    expect(await plan.written()).toEqual([
      { position: 0, state: 'done', sent: 1 },
      { position: 1, state: 'done', sent: 0 },
      { position: 2, state: 'done', sent: 1 },
      { position: 3, state: 'gone', sent: 0 },
    ]);
  });

  test('gives way after half a minute, and goes on from there', async () => {
    const writable = writableStore(three(), { written: () => pass(31_000) });
    const { deps, pass } = over(writable);
    const plan = await approvedPlan(deps, { writes: clearing(three()) });
    await run(deps, plan);
    expect(writable.sent).toHaveLength(1);
    expect(await plan.step()).toMatchObject({ state: 'running', counted: 1 });
    await run(deps, plan);
    await run(deps, plan);
    expect(await plan.step()).toMatchObject({ state: 'done', counted: 3 });
    expect(writable.sent.map(({ record }) => record)).toEqual(['a', 'b', 'c']);
  });

  test('has what it read long ago read again before it is written', async () => {
    let reads = 0;
    const writable = writableStore(three(), {
      reading: () => {
        reads += 1;
      },
      written: () => pass(6_000),
    });
    const { deps, pass } = over(writable);
    const plan = await approvedPlan(deps, { writes: clearing(three()) });
    await run(deps, plan);
    // Once before each, and once when all is written.
    expect(reads).toBe(4);
    expect(await plan.step()).toMatchObject({ state: 'done' });
  });
});

describe('a record that has changed since the approval', () => {
  async function drifted() {
    const writable = writableStore({ ...three(), b: { note: 'secret word' } });
    const { deps } = over(writable);
    const plan = await approvedPlan(deps, { writes: clearing(three()) });
    await run(deps, plan);
    return { writable, deps, plan };
  }
  const driftOf = (deps: Deps, plan: { shopId: string; requestId: string }) =>
    deps.unit(plan.shopId, (unit) => readDrift(deps, unit, { requestId: plan.requestId }));

  test('is not written; the others are, and the step asks again with the difference, which is sealed', async () => {
    const { writable, deps, plan } = await drifted();
    expect(notes(writable.records)).toEqual({ a: null, b: 'secret word', c: null });
    expect(await plan.step()).toMatchObject({ state: 'blocked', reasonCode: 'drift', counted: 2 });
    expect(await plan.request()).toMatchObject({ state: 'carrying-out' });
    const drift = await driftOf(deps, plan);
    expect(drift?.records).toMatchObject([
      { record: 'b', before: { note: 'two' }, found: { note: 'secret word' }, fields: ['note'] },
    ]);
    expect(JSON.stringify([await plan.step(), await plan.events()])).not.toContain('secret word');
  });

  test('is written over once that was approved, and only over what was shown', async () => {
    const { writable, deps, plan } = await drifted();
    const { stepId } = plan;
    const shown = (await driftOf(deps, plan))?.shown ?? '';
    const answer = { shopId: plan.shopId, stepId, answer: 'write', actor: STAFF } as const;
    expect(await answerDrift(deps, { ...answer, shown: '00' })).toEqual({ outcome: 'changed' });
    writable.records.b = { note: 'changed once more' };
    expect(await answerDrift(deps, { ...answer, shown })).toEqual({ outcome: 'answered' });
    await run(deps, plan);
    // What was approved is not what stands there: asked again.
    expect(await plan.step()).toMatchObject({ state: 'blocked', reasonCode: 'drift' });
    expect(writable.records.b).toEqual({ note: 'changed once more' });
    const again = (await driftOf(deps, plan))?.shown ?? '';
    await answerDrift(deps, { ...answer, shown: again });
    await run(deps, plan);
    expect(await plan.step()).toMatchObject({ state: 'done', records: 3 });
    expect(writable.records.b).toEqual({ note: null });
    const answered = (await plan.events()).filter(({ type }) => type === 'plan.drift-answered');
    expect(answered.map(({ data }) => data)).toMatchObject([
      { answer: 'write', records: 1, found: shown },
      { answer: 'write', records: 1, found: again },
    ]);
  });

  test('is left as it is where that was decided, and counted as left', async () => {
    const { writable, deps, plan } = await drifted();
    const shown = (await driftOf(deps, plan))?.shown ?? '';
    await answerDrift(deps, {
      shopId: plan.shopId,
      stepId: plan.stepId,
      shown,
      answer: 'leave',
      actor: STAFF,
    });
    await run(deps, plan);
    expect(writable.records.b).toEqual({ note: 'secret word' });
    expect(await plan.step()).toMatchObject({ state: 'done', records: 2 });
    const done = (await plan.events()).find(({ type }) => type === 'step.done');
    expect(done?.data).toMatchObject({ writes: 2, left: 1 });
  });

  test('is written without more ado when it is back as it was and the step is tried again', async () => {
    const { writable, deps, plan } = await drifted();
    writable.records.b = { note: 'two' };
    await retryStep(deps, { shopId: plan.shopId, stepId: plan.stepId, actor: STAFF });
    await run(deps, plan);
    expect(await plan.step()).toMatchObject({ state: 'done', records: 3 });
    expect(await driftOf(deps, plan)).toBeNull();
  });
});

describe('a write whose outcome nobody knows', () => {
  const crash = new Error('the worker is gone');

  test('is not sent again when the vendor shows that it was carried out', async () => {
    let crashes = 1;
    const writable = writableStore(three(), {
      written: () => {
        if (crashes-- > 0) throw crash;
      },
    });
    const { deps } = over(writable);
    const plan = await approvedPlan(deps, { writes: clearing(three()) });
    await run(deps, plan);
    expect(await plan.written()).toEqual([{ position: 0, state: 'intended', sent: 1 }]);
    await retryStep(deps, { shopId: plan.shopId, stepId: plan.stepId, actor: STAFF });
    await run(deps, plan);
    expect(writable.sent.map(({ record }) => record)).toEqual(['a', 'b', 'c']);
    expect((await plan.events()).find(({ type }) => type === 'step.done')?.data).toMatchObject({
      ...{ writes: 3, sentTwice: 0 },
    });
  });

  test('is sent again when the vendor shows that it was not, and that is counted', async () => {
    let crashes = 1;
    const writable = writableStore(three(), {
      writing: () => {
        if (crashes-- > 0) throw crash;
      },
    });
    const { deps } = over(writable);
    const plan = await approvedPlan(deps, { writes: clearing(three()) });
    await run(deps, plan);
    await retryStep(deps, { shopId: plan.shopId, stepId: plan.stepId, actor: STAFF });
    await run(deps, plan);
    expect(await plan.written()).toMatchObject([{ sent: 2 }, { sent: 1 }, { sent: 1 }]);
    expect((await plan.events()).find(({ type }) => type === 'step.done')?.data).toMatchObject({
      ...{ writes: 3, sentTwice: 1 },
    });
  });

  test('is a deletion that was carried out when the record is gone', async () => {
    let crashes = 1;
    const writable = writableStore(three(), {
      written: () => {
        if (crashes-- > 0) throw crash;
      },
    });
    const { deps } = over(writable);
    const plan = await approvedPlan(deps, { writes: [changeOf('a', { note: 'one' })] });
    await run(deps, plan);
    await retryStep(deps, { shopId: plan.shopId, stepId: plan.stepId, actor: STAFF });
    await run(deps, plan);
    expect(writable.sent).toHaveLength(1);
    expect(await plan.written()).toEqual([{ position: 0, state: 'done', sent: 1 }]);
  });
});

describe('what stands in the way', () => {
  const failing = (failure: Failure, which: string, times = Number.POSITIVE_INFINITY) => {
    let left = times;
    return writableStore(three(), {
      writing: ({ record }) => {
        if (record === which && left-- > 0) throw failure;
      },
    });
  };

  test('of one record holds up no other: the refusal is told at the end', async () => {
    const writable = failing(new Failure('write-refused', 'Shopify refused a change.'), 'a');
    const { deps } = over(writable);
    const plan = await approvedPlan(deps, { writes: clearing(three()) });
    await run(deps, plan);
    expect(notes(writable.records)).toEqual({ a: 'one', b: null, c: null });
    expect(await plan.step()).toMatchObject({
      ...{ state: 'blocked', reasonCode: 'write-refused', reason: 'Shopify refused a change.', records: 2 },
    });
    expect(await plan.written()).toMatchObject([{ state: 'refused' }, { state: 'done' }, { state: 'done' }]);
  });

  test('for want of an access is not counted as sent, and goes on once it is given', async () => {
    const writable = failing(new Failure('access-missing', 'It lacks write_orders.'), 'b', 1);
    const { deps } = over(writable);
    const plan = await approvedPlan(deps, { writes: clearing(three()) });
    await run(deps, plan);
    expect(await plan.step()).toMatchObject({ state: 'blocked', reasonCode: 'access-missing' });
    expect(await plan.written()).toMatchObject([{ position: 0 }, { position: 2 }]);
    await retryStep(deps, { shopId: plan.shopId, stepId: plan.stepId, actor: STAFF });
    await run(deps, plan);
    expect(await plan.written()).toMatchObject([{ sent: 1 }, { sent: 1 }, { sent: 1 }]);
    expect(await plan.step()).toMatchObject({ state: 'done' });
  });

  test('for a while postpones the step, which then goes on where it was', async () => {
    const writable = failing(new Failure('shop-frozen', 'The shop is frozen.', { retry: true }), 'b', 1);
    const { deps, pass } = over(writable);
    const plan = await approvedPlan(deps, { writes: clearing(three()) });
    await run(deps, plan);
    expect(await plan.step()).toMatchObject({ state: 'running', reasonCode: 'shop-frozen', attempts: 1 });
    expect(await plan.written()).toMatchObject([{ state: 'done', sent: 1 }]);
    pass(MINUTE_MS);
    await run(deps, plan);
    expect(await plan.step()).toMatchObject({ state: 'done', attempts: 0, reasonCode: null });
    expect(writable.sent.map(({ record }) => record)).toEqual(['a', 'b', 'c']);
  });

  test('for a while is tried for as long as the law gives time, counted from when the step might begin', async () => {
    const writable = failing(new Failure('shopify-away', 'Away.', { retry: true }), 'a');
    const { deps, pass } = over(writable);
    const year = 365 * 24 * 60 * MINUTE_MS;
    const plan = await approvedPlan(deps, { writes: clearing(three()), startsInMs: year });
    pass(year + MINUTE_MS);
    await run(deps, plan);
    expect(await plan.step()).toMatchObject({ state: 'running', reasonCode: 'shopify-away' });
    pass(29 * 24 * 60 * MINUTE_MS);
    await run(deps, plan);
    expect(await plan.step()).toMatchObject({ state: 'running', reasonCode: 'shopify-away' });
    pass(2 * 24 * 60 * MINUTE_MS);
    await run(deps, plan);
    expect(await plan.step()).toMatchObject({ state: 'blocked', reasonCode: 'given-up' });
  });
});

describe('partial success', () => {
  const others = [{ store: 'shopify', operation: 'redact', notBefore: new Date('2036-01-01') }];

  test('a step is left out for a reason, alone; the request ends when nothing else is left', async () => {
    const writable = writableStore({ ...three(), b: { note: 'other' } });
    const { deps } = over(writable);
    const plan = await approvedPlan(deps, { writes: clearing(three()), others });
    await run(deps, plan);
    const { shopId, stepId } = plan;
    const skip = { shopId, reason: 'done-by-hand', actor: STAFF } as const;
    expect(await skipStep(deps, { ...skip, stepId })).toEqual({ outcome: 'skipped' });
    expect(await plan.step()).toMatchObject({ state: 'skipped', reasonCode: 'done-by-hand' });
    // The other one waits for its day.
    expect(await plan.request()).toMatchObject({ state: 'carrying-out' });
    expect(await skipStep(deps, { ...skip, stepId })).toEqual({ outcome: 'not-there' });
    await skipStep(deps, { ...skip, stepId: plan.otherIds[0] ?? '' });
    expect(await plan.request()).toMatchObject({ state: 'closed' });
    expect(await plan.plan()).toMatchObject({ state: 'done' });
    const events = await plan.events();
    expect(events.filter(({ type }) => type === 'step.skipped')).toHaveLength(2);
    expect(events.find(({ type }) => type === 'plan.done')?.data).toMatchObject({ skipped: 2 });
  });

  test('a step that is left out while it runs writes nothing more', async () => {
    const writable = writableStore(three(), {
      written: ({ record }) => {
        if (record === 'a') leaveOut = skipStep(deps, { ...at, reason: 'not-needed', actor: STAFF });
      },
    });
    let leaveOut: Promise<unknown> = Promise.resolve();
    const { deps } = over(writable);
    const plan = await approvedPlan(deps, { writes: clearing(three()) });
    const at = { shopId: plan.shopId, stepId: plan.stepId };
    const write = writable.store.writes?.write;
    if (writable.store.writes && write)
      writable.store.writes.write = async (...of) => {
        await write(...of);
        await leaveOut;
      };
    await run(deps, plan);
    expect(writable.sent).toHaveLength(1);
    expect(await plan.step()).toMatchObject({ state: 'skipped' });
    expect(await plan.request()).toMatchObject({ state: 'closed' });
  });

  test('what the platform demands, and what makes a plan, is not left out', async () => {
    const { deps } = over(writableStore({}));
    const forbidden = ['erase', 'propose-erasure'].map((operation) => ({
      ...{ store: 'privacy-desk', operation, notBefore: null },
    }));
    const plan = await approvedPlan(deps, { writes: [], others: forbidden });
    for (const stepId of plan.otherIds)
      expect(
        await skipStep(deps, { shopId: plan.shopId, stepId, reason: 'not-needed', actor: STAFF }),
      ).toEqual({ outcome: 'not-there' });
  });

  test('a step is handed over to somebody of the shop’s staff, and that is recorded', async () => {
    const { deps } = over(writableStore({ ...three(), b: { note: 'other' } }));
    const plan = await approvedPlan(deps, { writes: clearing(three()) });
    await run(deps, plan);
    const hand = { shopId: plan.shopId, stepId: plan.stepId, actor: STAFF };
    expect(await handOverStep(deps, { ...hand, to: '12345' })).toEqual({ outcome: 'unknown-staff' });
    await deps.unit(plan.shopId, (unit) =>
      unit.progress.staff.createMany({
        data: [
          {
            ...{ shopId: plan.shopId, id: '12345', keyId: plan.planId, sealed: new Uint8Array(1) },
            ...{ accountOwner: false, firstSeenAt: deps.now(), lastSeenAt: deps.now() },
          },
        ],
      }),
    );
    expect(await handOverStep(deps, { ...hand, to: '12345' })).toEqual({ outcome: 'handed-over' });
    expect(await plan.step()).toMatchObject({ state: 'blocked', assignee: '12345' });
    expect((await plan.events()).at(-1)).toMatchObject({ type: 'step.handed-over', data: { to: '12345' } });
  });
});

describe('what was written is read once more', () => {
  const keeping = (kept: JsonObject, from: number) => {
    let looks = 0;
    const writable = writableStore(three(), {
      reading: () => {
        looks += 1;
        if (looks > from) writable.records.b = { ...kept };
      },
    });
    return writable;
  };

  test('and shown a moment later, it is done without a word to anybody', async () => {
    const writable = keeping({ note: 'two' }, 1);
    const { deps, pass } = over(writable);
    const plan = await approvedPlan(deps, { writes: clearing(three()) });
    await run(deps, plan);
    expect(await plan.step()).toMatchObject({ state: 'running', reasonCode: 'not-shown-yet' });
    writable.store.writes = writableStore(writable.records).store.writes;
    writable.records.b = { note: null };
    pass(MINUTE_MS);
    await run(deps, plan);
    expect(await plan.step()).toMatchObject({ state: 'done', records: 3 });
  });

  test('and still kept otherwise, it is not reported as done: a person decides', async () => {
    const writable = keeping({ note: 'kept by the store' }, 1);
    const { deps, pass } = over(writable);
    const plan = await approvedPlan(deps, { writes: clearing(three()) });
    for (let looks = 0; looks < 5; looks += 1) {
      await run(deps, plan);
      pass(MINUTE_MS);
    }
    expect(await plan.step()).toMatchObject({ state: 'blocked', reasonCode: 'drift', counted: 2 });
    expect(writable.sent).toHaveLength(3);
    const drift = await deps.unit(plan.shopId, (unit) =>
      readDrift(deps, unit, { requestId: plan.requestId }),
    );
    expect(drift?.records).toMatchObject([{ record: 'b', found: { note: 'kept by the store' } }]);
    const { shopId, stepId } = plan;
    await answerDrift(deps, { shopId, stepId, shown: drift?.shown ?? '', answer: 'leave', actor: STAFF });
    await run(deps, plan);
    expect(await plan.step()).toMatchObject({ state: 'done', records: 2 });
  });

  test('and gone where that was the change, it is done', async () => {
    const writable = writableStore(three());
    const { deps } = over(writable);
    const plan = await approvedPlan(deps, { writes: [changeOf('a', { note: 'one' })] });
    await run(deps, plan);
    expect(await plan.step()).toMatchObject({ state: 'done', records: 1 });
  });
});
