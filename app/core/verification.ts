import type { RequestKind, RequestSource } from './request.ts';
import { say } from './saying.ts';

/** How it was established that a request comes from the person whom it is about; `awaited` until it is. */
export const VERIFICATIONS = {
  awaited: { label: 'Waiting for the person to confirm' },
  /** They pressed the button behind a link that was mailed to their address. */
  'mail-link': { label: 'Confirmed by the link that was mailed to the address' },
  /** A member of staff established it in another way, and has said how. */
  staff: { label: 'Marked as verified by staff' },
} as const satisfies Record<string, { label: string }>;
export type Verification = keyof typeof VERIFICATIONS;
export const AWAITED: Verification = 'awaited';

/**
 * Kinds for which nobody has to prove who they are: a sale is opted out of at once, whoever says so
 * (Cal. Civ. Code 1798.135; 11 CCR 7060(b)).
 */
const FOR_ANYBODY: RequestKind[] = ['opt-out'];

/** How it stands with a new request: anybody can type anybody's address into the storefront's form. */
export const firstVerification = (source: RequestSource, kind: RequestKind): Verification | null =>
  source === 'storefront' && !FOR_ANYBODY.includes(kind) ? AWAITED : null;

/** Why a step has not begun: nobody knows yet who asks. A code. */
export const IDENTITY_FIRST = 'identity-first';

/** How the steps of a request stand of which nobody knows yet who asks (GDPR Art. 12(6)). */
export const IDENTITY_STAND = {
  state: 'blocked',
  reasonCode: IDENTITY_FIRST,
  reason: say('The person has not confirmed yet that the request is theirs. Nothing has been done yet.'),
  retryAt: null,
} as const;

/**
 * After so many days a request that nobody has confirmed closes by itself. They are fewer than the shortest term of a
 * law (GDPR Art. 12(3): a month).
 */
const UNCONFIRMED_DAYS = 30;
/** When a request that was received then closes, if nobody confirms it. */
export const closesUnconfirmedAt = (receivedAt: Date): Date =>
  new Date(receivedAt.getTime() + UNCONFIRMED_DAYS * 86_400_000);
/** What was received before closes now. */
export const unconfirmedBefore = (now: Date): Date => new Date(now.getTime() - UNCONFIRMED_DAYS * 86_400_000);

/** How staff have established who asks; the key is what the log says. */
export const STAFF_CHECKS = {
  'known-contact': { label: 'I know them: they wrote or called from an address or number we have' },
  'account-login': { label: 'They asked while logged in to their customer account' },
  'order-details': { label: 'They named details of an order that only they can know' },
  'in-person': { label: 'They came in person' },
} as const satisfies Record<string, { label: string }>;
export type StaffCheck = keyof typeof STAFF_CHECKS;
