/** The leaky bucket of one app on one shop: points that come back with time. */
import type { Shop } from '#sandbox/world.ts';

/** A full bucket is twenty seconds' worth of restoring. */
const SECONDS = 20;

export interface ThrottleStatus {
  maximumAvailable: number;
  currentlyAvailable: number;
  restoreRate: number;
}

/** What a shop's app has asked for since the sandbox began; times in milliseconds of the sandbox's time. */
export interface Usage {
  requests: number;
  /** Points that were really spent. */
  points: number;
  throttled: number;
  firstAt: number | null;
  lastAt: number | null;
}

export class Bucket {
  readonly usage: Usage = { requests: 0, points: 0, throttled: 0, firstAt: null, lastAt: null };

  readonly #shop: Shop;
  #spent = 0;
  #at: number;

  /** @param now milliseconds since the epoch, sandbox time */
  constructor(shop: Shop, now: number) {
    this.#shop = shop;
    this.#at = now;
  }

  /** Takes the points at once, or nothing and says false. */
  take(points: number, now: number): boolean {
    const { currentlyAvailable } = this.status(now);
    const { usage } = this;
    usage.requests += 1;
    usage.firstAt ??= now;
    usage.lastAt = now;
    if (points > currentlyAvailable) {
      usage.throttled += 1;
      return false;
    }
    this.#spent += points;
    usage.points += points;
    return true;
  }

  refund(points: number): void {
    this.#spent = Math.max(0, this.#spent - points);
    this.usage.points -= points;
  }

  status(now: number): ThrottleStatus {
    const { restoreRate } = this.#shop;
    const maximumAvailable = SECONDS * restoreRate;
    const restored = (Math.max(0, now - this.#at) / 1_000) * restoreRate;
    // A shop that moves to a smaller plan owes nothing: its bucket is at worst empty.
    this.#spent = Math.min(Math.max(0, this.#spent - restored), maximumAvailable);
    this.#at = now;
    return {
      maximumAvailable,
      currentlyAvailable: Math.floor(maximumAvailable - this.#spent),
      restoreRate,
    };
  }
}

const buckets = new WeakMap<Shop, Bucket>();

export function bucketOf(shop: Shop, now: number): Bucket {
  let bucket = buckets.get(shop);
  if (!bucket) {
    bucket = new Bucket(shop, now);
    buckets.set(shop, bucket);
  }
  return bucket;
}
