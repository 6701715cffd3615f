/** The gathering of one person's data from the sandbox, slice by slice under the test's hand. */
import { isUniqueViolation } from '#app/adapters/db/database.ts';
import { shopIdOf } from '#app/core/id.ts';
import type { DataStore, JsonObject } from '#app/core/store.ts';
import { installShop } from '#app/services/install-shop.ts';
import { knowShop } from '#app/services/know-shop.ts';
import { openArchive } from '#app/services/open-archive.ts';
import { runStep } from '#app/services/run-step.ts';
import { startRequest } from '#app/services/start-request.ts';
import { customerIdOf, type PersonName, people } from '#sandbox/store/people.ts';
import { openDoor } from './deliveries.ts';
import type { ConnectedApp } from './shopify.ts';
import { STAFF } from './steps.ts';

const LONGER_THAN_A_SLICE_MS = 31_000;

/** Lets the app's clock jump after so many pages of a store: the slice ends there. */
function endingAfter(store: DataStore, pages: number, jump: () => void): DataStore {
  return {
    ...store,
    async *gather(input) {
      let given = 0;
      for await (const page of store.gather(input)) {
        given += 1;
        if (given === pages) jump();
        yield page;
      }
    },
  };
}

let forms = 0;

export async function startGathering(connected: ConnectedApp, name: PersonName) {
  const { app, shop } = connected;
  forms += 1;
  const shopId = shopIdOf(shop.domain);
  await knowShop({ ...app.deps, isUniqueViolation }, shop.domain);
  await installShop(app.deps, { domain: shop.domain, scopes: [], details: null });
  const subject = {
    ...{ customerId: customerIdOf(name).split('/').at(-1) ?? null, email: people[name].email },
    ...{ phone: null, orderIds: [] },
  };
  const started = { shopId, kind: 'access', subject, actor: STAFF, formId: `gathering-${forms}` } as const;
  const { requestId, number } = await startRequest(app.deps, started);
  let aheadMs = 0;
  const now = () => new Date(Date.now() + aheadMs);

  const steps = () =>
    app.deps.unit(shopId, ({ read }) =>
      read.step.findMany({ where: { requestId }, include: { request: true }, orderBy: { id: 'asc' } }),
    );
  async function step() {
    const found = (await steps()).find(({ store }) => store === 'shopify');
    if (!found) throw new Error('the request has no step at Shopify');
    return found;
  }
  /** Runs one slice: of so many pages, or as long as it takes. */
  async function slice(pages = Number.POSITIVE_INFINITY) {
    const { shopify, ...others } = app.deps.stores;
    if (!shopify) throw new Error('the app lacks its Shopify store');
    const stores = {
      ...others,
      shopify: endingAfter(shopify, pages, () => {
        aheadMs += LONGER_THAN_A_SLICE_MS;
      }),
    };
    await runStep({ ...app.deps, stores, now }, { shopId, id: (await step()).id });
    return step();
  }
  const own = (await steps()).find(({ store }) => store === 'privacy-desk');
  await runStep(app.deps, { shopId, id: own?.id ?? '' });
  return {
    ...{ shopId, requestId, number, step, slice, now },
    pass: (ms: number) => {
      aheadMs += ms;
    },
    /** Until it stands still, whatever the reason. */
    async toTheEnd() {
      for (let slices = 0; slices < 50; slices += 1) {
        const { state, reason } = await slice();
        if (state === 'done' || state === 'blocked' || reason !== null) return step();
        aheadMs += LONGER_THAN_A_SLICE_MS;
      }
      throw new Error('the gathering comes to no end');
    },
    async events() {
      const rows = await app.deps.unit(shopId, ({ read }) =>
        read.auditEvent.findMany({ where: { requestId }, orderBy: { id: 'asc' } }),
      );
      return rows.map(({ type, entry }) => ({ type, data: JSON.parse(entry).data as JsonObject }));
    },
    /** Ids of what was gathered into a collection, in order. */
    async ids(collection: string): Promise<string[]> {
      const { collections } = await openArchive(app.deps, { shopId, requestId });
      const found = collections.find((each) => each.name === collection);
      const records = found ? await Array.fromAsync(found.records()) : [];
      return records.map(({ id }) => String(id));
    },
  };
}
export type Gathering = Awaited<ReturnType<typeof startGathering>>;

/** Tells the app what Shopify would tell it. */
export async function tell(
  { app, sandbox, shop }: ConnectedApp,
  topic: string,
  body: object,
): Promise<number> {
  const door = await openDoor(app);
  const { secret } = sandbox.world.app;
  const { status } = await door.send({ topic, body, secret, shop: shop.domain });
  await door.close();
  if (status === 200) await app.drainInbox();
  return status;
}
