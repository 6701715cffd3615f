import { SHOPIFY_ERASES_LATER, SHOPIFY_NOT_YET } from './redact-progress.ts';
import { IDENTITY_FIRST } from './verification.ts';

/** Why a step is left out: the person who decides says which. */
export const SKIP_REASONS = {
  'done-by-hand': { label: 'Done by hand' },
  'not-needed': { label: 'No longer needed' },
  'law-forbids': { label: 'The law demands that the data stays' },
  'cannot-be-done': { label: 'It cannot be done' },
} as const satisfies Record<string, { label: string }>;
export type SkipReason = keyof typeof SKIP_REASONS;

/** Without these a request has no plan, or Shopify no answer: they cannot be left out. */
const NEEDED = ['erase', 'erase-shop'];
/** A vendor has been asked and will act, whatever is left out here: that is cancelled instead. */
const ASKED: readonly (string | null)[] = [SHOPIFY_ERASES_LATER, SHOPIFY_NOT_YET];
/** Nobody knows who asks: the request as a whole is verified or closed. */
const HELD: readonly (string | null)[] = [IDENTITY_FIRST];
export const canSkip = (operation: string, reasonCode: string | null): boolean =>
  !NEEDED.includes(operation) &&
  !operation.startsWith('propose-') &&
  ![...ASKED, ...HELD].includes(reasonCode);

/** What becomes of records that had changed since the plan was approved. */
export const DRIFT_ANSWERS = {
  /** The plan goes on over what was found; that is what is approved. */
  write: { label: 'Changed all the same' },
  leave: { label: 'Left as they are' },
} as const satisfies Record<string, { label: string }>;
export type DriftAnswer = keyof typeof DRIFT_ANSWERS;

/** Why a step stands still: a code. Records are not any more as they were when the plan was approved. */
export const DRIFT = 'drift';
