import { type Saying, store } from './saying.ts';

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** A size as people and file managers write it: 512 bytes, 1.4 MB. Decimal: 1 kB is 1,000 bytes. */
export function sizeText(bytes: number): Saying {
  const power = bytes < 1_000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
  const amount = bytes / 1_000 ** power;
  return store({ amount, unit: UNITS[power] ?? 'byte', digits: power === 0 || amount >= 100 ? 0 : 1 });
}
