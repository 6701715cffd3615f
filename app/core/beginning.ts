import { dayText } from './date-text.ts';
import { goesAheadAt } from './erasure.ts';
import { say, sentences } from './saying.ts';
import type { Beginning } from './setting.ts';

/** Why a step has not begun: the shop has set that somebody approves first. A code. */
export const APPROVAL_FIRST = 'approval-first';

const WAITS = 'Your settings have somebody approve this first. Nothing has been done yet.';

interface Stand {
  state: 'pending' | 'blocked';
  reasonCode: string | null;
  reason: string | null;
  /** When it begins by itself all the same. */
  retryAt: Date | null;
}

const AT_ONCE: Stand = { state: 'pending', reasonCode: null, reason: null, retryAt: null };

/**
 * How the steps of a new request stand. An erasure that Shopify asks for waits only as long as there is time: the
 * platform's term is kept in any case.
 */
export function firstStand(
  beginning: Beginning,
  request: { kind: string; platformDue: Date | null; due: Date },
): Stand {
  if (beginning === 'by-itself') return AT_ONCE;
  if (request.kind !== 'erasure')
    return { state: 'blocked', reasonCode: APPROVAL_FIRST, reason: WAITS, retryAt: null };
  const retryAt = goesAheadAt(request);
  const day = dayText(retryAt.toISOString().slice(0, 10));
  return {
    ...{ state: 'pending', reasonCode: APPROVAL_FIRST, retryAt },
    reason: sentences(WAITS, say('It goes ahead by itself on {day}, before Shopify’s term ends.', { day })),
  };
}
