let last = 0;

/** Grows, also over restarts of the sandbox: the app remembers the ids of before. */
export function nextDataRequestId(): number {
  last = Math.max(last + 1, Date.now());
  return last;
}
