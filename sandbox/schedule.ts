/** What happens later in the sandbox's time: when its hour comes, or at once when the clock is moved past it. */
import type { Clock } from './clock.ts';

/** The longest wait that a timer can hold; what is due later is looked at again then. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export interface Task {
  /** In the sandbox's time, milliseconds since the epoch. */
  readonly dueAt: number;
  cancel(): void;
}

interface Entry {
  dueAt: number;
  run: () => Promise<void> | void;
}

export class Schedule {
  readonly #clock: Clock;
  readonly #waiting = new Set<Entry>();
  readonly #running = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | null = null;
  #armedFor = Number.POSITIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
    clock.onAdvance(() => this.#look());
  }

  at(dueAt: number, run: Entry['run']): Task {
    const entry = { dueAt, run };
    this.#waiting.add(entry);
    if (dueAt < this.#armedFor) this.#arm(dueAt);
    return { dueAt, cancel: () => void this.#waiting.delete(entry) };
  }

  /** Counts work that is under way now, so that `settled` waits for it. */
  track(work: Promise<void>): void {
    const tracked = work.finally(() => this.#running.delete(tracked));
    this.#running.add(tracked);
  }

  /** Resolves when nothing is under way and nothing is due. */
  async settled(): Promise<void> {
    this.#look();
    while (this.#running.size > 0) {
      await Promise.all(this.#running);
      this.#look();
    }
  }

  /** Forgets what waits, and resolves when what is under way has ended. */
  async close(): Promise<void> {
    this.#waiting.clear();
    if (this.#timer) clearTimeout(this.#timer);
    await Promise.all(this.#running);
  }

  #look(): void {
    const now = this.#clock.now();
    const due = [...this.#waiting].filter(({ dueAt }) => dueAt <= now);
    for (const entry of due.sort((a, b) => a.dueAt - b.dueAt)) {
      // An earlier one may have cancelled it.
      if (!this.#waiting.delete(entry)) continue;
      const work = entry.run();
      if (work) this.track(work);
    }
    const next = [...this.#waiting].reduce(
      (soonest, { dueAt }) => Math.min(soonest, dueAt),
      Number.POSITIVE_INFINITY,
    );
    this.#arm(next);
  }

  #arm(dueAt: number): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#armedFor = dueAt;
    if (dueAt === Number.POSITIVE_INFINITY) return;
    const wait = Math.min(Math.max(0, dueAt - this.#clock.now()), LONGEST_TIMER_MS);
    this.#timer = setTimeout(() => this.#look(), wait).unref();
  }
}
