/** Why a part of a person's data is erased, changed or kept; `article` as the law is cited. */
export const LEGAL_GROUNDS = {
  'erasure-asked': {
    label: 'The person asks for erasure, and nothing stands against it',
    article: 'GDPR Art. 17(1)',
  },
  'marketing-objection': {
    label: 'Marketing must stop when the person objects',
    article: 'GDPR Art. 21(2)-(3)',
  },
  'invoice-retention': {
    label: 'Tax and commercial law order to keep invoice data',
    article: 'GDPR Art. 17(3)(b)',
  },
  'legal-claims': {
    label: 'Needed for legal claims, such as an open dispute or return',
    article: 'GDPR Art. 17(3)(e)',
  },
  'not-reachable': { label: 'Shopify offers no way to change this part alone', article: '' },
  rectification: { label: 'The person’s data is wrong or incomplete', article: 'GDPR Art. 16' },
  restriction: { label: 'The data is kept, but not used', article: 'GDPR Art. 18' },
  objection: { label: 'The person objects to the use', article: 'GDPR Art. 21' },
  'opt-out': { label: 'The person opts out of sale or sharing', article: 'Cal. Civ. Code § 1798.120' },
  proof: { label: 'Kept to show that the request was answered', article: 'GDPR Art. 5(2)' },
} as const satisfies Record<string, { label: string; article: string }>;
export type LegalGround = keyof typeof LEGAL_GROUNDS;
