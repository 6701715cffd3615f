import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { shopIdOf } from '#app/core/id.ts';
import { type Database, withClient } from '#sandbox/database.ts';
import { SHOPS, type SignedDelivery } from './deliveries.ts';
import { percentile, sendAll, sendSteadily } from './load.ts';
import { CONNECTIONS } from './throughput.ts';

export const STEADY_PER_SECOND = 50;
export const STEADY_SECONDS = 20;
export const BURST = 5_000;
/** How often the database is asked; what is measured is exact to this. */
const POLL_MS = 10;
const GIVEN_UP_AFTER_MS = 300_000;

export interface Opening {
  /** From sending a delivery until its request exists, at the steady rate. */
  p50Ms: number;
  p99Ms: number;
  /** A burst at full speed: all sent and answered, and all opened, in seconds since its beginning. */
  burstAnsweredSeconds: number;
  burstOpenedSeconds: number;
  openedPerSecond: number;
  sent: number;
  requests: number;
}

/** Calls `look` until it returns true. */
async function poll(look: () => Promise<boolean>): Promise<void> {
  const endAt = Date.now() + GIVEN_UP_AFTER_MS;
  while (!(await look())) {
    if (Date.now() > endAt) throw new Error('The inbox is not being emptied.');
    await sleep(POLL_MS);
  }
}

const untilEmpty = (owner: pg.Client) =>
  poll(async () => {
    const { rows } = await owner.query(
      `SELECT EXISTS (SELECT FROM delivery WHERE state = 'received') AS waits`,
    );
    return !rows[0].waits;
  });

/**
 * Times each delivery from its sending until its request exists. A delivery is marked as opened in the
 * transaction that writes its request, so both become visible at once.
 */
async function measureSteadily(owner: pg.Client, url: string, deliveries: SignedDelivery[]) {
  const sentAt = new Map<string, number>();
  const tookMs: number[] = [];
  const sending = sendSteadily(url, deliveries, STEADY_PER_SECOND, ({ webhookId }) => {
    sentAt.set(webhookId, performance.now());
  });
  const watching = poll(async () => {
    const { rows } = await owner.query(
      `SELECT webhook_id FROM delivery WHERE webhook_id = ANY($1) AND state = 'opened'`,
      [[...sentAt.keys()]],
    );
    for (const { webhook_id: webhookId } of rows) {
      tookMs.push(performance.now() - (sentAt.get(webhookId) ?? Number.NaN));
      sentAt.delete(webhookId);
    }
    return tookMs.length === deliveries.length;
  });
  await Promise.all([sending, watching]);
  return { p50Ms: percentile(tookMs, 0.5), p99Ms: percentile(tookMs, 0.99) };
}

async function measureBurst(owner: pg.Client, url: string, deliveries: SignedDelivery[]) {
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;
  await sendAll(url, deliveries, CONNECTIONS);
  const burstAnsweredSeconds = seconds();
  await untilEmpty(owner);
  const burstOpenedSeconds = seconds();
  return {
    burstAnsweredSeconds,
    burstOpenedSeconds,
    openedPerSecond: deliveries.length / burstOpenedSeconds,
  };
}

/** Measures how long deliveries lie in the inbox of a server that has both door and worker. */
export async function measureOpening(
  webhooks: string,
  database: Database,
  makeDeliveries: (count: number) => SignedDelivery[],
): Promise<Opening> {
  return withClient(database.ownerUrl, async (owner) => {
    // So that every shop is known and has its keys.
    const first = makeDeliveries(SHOPS.length * 4);
    await sendAll(webhooks, first, CONNECTIONS);
    await untilEmpty(owner);
    const before = await countRequests(database.appUrl);
    const steady = makeDeliveries(STEADY_PER_SECOND * STEADY_SECONDS);
    const times = await measureSteadily(owner, webhooks, steady);
    const burst = await measureBurst(owner, webhooks, makeDeliveries(BURST));
    const requests = (await countRequests(database.appUrl)) - before;
    return { ...times, ...burst, sent: steady.length + BURST, requests };
  });
}

/** Counts the requests of all shops as the app sees them: shop by shop, under row-level security. */
const countRequests = (appUrl: string): Promise<number> =>
  withClient(appUrl, async (client) => {
    let count = 0;
    await client.query('SET ROLE privacy_desk_app');
    for (const domain of SHOPS) {
      await client.query(`SELECT set_config('privacy_desk.shop_id', $1, false)`, [shopIdOf(domain)]);
      const { rows } = await client.query('SELECT count(*)::int AS count FROM request');
      count += rows[0].count;
    }
    return count;
  });
