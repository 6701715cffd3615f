import type { Unit } from '../adapters/db/unit.ts';
import type { AuditData } from '../core/audit.ts';
import { Failure, traceOf } from '../core/failure.ts';
import type { DataKey } from '../core/keys.ts';
import { openDelivery } from './delivery-openers.ts';
import type { Deps } from './deps.ts';
import { type Demand, openRequests } from './open-requests.ts';
import { isWebhookTopic, parseJson, parsePayload } from './webhook-topics.ts';

type OpenDeps = Pick<Deps, 'vault' | 'random' | 'now' | 'unit' | 'log' | 'mailer' | 'appUrl'>;

/** First wait after a failure, doubling up to an hour: an hour's outage costs no delivery. */
const RETRY_MS = 2_000;
const RETRY_MOST_MS = 3_600_000;
/** How long a delivery waits for the key that opens it. */
const KEY_AWAITED_MS = 30 * 86_400_000;
/** After so many, half an hour, the merchant is told of a delivery that still cannot be opened. */
const QUIET_ATTEMPTS = 10;

async function readWaiting(unit: Unit, ids: string[]) {
  return unit.read.delivery.findMany({
    where: { shopId: unit.shopId, id: { in: ids }, state: 'received' },
    orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }],
  });
}
type Waiting = Awaited<ReturnType<typeof readWaiting>>[number];

/** The keys that the deliveries are sealed under, mostly one: each is fetched and unwrapped once a batch. */
async function readKeys(deps: OpenDeps, unit: Unit, deliveries: Waiting[]): Promise<Map<string, DataKey>> {
  const ids = [...new Set(deliveries.map(({ keyId }) => keyId))];
  const rows = await unit.read.dataKey.findMany({ where: { shopId: unit.shopId, id: { in: ids } } });
  const keys = await Promise.all(rows.map((row) => deps.vault.unwrap(row)));
  return new Map(keys.map((key) => [key.id, key]));
}

/** @throws Failure when the bytes cannot be opened or are no longer what the door saw */
function readBody(deps: OpenDeps, keys: Map<string, DataKey>, { id, keyId, body }: Waiting): Buffer {
  const key = keys.get(keyId);
  if (!key || body === null) throw new Failure('key-gone', 'the key of this delivery was destroyed');
  return deps.vault.open(key, { table: 'delivery', column: 'body', row: id }, body);
}

const originOf = (delivery: Waiting): AuditData => ({
  delivery: delivery.id,
  topic: delivery.topic,
  at: delivery.receivedAt.toISOString(),
  commitment: Buffer.from(delivery.commitment).toString('hex'),
});

/** Opens all of them in one unit: requests, notices, entries, jobs, and the deliveries marked as opened. */
async function openBatch(deps: OpenDeps, shopId: string, ids: string[]): Promise<number> {
  return deps.unit(shopId, async (unit) => {
    if (!(await unit.tryLockShop())) return 0;
    const deliveries = await readWaiting(unit, ids);
    const keys = await readKeys(deps, unit, deliveries);
    const demands: Demand[] = [];
    for (const delivery of deliveries) {
      const { topic, receivedAt, triggeredAt } = delivery;
      if (!isWebhookTopic(topic)) throw new Failure('unknown-topic', 'this topic is no longer known');
      const payload = parsePayload(topic, parseJson(readBody(deps, keys, delivery)));
      const context = { deps, unit, receivedAt, triggeredAt, origin: originOf(delivery) };
      // The register that is offered then holds what was asked for the moment before.
      if (topic === 'app/uninstalled' && demands.length > 0)
        await openRequests(deps, unit, demands.splice(0));
      const demand = await openDelivery(topic, payload, context);
      if (demand !== null) demands.push(demand);
    }
    if (demands.length > 0) await openRequests(deps, unit, demands);
    await unit.progress.delivery.updateMany({
      where: { shopId, id: { in: deliveries.map(({ id }) => id) } },
      data: { state: 'opened', body: null, problem: null, openedAt: deps.now() },
    });
    return deliveries.length;
  });
}

/** A key that is not there may be one whose folder is not mounted: only after weeks is it taken for destroyed. */
function isHopeless(error: unknown, ageMs: number): boolean {
  if (!(error instanceof Failure) || error.retry) return false;
  return error.code !== 'key-gone' || ageMs > KEY_AWAITED_MS;
}

/** Keeps the delivery for another try, or, where no try can help, gives it up and raises the alarm. */
async function recordFailure(deps: OpenDeps, shopId: string, id: string, error: unknown): Promise<void> {
  const code = error instanceof Failure ? error.code : 'internal';
  deps.log.error({ shop: shopId, delivery: id, ...traceOf(error), code }, 'delivery not opened');
  await deps.unit(shopId, async (unit) => {
    const delivery = await unit.read.delivery.findFirst({ where: { shopId, id, state: 'received' } });
    if (!delivery) return;
    const hopeless = isHopeless(error, deps.now().getTime() - delivery.receivedAt.getTime());
    const waitMs = Math.min(RETRY_MS * 2 ** delivery.attempts, RETRY_MOST_MS);
    const change = hopeless
      ? { state: 'failed', problem: code }
      : {
          nextAttemptAt: new Date(deps.now().getTime() + waitMs),
          problem: code !== 'key-gone' && delivery.attempts < QUIET_ATTEMPTS ? null : code,
        };
    await unit.write(
      hopeless
        ? { type: 'delivery.failed', actor: { kind: 'system' }, data: { delivery: id, problem: code } }
        : [],
      (rows) =>
        rows.delivery.update({
          where: { shopId_id: { shopId, id } },
          data: { ...change, attempts: { increment: 1 } },
        }),
    );
  });
}

/**
 * Opens what lies in one shop's inbox. If one delivery spoils the batch, each is opened alone, so that none
 * waits for another.
 * @returns how many were opened; 0 when another process is at this shop's inbox
 */
export async function openDeliveries(
  deps: OpenDeps,
  input: { shopId: string; ids: string[] },
): Promise<number> {
  const { shopId, ids } = input;
  try {
    return await openBatch(deps, shopId, ids);
  } catch (error) {
    if (ids.length > 1) {
      let opened = 0;
      for (const id of ids) opened += await openDeliveries(deps, { shopId, ids: [id] });
      return opened;
    }
    for (const id of ids) await recordFailure(deps, shopId, id, error);
    return 0;
  }
}
