import { type Law, law, type Rule } from '../rule.ts';

/** Neither an appeal to the shop nor a complaint procedure of its own. */
const NONE = { appeal: null, complaint: null } as const;

/** "Without delay": the law has no number. */
const JAPAN_RULE: Rule = {
  article: 'APPI Art. 33-35',
  basis: 'source',
  period: { months: 1 },
  guidance: true,
};

const taiwan = (days: number): Rule => ({
  article: 'PDPA (Taiwan) Art. 13',
  basis: 'source',
  period: { days },
  extension: { article: 'PDPA (Taiwan) Art. 13', until: { days: 2 * days } },
});

const vietnam = (days: number, more: Partial<Rule> = {}): Rule => ({
  article: 'Decree 356/2025',
  basis: 'check',
  period: { days },
  acknowledge: { article: 'Decree 356/2025', period: { businessDays: 2 } },
  ...more,
});
/** To stop a use; 20 days where a processor or third party takes part. */
const VIETNAM_STOP = vietnam(15, {
  basis: 'source',
  extension: { article: 'Decree 356/2025', until: { days: 30 } },
});

export const ASIA_PACIFIC = {
  australia: law('Privacy Act 1988 (Australia)', {
    version: 1,
    where: ['AU'],
    fee: 'reasonable',
    rules: {
      // "A reasonable period"; the OAIC: generally 30 calendar days.
      rest: { article: 'APP 12.4, 13.5; OAIC', basis: 'source', period: { days: 30 }, guidance: true },
      ...NONE,
    },
  }),
  'new-zealand': law('Privacy Act 2020 (New Zealand)', {
    version: 1,
    where: ['NZ'],
    calendar: 'NZ',
    closed: ['12-25', '01-15'],
    fee: 'reasonable',
    rules: {
      rest: {
        article: 'Privacy Act 2020 s. 44',
        basis: 'known',
        period: { businessDays: 20 },
        extension: { article: 'Privacy Act 2020 s. 48', until: { businessDays: 40 }, guidance: true },
      },
      ...NONE,
    },
  }),
  japan: law('APPI (Japan)', {
    version: 1,
    where: ['JP'],
    fee: 'reasonable',
    rules: { rest: JAPAN_RULE, ...NONE },
  }),
  korea: law('PIPA (South Korea)', {
    version: 1,
    where: ['KR'],
    fee: 'reasonable',
    rules: {
      rest: { article: 'PIPA Art. 36; Decree Art. 43', basis: 'source', period: { days: 10 } },
      access: { article: 'PIPA Art. 35(3); Decree Art. 41', basis: 'source', period: { days: 10 } },
      ...NONE,
    },
  }),
  china: law('PIPL (China)', {
    version: 1,
    where: ['CN'],
    fee: 'free',
    rules: {
      // "Timely"; in practice 15 working days: as calendar days, since China also works on some weekends.
      rest: { article: 'PIPL Art. 45, 50', basis: 'known', period: { days: 15 }, guidance: true },
      ...NONE,
    },
  }),
  taiwan: law('PDPA (Taiwan)', {
    version: 1,
    where: ['TW'],
    fee: 'reasonable',
    rules: {
      rest: taiwan(30),
      access: taiwan(15),
      'know-categories': taiwan(15),
      portability: taiwan(15),
      ...NONE,
    },
  }),
  'hong-kong': law('PDPO (Hong Kong)', {
    version: 1,
    where: ['HK'],
    fee: 'reasonable',
    rules: { rest: { article: 'PDPO s. 19, 23', basis: 'known', period: { days: 40 } }, ...NONE },
  }),
  singapore: law('PDPA (Singapore)', {
    version: 1,
    where: ['SG'],
    fee: 'reasonable',
    rules: {
      // As soon as reasonably possible; over 30 days, the person is told within them by when.
      rest: {
        article: 'PDPA (Singapore) s. 21, 22',
        basis: 'source',
        period: { days: 30 },
        guidance: true,
        extension: { article: 'PDPA (Singapore) s. 21, 22', until: { days: 60 }, guidance: true },
      },
      ...NONE,
    },
  }),
  india: law('DPDP (India)', {
    version: 1,
    where: ['IN'],
    from: '2027-05-14',
    fee: 'free',
    rules: {
      // The shop publishes its own period; no number for access or erasure.
      rest: { article: 'DPDP Act s. 11-14; Rule 14', basis: 'check', period: { days: 30 }, guidance: true },
      complaint: { article: 'DPDP Rule 14', basis: 'source', period: { days: 90 } },
      appeal: null,
    },
  }),
  vietnam: law('PDPL (Vietnam)', {
    version: 1,
    where: ['VN'],
    from: '2026-01-01',
    calendar: 'VN',
    fee: 'free',
    rules: {
      rest: vietnam(10),
      restriction: VIETNAM_STOP,
      objection: VIETNAM_STOP,
      withdrawal: VIETNAM_STOP,
      'opt-out': VIETNAM_STOP,
      ...NONE,
    },
  }),
  thailand: law('PDPA (Thailand)', {
    version: 1,
    where: ['TH'],
    fee: 'free',
    rules: { rest: { article: 'PDPA (Thailand) s. 30', basis: 'known', period: { days: 30 } }, ...NONE },
  }),
  indonesia: law('UU PDP (Indonesia)', {
    version: 1,
    where: ['ID'],
    fee: 'free',
    // 3 x 24 hours for several rights.
    rules: { rest: { article: 'UU 27/2022', basis: 'known', period: { days: 3 } }, ...NONE },
  }),
} as const satisfies Record<string, Law>;
