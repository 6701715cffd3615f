import type { RequestKind } from '../request.ts';

/** What a person may ask for, as laws tell it apart. A law's rules are given by right. */
export const RIGHTS = {
  access: { label: 'Access: a copy of the data' },
  'know-categories': { label: 'Access: categories of data, sources and recipients' },
  portability: { label: 'Portability' },
  rectification: { label: 'Rectification' },
  erasure: { label: 'Erasure' },
  restriction: { label: 'Restriction' },
  objection: { label: 'Objection' },
  withdrawal: { label: 'Withdrawal of consent' },
  'opt-out': { label: 'Opt-out of sale or sharing' },
  'opt-out-signal': { label: 'Opt-out signal of a browser' },
  limit: { label: 'Limit the use of sensitive data' },
  appeal: { label: 'Appeal against a refusal' },
  complaint: { label: 'Complaint to the shop' },
} as const satisfies Record<string, { label: string }>;
export type Right = keyof typeof RIGHTS;
export const RIGHT_NAMES = Object.keys(RIGHTS) as Right[];

/** The right that each kind of request exercises. Uninstalling the app is nobody’s right, but ends in an erasure. */
const RIGHT_OF = {
  access: 'access',
  erasure: 'erasure',
  rectification: 'rectification',
  restriction: 'restriction',
  objection: 'objection',
  'opt-out': 'opt-out',
  'shop-erasure': 'erasure',
} as const satisfies Record<RequestKind, Right>;

export const rightOf = (kind: RequestKind): Right => RIGHT_OF[kind];
