import type { BrowserContext, Frame } from 'playwright-core';

/** What Built for Shopify measures (web.dev, "Web Vitals"), of one visit to one page. */
export interface Vitals {
  /** Largest contentful paint, milliseconds since the page was asked for. */
  lcp: number;
  /** Cumulative layout shift: all shifts that no input explains, added up. */
  cls: number;
  /** The longest that any interaction waited for its next paint, in milliseconds. */
  inp: number;
}

interface Observed {
  lcp: number;
  cls: number;
  inp: number;
}

/** Runs in every frame before its own scripts. */
function observe(): void {
  const seen: Observed = { lcp: 0, cls: 0, inp: 0 };
  (globalThis as unknown as { vitals: Observed }).vitals = seen;
  const watch = (type: string, more: object, take: (entry: PerformanceEntry) => void) => {
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({
      type,
      buffered: true,
      ...more,
    });
  };
  watch('largest-contentful-paint', {}, ({ startTime }) => {
    seen.lcp = Math.max(seen.lcp, startTime);
  });
  watch('layout-shift', {}, (entry) => {
    const { value, hadRecentInput } = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
    if (!hadRecentInput) seen.cls += value;
  });
  // The browser tells durations in steps of 8 ms, and none below 16.
  watch('event', { durationThreshold: 16 }, (entry) => {
    const { interactionId } = entry as PerformanceEntry & { interactionId?: number };
    if (interactionId) seen.inp = Math.max(seen.inp, entry.duration);
  });
}

export async function observeVitals(profile: BrowserContext): Promise<void> {
  await profile.addInitScript(observe);
}

/** Of a frame, as far as they are known by now. */
export const readVitals = (frame: Frame): Promise<Vitals> =>
  frame.evaluate(() => ({ ...(globalThis as unknown as { vitals: Observed }).vitals }));
