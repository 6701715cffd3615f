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
import { createPoster, type Outcome, type Poster, succeeded } from './post.ts';
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

export class WebhookSender {
  readonly #world: World;
  readonly #schedule: Schedule;
  readonly #options: SenderOptions;
  readonly #poster: Poster;
  readonly #log: Outgoing[] = [];
  #held: Outgoing[] | null = null;

  constructor(world: World, schedule: Schedule, options: SenderOptions = {}) {
    this.#world = world;
    this.#schedule = schedule;
    this.#options = options;
    this.#poster = createPoster(options);
  }

  /**
   * Resolves when each was attempted once, or at once when it is held or delayed; never rejects.
   *
   * @returns one for each subscription to the topic; none when the app has not subscribed or is not installed
   */
  async send(event: WebhookEvent): Promise<DeliveryWithBody[]> {
    const written = this.#write(event);
    this.#log.push(...written);
    if (this.#log.length > LOG_MAX) this.#log.splice(0, this.#log.length - LOG_MAX);
    if (this.#held) this.#held.push(...written);
    else await Promise.all(written.map((delivery) => this.#launch(delivery)));
    return written.map(shown);
  }

  /**
   * Sends a delivery once more, whatever became of it, under the same webhook id.
   *
   * @throws Error when the log does not hold it
   */
  async repeat(webhookId: string): Promise<DeliveryWithBody> {
    const delivery = this.#log.find((each) => each.webhookId === webhookId);
    if (!delivery) throw new Error(`No delivery ${webhookId} is in the log.`);
    await this.#attempt(delivery);
    return shown(delivery);
  }

  /** Keeps back what is sent from now on. */
  hold(): void {
    this.#held ??= [];
  }

  /** Sends what was kept back one after the other: as it came, or the newest first. */
  async release(order: 'sent' | 'reversed' = 'sent'): Promise<DeliveryWithBody[]> {
    const kept = this.#held ?? [];
    this.#held = null;
    for (const delivery of order === 'sent' ? kept : kept.reverse()) await this.#launch(delivery);
    return kept.map(shown);
  }

  /** The newest first. */
  deliveries(): DeliveryWithBody[] {
    return this.#log.map(shown).reverse();
  }

  close(): Promise<void> {
    return this.#poster.close();
  }

  #write({ shop, topic, payload, bend = {} }: WebhookEvent): Outgoing[] {
    const eventId = randomUUID();
    // By the wall clock, like all that the app may compare with its own.
    const triggeredAt = new Date().toISOString();
    const body = bend.body ?? writeJson(withoutUnapproved(payload, topic, shop));
    const destinations = destinationsOf(this.#world, shop, topic, this.#options.target);
    return destinations.map((destination) => ({
      ...{ webhookId: randomUUID(), eventId, shop: shop.domain, topic, url: destination.url, triggeredAt },
      ...{ state: this.#held ? 'held' : 'pending', attempts: [], nextAttemptAt: null, body },
      bent: Object.keys(bend).length > 0,
      ...{ destination, shopOf: shop, retries: 0, bend },
    }));
  }

  async #launch(delivery: Outgoing): Promise<void> {
    const { copies = 1, delayMs = 0 } = delivery.bend;
    const now = this.#world.clock.now();
    if (delayMs > 0) return this.#plan(delivery, now + delayMs, copies);
    const work = this.#deliver(delivery, now, copies);
    this.#schedule.track(work);
    await work;
  }

  #plan(delivery: Outgoing, dueAt: number, copies = 1): void {
    delivery.nextAttemptAt = dueAt;
    this.#schedule.at(dueAt, () => this.#deliver(delivery, dueAt, copies));
  }

  /** @param plannedAt when it was due, so that a clock moved by four hours plays all retries */
  async #deliver(delivery: Outgoing, plannedAt: number, copies: number): Promise<void> {
    Object.assign(delivery, { state: 'pending', nextAttemptAt: null });
    const outcomes = await Promise.all(Array.from({ length: copies }, () => this.#attempt(delivery)));
    if (outcomes.every(succeeded)) {
      delivery.state = 'delivered';
      return;
    }
    if (delivery.retries === RETRIES) {
      delivery.state = 'given-up';
      endSubscription(delivery.shopOf, delivery.destination);
      return;
    }
    const { timeScale = 1 } = this.#options;
    this.#plan(delivery, plannedAt + retryWaitMs(delivery.retries) / timeScale);
    delivery.retries += 1;
  }

  async #attempt(delivery: Outgoing): Promise<Outcome> {
    const { url, body } = delivery;
    const at = new Date(this.#world.clock.now()).toISOString();
    const startedAt = performance.now();
    const outcome = await this.#poster.post({ url, body, headers: headersOf(this.#world, delivery) });
    delivery.attempts.push({ at, ...outcome, tookMs: Math.round(performance.now() - startedAt) });
    return outcome;
  }
}
