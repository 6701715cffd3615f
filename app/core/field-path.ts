import type { FieldPath, Json, JsonObject } from './store.ts';

export const isJsonObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Nothing is there to be told or hidden: no value, or an empty text, list or object. */
export const isBlank = (value: Json): boolean =>
  value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);

/** The path of a field within the field at `path`; the empty path is the record itself. */
export const childPath = (path: FieldPath, field: string): FieldPath =>
  path === '' ? field : `${path}.${field}`;

/** Whether `inner` names the same field as `outer`, or one within it. */
export const isWithin = (inner: FieldPath, outer: FieldPath): boolean =>
  inner === outer || inner.startsWith(`${outer}.`);

/**
 * Every value that the path leads to, in order. Lists on the way are gone through item by item; a list at the
 * path's end is one value. Own properties only, so that a field called `constructor` is a field.
 */
export function valuesAt(record: Json, path: FieldPath): Json[] {
  let found: Json[] = [record];
  for (const field of path.split('.'))
    found = found
      .flatMap(items)
      .flatMap((value) => (isJsonObject(value) && Object.hasOwn(value, field) ? [value[field] as Json] : []));
  return found;
}

const items = (value: Json): Json[] => (Array.isArray(value) ? value.flatMap(items) : [value]);

/**
 * The record with every value that the path leads to replaced; all else stays the same object, and the order of
 * the fields too. Where the path leads nowhere, the record itself.
 */
export function mapAt(record: JsonObject, path: FieldPath, change: (value: Json) => Json): JsonObject {
  return mapInside(record, path.split('.'), change) as JsonObject;
}

function mapInside(value: Json, [field, ...rest]: string[], change: (value: Json) => Json): Json {
  if (field === undefined) return change(value);
  if (Array.isArray(value)) {
    const mapped = value.map((item) => mapInside(item, [field, ...rest], change));
    return mapped.some((item, at) => item !== value[at]) ? mapped : value;
  }
  if (!isJsonObject(value) || !Object.hasOwn(value, field)) return value;
  const before = value[field] as Json;
  const after = mapInside(before, rest, change);
  return after === before ? value : withField(value, field, after);
}

/** `fromEntries` defines fields and never sets them: `__proto__` is a name like any other. */
const withField = (object: JsonObject, field: string, value: Json): JsonObject =>
  Object.fromEntries(Object.entries(object).map(([key, own]) => [key, key === field ? value : own]));
