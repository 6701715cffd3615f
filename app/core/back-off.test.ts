import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { backOffMs, jittered } from './back-off.ts';

const least = (size: number) => Buffer.alloc(size, 0);
const most = (size: number) => Buffer.alloc(size, 0xff);

describe('waiting after a failure', () => {
  test('begins with seconds, doubles, and ends at about an hour', () => {
    const middle = (size: number) => Buffer.alloc(size, 0x80);
    const waits = [1, 2, 3, 4].map((failures) => Math.round(backOffMs(failures, middle) / 1000));
    expect(waits).toEqual([5, 10, 20, 40]);
    for (const failures of [11, 50, 5_000]) expect(Math.round(backOffMs(failures, middle) / 60_000)).toBe(60);
  });

  test('is never as long for all: it is up to a third shorter or longer', () => {
    expect(jittered(3_000, least)).toBe(2_000);
    expect(jittered(3_000, most)).toBe(4_000);
    const waits = new Set(Array.from({ length: 50 }, () => backOffMs(3, randomBytes)));
    expect(waits.size).toBeGreaterThan(40);
  });

  test('is never shorter than the other side asks for', () => {
    expect(backOffMs(1, most, 90_000)).toBe(90_000);
    expect(backOffMs(12, least, 90_000)).toBeGreaterThan(90_000);
  });
});
