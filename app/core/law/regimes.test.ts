import { describe, expect, test } from 'vitest';
import type { Residence } from '../residence.ts';
import { disclosureUnder, regimesOf } from './regimes.ts';
import type { Right } from './right.ts';

const place = (code: string | null): Residence | null => {
  if (code === null) return null;
  const [country = '', region = null] = code.split('-');
  return { country, region };
};
const of = (controller: string | null, residence: string | null, right: Right = 'access') =>
  regimesOf({
    ...{ controller: place(controller), residence: place(residence) },
    ...{ right, receivedOn: '2026-11-02' },
  });

describe('which laws apply', () => {
  test.each([
    ['a merchant in the EU keeps to the GDPR towards everybody', 'DE', null, ['eu']],
    ['also towards somebody in Japan, whose own law joins it', 'DE', 'JP', ['eu', 'japan']],
    ['a person in the EU has it with a merchant anywhere', 'US', 'FR', ['eu']],
    ['a merchant in the United Kingdom, a person in the EU', 'GB', 'DE', ['eu', 'uk']],
    ['Californians have the CCPA', 'US', 'US-CA', ['us-ca']],
    ['Californians of a shop in Germany have both', 'DE', 'US-CA', ['eu', 'us-ca']],
    ['a state of the US goes by residence, not by where the shop is', 'US-CA', null, ['unknown']],
    ['a state without a law leaves the careful default', 'US', 'US-WY', ['unknown']],
    ['a state whose law is not in force yet as well', 'US', 'US-VT', ['unknown']],
    ['Quebec adds its law to Canada’s', 'US', 'CA-QC', ['canada', 'quebec']],
    ['Chile’s applies from December 2026 on', 'CL', null, ['unknown']],
    ['nothing known: the careful default', null, null, ['unknown']],
    ['somewhere without a law in the table', null, 'AQ', ['unknown']],
    ['Réunion is in the EU', null, 'RE', ['eu']],
  ])('%s', (_what, controller, residence, laws) => {
    expect(of(controller, residence)).toEqual(laws);
  });

  test('a law that knows no such right does not apply to it', () => {
    expect(of('DE', 'US-CA', 'restriction')).toEqual(['eu']);
    expect(of('US', 'US-CA', 'restriction')).toEqual(['unknown']);
    expect(of('US', 'US-CA', 'opt-out')).toEqual(['us-ca']);
  });

  test('of several laws the answer follows the one that holds nothing back', () => {
    expect(disclosureUnder(['us-ca'])).toBe('california');
    expect(disclosureUnder(['eu', 'us-ca'])).toBe('full');
    expect(disclosureUnder(['unknown'])).toBe('full');
    expect(disclosureUnder([])).toBe('full');
  });
});
