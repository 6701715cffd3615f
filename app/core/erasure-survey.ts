import type { PlannedWrite } from './plan.ts';
import type { Gap, Json } from './store.ts';

/** An order as far as a plan to erase needs it. */
export interface SurveyedOrder {
  /** The store's id of the record. */
  id: string;
  /** ISO 8601 */
  at: string;
  /** Country, ISO 3166. */
  shippedTo: string | null;
  /** Something that may end before a court: what belongs to it is left alone (Art. 17(3)(e)). */
  claim: 'dispute' | 'return' | null;
}

/** What a store holds of a person that can be taken away piece by piece, with the writes that would do it. */
export interface Survey {
  /** The store's id of the person's own record; null where there is none. */
  customer: string | null;
  orders: SurveyedOrder[];
  writes: PlannedWrite[];
  gaps: Gap[];
}

/** One page of it; `cursor` is where the next one begins, null after the last. */
export interface SurveyPage extends Survey {
  cursor: Json;
}

export const emptySurvey = (): Survey => ({ customer: null, orders: [], writes: [], gaps: [] });

/** What a write changes: the record, or one metafield of it. */
export const writeKey = ({ operation, record, before }: PlannedWrite): string =>
  `${operation}|${record}|${before.namespace ?? ''}|${before.key ?? ''}`;

/** Two searches may find the same record: the first finding counts. */
export function joinSurvey(pages: Iterable<Survey>): Survey {
  const orders = new Map<string, SurveyedOrder>();
  const writes = new Map<string, PlannedWrite>();
  const gaps = new Map<string, Gap>();
  let customer: string | null = null;
  for (const page of pages) {
    customer ??= page.customer;
    for (const order of page.orders) if (!orders.has(order.id)) orders.set(order.id, order);
    for (const write of page.writes) {
      const name = writeKey(write);
      if (!writes.has(name)) writes.set(name, write);
    }
    for (const gap of page.gaps) gaps.set(`${gap.collection}|${gap.reason}`, gap);
  }
  return { customer, orders: [...orders.values()], writes: [...writes.values()], gaps: [...gaps.values()] };
}
