const HOUR_MS = 3_600_000;

/**
 * How often the storefront's form is taken, and a link mailed anew. The address of the visitor is told by proxies and
 * can be made up: what holds in any case are the limits of the mailbox and of the shop.
 */
export const SUBMISSION_LIMITS = {
  address: { most: 20, spanMs: HOUR_MS },
  email: { most: 6, spanMs: 24 * HOUR_MS },
  shop: { most: 600, spanMs: HOUR_MS },
} as const satisfies Record<string, { most: number; spanMs: number }>;
export type LimitName = keyof typeof SUBMISSION_LIMITS;
