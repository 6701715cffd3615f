import {
  REQUEST_KINDS,
  REQUEST_SOURCES,
  REQUEST_STATES,
  STEP_STATES,
  type Subject,
} from '../core/request.ts';
import { data, type Saying, say } from '../core/saying.ts';

type Labels = Record<string, { label: Saying }>;
/** Rows of the database are text; one that this version does not know is shown as it is. */
const labelIn = (table: Labels) => (key: string) => table[key]?.label ?? key;

export const kindLabel = labelIn(REQUEST_KINDS);
export const sourceLabel = labelIn(REQUEST_SOURCES);
export const stateLabel = labelIn(REQUEST_STATES);
export const stepStateLabel = labelIn({
  ...STEP_STATES,
  postponed: { label: 'Postponed' },
  scheduled: { label: 'Scheduled' },
});

/** Who a request is about, in one line: the strongest that is known of them. */
export function personText(kind: string, subject: Subject | null): Saying {
  if (kind === 'shop-erasure') return say('Everyone in this shop');
  if (subject === null) return say('Erased');
  const { email, phone, customerId, orderIds } = subject;
  if (email ?? phone) return data(email ?? phone ?? '');
  if (customerId !== null) return say('Customer {customerId}', { customerId });
  return orderIds.length === 1
    ? say('Buyer of order {order}', { order: orderIds[0] ?? '' })
    : say('Buyer of {count, plural, one {# order} other {# orders}}', { count: orderIds.length });
}
