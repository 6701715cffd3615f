import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endOfDay, localDay } from './local-day.ts';

test('the day of receipt is the controller’s own, not that of the server', () => {
  expect(localDay(new Date('2026-03-31T23:30:00Z'), 'Europe/Berlin')).toBe('2026-04-01');
  expect(localDay(new Date('2026-04-01T05:00:00Z'), 'America/Los_Angeles')).toBe('2026-03-31');
});

test('a day ends where the next one begins, also when the clocks are changed', () => {
  const timeZones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/Los_Angeles', 'Pacific/Auckland');
  const instants = fc.date({
    min: new Date('2020-01-01'),
    max: new Date('2060-01-01'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(instants, timeZones, (instant, timeZone) => {
      const day = localDay(instant, timeZone);
      const end = endOfDay(day, timeZone);
      expect(end > instant).toBe(true);
      expect(localDay(new Date(end.getTime() - 1), timeZone)).toBe(day);
      expect(localDay(end, timeZone) > day).toBe(true);
    }),
  );
});
