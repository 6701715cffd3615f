import { type Basis, type Law, law, type Rule } from '../rule.ts';

/** Neither an appeal to the shop nor a complaint procedure of its own. */
const NONE = { appeal: null, complaint: null } as const;

/** @param until days of the whole, where it can be extended */
const days = (article: string, basis: Basis, period: number, until?: number): Rule => ({
  ...{ article, basis, period: { days: period } },
  ...(until !== undefined && { extension: { article, until: { days: until } } }),
});

export const MIDDLE_EAST_AFRICA = {
  'south-africa': law('POPIA (South Africa)', {
    version: 1,
    where: ['ZA'],
    fee: 'reasonable',
    rules: { rest: days('POPIA s. 23, 24; PAIA s. 56, 57', 'source', 30, 60), ...NONE },
  }),
  turkey: law('KVKK (Türkiye)', {
    version: 1,
    where: ['TR'],
    fee: 'free',
    rules: { rest: days('KVKK Art. 13', 'source', 30), ...NONE },
  }),
  'saudi-arabia': law('PDPL (Saudi Arabia)', {
    version: 1,
    where: ['SA'],
    fee: 'free',
    rules: { rest: days('PDPL (Saudi Arabia)', 'known', 30, 60), ...NONE },
  }),
  israel: law('Protection of Privacy Law (Israel)', {
    version: 1,
    where: ['IL'],
    fee: 'reasonable',
    rules: { rest: days('Protection of Privacy Law 5741-1981', 'check', 30, 45), ...NONE },
  }),
  kenya: law('Data Protection Act (Kenya)', {
    version: 1,
    where: ['KE'],
    fee: 'free',
    rules: { rest: days('Data Protection Act 2019 (Kenya)', 'check', 7), ...NONE },
  }),
  nigeria: law('NDPA (Nigeria)', {
    version: 1,
    where: ['NG'],
    fee: 'free',
    rules: { rest: days('NDPA 2023 (Nigeria)', 'check', 30), ...NONE },
  }),
} as const satisfies Record<string, Law>;
