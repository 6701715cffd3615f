import { type Law, law, type PauseRule } from '../rule.ts';

/** The member states of the European Union, and those of the EEA, which apply the Regulation as well. */
const MEMBER_STATES = [
  ...['AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU', 'IE', 'IT', 'LT'],
  ...['LU', 'LV', 'MT', 'NL', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK', 'IS', 'LI', 'NO'],
];
/** Parts of a member state with a country code of their own, in which EU law applies. */
const OUTERMOST = ['AX', 'GF', 'GP', 'MF', 'MQ', 'RE', 'YT'];

/** May be suspended, not restarted, where the question was asked without undue delay (EDPB 01/2022 s. 5.3). */
const suspends = (article: string, more: Partial<PauseRule> = {}): PauseRule => ({
  ...{ article, effect: 'suspends', lastDay: 'counts' },
  ...more,
});

export const EUROPE = {
  eu: law('EU GDPR', {
    version: 1,
    where: [...MEMBER_STATES, ...OUTERMOST],
    roll: { article: 'Reg. 1182/71 Art. 3(4)' },
    pauses: {
      identity: suspends('GDPR Art. 12(6); EDPB 01/2022 s. 5.3'),
      clarification: suspends('GDPR Rec. 63; EDPB 01/2022 s. 5.3', { rights: ['access', 'know-categories'] }),
    },
    fee: 'unless-excessive',
    rules: {
      rest: {
        article: 'GDPR Art. 12(3)',
        basis: 'source',
        period: { months: 1 },
        extension: { article: 'GDPR Art. 12(3)', until: { months: 3 } },
      },
      appeal: null,
      complaint: null,
    },
  }),
  switzerland: law('FADP (Switzerland)', {
    version: 1,
    where: ['CH'],
    roll: { article: 'OR Art. 78; SR 173.110.3' },
    pauses: { fee: { article: 'DPO Art. 19', effect: 'restarts' } },
    fee: 'capped',
    rules: {
      rest: {
        article: 'FADP Art. 25(7); DPO Art. 18',
        basis: 'source',
        period: { days: 30 },
        // The law has no cap: who takes longer says until when.
        extension: { article: 'DPO Art. 18(2)', until: { days: 60 }, guidance: true },
      },
      appeal: null,
      complaint: null,
    },
  }),
} as const satisfies Record<string, Law>;
