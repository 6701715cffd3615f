import { law } from '../rule.ts';

/** Where no law is known to apply: the shortest period that is common, never rolled. */
export const CAREFUL_DEFAULT = law('', {
  // 1 knew no acknowledgement.
  version: 2,
  where: [],
  applies: 'residence',
  fee: 'unless-excessive',
  rules: {
    rest: {
      article: 'GDPR Art. 12(3)',
      basis: 'known',
      period: { months: 1 },
      guidance: true,
      acknowledge: { article: '11 CCR 7021(a)', period: { businessDays: 10 } },
      extension: { article: 'GDPR Art. 12(3)', until: { months: 3 } },
    },
  },
});
