import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { LegalGround } from './legal-ground.ts';
import type { RequestKind } from './request.ts';
import type { JsonObject } from './store.ts';

/** Where a plan stands. One of a request stands at a time: proposed, approved or begun. */
export const PLAN_STATES = {
  proposed: { label: 'Waits for approval' },
  /** It can be undone until its time begins. */
  approved: { label: 'Approved' },
  begun: { label: 'Being carried out' },
  done: { label: 'Carried out' },
  /** Called off before it was carried out; what is to happen instead is proposed anew. */
  undone: { label: 'Called off' },
  /** Another proposal took its place. */
  replaced: { label: 'Replaced' },
} as const satisfies Record<string, { label: string }>;
export type PlanState = keyof typeof PLAN_STATES;

/** What happens to a part of the data. */
export const PLAN_ACTIONS = {
  erase: { label: 'Erase' },
  anonymise: { label: 'Anonymise' },
  change: { label: 'Change' },
  keep: { label: 'Keep' },
} as const satisfies Record<string, { label: string }>;
export type PlanAction = keyof typeof PLAN_ACTIONS;

/** What is decided of one part of a store's data: a line of the plan that the merchant reads. */
export interface PlanDecision {
  store: string;
  collection: string;
  /** In words: "Addresses", "Note and tags of orders". */
  title: string;
  /** Empty for whole records. */
  fields: string[];
  action: PlanAction;
  ground: LegalGround;
  /** The day until which it is kept (ISO 8601); null where nothing is, or without an end. */
  until: string | null;
  /** How many records it concerns. */
  records: number;
}

/** One change of one record at a vendor, by its own interface. */
export interface PlannedWrite {
  store: string;
  /** A row of the store's table of writes. */
  operation: string;
  collection: string;
  /** The vendor's id of the record. */
  record: string;
  /** The fields that are written, as they stood when this was planned; compared again before writing. */
  before: JsonObject;
  /** The same fields, as they are to stand; empty where the record itself goes. */
  after: JsonObject;
}

/** A step that the plan leads to once it is approved. */
export interface PlannedOperation {
  store: string;
  /** `write` carries out the plan's writes for the store; others are rows of services/carry-out-step. */
  operation: string;
  /** Not before this day (ISO 8601), such as the end of a retention; null = as soon as the plan may begin. */
  notBefore: string | null;
}

export interface PlanBody {
  v: 1;
  kind: RequestKind;
  /**
   * Chance, sealed with the plan: its hash, and those of what is found and written, stand in the log and in rows that
   * outlive the key. Without it, whoever has them could try all phone numbers.
   */
  salt?: string;
  /** Which of several ways the merchant has chosen: a row of core/erasure-plan ERASURE_WAYS. */
  way?: string;
  decisions: PlanDecision[];
  writes: PlannedWrite[];
  operations: PlannedOperation[];
}

/** Plans that hit somebody for good where whoever asks is not the person; a mere stop of a use needs no proof (11 CCR 7060(b)). */
const OF_THE_PERSON: readonly RequestKind[] = ['erasure', 'rectification'];

/** Whether staff have to say that they have checked who asks before a plan of this kind is approved. */
export const needsIdentity = (kind: RequestKind): boolean => OF_THE_PERSON.includes(kind);

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function canonical(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('a plan must be representable as JSON');
  return text;
}

/** The plan as it is sealed: canonical JSON (RFC 8785). */
export const planText = (body: PlanBody): string => canonical(body);

/** SHA-256 over the canonical JSON (RFC 8785) of values, such as the fields that a write concerns. */
export const digest = (value: unknown): Buffer => createHash('sha256').update(canonical(value)).digest();

/** As `digest`, of what belongs to a plan: it tells nothing to whoever cannot open the plan. */
export const digestIn = ({ salt = '' }: Pick<PlanBody, 'salt'>, value: unknown): Buffer =>
  digest([salt, value]);

/** What an approval binds to: the decisions, the operations, and every write with what it found and leaves. */
export function planHash({ v, kind, salt, way, decisions, writes, operations }: PlanBody): Buffer {
  const sorted = <T>(values: readonly T[]) => values.map(canonical).sort(byText);
  return digest({
    ...{ v, kind },
    ...(salt !== undefined && { salt }),
    ...(way !== undefined && { way }),
    ...{ decisions: sorted(decisions), operations: sorted(operations), writes: sorted(writes) },
  });
}
