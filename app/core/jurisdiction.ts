/** A length of time as a law counts it. */
export type Period = { months: number } | { days: number };

export interface DeadlineRule {
  /** Shown to the merchant as the source of the date. */
  source: string;
  period: Period;
  /** Further time from the original start, with notice before the first period ends; null where there is none. */
  extension: Period | null;
}

/**
 * Deadlines by law. A row's `version` rises with every change of its content, and a request keeps the
 * version it was computed with: a date never moves silently.
 */
export const JURISDICTIONS = {
  /** The careful default while the person's residence is unknown: the shortest common period, never rolled. */
  unknown: {
    version: 1,
    name: 'Residence unknown (careful default)',
    disclosure: 'full',
    rule: {
      source: 'GDPR Art. 12(3): one month from receipt',
      period: { months: 1 },
      extension: { months: 3 },
    },
  },
} as const satisfies Record<
  string,
  {
    version: number;
    name: string;
    /** The rules by which an answer is given, a row of core/disclosure, unless staff choose others. */
    disclosure: 'full' | 'california';
    rule: DeadlineRule;
  }
>;

export type Jurisdiction = keyof typeof JURISDICTIONS;

/** Shopify asks apps to act within 30 days, beside any law. */
export const PLATFORM_PERIOD: Period = { days: 30 };
