/**
 * What came between a plan's proposal and its being carried out. What an approved rule covers joins the plan; what
 * none covers waits for a person. The plan itself, its hash and its approval stay as they are.
 */
import { type ErasureWay, fieldsOf } from './erasure-plan.ts';
import { type SurveyedOrder, type SurveyPage, writeKey } from './erasure-survey.ts';
import type { PlanBody, PlannedWrite } from './plan.ts';
import { SHOPIFY_STORE } from './request.ts';

/** Why a write waits for a person, though the plan stands approved. */
export const ASK_REASONS = {
  'not-planned': { label: 'It came after the plan was made, and nothing in the plan covers it.' },
  dispute: { label: 'There is a dispute about this order that is not over: you may need what it holds.' },
  return: { label: 'There is a return of this order that is not over: you may need what it holds.' },
} as const satisfies Record<string, { label: string }>;
export type AskReason = keyof typeof ASK_REASONS;

export interface Joined {
  v: 1;
  /** They stand after the plan's own, in this order. */
  writes: PlannedWrite[];
  /** Place among all writes, the plan's own first -> why a person is asked before it is written. */
  asks: Record<string, AskReason>;
}

export const NOTHING_JOINED: Joined = { v: 1, writes: [], asks: {} };

/** Ways by which the plan itself takes things away; by the others Shopify does, all at once, whatever came since. */
const TRIMMING: readonly string[] = ['trim', 'trim-then-redact'] satisfies ErasureWay[];
export const canJoin = ({ way = '' }: Pick<PlanBody, 'way'>): boolean => TRIMMING.includes(way);

type Plan = Pick<PlanBody, 'decisions' | 'writes'>;

/** Which of the fields the plan was approved to take away, wherever in the collection they are. */
function coveredFields({ decisions }: Plan, write: PlannedWrite): (field: string) => boolean {
  const rules = decisions.filter(
    ({ store, collection, action }) =>
      store === write.store && collection === write.collection && ['erase', 'anonymise'].includes(action),
  );
  return (field) => rules.some(({ fields }) => fields.includes(field));
}

/** As far as these fields go. */
function narrowed(write: PlannedWrite, fields: readonly string[]): PlannedWrite {
  const only = (from: PlannedWrite['after']) =>
    Object.fromEntries(Object.entries(from).filter(([name]) => fields.includes(name)));
  return { ...write, before: only(write.before), after: only(write.after) };
}

interface Part {
  write: PlannedWrite;
  covered: boolean;
}

/** A whole record, or a metafield, goes by one rule or by none; of a record's fields each by its own. */
function partsOf(plan: Plan, write: PlannedWrite): Part[] {
  const names = fieldsOf(write);
  if (Object.keys(write.after).length > 0) {
    const isCovered = coveredFields(plan, write);
    const { yes = [], no = [] } = Object.groupBy(names, (name) => (isCovered(name) ? 'yes' : 'no'));
    return [
      ...(yes.length > 0 ? [{ write: narrowed(write, yes), covered: true }] : []),
      ...(no.length > 0 ? [{ write: narrowed(write, no), covered: false }] : []),
    ];
  }
  const isMetafield = names.length > 0;
  const covered = isMetafield
    ? names.every(coveredFields(plan, write))
    : // Whole records have no fields by which a rule could be told: one of the same operation is the rule.
      plan.writes.some(({ operation }) => operation === write.operation);
  return [{ write, covered }];
}

/** What of a found write the plan does not have yet; null where it has it all. */
function unplanned(known: Map<string, Set<string>>, write: PlannedWrite): PlannedWrite | null {
  const fields = known.get(writeKey(write));
  if (!fields) return write;
  const rest = Object.keys(write.after).filter((name) => !fields.has(name));
  return rest.length > 0 ? narrowed(write, rest) : null;
}

/** The plan says what becomes of orders that somebody may still fight over: they are left alone. */
const leavesClaims = ({ decisions }: Plan): boolean =>
  decisions.some(({ store, ground }) => store === SHOPIFY_STORE && ground === 'legal-claims');

/**
 * What joins with one page of what was found since. Found once more, nothing joins twice.
 * @param page of the store's survey
 */
export function joinFound(
  plan: Plan,
  joined: Joined,
  { orders, writes }: Pick<SurveyPage, 'orders' | 'writes'>,
): Joined {
  const all = [...plan.writes, ...joined.writes];
  const asks: Joined['asks'] = { ...joined.asks };
  const claims = new Map<string, NonNullable<SurveyedOrder['claim']>>();
  for (const { id, claim } of orders) if (claim !== null) claims.set(id, claim);
  // The ground of what was approved is gone where somebody fights over the order by now.
  for (const [position, { record }] of all.entries()) {
    const claim = claims.get(record);
    if (claim !== undefined) asks[position] = claim;
  }
  const own = new Set(all.map(({ record }) => record));
  const known = new Map<string, Set<string>>();
  for (const write of all) {
    const fields = known.get(writeKey(write)) ?? new Set();
    known.set(writeKey(write), new Set([...fields, ...Object.keys(write.after)]));
  }
  for (const found of writes) {
    const write = unplanned(known, found);
    if (write === null) continue;
    const claim = claims.get(write.record);
    if (claim !== undefined && !own.has(write.record) && leavesClaims(plan)) continue;
    for (const { write: part, covered } of partsOf(plan, write)) {
      const why = claim ?? (covered ? null : 'not-planned');
      if (why !== null) asks[all.length] = why;
      all.push(part);
    }
  }
  return { v: 1, writes: all.slice(plan.writes.length), asks };
}

/**
 * Whether what was found belongs to the customer record that the plan is about: an address may be another customer's
 * by now, or the same person's who has begun anew, and of neither was anything approved.
 * @param found the vendor's id of the record; null where there is none
 * @param customerId of the person, a decimal string; null where only the plan's writes tell the record
 */
export function isPlannedRecord(
  { writes }: Pick<Plan, 'writes'>,
  found: string | null,
  customerId: string | null,
): boolean {
  if (found === null) return true;
  if (customerId !== null) return found.endsWith(`/${customerId}`);
  const own = writes.filter(({ collection }) => collection === 'customer');
  return own.length === 0 || own.some(({ record, before }) => [record, before.customerId].includes(found));
}

/** What joined, without what a person is asked about. */
export const joinedWrites = (
  { writes: planned }: Pick<Plan, 'writes'>,
  { writes, asks }: Joined,
): PlannedWrite[] => writes.filter((_, place) => asks[planned.length + place] === undefined);

/** How many records came and joined, by collection; and how many somebody is asked about. */
export function joinedCounts(plan: Pick<Plan, 'writes'>, joined: Joined) {
  const came = joinedWrites(plan, joined);
  const asked = [...plan.writes, ...joined.writes].filter(
    (_, position) => joined.asks[position] !== undefined,
  );
  const records = (some: PlannedWrite[]): number => new Set(some.map(({ record }) => record)).size;
  const collections = [...Map.groupBy(came, ({ collection }) => collection)];
  return {
    records: records(came),
    asked: records(asked),
    collections: collections.map(([name, some]) => [name, records(some)] as const),
  };
}
