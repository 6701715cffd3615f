import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { redactDate, redactDateText } from './redact-date.ts';
import { english } from './words.ts';

const dayOf = (date: Date): string => date.toISOString().slice(0, 10);
const days = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2060-01-01'), noInvalidDate: true })
  .map(dayOf);
const later = (day: string, by: Temporal.DurationLike): string =>
  Temporal.PlainDate.from(day).add(by).toString();

describe('the day on which Shopify erases', () => {
  test.each([
    ['without an order', '2026-11-23', null, '2026-12-03', 'ten-days'],
    ['with an order of long ago', '2026-11-23', '2024-02-29', '2026-12-03', 'ten-days'],
    [
      'with an order whose six months end on the very day',
      '2026-11-23',
      '2026-06-03',
      '2026-12-03',
      'ten-days',
    ],
    ['with an order a day younger than that', '2026-11-23', '2026-06-04', '2026-12-04', 'six-months'],
    ['with an order of the same day', '2026-11-23', '2026-11-23', '2027-05-23', 'six-months'],
    ['with an order on the last of a long month', '2026-08-31', '2026-08-31', '2027-02-28', 'six-months'],
  ])('%s: asked on %s, last order %s, expected on %s', (_, askedOn, lastOrderOn, day, rule) => {
    expect(redactDate({ askedOn, lastOrderOn })).toMatchObject({ day, rule, askedOn, lastOrderOn });
  });

  test('is never sooner than ten days after it was asked, nor than six months after the last order', () => {
    fc.assert(
      fc.property(days, fc.option(days), (askedOn, lastOrderOn) => {
        const { day } = redactDate({ askedOn, lastOrderOn });
        expect(day >= later(askedOn, { days: 10 })).toBe(true);
        if (lastOrderOn !== null) expect(day >= later(lastOrderOn, { months: 6 })).toBe(true);
      }),
    );
  });

  test('is one of these two days, and not later than needed', () => {
    fc.assert(
      fc.property(days, fc.option(days), (askedOn, lastOrderOn) => {
        const { day, orderHoldEnds } = redactDate({ askedOn, lastOrderOn });
        expect([later(askedOn, { days: 10 }), orderHoldEnds]).toContain(day);
      }),
    );
  });

  test('a later request, or a later order, never brings it forward', () => {
    fc.assert(
      fc.property(days, days, fc.nat(2_000), fc.nat(2_000), (askedOn, lastOrderOn, asked, ordered) => {
        const first = redactDate({ askedOn, lastOrderOn });
        const second = redactDate({
          askedOn: later(askedOn, { days: asked }),
          lastOrderOn: later(lastOrderOn, { days: ordered }),
        });
        expect(second.day >= first.day).toBe(true);
      }),
    );
  });
});

describe('its explanation', () => {
  test('names both dates that it follows from, and the result', () => {
    const date = redactDate({ askedOn: '2026-11-23', lastOrderOn: '2026-10-01' });
    expect(english.t(redactDateText(date))).toBe(
      'Shopify erases a customer 10 days after it is asked, and not before six months have passed since the last order. It was asked on Nov 23, 2026. The last order was placed on Oct 1, 2026, so its six months end on Apr 1, 2027. Expected on Apr 1, 2027.',
    );
  });
  test('says so where there is no order', () => {
    const date = redactDate({ askedOn: '2026-11-23', lastOrderOn: null });
    expect(english.t(redactDateText(date, 'planned'))).toContain(
      'It is counted as if it were asked on Nov 23, 2026. There is no order.',
    );
  });
});
