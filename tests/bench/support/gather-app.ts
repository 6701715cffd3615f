/**
 * The app's background work in a process of its own, for one request: what the worker of the product does, with
 * the same database, queue, vault and store. It prints one line of JSON that says how it went.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isUniqueViolation } from '#app/adapters/db/database.ts';
import { createShopifyStore } from '#app/adapters/stores/shopify/store.ts';
import { compose } from '#app/deps.server.ts';
import { readEnv } from '#app/env.server.ts';
import { knowShop } from '#app/services/know-shop.ts';
import { startRequest } from '#app/services/start-request.ts';
import { startWorker } from '#app/worker.ts';
import { exchangeToken } from '#tests/support/session.ts';

/** What the parent asks for. */
export interface GatherTask {
  shop: string;
  sessionToken: string;
  customerId: string;
  email: string;
  orderIds: string[];
  /** Bulk operations only above so many orders; null for the product's own threshold. */
  bulkAbove: number | null;
}

/** What the child says at the end. */
export interface GatherOutcome {
  seconds: number;
  records: number;
  orders: number;
  pages: number;
  gaps: number;
  /** Resident memory of this process, before and at most while it gathered. */
  baselineMb: number;
  peakMb: number;
}

const LOOK_EVERY_MS = 100;

const task: GatherTask = JSON.parse(await readFile(process.argv[2] ?? '', 'utf8'));
const app = compose(readEnv());
const { deps } = app;
if (task.bulkAbove !== null)
  deps.stores.shopify = createShopifyStore(app.admin, { bulkAbove: task.bulkAbove });

const { SHOPIFY_API_KEY: apiKey, SHOPIFY_API_SECRET: secret } = app.env;
await app.sessionStorage.storeSession(await exchangeToken(task.shop, task.sessionToken, { apiKey, secret }));
await app.queue.start();
const worker = await startWorker(app);
const shopId = await knowShop({ ...deps, isUniqueViolation }, task.shop);
const baselineMb = process.memoryUsage.rss() / 2 ** 20;

const { requestId } = await startRequest(deps, {
  shopId,
  kind: 'access',
  // Shopify names every order in its request.
  subject: { customerId: task.customerId, email: task.email, phone: null, orderIds: task.orderIds },
  actor: { kind: 'staff', id: '1' },
  formId: randomBytes(8).toString('hex'),
});

async function untilGathered() {
  for (;;) {
    const steps = await deps.unit(shopId, (unit) =>
      unit.read.step.findMany({ where: { shopId, requestId } }),
    );
    const blocked = steps.find(({ state }) => state === 'blocked');
    if (blocked) throw new Error(`The step stands still: ${blocked.reasonCode} ${blocked.reason}`);
    const step = steps.find(({ store }) => store === 'shopify');
    if (step?.state === 'done') return step;
    if (step) console.error(`${step.counted} of ${step.expected ?? '?'} ${step.activity ?? ''}`);
    await sleep(LOOK_EVERY_MS);
  }
}

const step = await untilGathered();
const { _sum: stored } = await deps.unit(shopId, (unit) =>
  unit.read.chunk.aggregate({
    where: { shopId, stepId: step.id, collection: 'orders' },
    _sum: { records: true },
  }),
);
const outcome: GatherOutcome = {
  seconds: ((step.finishedAt?.getTime() ?? 0) - (step.startedAt?.getTime() ?? 0)) / 1000,
  records: step.records,
  orders: stored.records ?? 0,
  pages: step.pages,
  gaps: Array.isArray(step.gaps) ? step.gaps.length : 0,
  baselineMb,
  peakMb: process.resourceUsage().maxRSS / 1024,
};
console.log(JSON.stringify(outcome));
await worker.stop();
await app.queue.stop();
await app.connections.close();
