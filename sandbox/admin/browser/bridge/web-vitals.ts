/** Core Web Vitals of the page, reported when the merchant leaves it. */
import type { ShopifyGlobal, WebVitalsReport } from '../types.ts';

type Callback = Parameters<NonNullable<ShopifyGlobal['webVitals']['onReport']>>[0];
type Metric = WebVitalsReport['metrics'][number];

/** Fields that the DOM types leave out of a layout shift or an event's timing. */
type Timed = PerformanceEntry & { value?: number; hadRecentInput?: boolean; interactionId?: number };

/** How each metric grows with each entry of its kind. */
const METRICS: Record<string, { type: string; add(before: number, entry: Timed): number }> = {
  LCP: { type: 'largest-contentful-paint', add: (_, entry) => entry.startTime },
  FCP: { type: 'paint', add: (b, entry) => (entry.name === 'first-contentful-paint' ? entry.startTime : b) },
  CLS: { type: 'layout-shift', add: (b, entry) => (entry.hadRecentInput ? b : b + (entry.value ?? 0)) },
  INP: { type: 'event', add: (b, entry) => (entry.interactionId ? Math.max(b, entry.duration) : b) },
};

export function createWebVitals(): ShopifyGlobal['webVitals'] & { listen(): void } {
  let callback: Callback = null;
  const values = new Map<string, number>();
  for (const [name, { type, add }] of Object.entries(METRICS)) {
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) values.set(name, add(values.get(name) ?? 0, entry));
    }).observe({ type, buffered: true });
  }
  function report(): void {
    if (document.visibilityState !== 'hidden' || values.size === 0) return;
    const metrics: Metric[] = [...values].map(([name, value]) => ({ id: crypto.randomUUID(), name, value }));
    void callback?.({ metrics });
  }
  return {
    async onReport(next) {
      callback = next;
    },
    listen: () => document.addEventListener('visibilitychange', report),
  };
}
