import {
  REQUEST_KINDS,
  REQUEST_SOURCES,
  REQUEST_STATES,
  STEP_STATES,
  type Subject,
} from '../core/request.ts';

type Labels = Record<string, { label: string }>;
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
export function personText(kind: string, subject: Subject | null): string {
  if (kind === 'shop-erasure') return 'Everyone in this shop';
  if (subject === null) return 'Erased';
  const { email, phone, customerId, orderIds } = subject;
  if (email ?? phone) return email ?? phone ?? '';
  if (customerId !== null) return `Customer ${customerId}`;
  return orderIds.length === 1 ? `Buyer of order ${orderIds[0]}` : `Buyer of ${orderIds.length} orders`;
}
