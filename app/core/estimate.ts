/** How far something is, at a moment. */
export interface Pace {
  counted: number;
  at: Date;
}

/** How much a new estimate weighs against the last one: a rate over seconds jumps. */
const NEWS = 0.4;

/**
 * When the expected number will probably be reached, going by the rate since `from`; null while nobody can tell.
 * @param last what was estimated before, perhaps by another process
 */
export function estimateEnd(from: Pace, to: Pace, expected: number | null, last: Date | null): Date | null {
  const elapsedMs = to.at.getTime() - from.at.getTime();
  const gained = to.counted - from.counted;
  const left = (expected ?? 0) - to.counted;
  if (left <= 0 || gained <= 0 || elapsedMs <= 0) return left <= 0 ? null : last;
  const leftMs = (left * elapsedMs) / gained;
  const lastLeftMs = last === null ? 0 : last.getTime() - to.at.getTime();
  const smoothedMs = lastLeftMs > 0 ? NEWS * leftMs + (1 - NEWS) * lastLeftMs : leftMs;
  return new Date(to.at.getTime() + Math.round(smoothedMs));
}
