import { figure, machineFacts, tableOf } from './report.ts';
import type { Vitals } from './vitals.ts';

export interface Measured {
  name: string;
  visits: Vitals[];
}

/** What Built for Shopify asks for at the 75th percentile; the goal is at most half of each. */
const ASKED: Vitals = { lcp: 2_500, cls: 0.1, inp: 200 };
const SHARE = 0.5;
const NAMES = { lcp: 'LCP', cls: 'CLS', inp: 'INP' } as const satisfies Record<keyof Vitals, string>;
const UNITS = { lcp: ' ms', cls: '', inp: ' ms' } as const satisfies Record<keyof Vitals, string>;
const KEYS = Object.keys(NAMES) as (keyof Vitals)[];

/** The 75th percentile, as the field's reports take it. */
function p75(visits: Vitals[], key: keyof Vitals): number {
  const sorted = visits.map((each) => each[key]).sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.75) - 1] ?? 0;
}

function verdict(measured: Measured[], key: keyof Vitals): string {
  const worst = Math.max(...measured.map(({ visits }) => p75(visits, key)));
  const ratio = worst / ASKED[key];
  const met = ratio <= SHARE;
  return `- ${NAMES[key]}: at most ${figure(worst)}${UNITS[key]}, ${figure(ratio)} x the ${ASKED[key]}${UNITS[key]} that Built for Shopify asks for (goal: at most ${SHARE} x): **${met ? 'met' : 'not met'}**`;
}

/** The section of docs/benchmarks.md, which is also what the bench prints. */
export function describe(measured: Measured[]): string {
  const rows = measured.map(({ name, visits }) => [
    name,
    figure(p75(visits, 'lcp')),
    p75(visits, 'cls').toFixed(3),
    figure(p75(visits, 'inp')),
  ]);
  return `\
${new Date().toISOString().slice(0, 10)}, ${machineFacts()}. The production build in Chromium at 1280 x 900, within the
sandbox's admin on the same machine, no network between; browser, app, sandbox and database share the cores. 75th
percentile of ${measured[0]?.visits.length ?? 0} visits each, after one that fills the browser's cache. INP: the slowest of a click, six tabs and, where
there is a field, seven letters typed into it; the browser tells it in steps of 8 ms and calls less than 16 none.

${tableOf(['page', 'LCP ms', 'CLS', 'INP ms'], rows)}

${KEYS.map((key) => verdict(measured, key)).join('\n')}`;
}
