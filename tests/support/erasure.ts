/** People whose data was gathered, and erasures to be carried out. */
import { isUniqueViolation } from '#app/adapters/db/database.ts';
import { newId } from '#app/core/id.ts';
import type { Subject } from '#app/core/request.ts';
import type { DataStore, JsonObject } from '#app/core/store.ts';
import { knowShop } from '#app/services/know-shop.ts';
import { runStep } from '#app/services/run-step.ts';
import { startRequest } from '#app/services/start-request.ts';
import { STAFF } from './answer.ts';
import type { TestApp } from './composition.ts';
import { SHOP } from './deliveries.ts';

/** In a store's place: gives these records at once, as one of its collections. */
const storeOf = (name: string, records: JsonObject[]): DataStore => ({
  name,
  collections: [],
  async *gather() {
    const batches = records.length > 0 ? [{ collection: 'orders', records }] : [];
    yield { batches, cursor: null, progress: { added: records.length, expected: null }, gaps: [] };
  },
});

let forms = 0;

/** A request for a copy of what is held about somebody, with these records gathered. */
export async function gatherFor(app: TestApp, subject: Subject, records: JsonObject[], shop = SHOP) {
  forms += 1;
  const shopId = await knowShop({ ...app.deps, isUniqueViolation }, shop);
  const started = { shopId, kind: 'access', subject, actor: STAFF, formId: `erasure-${forms}` } as const;
  const { requestId, number } = await startRequest(app.deps, started);
  const steps = await app.deps.unit(shopId, ({ read }) => read.step.findMany({ where: { requestId } }));
  for (const { id, store } of steps) {
    const stores = { [store]: storeOf(store, store === 'shopify' ? records : []) };
    await runStep({ ...app.deps, stores }, { shopId, id });
  }
  return { shopId, requestId, number };
}

/** The step that carries a request out; made here where its kind plans none. */
export async function stepOf(
  app: TestApp,
  shopId: string,
  requestId: string,
  operation = 'erase',
): Promise<string> {
  return app.deps.unit(shopId, async ({ read, progress }) => {
    const planned = await read.step.findFirst({ where: { shopId, requestId, operation } });
    if (planned) return planned.id;
    const id = newId(app.deps.now().getTime(), app.deps.random);
    const step = { shopId, id, requestId, store: 'privacy-desk', operation, state: 'pending' };
    await progress.step.create({ data: { ...step, updatedAt: app.deps.now() } });
    return id;
  });
}
