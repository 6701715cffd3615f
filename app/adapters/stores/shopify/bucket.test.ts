import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Bucket } from './bucket.ts';

/** Time that stands still until everybody waits, and then goes on to what comes next. */
class Clock {
  ms = 0;
  readonly #sleepers: { at: number; wake: () => void }[] = [];
  readonly now = () => this.ms;
  readonly sleep = (ms: number) =>
    new Promise<void>((wake) => {
      this.#sleepers.push({ at: this.ms + ms, wake });
    });

  /** Until nobody sleeps any more. */
  async run(): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const next = this.#sleepers.sort((a, b) => a.at - b.at).shift();
      if (!next) return;
      this.ms = Math.max(this.ms, next.at);
      next.wake();
    }
  }
}

/** Shopify's side: takes what is asked for on arrival, gives back what was not needed at the end. */
class Shopify {
  readonly #clock: Clock;
  readonly max: number;
  readonly rate: number;
  level: number;
  #at = 0;
  refusals = 0;

  constructor(clock: Clock, plan: { rate: number; level?: number }) {
    this.#clock = clock;
    this.rate = plan.rate;
    this.max = 20 * plan.rate;
    this.level = plan.level ?? this.max;
  }

  #flow(): void {
    this.level = Math.min(this.max, this.level + ((this.#clock.ms - this.#at) / 1000) * this.rate);
    this.#at = this.#clock.ms;
  }

  take(points: number): boolean {
    this.#flow();
    if (points > this.level + 1e-6) {
      this.refusals += 1;
      return false;
    }
    this.level -= points;
    return true;
  }

  refund(points: number): void {
    this.#flow();
    this.level = Math.min(this.max, this.level + points);
  }

  get status() {
    this.#flow();
    return { maximumAvailable: this.max, currentlyAvailable: Math.floor(this.level), restoreRate: this.rate };
  }
}

interface Call {
  /** When it is wanted. */
  at: number;
  asks: number;
  costs: number;
  /** Ways to Shopify, there, and back. */
  delays: [number, number, number];
  urgent: boolean;
}

/** @returns when each call was let through, in the order in which they were */
async function play(calls: Call[], plan: { rate: number; level?: number }) {
  const clock = new Clock();
  const shopify = new Shopify(clock, plan);
  const bucket = new Bucket(clock);
  const sent: { call: Call; at: number }[] = [];
  const send = async (call: Call) => {
    await clock.sleep(call.at);
    const passage = await bucket.enter({ points: call.asks, urgent: call.urgent });
    sent.push({ call, at: clock.ms });
    await clock.sleep(call.delays[0]);
    const isTaken = shopify.take(call.asks);
    await clock.sleep(call.delays[1]);
    if (isTaken) shopify.refund(call.asks - call.costs);
    const { status } = shopify;
    await clock.sleep(call.delays[2]);
    passage.settle({ charged: isTaken ? call.costs : 0, status });
  };
  let ended = 0;
  const all = calls.map((each) =>
    send(each).then(() => {
      ended += 1;
    }),
  );
  await clock.run();
  // Nobody sleeps any more: whoever still waits would wait for ever.
  expect(ended).toBe(calls.length);
  await Promise.all(all);
  return { sent, shopify, clock };
}

const delay = fc.integer({ min: 0, max: 3_000 });
const call = (delays: fc.Arbitrary<[number, number, number]>): fc.Arbitrary<Call> =>
  fc
    .record({
      at: fc.integer({ min: 0, max: 5_000 }),
      asks: fc.integer({ min: 1, max: 1_000 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      delays,
      urgent: fc.boolean(),
    })
    .map(({ share, ...rest }) => ({ ...rest, costs: Math.ceil(rest.asks * share) }));
const plan = fc
  .record({
    rate: fc.constantFrom(100, 200, 1_000, 2_000),
    filled: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ rate, filled }) => ({ rate, level: Math.floor(filled * 20 * rate) }));

describe('the bucket', () => {
  test('never lets more through than Shopify’s bucket holds, whatever the calls and the ways to Shopify are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(call(fc.tuple(delay, delay, delay)), { minLength: 2, maxLength: 40, size: 'max' }),
        plan,
        async (calls, on) => {
          const { sent, shopify } = await play(calls, on);
          expect(sent).toHaveLength(calls.length);
          // Before the first reply nobody knows that the bucket is empty.
          expect(shopify.refusals).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('lets calls through in the order of coming, and urgent ones before the others', async () => {
    const none = fc.constant<[number, number, number]>([0, 0, 0]);
    await fc.assert(
      fc.asyncProperty(fc.array(call(none), { minLength: 2, maxLength: 30 }), plan, async (calls, on) => {
        const { sent } = await play(
          calls.map((each, index) => ({ ...each, at: index })),
          on,
        );
        for (const urgent of [true, false]) {
          const order = sent.filter((each) => each.call.urgent === urgent).map((each) => each.call.at);
          expect(order).toEqual(order.toSorted((a, b) => a - b));
        }
        const overtakes = sent.filter(
          ({ call: later, at }, index) =>
            !later.urgent &&
            sent.slice(index + 1).some((other) => other.call.urgent && other.call.at < at && other.at > at),
        );
        expect(overtakes).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test('keeps nobody waiting longer than the points take to come back', async () => {
    const instant = fc.constant<[number, number, number]>([0, 0, 0]);
    await fc.assert(
      fc.asyncProperty(fc.array(call(instant), { minLength: 1, maxLength: 40 }), plan, async (calls, on) => {
        const steady = calls.map((each) => ({ ...each, at: 0, urgent: true }));
        const { sent, shopify } = await play(steady, on);
        fc.pre(shopify.refusals === 0);
        let level = on.level;
        let at = 0;
        for (const each of sent) {
          const missing = Math.max(0, each.call.asks - level);
          const earliest = at + (missing / on.rate) * 1000;
          // Shopify tells whole points, so that one may have to be waited for in vain.
          expect(each.at - earliest).toBeLessThanOrEqual(1000 / on.rate + 1);
          level = Math.min(shopify.max, level + ((each.at - at) / 1000) * on.rate) - each.call.costs;
          at = each.at;
        }
      }),
      { numRuns: 200 },
    );
  });

  test('has several calls under way as far as it holds what they ask for', async () => {
    const slow: [number, number, number] = [100, 300, 100];
    const first = { at: 0, asks: 10, costs: 10, delays: [0, 0, 0] as Call['delays'], urgent: false };
    const calls = Array.from({ length: 4 }, () => ({
      at: 1,
      asks: 600,
      costs: 600,
      delays: slow,
      urgent: false,
    }));
    const { sent } = await play([first, ...calls], { rate: 100 });
    // 1,990 less the reserve of 100 is room for three. The fourth waits for 510 points more, and for those that
    // may not have come back because the bucket was full, as seen from here.
    expect(sent.map(({ at }) => at)).toEqual([0, 1, 1, 1, 5_501]);
  });

  test('keeps up with what is restored, though replies overtake each other all the time', async () => {
    const calls = Array.from({ length: 300 }, (_, index): Call => {
      const delays: Call['delays'] = [(index * 137) % 400, (index * 71) % 900, (index * 239) % 400];
      return { at: 0, asks: 500, costs: 400, delays, urgent: false };
    });
    const { sent, shopify } = await play(calls, { rate: 100 });
    expect(shopify.refusals).toBe(0);
    const shortestMs = ((300 * 400 - 2_000) / 100) * 1_000;
    expect(sent.at(-1)?.at).toBeLessThan(1.01 * shortestMs);
  });

  /** A bucket of 2,000 that Shopify has just said to be full. */
  async function full(clock: Clock): Promise<Bucket> {
    const bucket = new Bucket(clock);
    const status = { maximumAvailable: 2_000, currentlyAvailable: 2_000, restoreRate: 100 };
    (await bucket.enter({ points: 1 })).settle({ charged: 0, status });
    return bucket;
  }

  test('does not count on points that a full bucket cannot have restored while a call is under way to it', async () => {
    const clock = new Clock();
    const bucket = await full(clock);
    const first = await bucket.enter({ points: 1_000 });
    clock.ms = 60_000;
    let isIn = false;
    const second = bucket.enter({ points: 1_500, urgent: true }).then(() => {
      isIn = true;
    });
    await clock.run();
    expect(isIn).toBe(false);
    first.settle({
      charged: 1_000,
      status: { maximumAvailable: 2_000, currentlyAvailable: 1_000, restoreRate: 100 },
    });
    await clock.run();
    await second;
    expect(clock.ms).toBe(65_000);
  });

  test('does not count a call twice that is under way and has arrived', async () => {
    const clock = new Clock();
    const bucket = await full(clock);
    const [first] = [await bucket.enter({ points: 500 }), await bucket.enter({ points: 500 })];
    first.settle({
      charged: 500,
      status: { maximumAvailable: 2_000, currentlyAvailable: 1_000, restoreRate: 100 },
    });
    await bucket.enter({ points: 1_000, urgent: true });
    expect(clock.ms).toBe(0);
  });

  test('background work leaves a search by staff its points, in whatever process they search', async () => {
    const page = { at: 0, asks: 900, costs: 900, delays: [0, 0, 0] as Call['delays'], urgent: false };
    const { shopify, sent } = await play(
      Array.from({ length: 10 }, () => page),
      { rate: 100 },
    );
    const last = sent.at(-1);
    expect(last && shopify.level).toBeGreaterThanOrEqual(99);
  });

  test('one call goes ahead alone while nothing is known of the bucket, and the next when that failed', async () => {
    const clock = new Clock();
    const bucket = new Bucket(clock);
    const first = await bucket.enter({ points: 500 });
    let isSecondIn = false;
    const second = bucket.enter({ points: 1 }).then((passage) => {
      isSecondIn = true;
      return passage;
    });
    await clock.run();
    expect(isSecondIn).toBe(false);
    first.settle(null);
    await second;
    expect(isSecondIn).toBe(true);
  });

  test('a closed bucket lets nobody through until the time is over', async () => {
    const clock = new Clock();
    const bucket = new Bucket(clock);
    (await bucket.enter({ points: 1 })).settle({
      charged: 1,
      status: { maximumAvailable: 2_000, currentlyAvailable: 1_999, restoreRate: 100 },
    });
    bucket.close(2_500);
    const times: number[] = [];
    const enter = async (urgent: boolean) => {
      const passage = await bucket.enter({ points: 1, urgent });
      times.push(clock.ms);
      passage.settle(null);
    };
    const all = Promise.all([enter(false), enter(true)]);
    await clock.run();
    await all;
    expect(times).toEqual([2_500, 2_500]);
  });

  test('a call that Shopify turned away comes before all that came later', async () => {
    const clock = new Clock();
    const bucket = new Bucket(clock);
    const empty = { maximumAvailable: 2_000, currentlyAvailable: 0, restoreRate: 100 };
    const turnedAway = await bucket.enter({ points: 900 });
    const order: string[] = [];
    const later = bucket.enter({ points: 1 }).then((passage) => {
      order.push('later');
      passage.settle(null);
    });
    turnedAway.settle({ charged: 0, status: empty });
    const again = bucket.enter({ points: 900, returning: true }).then((passage) => {
      order.push('again');
      passage.settle(null);
    });
    await clock.run();
    await Promise.all([later, again]);
    expect(order).toEqual(['again', 'later']);
  });

  test('learns from others’ spending and from a change of plan', async () => {
    const { sent, clock } = await (async () => {
      const clock = new Clock();
      const bucket = new Bucket(clock);
      const sent: number[] = [];
      const status = { maximumAvailable: 2_000, currentlyAvailable: 100, restoreRate: 100 };
      (await bucket.enter({ points: 10 })).settle({ charged: 10, status });
      const next = bucket.enter({ points: 500, urgent: true }).then((passage) => {
        sent.push(clock.ms);
        passage.settle({
          charged: 500,
          status: { maximumAvailable: 20_000, currentlyAvailable: 19_000, restoreRate: 1_000 },
        });
      });
      await clock.run();
      await next;
      for (let index = 0; index < 10; index += 1) (await bucket.enter({ points: 900 })).settle(null);
      return { sent, clock };
    })();
    expect(sent).toEqual([4_000]);
    expect(clock.ms).toBe(4_000);
  });
});
