/** A request whose data is gathered, from a store as small as a test wants it. */
import { isUniqueViolation } from '#app/adapters/db/database.ts';
import { shopIdOf } from '#app/core/id.ts';
import type { DataStore, JsonObject } from '#app/core/store.ts';
import { knowShop } from '#app/services/know-shop.ts';
import { renderRelease } from '#app/services/render-release.ts';
import { requestRelease } from '#app/services/request-release.ts';
import { runStep } from '#app/services/run-step.ts';
import { startRequest } from '#app/services/start-request.ts';
import type { TestApp } from './composition.ts';
import { SHOP } from './deliveries.ts';

export const SHOP_ID = shopIdOf(SHOP);
export const STAFF = { kind: 'staff', id: '7' } as const;

/** In Shopify's place: gives these records at once, as one of its collections. */
const storeOf = (records: JsonObject[]): DataStore => ({
  name: 'shopify',
  collections: [
    { name: 'orders', title: 'Orders', what: 'Orders.', source: 'Here', key: ['id'], origin: 'given' },
  ],
  async *gather() {
    const batches = records.length > 0 ? [{ collection: 'orders', records }] : [];
    yield { batches, cursor: null, progress: { added: records.length, expected: null }, gaps: [] };
  },
});

let forms = 0;

/** @returns the request, ready to be reviewed, and the app with the store that it came from */
export async function gatheredRequest(app: TestApp, records: JsonObject[] = [{ id: '1', name: '#1001' }]) {
  forms += 1;
  const store = storeOf(records);
  const deps = { ...app.deps, stores: { ...app.deps.stores, [store.name]: store } };
  const shopId = await knowShop({ ...app.deps, isUniqueViolation }, SHOP);
  const subject = { customerId: '1', email: 'who@example.com', phone: null, orderIds: [] };
  const started = { shopId, kind: 'access', subject, actor: STAFF, formId: `answer-${forms}` } as const;
  const { requestId, number } = await startRequest(deps, started);
  const steps = await app.deps.unit(shopId, ({ read }) => read.step.findMany({ where: { requestId } }));
  for (const { id, store: name } of steps)
    await runStep({ ...deps, stores: { [name]: name === store.name ? store : storeOf([]) } }, { shopId, id });
  const find = () =>
    app.deps.unit(shopId, ({ read }) =>
      read.request.findUniqueOrThrow({
        where: { shopId_id: { shopId, id: requestId } },
        include: { releases: { orderBy: { id: 'asc' } } },
      }),
    );
  const events = async () => {
    const rows = await app.deps.unit(shopId, ({ read }) =>
      read.auditEvent.findMany({ where: { requestId }, orderBy: { id: 'asc' } }),
    );
    return rows.map(({ type, entry }) => ({
      type,
      ...(JSON.parse(entry) as { actor: object; data: object }),
    }));
  };
  return { shopId, requestId, number, deps, find, events };
}
export type GatheredRequest = Awaited<ReturnType<typeof gatheredRequest>>;

/** Releases it, without rendering. @returns the release's id */
export async function release({ deps, shopId, requestId }: GatheredRequest): Promise<string> {
  const input = { shopId, requestId, content: 'access', identityChecked: true, actor: STAFF } as const;
  const requested = await requestRelease(deps, input);
  if (requested.outcome !== 'requested') throw new Error(`The release came to ${requested.outcome}.`);
  return requested.releaseId;
}

/** A request whose archive is released. */
export async function releasedRequest(app: TestApp, records?: JsonObject[]) {
  const request = await gatheredRequest(app, records);
  const id = await release(request);
  await renderRelease(request.deps, { shopId: request.shopId, id });
  return { ...request, releaseId: id };
}
