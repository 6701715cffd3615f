import type { Json, JsonObject } from '../../core/store.ts';

/**
 * The shape of a collection, learned while its records stream by: which fields occur, nested as they are.
 * It grows with the number of different fields, not with the number of records.
 */
export interface Shape {
  /** Whether some record has a value of its own here: anything but an object, or nothing at all. */
  value: boolean;
  /** Whether some value here is a list of objects or of lists. */
  list: boolean;
  fields: Map<string, Shape>;
}

/** The way from a record to one of its values. */
export type Path = readonly string[];

export function emptyShape(): Shape {
  return { value: false, list: false, fields: new Map() };
}

/** Adds what one record teaches. */
export function learn(shape: Shape, record: JsonObject): void {
  for (const [key, value] of Object.entries(record)) {
    const field = shape.fields.get(key) ?? emptyShape();
    shape.fields.set(key, field);
    if (isObject(value)) learn(field, value);
    else if (!isEmpty(value)) {
      field.value = true;
      field.list ||= Array.isArray(value) && value.some((item) => typeof item === 'object' && item !== null);
    }
  }
}

/**
 * The columns of a table of such records, in order of first appearance with nested fields side by side.
 * A field that is an object in one record and empty in another has the object's columns only.
 */
export function columns(shape: Shape, path: Path = []): Path[] {
  return [...shape.fields].flatMap(([key, field]) => {
    const here = [...path, key];
    const nested = columns(field, here);
    return field.value || nested.length === 0 ? [here, ...nested] : nested;
  });
}

/** The value at the end of the path; null where the record has none. */
export function valueAt(record: JsonObject, path: Path): Json {
  let value: Json = record;
  for (const key of path) {
    // Own properties only: a field may be called `constructor` or `__proto__`.
    if (!isObject(value) || !Object.hasOwn(value, key)) return null;
    value = value[key] ?? null;
  }
  return value;
}

/** Nothing to show: null, an empty list, an empty object. An empty text is a value. */
export function isEmpty(value: Json): boolean {
  return value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}

export function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
