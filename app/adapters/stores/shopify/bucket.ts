/** What Shopify says of a bucket with every reply. */
export interface ThrottleStatus {
  maximumAvailable: number;
  currentlyAvailable: number;
  /** Points a second. */
  restoreRate: number;
}

/** How a call ended that was let through. */
export interface Toll {
  /** Points that it has cost in the end; 0 when it was turned away. */
  charged: number;
  status: ThrottleStatus;
}

/** Leave to send one call. */
export interface Passage {
  /** To be said once the call has ended; null when no reply tells what it has cost. */
  settle(toll: Toll | null): void;
}

interface Entrant {
  points: number;
  urgent?: boolean;
  /** It was let through before and Shopify turned it away: it keeps its place before all others. */
  returning?: boolean;
}
interface Waiting extends Entrant {
  admit: (passage: Passage) => void;
}

/** Part of a bucket that background work leaves to those who wait for an answer, in other processes too. */
const RESERVE = 0.05;
/** After this it is reckoned again; a timer of more than 24 days would end at once, again and again. */
const LONGEST_SLEEP_MS = 3_600_000;
/** Points are counted in floating point. */
const NEAR_ENOUGH = 1e-6;

/**
 * Shopify's leaky bucket of one shop, seen from here. A call is let through when the bucket holds what it asks
 * for, at the earliest moment at which that is certain: first those that are urgent, then in the order of coming.
 *
 * What it holds is reckoned from the last reply. `level` never exceeds what Shopify has left after all calls
 * under way, of which some may not have arrived there yet:
 * - what a reply says is an upper bound. Less all that is under way, and less what other calls have cost that
 *   ended since this one was sent (replies overtake each other), it is a lower one;
 * - a full bucket restores nothing, so what is under way may be missing from a full one.
 * Before the first reply nothing is known, and one call goes ahead alone.
 */
export class Bucket {
  readonly #now: () => number;
  readonly #sleep: (ms: number) => Promise<void>;
  #size: { max: number; rate: number } | null = null;
  #level = 0;
  #at = 0;
  /** Points asked for by calls under way. */
  #underWay = 0;
  #calls = 0;
  /** Points that all calls have cost so far. */
  #spent = 0;
  #closedUntil = Number.NEGATIVE_INFINITY;
  #wakeAt = Number.POSITIVE_INFINITY;
  readonly #urgent: Waiting[] = [];
  readonly #others: Waiting[] = [];

  /** @param deps.now milliseconds */
  constructor(deps: { now: () => number; sleep: (ms: number) => Promise<void> }) {
    this.#now = deps.now;
    this.#sleep = deps.sleep;
  }

  get isIdle(): boolean {
    return this.#calls === 0 && this.#urgent.length === 0 && this.#others.length === 0;
  }

  /** Waits for leave to send a call. */
  enter(entrant: Entrant): Promise<Passage> {
    return new Promise((admit) => {
      const queue = entrant.urgent ? this.#urgent : this.#others;
      if (entrant.returning) queue.unshift({ ...entrant, admit });
      else queue.push({ ...entrant, admit });
      this.#admitNext();
    });
  }

  /** Shopify wants no call at all for so long. */
  close(ms: number): void {
    this.#closedUntil = Math.max(this.#closedUntil, this.#now() + ms);
  }

  #admitNext(): void {
    for (;;) {
      const next = this.#urgent[0] ?? this.#others[0];
      if (!next) return;
      const waitMs = this.#waitMs(next);
      if (waitMs > 0) {
        this.#wakeIn(waitMs);
        return;
      }
      (next.urgent ? this.#urgent : this.#others).shift();
      next.admit(this.#passage(next.points));
    }
  }

  /** How long until this call may go; infinite when another must end before. */
  #waitMs({ points, urgent }: Waiting): number {
    const closedMs = this.#closedUntil - this.#now();
    if (this.#size === null) return this.#calls === 0 ? Math.max(0, closedMs) : Number.POSITIVE_INFINITY;
    this.#restore(this.#size);
    const { max, rate } = this.#size;
    const needed = Math.min(points + (urgent ? 0 : max * RESERVE), max);
    const missing = needed - this.#level;
    if (missing <= NEAR_ENOUGH) return Math.max(0, closedMs);
    if (needed > max - this.#underWay) return Number.POSITIVE_INFINITY;
    return Math.max(closedMs, Math.ceil((missing / rate) * 1000));
  }

  #restore({ max, rate }: { max: number; rate: number }): void {
    const now = this.#now();
    const restored = (Math.max(0, now - this.#at) / 1000) * rate;
    this.#level = Math.min(this.#level + restored, max - this.#underWay);
    this.#at = now;
  }

  #wakeIn(ms: number): void {
    if (!Number.isFinite(ms)) return;
    const sleepMs = Math.min(ms, LONGEST_SLEEP_MS);
    const at = this.#now() + sleepMs;
    if (at >= this.#wakeAt) return;
    this.#wakeAt = at;
    void this.#sleep(sleepMs).then(() => {
      if (this.#wakeAt === at) this.#wakeAt = Number.POSITIVE_INFINITY;
      this.#admitNext();
    });
  }

  #passage(points: number): Passage {
    this.#level -= points;
    this.#underWay += points;
    this.#calls += 1;
    const spentBefore = this.#spent;
    let settled = false;
    return {
      settle: (toll) => {
        if (settled) return;
        settled = true;
        if (this.#size) this.#restore(this.#size);
        this.#underWay -= points;
        this.#calls -= 1;
        if (toll) this.#learn(points - toll.charged, this.#spent - spentBefore, toll.status);
        this.#spent += toll?.charged ?? points;
        this.#admitNext();
      },
    };
  }

  #learn(refund: number, spentMeanwhile: number, status: ThrottleStatus): void {
    const { maximumAvailable, currentlyAvailable, restoreRate } = status;
    this.#size = { max: maximumAvailable, rate: restoreRate };
    const least = currentlyAvailable - this.#underWay - spentMeanwhile;
    const reckoned = Math.min(this.#level + refund, currentlyAvailable);
    this.#level = Math.min(Math.max(reckoned, least), maximumAvailable - this.#underWay);
    this.#at = this.#now();
  }
}

/** Shops that were asked long ago are asked anew what their bucket holds. */
const MOST_KEPT = 1_000;

/** @returns gives each shop its one bucket of this process */
export function createBuckets(deps: ConstructorParameters<typeof Bucket>[0]): (shopDomain: string) => Bucket {
  const buckets = new Map<string, Bucket>();
  return (shopDomain) => {
    const bucket = buckets.get(shopDomain) ?? new Bucket(deps);
    buckets.delete(shopDomain);
    buckets.set(shopDomain, bucket);
    if (buckets.size > MOST_KEPT) {
      const [idle] = [...buckets].find(([, each]) => each.isIdle) ?? [];
      if (idle !== undefined && idle !== shopDomain) buckets.delete(idle);
    }
    return bucket;
  };
}
