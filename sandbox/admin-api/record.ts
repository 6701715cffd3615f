/** Reading store records. */
import type { StoreRecord, Value } from '#sandbox/store/store.ts';

export const isRecord = (value: unknown): value is StoreRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The number at the end of a global id, NaN when there is none. */
export function numericId(gid: unknown): number {
  const text = String(gid);
  return Number.parseInt(text.slice(text.lastIndexOf('/') + 1), 10);
}

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
