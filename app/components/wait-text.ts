import { dayText } from '../core/date-text.ts';
import { type Saying, say } from '../core/saying.ts';
import type { RequestLine } from '../services/list-requests.ts';

const WAITING = {
  person: { label: 'Waiting for the person until {day}' },
  shopify: { label: 'Waiting for Shopify until {day}' },
  date: { label: 'Waiting until {day}' },
} as const satisfies Record<NonNullable<RequestLine['waits']>['for'], { label: string }>;
/** Said in place of when a request is due: it was done in time, and its date calls for nobody. */
export const waitText = (waits: RequestLine['waits']): Saying | null =>
  waits && say(WAITING[waits.for].label, { day: dayText(waits.until) });
