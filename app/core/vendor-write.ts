import { digest, digestIn, type PlanBody } from './plan.ts';
import type { Json, JsonObject } from './store.ts';

/** Where one write of a plan stands; without a row it was not looked at yet. */
export const WRITE_STATES = {
  /** It is about to be sent, or may have been: the vendor is asked before it is sent again. */
  intended: { ended: false },
  /** The record is as the plan has it. */
  done: { ended: true },
  /** The record that was to be taken away was gone already. */
  gone: { ended: true },
  /** The record was not as the plan was made from: a person decides. */
  drifted: { ended: false },
  /** That person has: it is changed over what was found. */
  agreed: { ended: false },
  /** That person has: it stays as it was found. */
  left: { ended: true },
  /** The vendor refused it. */
  refused: { ended: false },
} as const satisfies Record<string, { ended: boolean }>;
export type WriteState = keyof typeof WRITE_STATES;

/**
 * Fields that change by themselves, or follow from others that are compared (Shopify writes the country's name
 * beside its code): they are not compared.
 */
const VOLATILE = new Set([
  ...['updatedAt', 'marketingUpdatedAt', 'consentUpdatedAt', 'latitude', 'longitude', 'timeZone'],
  ...['coordinatesValidated', 'validationResultSummary', 'name', 'country', 'province', 'formatted'],
]);

const lower = (value: Json): Json => (typeof value === 'string' ? value.toLowerCase() : value);

/** Vendors keep some texts in a form of their own; what is the same to them is the same here. */
const FORMS: Record<string, (value: Json) => Json> = {
  email: lower,
  phone: (value) => (typeof value === 'string' ? value.replace(/[\s().-]/g, '') : value),
  /** A set without order, whatever the case. */
  tags: (value) => (Array.isArray(value) ? [...new Set(value.map(lower))].sort() : value),
};

/** Nothing and an empty text are the same, and so is blank space around one. */
function plain(value: Json): Json {
  if (typeof value === 'string') return value.trim().replace(/\r\n?/g, '\n') || null;
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === 'object' && value !== null ? comparable(value) : value;
}

/** The fields in the form in which they are compared. */
export function comparable(fields: JsonObject): JsonObject {
  const compared = Object.entries(fields).filter(([name]) => !VOLATILE.has(name));
  return Object.fromEntries(
    compared.map(([name, value]) => [name, plain(FORMS[name]?.(value) ?? value)] as const),
  );
}

/** SHA-256 of the fields in that form. */
const fieldsDigest = (fields: JsonObject): Buffer => digest(comparable(fields));

/** What is kept of the fields that a write has left, to tell later whether they still stand so. */
export const leftDigest = (plan: Pick<PlanBody, 'salt'>, fields: JsonObject): Buffer =>
  digestIn(plan, comparable(fields));

/** Whether what was found has what is wanted; fields that are not wanted do not matter. */
export function hasFields(found: JsonObject, wanted: JsonObject): boolean {
  const same = Object.fromEntries(Object.keys(wanted).map((name) => [name, found[name] ?? null]));
  return fieldsDigest(same).equals(fieldsDigest(wanted));
}

/** The fields that are not as wanted, by name. */
export const differing = (found: JsonObject, wanted: JsonObject): string[] =>
  Object.keys(wanted).filter(
    (name) => !hasFields({ [name]: found[name] ?? null }, { [name]: wanted[name] ?? null }),
  );

/** What is to be done about one write, after its record was read again. */
export type WriteMove =
  | { move: 'send' }
  | { move: 'end'; state: 'done' | 'gone' }
  /** A person has to look at it. */
  | { move: 'hold'; state: 'drifted' | 'refused' };

interface Standing {
  /** Null where nothing of it is approved. */
  before: JsonObject | null;
  after: JsonObject;
  /** Null where it was not looked at yet. */
  state: WriteState | null;
  /** As read just now; null where the record is gone. */
  found: JsonObject | null;
}

/** Each field stands as before or as after: a write that may have been sent, and took effect in part or not at all. */
const isBetween = (found: JsonObject, before: JsonObject, after: JsonObject): boolean =>
  differing(found, { ...after, ...before }).every((name) =>
    hasFields({ [name]: found[name] ?? null }, { [name]: after[name] ?? null }),
  );

/** @param standing.before what is approved to be written over: as planned, or as a person has agreed to since */
export function moveOf(standing: Standing): WriteMove {
  const { before, after, state, found } = standing;
  const takesAway = Object.keys(after).length === 0;
  if (found === null) {
    if (!takesAway) return { move: 'hold', state: 'refused' };
    return { move: 'end', state: state === 'intended' ? 'done' : 'gone' };
  }
  if (!takesAway && hasFields(found, after)) return { move: 'end', state: 'done' };
  if (before === null) return { move: 'hold', state: 'drifted' };
  const isHalf = !takesAway && state === 'intended' && isBetween(found, before, after);
  const isAsApproved = hasFields(found, before) || isHalf;
  return isAsApproved ? { move: 'send' } : { move: 'hold', state: 'drifted' };
}
