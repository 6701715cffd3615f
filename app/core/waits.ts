/** For what an open request waits that does not go on at once. The code is stored with the request; which it is, core/waiting says. */
export const WAITS = {
  /** A step cannot go on without a person. */
  blocked: { label: 'Blocked' },
  /** An answer to review or to hand out, a change to enter, a plan to approve; or it has not begun, for the shop has set that somebody approves first. */
  you: { label: 'Waiting for you' },
  /** Nobody has confirmed yet that the request is theirs; until then nothing is done (GDPR Art. 12(6)). */
  person: { label: 'Waiting for the person to confirm' },
  /** Shopify was asked to erase, and does so on its own day. */
  shopify: { label: 'Waiting for Shopify' },
  /** A day that the plan foresees: the end of a retention, or a look back. */
  date: { label: 'Waiting for a date' },
} as const satisfies Record<string, { label: string }>;
export type WaitName = keyof typeof WAITS;
