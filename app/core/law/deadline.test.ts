import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import type { Residence } from '../residence.ts';
import { computeDeadlines, extensionOf, platformDueOf } from './deadline.ts';
import { COVERED_UNTIL, holidayOn } from './holidays.ts';
import { JURISDICTION_NAMES, JURISDICTIONS, type Jurisdiction, lawOf } from './jurisdictions.ts';
import type { Pause } from './pause.ts';
import { RIGHT_NAMES } from './right.ts';
import { PAUSE_KINDS, type PauseKind } from './rule.ts';
import { offDay } from './working-day.ts';

const FIRST = Temporal.PlainDate.from('2026-01-01');
const days = fc.integer({ min: 0, max: 1_400 }).map((later) => FIRST.add({ days: later }).toString());
const laws = fc.constantFrom(...JURISDICTION_NAMES);
const rights = fc.constantFrom(...RIGHT_NAMES);
const EUROPEANS = JURISDICTIONS.eu.where;
const COUNTRIES = [...EUROPEANS, 'CH', 'US', 'NZ', 'JP', 'BR'];
const controllers: fc.Arbitrary<Residence | null> = fc.oneof(
  fc.constant(null),
  fc.constantFrom(...COUNTRIES).map((country) => ({ country, region: null })),
  fc.constantFrom(null, 'ENG', 'SCT', 'NIR').map((region) => ({ country: 'GB', region })),
);
const facts = fc.record({ right: rights, receivedOn: days, controller: controllers });
const pauses = fc.array(
  fc
    .record({
      kind: fc.constantFrom(...(Object.keys(PAUSE_KINDS) as PauseKind[])),
      span: fc.tuple(days, days),
    })
    .map(({ kind, span }): Pause => {
      const [from, to] = [...span].sort();
      return { kind, from: from ?? null, to: to ?? null };
    }),
  { maxLength: 4 },
);
const of = (law: Jurisdiction, receivedOn: string, controller: Residence | null = null) =>
  computeDeadlines([law], { right: 'access', receivedOn, controller });
const GERMANY = { country: 'DE', region: null };

describe('whatever the law', () => {
  test('no date lies before receipt, and an extension never shortens', () => {
    fc.assert(
      fc.property(laws, facts, pauses, (law, about, waited) => {
        const dates = computeDeadlines([law], { ...about, pauses: waited });
        for (const day of [dates.rawDue, dates.due, dates.safeDue, dates.ackDue ?? dates.due])
          expect(day >= dates.receivedOn).toBe(true);
        expect(dates.rawDue <= dates.due).toBe(true);
        expect((dates.extendedDue ?? '9999') >= dates.due).toBe(true);
        expect((dates.noticeDue ?? '') <= (dates.extendedDue ?? '')).toBe(true);
      }),
    );
  });

  test('who asks later is never answered earlier', () => {
    fc.assert(
      fc.property(laws, rights, controllers, days, days, (law, right, controller, one, other) => {
        // A rule that comes into force between two days makes another request of the later one.
        const [first, second] = [one, other]
          .sort()
          .map((receivedOn) => computeDeadlines([law], { right, receivedOn, controller }));
        if (first?.jurisdiction !== second?.jurisdiction) return;
        for (const name of ['rawDue', 'due', 'safeDue', 'extendedDue', 'ackDue'] as const)
          expect((first?.[name] ?? '') <= (second?.[name] ?? '')).toBe(true);
        const [earlier = '', later = ''] = [one, other].sort();
        expect(platformDueOf(earlier) <= platformDueOf(later)).toBe(true);
      }),
    );
  });

  test('what the pages plan to is no later than the limit, and waiting for the person never brings it nearer', () => {
    fc.assert(
      fc.property(laws, facts, pauses, (law, about, waited) => {
        const without = computeDeadlines([law], about);
        const paused = computeDeadlines([law], { ...about, pauses: waited });
        expect(without.safeDue <= without.due).toBe(true);
        expect(paused.safeDue).toBe(without.safeDue);
        expect(paused.due >= without.due).toBe(true);
      }),
    );
  });

  test('a last day that is rolled lands on the next working day of the merchant’s country', () => {
    fc.assert(
      fc.property(fc.constantFrom('eu', 'uk', 'switzerland'), facts, (law, about) => {
        const { regimes } = computeDeadlines([law], about);
        const [dates] = regimes;
        const { controller } = about;
        if (!dates || controller === null || !lawOf(dates.law).where.includes(controller.country)) {
          expect(dates?.due).toBe(dates?.rawDue);
          return;
        }
        const calendar = [controller.country, ...(controller.region ? [controller.region] : [])].join('-');
        expect(offDay(Temporal.PlainDate.from(dates.due), calendar)).toBeNull();
        const passed = Temporal.PlainDate.from(dates.rawDue).until(dates.due, { largestUnit: 'day' }).days;
        expect(dates.skipped).toHaveLength(passed);
        for (const { day } of dates.skipped)
          expect(offDay(Temporal.PlainDate.from(day), calendar)).not.toBeNull();
      }),
    );
  });

  test('of several laws the earliest date of each counts, and no law lengthens another’s', () => {
    fc.assert(
      fc.property(fc.uniqueArray(laws, { minLength: 2, maxLength: 4 }), facts, (several, about) => {
        const together = computeDeadlines(several, about);
        const each = together.regimes.map(({ law }) => computeDeadlines([law], about));
        expect(together.due).toBe(each.map(({ due }) => due).sort()[0]);
        expect(together.safeDue).toBe(each.map(({ safeDue }) => safeDue).sort()[0]);
        expect(each.some(({ jurisdiction }) => jurisdiction === together.jurisdiction)).toBe(true);
        for (const { extendedDue, due } of each)
          expect((together.extendedDue ?? together.due) <= (extendedDue ?? due)).toBe(true);
      }),
    );
  });

  test('an extension is granted up to its last day and refused from the next on', () => {
    fc.assert(
      fc.property(laws, facts, (law, about) => {
        const dates = computeDeadlines([law], about);
        if (dates.noticeDue === null) {
          expect(extensionOf(dates, dates.receivedOn).outcome).toBe('none');
          return;
        }
        const after = Temporal.PlainDate.from(dates.noticeDue).add({ days: 1 }).toString();
        expect(extensionOf(dates, dates.noticeDue).outcome).toBe('extended');
        expect(extensionOf(dates, after).outcome).toBe('too-late');
      }),
    );
  });

  test('the platform’s clock runs 30 days, beside the law’s', () => {
    fc.assert(
      fc.property(days, (receivedOn) => {
        const due = platformDueOf(receivedOn);
        expect(Temporal.PlainDate.from(receivedOn).until(due, { largestUnit: 'day' }).days).toBe(30);
      }),
    );
  });

  test('what is awaited still moves nothing', () => {
    const awaited: Pause[] = [{ kind: 'identity', from: '2026-03-04', to: null }];
    const about = { right: 'access', receivedOn: '2026-03-02', controller: GERMANY } as const;
    expect(computeDeadlines(['eu', 'uk'], { ...about, pauses: awaited })).toEqual(
      computeDeadlines(['eu', 'uk'], about),
    );
  });

  test('days on which two answers were awaited are left out once', () => {
    const waited: Pause[] = [
      { kind: 'identity', from: '2026-03-04', to: '2026-03-10' },
      { kind: 'clarification', from: '2026-03-06', to: '2026-03-12' },
    ];
    const about = { right: 'access', receivedOn: '2026-03-02', controller: null, pauses: waited } as const;
    expect(computeDeadlines(['eu'], about).rawDue).toBe('2026-04-10');
  });
});

