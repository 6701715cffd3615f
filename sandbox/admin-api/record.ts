/** Reading store records. */
import type { StoreRecord, Value } from '#sandbox/store/store.ts';

export const isRecord = (value: unknown): value is StoreRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The digits at the end of a global id: a text, for ids may be larger than any exact number. */
export function idDigits(gid: unknown): string {
  const text = String(gid);
  const end = text.indexOf('?');
  return text.slice(text.lastIndexOf('/') + 1, end < 0 ? undefined : end);
}

/** Order of ids by their digits, of whatever length. */
export function compareIds(a: unknown, b: unknown): number {
  const [left, right] = [idDigits(a), idDigits(b)];
  return left.length - right.length || (left < right ? -1 : left > right ? 1 : 0);
}

/** The id as the REST API and webhooks print it; beyond 2^53 digits are lost, as in any JSON number. */
export const numericId = (gid: unknown): number => Number(idDigits(gid));

/** Calls a field that is a function until it is a value. */
export const open = (value: Value): Value => (typeof value === 'function' ? open(value()) : value);

/** Every value at a path such as `['orders', 'createdAt']`, through lists and functions. */
export function pluck(from: Value, path: readonly string[]): Value[] {
  const value = open(from);
  if (Array.isArray(value)) return value.flatMap((item) => pluck(item, path));
  const [key, ...rest] = path;
  if (key === undefined) return value === null || value === undefined ? [] : [value];
  return isRecord(value) ? pluck(value[key], rest) : [];
}

/** The records in a field, through lists and functions. */
export const recordsIn = (record: StoreRecord, field: string): StoreRecord[] =>
  pluck(record, [field]).filter(isRecord);
