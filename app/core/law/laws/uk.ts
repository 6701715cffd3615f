import { type Law, law } from '../rule.ts';

export const UNITED_KINGDOM = {
  uk: law('UK GDPR', {
    version: 1,
    where: ['GB'],
    roll: { article: 'DPA 2018 s. 205(2); ICO' },
    pauses: {
      // "Applicable time period": from the latest of request, information on identity, and fee.
      identity: { article: 'UK GDPR Art. 12A; Art. 12(6)', effect: 'restarts' },
      fee: { article: 'UK GDPR Art. 12A; Art. 12(5)', effect: 'restarts' },
      clarification: {
        article: 'UK GDPR Art. 12A(5)',
        effect: 'suspends',
        lastDay: 'free',
        rights: ['access', 'know-categories'],
      },
    },
    fee: 'unless-excessive',
    rules: {
      rest: {
        article: 'UK GDPR Art. 12(3), 12A',
        basis: 'source',
        period: { months: 1 },
        extension: { article: 'UK GDPR Art. 12(3)', until: { months: 3 } },
      },
      appeal: null,
      complaint: {
        article: 'DPA 2018 s. 164A',
        basis: 'source',
        from: '2026-06-19',
        // "Without undue delay": no number.
        period: { months: 1 },
        guidance: true,
        acknowledge: { article: 'DPA 2018 s. 164A', period: { days: 30 } },
      },
    },
  }),
} as const satisfies Record<string, Law>;
