import { AMERICAS } from './laws/americas.ts';
import { ASIA_PACIFIC } from './laws/asia-pacific.ts';
import { CALIFORNIA } from './laws/california.ts';
import { CAREFUL_DEFAULT } from './laws/careful-default.ts';
import { EUROPE } from './laws/eu.ts';
import { MIDDLE_EAST_AFRICA } from './laws/middle-east-africa.ts';
import { UNITED_KINGDOM } from './laws/uk.ts';
import { US_STATES } from './laws/us-states.ts';
import type { Right } from './right.ts';
import type { Law, Rule } from './rule.ts';

/**
 * The law as data: one row per jurisdiction, in the files of their regions. A row's `version` rises with every change
 * of its content, and a request keeps the version that it was computed with: a date never moves silently.
 */
export const JURISDICTIONS = {
  unknown: { ...CAREFUL_DEFAULT, name: 'Residence unknown (careful default)' },
  ...EUROPE,
  ...UNITED_KINGDOM,
  ...CALIFORNIA,
  ...US_STATES,
  ...AMERICAS,
  ...ASIA_PACIFIC,
  ...MIDDLE_EAST_AFRICA,
} as const satisfies Record<string, Law>;
export type Jurisdiction = keyof typeof JURISDICTIONS;
export const JURISDICTION_NAMES = Object.keys(JURISDICTIONS) as Jurisdiction[];

const isJurisdiction = (name: string): name is Jurisdiction => Object.hasOwn(JURISDICTIONS, name);

/** The row of a name that was stored; one that the table no longer has reads as the careful default. */
export const lawOf = (name: string): Law => JURISDICTIONS[isJurisdiction(name) ? name : 'unknown'];

/** What a law says about a right to whoever asks on that day, `YYYY-MM-DD`; null where it knows no such right. */
export function ruleOf(name: string, right: Right, receivedOn: string): Rule | null {
  const { rules, from } = lawOf(name);
  const rule = Object.hasOwn(rules, right) ? (rules[right] ?? null) : rules.rest;
  const since = [from, rule?.from].filter((day) => day !== undefined);
  return since.every((day) => day <= receivedOn) ? rule : null;
}
