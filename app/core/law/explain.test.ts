import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { english } from '../words.ts';
import { computeDeadlines, type Facts } from './deadline.ts';
import { type Explanation, explain } from './explain.ts';
import { JURISDICTION_NAMES, type Jurisdiction } from './jurisdictions.ts';
import { RIGHT_NAMES } from './right.ts';

function explained(law: Jurisdiction, facts: Facts): Explanation {
  const [dates] = computeDeadlines([law], facts).regimes;
  if (!dates) throw new Error('no regime');
  const { right, receivedOn, pauses = [] } = facts;
  return explain({ dates, right, receivedOn, pauses });
}
const words = (sayings: readonly string[]) => sayings.map((saying) => english.t(saying));
const GERMANY = { country: 'DE', region: null };

describe('a due date explains itself', () => {
  test('with the rule, the article and every day that was skipped, by its name', () => {
    const about = { right: 'access', receivedOn: '2026-03-05', controller: GERMANY } as const;
    const { law, article, steps, duties } = explained('eu', about);
    expect(words([law, article])).toEqual(['EU GDPR', 'GDPR Art. 12(3)']);
    expect(words(steps)).toEqual([
      'Received on Mar 5, 2026; that day itself is not counted.',
      'The period is one calendar month and ends on Apr 5, 2026 (GDPR Art. 12(3)).',
      'Apr 5, 2026 is a Sunday.',
      'Apr 6, 2026 is a holiday: Ostermontag.',
      'So it ends with the next working day, Apr 7, 2026 (Reg. 1182/71 Art. 3(4)).',
    ]);
    expect(words(duties)).toEqual([
      'Can be extended to Jun 5, 2026, if the person is told why by Apr 7, 2026 (GDPR Art. 12(3)).',
    ]);
  });

  test('with what the person was waited for, where the law lets one wait', () => {
    const waited = [{ kind: 'identity', from: '2026-03-04', to: '2026-03-13' }] as const;
    const about = { right: 'access', receivedOn: '2026-03-02', controller: null, pauses: waited } as const;
    expect(words(explained('eu', about).steps)).toContain(
      'Proof of identity was awaited from Mar 4, 2026 to Mar 13, 2026: the days in between do not count (GDPR Art. 12(6); EDPB 01/2022 s. 5.3).',
    );
    expect(words(explained('uk', about).steps)).toContain(
      'Counted anew from Mar 13, 2026, when the answer came that the law lets you wait for.',
    );
    expect(words(explained('us-ca', about).steps)).toHaveLength(2);
  });

  test('with the day by which receipt is confirmed, on which no holiday is relied', () => {
    const about = { right: 'access', receivedOn: '2026-11-02', controller: null } as const;
    expect(words(explained('us-ca', about).duties)[0]).toBe(
      'Confirm to the person by Nov 16, 2026 that the request has come (11 CCR 7021(a)).',
    );
  });

  test('with a warning past the day up to which holidays are known', () => {
    const late = { right: 'access', receivedOn: '2028-12-15', controller: GERMANY } as const;
    expect(words(explained('eu', late).warnings)).toEqual([
      'Holidays are known up to Dec 31, 2028 only: check whether the last day is one.',
    ]);
    expect(explained('us-va', late).warnings).toEqual([]);
    expect(explained('eu', { ...late, receivedOn: '2026-12-15' }).warnings).toEqual([]);
  });

  test('with the version it was computed by, once the rule has another', () => {
    const about = { right: 'access', receivedOn: '2026-11-02', controller: null } as const;
    const [dates] = computeDeadlines([], about).regimes;
    if (!dates) throw new Error('no regime');
    const { warnings } = explain({ dates: { ...dates, version: 1 }, ...about, pauses: [] });
    expect(words(warnings)).toEqual([
      'Computed by version 1 of this rule; it is at version 2 today. The dates stay.',
    ]);
  });

  test('in whole sentences, for every law and right', () => {
    const facts = fc.record({
      right: fc.constantFrom(...RIGHT_NAMES),
      receivedOn: fc.constantFrom('2026-03-05', '2026-11-02', '2028-02-29', '2027-12-24'),
      controller: fc.constantFrom(null, GERMANY),
    });
    fc.assert(
      fc.property(fc.constantFrom(...JURISDICTION_NAMES), facts, (law, about) => {
        const { steps, duties, fee, basis, warnings } = explained(law, about);
        for (const text of words([...steps, ...duties, fee, basis, ...warnings]))
          expect(text).toMatch(/^[\p{Lu}\d].*[^ ({]\.$/u);
      }),
    );
  });
});
