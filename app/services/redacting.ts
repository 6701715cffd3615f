import type { RedactProgress } from '../core/redact-progress.ts';
import type { Subject } from '../core/request.ts';
import type { ErasureStanding } from '../core/store.ts';
import type { Deps } from './deps.ts';
import type { ClaimedStep } from './step-reading.ts';

export type RedactDeps = Pick<Deps, 'unit' | 'vault' | 'now' | 'random' | 'stores' | 'tryLane' | 'erasures'>;

/** What one run of an erasure by Shopify works with. */
export interface Redacting {
  step: ClaimedStep;
  progress: RedactProgress;
  subject: Subject;
  at: { shopId: string; shopDomain: string };
  timeZone: string;
}

/** How far it is, as the step keeps it; the entries that say so are those of the change. */
export const keep = (progress: RedactProgress) => ({ ...progress });

/** Whether Shopify has erased: an empty record proves that only where there was something before. */
export function isOver(standing: ErasureStanding, { subject, progress }: Redacting): boolean {
  const { shows, record } = standing;
  if (shows === 'gone' || shows === 'redacted') return true;
  if (progress.intendedAt === null) return false;
  // Another record under the same address: the one that was to be erased is no more.
  return shows === 'empty' || (subject.customerId !== null && record !== subject.customerId);
}
