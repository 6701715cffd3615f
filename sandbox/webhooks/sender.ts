/**
 * Sends webhooks as Shopify does: signed, at least once, in no particular order, with 1 s to accept the
 * connection and 5 s in all, and eight retries over four hours for whatever is not answered with 2xx.
 */
import { createHmac, randomUUID } from 'node:crypto';
import type { Schedule } from '#sandbox/schedule.ts';
import { API_VERSION } from '#sandbox/schema/admin.ts';
import type { Shop, World } from '#sandbox/world.ts';
import type { Bend, DeliveryWithBody } from './delivery.ts';
import { writeJson } from './json.ts';
import { createPoster, type Outcome, succeeded } from './post.ts';
import { withoutUnapproved } from './protected-fields.ts';
import { type Destination, destinationsOf, endSubscription } from './subscriptions.ts';

export type { Attempt, Bend, Delivery, DeliveryWithBody } from './delivery.ts';

export const RETRIES = 8;
const RETRIES_WITHIN_MS = 4 * 3_600_000;
/** Each wait is twice the one before, and together they are four hours. */
export const retryWaitMs = (retry: number): number => (RETRIES_WITHIN_MS * 2 ** retry) / (2 ** RETRIES - 1);
/** Deliveries that the log keeps. */
const LOG_MAX = 10_000;

export interface SenderOptions {
  /** Where the app listens, when that is not its public address. */
  target?: string;
  /** How many times faster than in Shopify the retries follow. */
  timeScale?: number;
  connectMs?: number;
  totalMs?: number;
}

export interface WebhookEvent {
  shop: Shop;
  topic: string;
  payload: object;
  bend?: Bend;
}

export interface WebhookSender {
  /**
   * Resolves when each was attempted once, or at once when it is held or delayed; never rejects.
   *
   * @returns one for each subscription to the topic; none when the app has not subscribed or is not installed
   */
  send(event: WebhookEvent): Promise<DeliveryWithBody[]>;
  /** Sends a delivery once more, whatever became of it, under the same webhook id. */
  repeat(webhookId: string): Promise<DeliveryWithBody>;
  /** Keeps back what is sent from now on. */
  hold(): void;
  /** Sends what was kept back one after the other: as it came, or the newest first. */
  release(order?: 'sent' | 'reversed'): Promise<DeliveryWithBody[]>;
  /** The newest first. */
  deliveries(): DeliveryWithBody[];
  close(): Promise<void>;
}

/** A delivery, with what its attempts need. */
interface Outgoing extends DeliveryWithBody {
  destination: Destination;
  shopOf: Shop;
  retries: number;
  bend: Bend;
}

function headersOf(world: World, { topic, shop, body, bend, destination, ...ids }: Outgoing) {
  const secret = bend.secret ?? world.app.secret;
  const all: Record<string, string | undefined> = {
    Host: new URL(destination.publicUrl).host,
    'Content-Type': 'application/json',
    'User-Agent': 'Shopify-Captain-Hook',
    'X-Shopify-Topic': topic,
    'X-Shopify-Hmac-Sha256': createHmac('sha256', secret).update(body).digest('base64'),
    'X-Shopify-Shop-Domain': shop,
    'X-Shopify-API-Version': API_VERSION,
    'X-Shopify-Webhook-Id': ids.webhookId,
    'X-Shopify-Event-Id': ids.eventId,
    'X-Shopify-Triggered-At': ids.triggeredAt,
    'X-Shopify-Name': destination.name,
    ...bend.headers,
  };
  const present = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(present);
}

/** The public face of a delivery, without what sending needs. */
const shown = ({
  destination: _d,
  shopOf: _s,
  retries: _r,
  bend: _b,
  ...delivery
}: Outgoing): DeliveryWithBody => delivery;

export function createSender(world: World, schedule: Schedule, options: SenderOptions = {}): WebhookSender {
  const { timeScale = 1 } = options;
  const poster = createPoster(options);
  const log: Outgoing[] = [];
  let held: Outgoing[] | null = null;

  async function attempt(delivery: Outgoing): Promise<Outcome> {
    const { url, body } = delivery;
    const at = new Date(world.clock.now()).toISOString();
    const startedAt = performance.now();
    const outcome = await poster.post({ url, body, headers: headersOf(world, delivery) });
    delivery.attempts.push({ at, ...outcome, tookMs: Math.round(performance.now() - startedAt) });
    return outcome;
  }

  /** @param plannedAt when it was due, so that a clock moved by four hours plays all retries */
  async function deliver(delivery: Outgoing, plannedAt: number, copies = 1): Promise<void> {
    Object.assign(delivery, { state: 'pending', nextAttemptAt: null });
    const outcomes = await Promise.all(Array.from({ length: copies }, () => attempt(delivery)));
    if (outcomes.every(succeeded)) {
      delivery.state = 'delivered';
      return;
    }
    if (delivery.retries === RETRIES) {
      delivery.state = 'given-up';
      endSubscription(delivery.shopOf, delivery.destination);
      return;
    }
    plan(delivery, plannedAt + retryWaitMs(delivery.retries) / timeScale);
    delivery.retries += 1;
  }

  function plan(delivery: Outgoing, dueAt: number, copies = 1): void {
    delivery.nextAttemptAt = dueAt;
    schedule.at(dueAt, () => deliver(delivery, dueAt, copies));
  }

  async function launch(delivery: Outgoing): Promise<void> {
    const { copies = 1, delayMs = 0 } = delivery.bend;
    const now = world.clock.now();
    if (delayMs > 0) return plan(delivery, now + delayMs, copies);
    const work = deliver(delivery, now, copies);
    schedule.track(work);
    await work;
  }

  function write({ shop, topic, payload, bend = {} }: WebhookEvent): Outgoing[] {
    const eventId = randomUUID();
    // By the wall clock, like all that the app may compare with its own.
    const triggeredAt = new Date().toISOString();
    const body = bend.body ?? writeJson(withoutUnapproved(payload, topic, shop));
    return destinationsOf(world, shop, topic, options.target).map((destination) => ({
      ...{ webhookId: randomUUID(), eventId, shop: shop.domain, topic, url: destination.url, triggeredAt },
      ...{ state: held ? 'held' : 'pending', attempts: [], nextAttemptAt: null, body },
      bent: Object.keys(bend).length > 0,
      ...{ destination, shopOf: shop, retries: 0, bend },
    }));
  }

  return {
    async send(event) {
      const written = write(event);
      log.push(...written);
      if (log.length > LOG_MAX) log.splice(0, log.length - LOG_MAX);
      if (held) held.push(...written);
      else await Promise.all(written.map(launch));
      return written.map(shown);
    },
    async repeat(webhookId) {
      const delivery = log.find((each) => each.webhookId === webhookId);
      if (!delivery) throw new Error(`No delivery ${webhookId} is in the log.`);
      const again = attempt(delivery);
      schedule.track(again.then(() => undefined));
      await again;
      return shown(delivery);
    },
    hold() {
      held ??= [];
    },
    async release(order = 'sent') {
      const kept = held ?? [];
      held = null;
      for (const delivery of order === 'sent' ? kept : kept.reverse()) await launch(delivery);
      return kept.map(shown);
    },
    deliveries: () => log.map(shown).reverse(),
    close: () => poster.close(),
  };
}
