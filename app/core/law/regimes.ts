import { placeCode, type Residence } from '../residence.ts';
import { JURISDICTION_NAMES, type Jurisdiction, lawOf, ruleOf } from './jurisdictions.ts';
import type { Right } from './right.ts';
import type { Law } from './rule.ts';

const isIn = ({ where }: Law, place: Residence | null): boolean =>
  place !== null && (where.includes(place.country) || where.includes(placeCode(place)));

/** Whether a law is about somebody: by where they live, or, where it says so, by where the merchant is established. */
const reaches = (law: Law, residence: Residence | null, controller: Residence | null): boolean =>
  isIn(law, residence) || (law.applies === 'residence-or-establishment' && isIn(law, controller));

/**
 * The laws under which a request stands, in the order of the table: those of the person's residence, and those that
 * bind the merchant towards everybody (GDPR Art. 3(1)). The careful default where there is none. Thresholds, such as
 * of the CCPA, are not looked at: who is below them loses nothing by keeping to the law.
 * @param to `controller` where the merchant is established, `receivedOn` as `YYYY-MM-DD`
 */
export function regimesOf(to: {
  controller: Residence | null;
  residence: Residence | null;
  right: Right;
  receivedOn: string;
}): Jurisdiction[] {
  const { controller, residence, right, receivedOn } = to;
  const found = JURISDICTION_NAMES.filter(
    (name) => reaches(lawOf(name), residence, controller) && ruleOf(name, right, receivedOn) !== null,
  );
  return found.length > 0 ? found : ['unknown'];
}

/** The laws of a request as it is stored: one that was opened before there were several has its jurisdiction alone. */
export function lawsOf({ jurisdiction, regimes }: { jurisdiction: string; regimes?: unknown }): string[] {
  if (!Array.isArray(regimes) || regimes.length === 0) return [jurisdiction];
  return (regimes as { law: string }[]).map(({ law }) => law);
}

/** The rules by which an answer is given where several laws apply: those that hold nothing back, if one has them. */
export function disclosureUnder(laws: readonly string[]): Law['disclosure'] {
  return laws.length > 0 && laws.every((name) => lawOf(name).disclosure === 'california')
    ? 'california'
    : 'full';
}

/** The parts of a country that have a law of their own, `CA` of `US-CA`, with that law's name. */
export function regionsOf(country: string): { region: string; law: Law['name'] }[] {
  const prefix = `${country}-`;
  return JURISDICTION_NAMES.flatMap((name) => {
    const { where, name: law } = lawOf(name);
    return where
      .filter((place) => place.startsWith(prefix))
      .map((place) => ({ region: place.slice(prefix.length), law }));
  });
}
