/** The leaky bucket of one app on one shop: points that come back with time. */
import type { Shop } from '#sandbox/world.ts';

/** A full bucket is twenty seconds' worth of restoring. */
const SECONDS = 20;

export interface ThrottleStatus {
  maximumAvailable: number;
  currentlyAvailable: number;
  restoreRate: number;
}

export class Bucket {
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
    if (points > currentlyAvailable) return false;
    this.#spent += points;
    return true;
  }

  refund(points: number): void {
    this.#spent = Math.max(0, this.#spent - points);
  }

  status(now: number): ThrottleStatus {
    const { restoreRate } = this.#shop;
    this.#spent = Math.max(0, this.#spent - (Math.max(0, now - this.#at) / 1_000) * restoreRate);
    this.#at = now;
    const maximumAvailable = SECONDS * restoreRate;
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
