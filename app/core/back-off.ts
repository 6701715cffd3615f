import type { Random } from './id.ts';

const FIRST_MS = 5_000;
const MOST_MS = 3_600_000;

/** A number from 0 up to, but not including, 1. */
const fraction = (random: Random): number => random(4).readUInt32BE() / 2 ** 32;

/** `ms`, give or take a third: those who wait for the same thing do not come back at the same moment. */
export const jittered = (ms: number, random: Random): number =>
  Math.round(ms * (2 / 3 + fraction(random) * (2 / 3)));

/**
 * How long to wait after so many failures in a row, the first being 1: seconds at first, about an hour in the end.
 * @param askedMs what the other side asks for at least
 */
export function backOffMs(failures: number, random: Random, askedMs = 0): number {
  const ms = jittered(Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 20)), random);
  return Math.max(ms, Math.ceil(askedMs));
}
