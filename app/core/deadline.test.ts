import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { computeDeadlines } from './deadline.ts';

const of = (receivedAt: string, timeZone = 'UTC') =>
  computeDeadlines({ receivedAt: new Date(receivedAt), timeZone, jurisdiction: 'unknown' });

const instants = fc.date({ min: new Date('2020-01-01'), max: new Date('2060-01-01'), noInvalidDate: true });
const timeZones = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/Los_Angeles',
  'Pacific/Auckland',
  'Asia/Kolkata',
);

describe('the legal clock', () => {
  test.each([
    ['2024-03-05', '2024-04-05'],
    ['2026-06-30', '2026-07-30'],
    ['2026-08-31', '2026-09-30'],
    ['2028-01-30', '2028-02-29'],
    ['2028-02-29', '2028-03-29'],
    ['2026-12-31', '2027-01-31'],
  ])(
    'a request received on %s is due on %s: the same date of the next month, or its last day',
    (received, due) => {
      expect(of(`${received}T12:00:00Z`).rawDue).toBe(due);
    },
  );

  test('an extension counts three months from the original start, never from the first due date', () => {
    expect(of('2026-01-31T12:00:00Z')).toMatchObject({ noticeDue: '2026-02-28', extendedDue: '2026-04-30' });
  });

  test('the day of receipt is the controller’s own, not that of the server', () => {
    expect(of('2026-03-31T23:30:00Z', 'Europe/Berlin').receivedOn).toBe('2026-04-01');
    expect(of('2026-04-01T05:00:00Z', 'America/Los_Angeles').receivedOn).toBe('2026-03-31');
  });

  test('no date lies before receipt, and an extension never shortens', () => {
    fc.assert(
      fc.property(instants, timeZones, (receivedAt, timeZone) => {
        const dates = computeDeadlines({ receivedAt, timeZone, jurisdiction: 'unknown' });
        expect(dates.due > dates.receivedOn).toBe(true);
        expect(dates.platformDue > dates.receivedOn).toBe(true);
        expect((dates.extendedDue ?? '') > dates.due).toBe(true);
      }),
    );
  });

  test('who asks later is never answered earlier', () => {
    fc.assert(
      fc.property(instants, instants, timeZones, (one, other, timeZone) => {
        const [first, second] = [one, other]
          .sort((a, b) => a.getTime() - b.getTime())
          .map((receivedAt) => computeDeadlines({ receivedAt, timeZone, jurisdiction: 'unknown' }));
        expect((first?.due ?? '') <= (second?.due ?? '')).toBe(true);
        expect((first?.platformDue ?? '') <= (second?.platformDue ?? '')).toBe(true);
      }),
    );
  });
});

test('the platform’s clock runs 30 days, beside the law’s', () => {
  fc.assert(
    fc.property(instants, timeZones, (receivedAt, timeZone) => {
      const { receivedOn, platformDue } = computeDeadlines({ receivedAt, timeZone, jurisdiction: 'unknown' });
      const days = Temporal.PlainDate.from(receivedOn).until(platformDue, { largestUnit: 'day' }).days;
      expect(days).toBe(30);
    }),
  );
});
