import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isUniqueViolation } from '#app/adapters/db/database.ts';
import { Failure } from '#app/core/failure.ts';
import { shopIdOf } from '#app/core/id.ts';
import type { DataStore, GatheredPage, JsonObject } from '#app/core/store.ts';
import { gatherAgain } from '#app/services/gather-again.ts';
import { knowShop } from '#app/services/know-shop.ts';
import { openArchive } from '#app/services/open-archive.ts';
import { retryStep } from '#app/services/retry-step.ts';
import { runStep } from '#app/services/run-step.ts';
import { startRequest } from '#app/services/start-request.ts';
import { createTestApp, type TestApp } from '../support/composition.ts';
import { SHOP } from '../support/deliveries.ts';

let app: TestApp;
const shopId = shopIdOf(SHOP);
const staff = { kind: 'staff', id: '7' } as const;
const subject = { customerId: '1', email: 'who@example.com', phone: null, orderIds: [] };

beforeAll(async () => {
  app = await createTestApp();
  await knowShop({ ...app.deps, isUniqueViolation }, SHOP);
});
afterAll(() => app.close());

/** A store of so many pages, which may fail before any of them. */
function store(pages: JsonObject[][], failBefore: (page: number) => Error | null = () => null): DataStore {
  return {
    name: 'shopify',
    collections: [
      {
        name: 'things',
        title: 'Things',
        what: 'Things.',
        source: 'Here',
        key: ['id'],
        origin: 'given',
      },
    ],
    async *gather({ cursor }) {
      for (let at = Number(cursor ?? 0); at < Math.max(1, pages.length); at += 1) {
        const failure = failBefore(at);
        if (failure) throw failure;
        const records = pages[at] ?? [];
        const page: GatheredPage = {
          batches: [{ collection: 'things', records }],
          cursor: at + 1 < pages.length ? at + 1 : null,
          progress: { added: records.length, expected: pages.flat().length },
          gaps: [],
        };
        yield page;
      }
    },
  };
}
const depsWith = (things: DataStore) => ({ ...app.deps, stores: { shopify: things } });

let forms = 0;
async function newStep() {
  forms += 1;
  const input = { shopId, kind: 'access', subject, actor: staff, formId: `f${forms}` } as const;
  const { requestId } = await startRequest(app.deps, input);
  const stepOf = (name: string) =>
    app.deps.unit(shopId, ({ read }) =>
      read.step.findFirst({ where: { requestId, store: name }, include: { request: true } }),
    );
  const find = () => stepOf('shopify');
  const step = await find();
  // What the app itself holds is gathered first, so that the step under test is the last one.
  await runStep(app.deps, { shopId, id: (await stepOf('privacy-desk'))?.id ?? '' });
  return { requestId, id: step?.id ?? '', find };
}

async function recordsOf(things: DataStore, requestId: string): Promise<JsonObject[]> {
  const { collections } = await openArchive(depsWith(things), { shopId, requestId });
  return collections[0] ? Array.fromAsync(collections[0].records()) : [];
}

