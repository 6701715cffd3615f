/**
 * Sends webhooks as Shopify does: signed, at least once, in no particular order, with 1 s to accept the
 * connection and 5 s in all, and eight retries over four hours for whatever is not answered with 2xx.
 */
import { createHmac, randomUUID } from 'node:crypto';
import { Agent, request } from 'undici';
import { API_VERSION } from '#sandbox/schema/admin.ts';
import type { Shop, World } from '#sandbox/world.ts';

const CONNECT_MS = 1_000;
const TOTAL_MS = 5_000;
/** Waits before the retries, in minutes; together four hours. */
const RETRY_MINUTES = [1, 2, 4, 8, 15, 30, 60, 120];
const TICK_MS = 50;

/** How a delivery differs from what Shopify would send, for those who want to see it refused. */
export interface Bend {
  /** Signs with another secret. */
  secret?: string;
  /** Sent as they are, undefined leaves one out: { 'X-Shopify-Hmac-Sha256': undefined }. */
  headers?: Record<string, string | undefined>;
  /** Sent in place of the payload. */
  body?: string;
  /** Sent this many times under the same webhook id. */
  copies?: number;
  /** Sent this much later, so that others overtake it. */
  delayMs?: number;
}

export interface Attempt {
  at: string;
  /** HTTP status, or null when no answer came. */
  status: number | null;
  error: string | null;
  tookMs: number;
}

export interface Delivery {
  webhookId: string;
  eventId: string;
  shop: string;
  topic: string;
  triggeredAt: string;
  state: 'pending' | 'delivered' | 'given-up';
  attempts: Attempt[];
  /** In the sandbox's time, milliseconds since the epoch. */
  nextAttemptAt: number | null;
}

interface Outgoing extends Delivery {
  url: string;
  body: string;
  headers: Record<string, string>;
}

export interface WebhookSender {
  /** @returns null when the app has not subscribed to the topic */
  send(event: { shop: Shop; topic: string; payload: object; bend?: Bend }): Delivery | null;
  /** The newest first. */
  deliveries(): Delivery[];
  /** Resolves when nothing is under way at this moment. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/**
 * @param target where the app listens, when that is not its public address
 * @param timeScale how many times faster than in Shopify the retries follow
 */
export function createSender(world: World, options: { target?: string; timeScale: number }): WebhookSender {
  const agent = new Agent({ connect: { timeout: CONNECT_MS } });
  const log: Outgoing[] = [];
  const underWay = new Set<Promise<void>>();

  function headersOf(
    shop: Shop,
    topic: string,
    body: string,
    ids: Pick<Delivery, 'webhookId' | 'eventId' | 'triggeredAt'>,
    bend: Bend,
  ) {
    const secret = bend.secret ?? world.app.secret;
    const all: Record<string, string | undefined> = {
      'Content-Type': 'application/json',
      'User-Agent': 'Shopify-Captain-Hook',
      'X-Shopify-Topic': topic,
      'X-Shopify-Hmac-Sha256': createHmac('sha256', secret).update(body).digest('base64'),
      'X-Shopify-Shop-Domain': shop.domain,
      'X-Shopify-API-Version': API_VERSION,
      'X-Shopify-Webhook-Id': ids.webhookId,
      'X-Shopify-Event-Id': ids.eventId,
      'X-Shopify-Triggered-At': ids.triggeredAt,
      ...bend.headers,
    };
    const present = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return Object.fromEntries(present);
  }

  /** @returns the status, or why there was none */
  async function post({ url, headers, body }: Outgoing): Promise<Pick<Attempt, 'status' | 'error'>> {
    try {
      const signal = AbortSignal.timeout(TOTAL_MS);
      const answer = await request(url, { method: 'POST', headers, body, dispatcher: agent, signal });
      await answer.body.dump();
      return { status: answer.statusCode, error: null };
    } catch (error) {
      const { code, name } = error as Error & { code?: string };
      return { status: null, error: code ?? name };
    }
  }

  async function attempt(delivery: Outgoing): Promise<void> {
    delivery.nextAttemptAt = null;
    const startedAt = performance.now();
    const at = new Date(world.clock.now()).toISOString();
    const outcome = await post(delivery);
    delivery.attempts.push({ at, ...outcome, tookMs: Math.round(performance.now() - startedAt) });
    const { status } = outcome;
    if (status !== null && status >= 200 && status < 300) {
      delivery.state = 'delivered';
      return;
    }
    const wait = RETRY_MINUTES[delivery.attempts.length - 1];
    if (wait === undefined) delivery.state = 'given-up';
    else delivery.nextAttemptAt = world.clock.now() + (wait * 60_000) / options.timeScale;
  }

  const launch = (delivery: Outgoing) => {
    const running = attempt(delivery);
    underWay.add(running);
    void running.finally(() => underWay.delete(running));
  };

  const ticker = setInterval(() => {
    const now = world.clock.now();
    for (const delivery of log)
      if (delivery.nextAttemptAt !== null && delivery.nextAttemptAt <= now) launch(delivery);
  }, TICK_MS);
  ticker.unref();

  return {
    send({ shop, topic, payload, bend = {} }) {
      const subscription = world.app.subscriptions.find((each) => each.topic === topic);
      if (!subscription) return null;
      const now = world.clock.now();
      const ids = {
        webhookId: randomUUID(),
        eventId: randomUUID(),
        triggeredAt: new Date(now).toISOString(),
      };
      const body = bend.body ?? writePayload(payload);
      const delivery: Outgoing = {
        ...ids,
        shop: shop.domain,
        topic,
        state: 'pending',
        attempts: [],
        nextAttemptAt: now + (bend.delayMs ?? 0),
        url: (options.target ?? world.app.url) + subscription.uri,
        body,
        headers: headersOf(shop, topic, body, ids, bend),
      };
      log.push(delivery);
      for (let copy = 0; copy < (bend.copies ?? 1); copy += 1) if (!bend.delayMs) launch(delivery);
      return delivery;
    },
    deliveries: () =>
      log.map(({ url: _url, body: _body, headers: _headers, ...delivery }) => delivery).reverse(),
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    async close() {
      clearInterval(ticker);
      await Promise.all(underWay);
      await agent.close();
    },
  };
}

/** Marks a number that may exceed 2^53, which Shopify writes bare. */
export const bareNumber = (digits: string): string => `#${digits}#`;

const writePayload = (payload: object): string => JSON.stringify(payload).replace(/"#(\d+)#"/g, '$1');
