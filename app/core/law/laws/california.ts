import { type Law, law, type Rule } from '../rule.ts';

/** "Will begin on the day" may be read as one day fewer: the pages plan to that. */
const FORTY_FIVE_DAYS = {
  article: 'Civ. Code 1798.130(a)(2)(A); 11 CCR 7021(b)',
  basis: 'source',
  period: { days: 45 },
  safe: { days: 44 },
  acknowledge: { article: '11 CCR 7021(a)', period: { businessDays: 10 } },
  extension: { article: 'Civ. Code 1798.145(h)(1)', until: { days: 90 } },
} as const satisfies Rule;

/** No verification, no extension. */
const fifteenBusinessDays = (article: string): Rule => ({
  article,
  basis: 'source',
  period: { businessDays: 15 },
});

export const CALIFORNIA = {
  'us-ca': law('CCPA (California)', {
    version: 1,
    where: ['US-CA'],
    applies: 'residence',
    disclosure: 'california',
    calendar: 'US-CA',
    // The 45 days run on while the request is verified (11 CCR 7021(b)); no rule rolls them.
    fee: 'twice-a-year',
    rules: {
      rest: FORTY_FIVE_DAYS,
      restriction: null,
      objection: null,
      withdrawal: null,
      'opt-out': fifteenBusinessDays('11 CCR 7026(f)'),
      limit: fifteenBusinessDays('11 CCR 7027(g)'),
      'opt-out-signal': { article: '11 CCR 7025(b), (c)', basis: 'source', period: { days: 0 } },
      appeal: null,
      complaint: null,
    },
  }),
} as const satisfies Record<string, Law>;