describe('a step', () => {
  test('stores every record once and in order, wherever it was interrupted and however often', async () => {
    const page = fc.array(
      fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.constant(null))),
      { maxLength: 5 },
    );
    const property = fc.asyncProperty(
      fc.array(page, { maxLength: 6 }),
      fc.array(fc.nat(6)),
      async (pages, interruptions) => {
        const { requestId, id, find } = await newStep();
        for (const at of interruptions) {
          const broken = store(pages, (page) =>
            page === at ? new Failure('away', 'not now', { retry: true }) : null,
          );
          await runStep(depsWith(broken), { shopId, id });
          await retryStep(app.deps, { shopId, stepId: id, actor: staff });
        }
        const whole = store(pages);
        await runStep(depsWith(whole), { shopId, id });
        await runStep(depsWith(whole), { shopId, id });
        expect(await recordsOf(whole, requestId)).toEqual(JSON.parse(JSON.stringify(pages.flat())));
        expect(await find()).toMatchObject({
          state: 'done',
          records: pages.flat().length,
          request: { state: 'ready' },
        });
      },
    );
    await fc.assert(property, { numRuns: 25 });
  });

  test('run by two workers at once stores nothing twice', async () => {
    const things = store(Array.from({ length: 8 }, (_, at) => [{ at }]));
    const { requestId, id } = await newStep();
    await Promise.allSettled([1, 2, 3].map(() => runStep(depsWith(things), { shopId, id })));
    await runStep(depsWith(things), { shopId, id });
    expect(await recordsOf(things, requestId)).toHaveLength(8);
  });

  test('that only a person can help is blocked with its reason, and goes on from its cursor when tried again', async () => {
    const pages = [[{ at: 0 }], [{ at: 1 }], [{ at: 2 }]];
    const { requestId, id, find } = await newStep();
    const reason = 'Shopify does not let the app read this shop.';
    const blocking = store(pages, (page) => (page === 2 ? new Failure('forbidden', reason) : null));
    await runStep(depsWith(blocking), { shopId, id });
    expect(await find()).toMatchObject({
      state: 'blocked',
      reason,
      pages: 2,
      cursor: 2,
      request: { state: 'gathering' },
    });
    expect(await retryStep(app.deps, { shopId, stepId: id, actor: staff })).toEqual({ outcome: 'queued' });
    expect(await retryStep(app.deps, { shopId, stepId: id, actor: staff })).toEqual({
      outcome: 'not-halted',
    });
    const fromThere = store(pages, (page) => (page < 2 ? new Error('fetched again') : null));
    await runStep(depsWith(fromThere), { shopId, id });
    expect(await recordsOf(fromThere, requestId)).toEqual(pages.flat());
    const events = await app.deps.unit(shopId, ({ read }) =>
      read.auditEvent.findMany({ where: { requestId }, orderBy: { id: 'asc' } }),
    );
    expect(events.map(({ type }) => type)).toEqual([
      'request.opened',
      'step.started',
      'step.done',
      'step.started',
      'step.blocked',
      'step.retried',
      'step.done',
      'request.ready',
    ]);
  });

  test('that ends the gathering leaves on record how many parts are missing, each counted once', async () => {
    const { requestId, id } = await newStep();
    const things = store([[{ at: 0 }], [{ at: 1 }]]);
    const missing = (collection: string) => ({ collection, reason: 'Not granted.', remedy: 'Grant it.' });
    const gaps = [missing('orders'), missing('draft-orders')];
    const incomplete: DataStore = {
      ...things,
      async *gather(input) {
        for await (const page of things.gather(input)) yield { ...page, gaps };
      },
    };
    await runStep(depsWith(incomplete), { shopId, id });
    const ready = await app.deps.unit(shopId, ({ read }) =>
      read.auditEvent.findFirst({ where: { requestId, type: 'request.ready' } }),
    );
    expect(JSON.parse(ready?.entry ?? '{}')).toMatchObject({ data: { gaps: 2 } });
  });

  test('that finds nothing is done, and nothing held is a real answer', async () => {
    const { requestId, id, find } = await newStep();
    await runStep(depsWith(store([])), { shopId, id });
    expect(await find()).toMatchObject({ state: 'done', records: 0, request: { state: 'ready' } });
    expect(await recordsOf(store([]), requestId)).toEqual([]);
  });
});

test('data that is gathered again replaces what was there', async () => {
  const { requestId, id } = await newStep();
  await runStep(depsWith(store([[{ at: 'old' }], [{ at: 'old' }]])), { shopId, id });
  expect(await gatherAgain(app.deps, { shopId, requestId, actor: staff })).toEqual({ outcome: 'queued' });
  expect(await gatherAgain(app.deps, { shopId, requestId, actor: staff })).toEqual({ outcome: 'not-ready' });
  const anew = await app.deps.unit(shopId, ({ read }) =>
    read.step.findFirst({ where: { requestId, store: 'shopify' } }),
  );
  expect(anew).toMatchObject({ state: 'pending', records: 0, cursor: null });
  const things = store([[{ at: 'new' }]]);
  await runStep(depsWith(things), { shopId, id });
  await runStep(depsWith(things), { shopId, id: anew?.id ?? '' });
  expect(await recordsOf(things, requestId)).toEqual([{ at: 'new' }]);
});

test('a form sent twice opens one request', async () => {
  const input = { shopId, kind: 'access', subject, actor: staff, formId: 'twice' } as const;
  const both = await Promise.all([startRequest(app.deps, input), startRequest(app.deps, input)]);
  expect(both[0]).toEqual(both[1]);
});
