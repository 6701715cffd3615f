import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endOfDay } from './local-day.ts';
import { planStartsAt } from './undo-window.ts';

const HOUR_MS = 3_600_000;
const at = (now: string, due: string, hours = 24, kind = 'erasure') =>
  planStartsAt({ kind, now: new Date(now), due, timeZone: 'Europe/Berlin', hours }).toISOString();

test('an approval can be undone for as long as the shop has set', () => {
  expect(at('2026-11-20T10:00:00Z', '2026-12-20')).toBe('2026-11-21T10:00:00.000Z');
});

test('the window ends with the due day of the shop', () => {
  expect(at('2026-11-20T10:00:00Z', '2026-11-20')).toBe(
    endOfDay('2026-11-20', 'Europe/Berlin').toISOString(),
  );
});

test('a request that is overdue leaves a quarter of an hour', () => {
  expect(at('2026-11-20T10:00:00Z', '2026-11-01')).toBe('2026-11-20T10:15:00.000Z');
});

test('a shop may do without; an opt-out of sale takes effect at once', () => {
  expect(at('2026-11-20T10:00:00Z', '2026-12-20', 0)).toBe('2026-11-20T10:00:00.000Z');
  expect(at('2026-11-20T10:00:00Z', '2026-12-20', 24, 'opt-out')).toBe('2026-11-20T10:00:00.000Z');
});

test('it begins neither before the approval nor later than the window or a quarter past the due day', () => {
  const day = fc.date({ min: new Date('2026-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(day, day, fc.integer({ min: 0, max: 168 }), (now, dueOn, hours) => {
      const due = dueOn.toISOString().slice(0, 10);
      const begins = planStartsAt({ kind: 'erasure', now, due, timeZone: 'Asia/Tokyo', hours }).getTime();
      expect(begins).toBeGreaterThanOrEqual(now.getTime());
      expect(begins).toBeLessThanOrEqual(now.getTime() + hours * HOUR_MS);
      const latest = Math.max(endOfDay(due, 'Asia/Tokyo').getTime(), now.getTime() + HOUR_MS / 4);
      expect(begins).toBeLessThanOrEqual(latest);
    }),
  );
});
