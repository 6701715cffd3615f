/** Time that a test can move. Real time flows on from wherever it was put. */
export class Clock {
  #offsetMs = 0;
  readonly #listeners: (() => void)[] = [];

  /** Milliseconds since the epoch, in the sandbox's own time. */
  now(): number {
    return Date.now() + this.#offsetMs;
  }

  /** Moves forward; the sandbox's time never runs back. */
  advance(ms: number): void {
    if (ms < 0) throw new RangeError('the clock only moves forward');
    this.#offsetMs += ms;
    for (const listener of this.#listeners) listener();
  }

  /** Calls back whenever the clock has been moved. */
  onAdvance(listener: () => void): void {
    this.#listeners.push(listener);
  }
}
