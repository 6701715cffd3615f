/** Time that a test can move. Real time flows on from wherever it was put. */
export class Clock {
  #offsetMs = 0;

  /** Milliseconds since the epoch, in the sandbox's own time. */
  now(): number {
    return Date.now() + this.#offsetMs;
  }

  /** Moves forward; the sandbox's time never runs back. */
  advance(ms: number): void {
    if (ms < 0) throw new RangeError('the clock only moves forward');
    this.#offsetMs += ms;
  }
}
