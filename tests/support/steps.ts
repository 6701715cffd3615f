/** Steps of requests under test, and stores as small as a test wants them. */
import { isUniqueViolation } from '#app/adapters/db/database.ts';
import { shopIdOf } from '#app/core/id.ts';
import type { CollectionDescription, DataStore, GatheredPage, JsonObject } from '#app/core/store.ts';
import { knowShop } from '#app/services/know-shop.ts';
import { runStep } from '#app/services/run-step.ts';
import { startRequest } from '#app/services/start-request.ts';
import { withClient } from '#sandbox/database.ts';
import type { TestApp } from './composition.ts';
import { SHOP } from './deliveries.ts';

export const SHOP_ID = shopIdOf(SHOP);
export const STAFF = { kind: 'staff', id: '7' } as const;
export const SUBJECT = { customerId: '1', email: 'who@example.com', phone: null, orderIds: [] };

const THINGS: CollectionDescription = {
  ...{ name: 'things', title: 'Things', what: 'Things.', source: 'Here', key: ['id'], origin: 'given' },
};

/**
 * A store of so many pages, in Shopify's place.
 * @param before what happens before a page is given; it may throw
 */
export function storeOf(
  pages: JsonObject[][],
  options: {
    before?: (page: number) => void | Promise<void>;
    more?: (page: number) => Partial<GatheredPage>;
    lane?: string;
  } = {},
): DataStore {
  const { before, more, lane } = options;
  return {
    name: 'shopify',
    collections: [THINGS],
    ...(lane !== undefined && { lane: () => lane }),
    async *gather({ cursor }) {
      for (let at = Number(cursor ?? 0); at < Math.max(1, pages.length); at += 1) {
        await before?.(at);
        const records = pages[at] ?? [];
        yield {
          batches: [{ collection: 'things', records }],
          cursor: at + 1 < pages.length ? at + 1 : null,
          progress: { added: records.length, expected: pages.flat().length },
          gaps: [],
          ...more?.(at),
        };
      }
    },
  };
}

/** So many pages of one record each. */
export const pagesOf = (count: number): JsonObject[][] =>
  Array.from({ length: count }, (_, at) => [{ id: String(at) }]);

export const depsWith = (app: TestApp, store: DataStore) => ({
  ...app.deps,
  stores: { ...app.deps.stores, shopify: store },
});

let forms = 0;

/** An access request whose step at Shopify's place is the only one that is not done yet. */
export async function newStep(app: TestApp, shop = SHOP) {
  forms += 1;
  const shopId = await knowShop({ ...app.deps, isUniqueViolation }, shop);
  const started = {
    shopId,
    kind: 'access',
    subject: SUBJECT,
    actor: STAFF,
    formId: `step-${forms}`,
  } as const;
  const { requestId, number } = await startRequest(app.deps, started);
  const stepOf = (store: string) =>
    app.deps.unit(shopId, ({ read }) =>
      read.step.findFirst({ where: { requestId, store }, include: { request: true } }),
    );
  await runStep(app.deps, { shopId, id: (await stepOf('privacy-desk'))?.id ?? '' });
  const find = () => stepOf('shopify');
  const id = (await find())?.id ?? '';
  const events = async () => {
    const where = { requestId };
    const rows = await app.deps.unit(shopId, ({ read }) =>
      read.auditEvent.findMany({ where, orderBy: { id: 'asc' } }),
    );
    return rows.map(({ type }) => type);
  };
  const chunks = () =>
    app.deps.unit(shopId, ({ read }) =>
      read.chunk.findMany({ where: { stepId: id }, select: { records: true, sequence: true } }),
    );
  return { shopId, requestId, number, id, find, events, chunks };
}

/** The jobs that wait to run this step, by the time at which they may. */
export async function jobsOf(app: TestApp, id: string): Promise<Date[]> {
  const sql = `SELECT start_after FROM pgboss.job
    WHERE name = 'run-step.access' AND state = 'created' AND data->>'id' = $1 ORDER BY start_after`;
  const { rows } = await withClient(app.database.ownerUrl, (client) => client.query(sql, [id]));
  return rows.map(({ start_after: at }) => at);
}
/** A worker takes the jobs out; here the test calls the service itself. */
export const takeJobs = (app: TestApp) =>
  withClient(app.database.ownerUrl, (client) => client.query('DELETE FROM pgboss.job'));
