import { type Law, law, type Rule } from '../rule.ts';

/** Neither an appeal to the shop nor a complaint procedure of its own. */
const NONE = { appeal: null, complaint: null } as const;

/** Law 25: silence is a refusal; nothing in it lets the shop take longer by itself. */
const QUEBEC_RULE: Rule = { article: 'P-39.1 s. 32', basis: 'source', period: { days: 30 } };

export const AMERICAS = {
  brazil: law('LGPD (Brazil)', {
    version: 1,
    where: ['BR'],
    fee: 'free',
    rules: {
      // At once, or with reasons why not; the law has no number for these yet.
      rest: { article: 'LGPD Art. 18(3)-(5)', basis: 'known', period: { days: 15 }, guidance: true },
      access: { article: 'LGPD Art. 19 II', basis: 'source', period: { days: 15 } },
      'know-categories': { article: 'LGPD Art. 19 II', basis: 'source', period: { days: 15 } },
      ...NONE,
    },
  }),
  canada: law('PIPEDA (Canada)', {
    version: 1,
    where: ['CA'],
    fee: 'announced',
    rules: {
      rest: {
        article: 'PIPEDA s. 8(3)',
        basis: 'source',
        period: { days: 30 },
        extension: { article: 'PIPEDA s. 8(4)', until: { days: 60 } },
      },
      ...NONE,
    },
  }),
  quebec: law('Law 25 (Quebec)', {
    version: 1,
    where: ['CA-QC'],
    fee: 'reasonable',
    rules: { rest: QUEBEC_RULE, ...NONE },
  }),
  alberta: law('PIPA (Alberta)', {
    version: 1,
    where: ['CA-AB'],
    fee: 'reasonable',
    rules: {
      rest: {
        article: 'PIPA (Alberta) s. 28',
        basis: 'check',
        period: { days: 45 },
        extension: { article: 'PIPA (Alberta) s. 31', until: { days: 75 } },
      },
      ...NONE,
    },
  }),
  'british-columbia': law('PIPA (British Columbia)', {
    version: 1,
    where: ['CA-BC'],
    calendar: 'CA-BC',
    fee: 'reasonable',
    rules: {
      rest: {
        article: 'PIPA (British Columbia) s. 29',
        basis: 'check',
        period: { businessDays: 30 },
        extension: { article: 'PIPA (British Columbia) s. 31', until: { businessDays: 60 } },
      },
      ...NONE,
    },
  }),
  chile: law('Ley 21.719 (Chile)', {
    version: 1,
    where: ['CL'],
    from: '2026-12-01',
    calendar: 'CL',
    fee: 'every-quarter',
    rules: {
      rest: {
        article: 'Ley 21.719 Art. 11',
        basis: 'source',
        period: { days: 30 },
        extension: { article: 'Ley 21.719 Art. 11', until: { days: 60 } },
      },
      // A temporary blocking.
      restriction: { article: 'Ley 21.719 Art. 11', basis: 'source', period: { businessDays: 2 } },
      ...NONE,
    },
  }),
  argentina: law('Ley 25.326 (Argentina)', {
    version: 1,
    where: ['AR'],
    calendar: 'AR',
    fee: 'every-six-months',
    rules: {
      rest: { article: 'Ley 25.326 Art. 16', basis: 'known', period: { businessDays: 5 } },
      access: { article: 'Ley 25.326 Art. 14', basis: 'known', period: { days: 10 } },
      'know-categories': { article: 'Ley 25.326 Art. 14', basis: 'known', period: { days: 10 } },
      ...NONE,
    },
  }),
  mexico: law('LFPDPPP 2025 (Mexico)', {
    version: 1,
    where: ['MX'],
    calendar: 'MX',
    fee: 'free',
    rules: {
      // The decision; what was granted is carried out within 15 more.
      rest: {
        article: 'LFPDPPP 2025',
        basis: 'check',
        period: { businessDays: 20 },
        extension: { article: 'LFPDPPP 2025', until: { businessDays: 40 } },
      },
      ...NONE,
    },
  }),
  colombia: law('Ley 1581 (Colombia)', {
    version: 1,
    where: ['CO'],
    calendar: 'CO',
    fee: 'free',
    rules: {
      rest: {
        article: 'Ley 1581 Art. 15',
        basis: 'known',
        period: { businessDays: 15 },
        extension: { article: 'Ley 1581 Art. 15', until: { businessDays: 23 } },
      },
      access: {
        article: 'Ley 1581 Art. 14',
        basis: 'known',
        period: { businessDays: 10 },
        extension: { article: 'Ley 1581 Art. 14', until: { businessDays: 15 } },
      },
      ...NONE,
    },
  }),
} as const satisfies Record<string, Law>;
