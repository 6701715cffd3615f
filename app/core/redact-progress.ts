/** How far an erasure by Shopify is: what its step keeps between two looks. Days and counts, no word about a person. */
export interface RedactProgress {
  /** How often the request may have been sent. */
  sent: number;
  /** ISO 8601; the row says so before anything is sent. */
  intendedAt: string | null;
  /** ISO 8601; Shopify has taken the request. */
  askedAt: string | null;
  /** The erasure was pending already, asked for by somebody else: only they can cancel it. */
  byOthers: boolean;
  lastOrderOn: string | null;
  /** Day. */
  expectedOn: string | null;
  /** ISO 8601; Shopify's `customers/redact` came. */
  toldAt: string | null;
  /** Shopify's user id of whoever wants it cancelled. */
  cancelBy: string | null;
}

const START: RedactProgress = {
  ...{ sent: 0, intendedAt: null, askedAt: null, byOthers: false },
  ...{ lastOrderOn: null, expectedOn: null, toldAt: null, cancelBy: null },
};

export function readProgress(cursor: unknown): RedactProgress {
  const kept = typeof cursor === 'object' && cursor !== null ? (cursor as Partial<RedactProgress>) : {};
  return { ...START, ...kept };
}

/** Why the step waits: codes. */
export const SHOPIFY_ERASES_LATER = 'shopify-erases-later';
export const SHOPIFY_NOT_YET = 'shopify-not-yet';
/** Cancelled by staff, before Shopify erased anything. */
export const REDACT_CANCELLED = 'redact-cancelled';

/** Whether staff can still have it cancelled. */
export const isCancellable = (state: string, { toldAt, byOthers, cancelBy }: RedactProgress): boolean =>
  ['pending', 'running', 'blocked'].includes(state) && toldAt === null && !byOthers && cancelBy === null;

/** An erasure is looked at once more so long after it is done. */
export const PROBED_AFTER_DAYS = 7;
/** A find that staff decide about: a code. */
export const CAME_BACK = 'came-back';
