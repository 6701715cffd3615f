import { data, type Saying } from '../saying.ts';
import type { Right } from './right.ts';

/** A length of time as a law counts it, from the day after its start. */
export type Period = { months: number } | { days: number } | { businessDays: number };

/** How well a row is known: from the text or the regulator, from knowledge, or to be checked by an adviser. */
export const BASES = {
  source: { label: 'Checked against the text of the law or its regulator.' },
  known: { label: 'As generally known; not checked against the text.' },
  check: { label: 'To be confirmed by your legal adviser, who can change it.' },
} as const satisfies Record<string, { label: string }>;
export type Basis = keyof typeof BASES;

/** What an answer may cost the person. */
export const FEES = {
  free: { label: 'Free of charge.' },
  'unless-excessive': {
    label: 'Free of charge; a reasonable fee only if the request is manifestly unfounded or excessive.',
  },
  'once-a-year': { label: 'Free of charge once in twelve months.' },
  'twice-a-year': { label: 'Free of charge twice in twelve months.' },
  'every-quarter': { label: 'Access is free of charge at least once a quarter.' },
  'every-six-months': { label: 'Access is free of charge every six months.' },
  announced: { label: 'A fee only after its estimate was announced and accepted.' },
  reasonable: { label: 'A reasonable fee is allowed.' },
  capped: { label: 'Free of charge; for exceptional effort at most CHF 300, announced first.' },
} as const satisfies Record<string, { label: string }>;
export type Fee = keyof typeof FEES;

/** On what staff may have to wait for the person. */
export const PAUSE_KINDS = {
  identity: { label: 'Proof of identity' },
  clarification: { label: 'Clarification of what is meant' },
  fee: { label: 'Payment of an announced fee' },
} as const satisfies Record<string, { label: string }>;
export type PauseKind = keyof typeof PAUSE_KINDS;

/** What waiting for the person does to the clock, where it does anything. */
export interface PauseRule {
  article: string;
  /** `suspends`: the days in between do not count. `restarts`: the whole period begins on the day of the answer. */
  effect: 'suspends' | 'restarts';
  /** Whether the day of the answer is one of those that do not count. */
  lastDay?: 'free' | 'counts';
  /** Only for these; otherwise for all. */
  rights?: readonly Right[];
}

/** What one law says about one right. */
export interface Rule {
  /** The provision that sets the period. */
  article: string;
  basis: Basis;
  period: Period;
  /** The law has no number: the period is what its regulator expects, or what is planned with. */
  guidance?: true;
  /** What the pages plan to where another reading of the law is shorter. */
  safe?: Period;
  acknowledge?: { article: string; period: Period };
  /** `until`: the whole time from the original start, with notice in the first period. `guidance`: as above. */
  extension?: { article: string; until: Period; guidance?: true };
  /** The first day of receipt to which it applies, `YYYY-MM-DD`. */
  from?: string;
}

/** One row of the table of jurisdictions. */
export interface Law {
  /** Its proper name, in no language, or words. */
  name: Saying;
  /** Rises with every change of the row; a request keeps the version that its dates were computed with. */
  version: number;
  /** Where it applies: `DE`, or `US-CA`. */
  where: readonly string[];
  /** To whom: people who live there, or also everybody whose data a shop established there uses. */
  applies: 'residence' | 'residence-or-establishment';
  /** The first day of receipt to which it applies, `YYYY-MM-DD`. */
  from?: string;
  /** The rules by which an answer is given, a row of core/disclosure, unless staff choose others. */
  disclosure: 'full' | 'california';
  /** Whose holidays are no business days: `NZ`, `US-CA`. */
  calendar?: string;
  /** No business days either, every year: first and last day, `MM-DD`; may pass the turn of the year. */
  closed?: readonly [string, string];
  /** A last day that is a Saturday, Sunday or holiday moves to the next working day; null where nothing may be relied on. */
  roll: { article: string } | null;
  pauses: Partial<Record<PauseKind, PauseRule>>;
  fee: Fee;
  /** `rest`: for every right that has no rule of its own; null: the law knows no such right. */
  rules: { rest: Rule | null } & Partial<Record<Right, Rule | null>>;
}

/** A row of the table; what most of them have in common is left out. The name is the law’s own. */
export const law = (
  name: string,
  row: Omit<Law, 'name' | 'disclosure' | 'roll' | 'pauses' | 'applies'> & Partial<Law>,
): Law => ({
  applies: 'residence-or-establishment',
  disclosure: 'full',
  roll: null,
  pauses: {},
  ...row,
  name: data(name),
});

/** Shopify asks apps to act within 30 days, beside any law; never rolled. */
export const PLATFORM_PERIOD = { days: 30 } as const;
