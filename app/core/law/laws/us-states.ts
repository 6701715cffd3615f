import { type Basis, type Fee, type Law, law, type Rule } from '../rule.ts';

interface State {
  code: string;
  section: string;
  /** Days from receipt of the appeal to the decision, and to its extended end; null without a statutory appeal. */
  appeal: readonly [number, number?] | null;
  fee?: Fee;
  from?: string;
  basis?: Basis;
  /** Days of the first period, and of the whole with its extension. */
  days?: readonly [number, number];
  /** A browser’s signal is an opt-out. */
  signal?: true;
  rules?: Partial<Law['rules']>;
}

/** 45 days and one extension of 45, with notice and reason in the first; no law’s own roll is relied on. */
function state(name: string, { code, section, appeal, days = [45, 90], ...more }: State): Law {
  const basis = more.basis ?? 'check';
  const answer: Rule = {
    article: section,
    basis,
    period: { days: days[0] },
    extension: { article: section, until: { days: days[1] } },
  };
  const decision = appeal && {
    ...{ article: section, basis, period: { days: appeal[0] } },
    ...(appeal[1] !== undefined && { extension: { article: section, until: { days: appeal[1] } } }),
  };
  return law(name, {
    version: 1,
    where: [`US-${code}`],
    applies: 'residence',
    ...(more.from !== undefined && { from: more.from }),
    fee: more.fee ?? 'once-a-year',
    rules: {
      rest: answer,
      restriction: null,
      objection: null,
      complaint: null,
      appeal: decision,
      'opt-out-signal': more.signal ? { article: section, basis, period: { days: 0 } } : null,
      ...more.rules,
    },
  });
}

/** In force or dated; appeal days, free copies and sections are to be checked by an adviser. */
export const US_STATES = {
  'us-va': state('VCDPA (Virginia)', {
    ...{ code: 'VA', section: 'Va. Code 59.1-577', appeal: [60], fee: 'twice-a-year' },
  }),
  'us-co': state('CPA (Colorado)', {
    ...{ code: 'CO', section: 'CRS 6-1-1306', appeal: [45, 105], signal: true },
  }),
  'us-ct': state('CTDPA (Connecticut)', {
    ...{ code: 'CT', section: 'Conn. Gen. Stat. 42-518', appeal: [60], signal: true },
  }),
  'us-ut': state('UCPA (Utah)', {
    ...{ code: 'UT', section: 'Utah Code 13-61-203', appeal: null, basis: 'source' },
    rules: {
      rectification: {
        article: 'Utah Code 13-61-203',
        basis: 'check',
        from: '2026-07-01',
        period: { days: 45 },
        extension: { article: 'Utah Code 13-61-203', until: { days: 90 } },
      },
    },
  }),
  'us-tx': state('TDPSA (Texas)', {
    ...{ code: 'TX', section: 'Tex. Bus. & Com. Code 541.052', appeal: [60], fee: 'twice-a-year' },
    signal: true,
  }),
  'us-or': state('OCPA (Oregon)', { code: 'OR', section: 'ORS 646A.576', appeal: [45], signal: true }),
  'us-mt': state('MCDPA (Montana)', {
    ...{ code: 'MT', section: 'Mont. Code 30-14-2808', appeal: [60], signal: true },
  }),
  'us-ia': state('ICDPA (Iowa)', {
    ...{ code: 'IA', section: 'Iowa Code 715D.4', appeal: [60], fee: 'twice-a-year', days: [90, 135] },
    rules: { rectification: null },
  }),
  'us-de': state('DPDPA (Delaware)', {
    ...{ code: 'DE', section: 'Del. Code 6 12D-104', appeal: [60], signal: true },
  }),
  'us-nh': state('RSA 507-H (New Hampshire)', { code: 'NH', section: 'RSA 507-H:4', appeal: [60] }),
  'us-nj': state('NJDPA (New Jersey)', { code: 'NJ', section: 'NJSA 56:8-166.4', appeal: [45] }),
  'us-ne': state('NDPA (Nebraska)', {
    ...{ code: 'NE', section: 'Neb. Rev. Stat. 87-1107', appeal: [60], fee: 'twice-a-year' },
  }),
  'us-tn': state('TIPA (Tennessee)', {
    ...{ code: 'TN', section: 'Tenn. Code 47-18-3304', appeal: [60], fee: 'twice-a-year' },
  }),
  'us-mn': state('MCDPA (Minnesota)', {
    ...{ code: 'MN', section: 'Minn. Stat. 325M.14', appeal: [45, 105], fee: 'twice-a-year' },
  }),
  'us-md': state('MODPA (Maryland)', { code: 'MD', section: 'Md. Com. Law 14-4705', appeal: [60] }),
  'us-in': state('INCDPA (Indiana)', {
    ...{ code: 'IN', section: 'IC 24-15-3', appeal: [60], from: '2026-01-01' },
  }),
  'us-ky': state('KCDPA (Kentucky)', {
    ...{ code: 'KY', section: 'KRS 367.3615', appeal: [60], fee: 'twice-a-year', from: '2026-01-01' },
  }),
  'us-ri': state('RIDTPPA (Rhode Island)', {
    ...{ code: 'RI', section: 'R.I. Gen. Laws 6-48.1', appeal: [60], from: '2026-01-01' },
    rules: { withdrawal: { article: 'R.I. Gen. Laws 6-48.1', basis: 'source', period: { days: 15 } } },
  }),
  'us-fl': state('FDBR (Florida)', {
    ...{ code: 'FL', section: 'Fla. Stat. 501.706', appeal: [60], fee: 'twice-a-year', days: [45, 60] },
  }),
  'us-ok': state('Consumer data privacy act (Oklahoma)', {
    ...{ code: 'OK', section: 'Oklahoma, in force 1 January 2027', appeal: [60], from: '2027-01-01' },
  }),
  'us-la': state('Consumer data privacy act (Louisiana)', {
    ...{ code: 'LA', section: 'Louisiana, in force 1 January 2027', appeal: [60], from: '2027-01-01' },
  }),
  'us-al': state('Consumer data privacy act (Alabama)', {
    ...{ code: 'AL', section: 'Alabama, in force 1 May 2027', appeal: [60], from: '2027-05-01' },
  }),
  'us-vt': state('Consumer data privacy act (Vermont)', {
    ...{ code: 'VT', section: 'Vermont, in force 1 January 2028', appeal: [60], from: '2028-01-01' },
  }),
} as const satisfies Record<string, Law>;