describe('the table of jurisdictions', () => {
  test('has a place, a version and a rule in every row, and no place twice but where a part has its own law', () => {
    for (const name of JURISDICTION_NAMES) {
      const { version, where, rules } = lawOf(name);
      expect(version, name).toBeGreaterThanOrEqual(1);
      expect(where.length > 0 || name === 'unknown', name).toBe(true);
      expect(rules.rest ?? rules.access, name).not.toBeNull();
    }
    const places = JURISDICTION_NAMES.flatMap((name) => lawOf(name).where);
    expect(new Set(places).size).toBe(places.length);
  });

  test('a law that is not in force yet leaves the careful default', () => {
    expect(of('india', '2027-05-13').jurisdiction).toBe('unknown');
    expect(of('india', '2027-05-14').jurisdiction).toBe('india');
  });

  test('a right that a law does not know falls under the careful default', () => {
    const about = { right: 'rectification', receivedOn: '2026-08-01', controller: null } as const;
    expect(computeDeadlines(['us-ia'], about).jurisdiction).toBe('unknown');
    expect(computeDeadlines(['us-va'], about).jurisdiction).toBe('us-va');
  });
});

describe('holidays', () => {
  test('every member state has its own, on the days that all of them share', () => {
    for (const country of EUROPEANS)
      for (const on of ['2026-01-01', '2026-12-25', '2027-01-01'])
        expect(holidayOn(country, on), `${country} ${on}`).not.toBeNull();
    expect(COVERED_UNTIL > '2028').toBe(true);
  });

  test.each([
    ['DE', '2026-04-06', 'Ostermontag'],
    ['FR', '2026-05-08', 'Fête de la Victoire 1945'],
    ['IT', '2026-06-02', 'Festa della Repubblica'],
    ['CY', '2026-02-23', 'Καθαρά Δευτέρα'],
  ])('%s has one on %s: %s', (calendar, on, name) => {
    expect(holidayOn(calendar, on)).toBe(name);
  });

  test.each([
    ['DE', '2026-10-31', 'only some states have Reformation Day'],
    ['DE', '2026-12-24', 'half a day is a working day'],
    ['CY', '2026-02-24', 'the data is a day late'],
    ['LI', '2026-05-15', 'a bridging day is no holiday'],
    ['CH', '2026-04-03', 'not every canton has Good Friday'],
    ['NL', '2026-04-03', 'Good Friday is no holiday there'],
    ['GB-SCT', '2026-04-06', 'Scotland has no Easter Monday'],
    ['GB', '2026-04-06', 'and so has not the whole kingdom'],
  ])('%s has none on %s: %s', (calendar, on) => {
    expect(holidayOn(calendar, on)).toBeNull();
  });

  test.each([
    ['GB-ENG', '2026-12-28'],
    ['GB-ENG', '2027-12-27'],
    ['GB-ENG', '2027-12-28'],
    ['GB-ENG', '2028-01-03'],
    ['GB-SCT', '2026-06-15'],
    ['GB-SCT', '2027-01-04'],
    ['GB-SCT', '2028-01-04'],
    ['GB-NIR', '2026-07-13'],
    ['GB', '2027-12-28'],
  ])('%s has its substitute or one-off on %s', (calendar, on) => {
    expect(holidayOn(calendar, on)).not.toBeNull();
  });
});
