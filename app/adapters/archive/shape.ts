import type { Json, JsonObject } from '../../core/store.ts';

/** What values a field has, as bits: one field may have several. */
export const KINDS = {
  text: 1,
  /** A text that is a point in time (RFC 3339), or a calendar day. */
  datetime: 2,
  date: 4,
  /** A text that is a decimal number, as vendors write amounts. */
  decimal: 8,
  integer: 16,
  number: 32,
  boolean: 64,
  /** A list of plain values that reads "a; b". */
  list: 128,
  /** A list that is written as JSON. */
  array: 256,
  /** An object that is written as JSON. */
  object: 512,
} as const;

/** A field with more different fields inside than this, or deeper down, is a map and no table: it is one JSON value. */
const MOST_FIELDS = 500;
const MOST_STEPS = 8;

/**
 * The shape of a collection, learned while its records stream by: which fields occur, nested as they are.
 * It grows with the number of different fields, not with the number of records.
 */
export interface Shape {
  /** Records with a value of their own here: anything but an object that has fields below, or nothing at all. */
  values: number;
  /** `KINDS` of those values. */
  kinds: number;
  /** Whether some value here is a list of objects or of lists. */
  list: boolean;
  /** Too many fields, or too deep: its objects are values. */
  whole: boolean;
  fields: Map<string, Shape>;
}

/** The way from a record to one of its values. */
export type Path = readonly string[];

export interface Column {
  path: Path;
  shape: Shape;
}

export function emptyShape(whole = false): Shape {
  return { values: 0, kinds: 0, list: false, whole, fields: new Map() };
}

/** Adds what one record teaches. */
export function learn(shape: Shape, record: JsonObject, steps = 0): void {
  for (const key of shape.whole ? [] : Object.keys(record)) {
    const field = shape.fields.get(key) ?? addField(shape, key, steps);
    if (field) learnValue(field, record[key] ?? null, steps + 1);
  }
  if (shape.whole) addKind(shape, KINDS.object);
}

/** @returns null when that would be one too many: then the record is a map, and no field has a column */
function addField(shape: Shape, key: string, steps: number): Shape | null {
  shape.whole ||= shape.fields.size === MOST_FIELDS;
  if (shape.whole) {
    shape.fields.clear();
    return null;
  }
  const field = emptyShape(steps === MOST_STEPS - 1);
  shape.fields.set(key, field);
  return field;
}

function learnValue(field: Shape, value: Json, steps: number): void {
  if (isEmpty(value)) return;
  if (isObject(value)) {
    learn(field, value, steps);
    return;
  }
  addKind(field, kindOf(value, field.kinds));
  field.list ||= Array.isArray(value) && value.some((item) => typeof item === 'object' && item !== null);
}

function addKind(shape: Shape, kind: number): void {
  shape.kinds |= kind;
  shape.values += 1;
}

function kindOf(value: Exclude<Json, null>, known: number): number {
  if (typeof value === 'string') return known & KINDS.text ? KINDS.text : textKind(value);
  if (typeof value === 'number') return Number.isSafeInteger(value) ? KINDS.integer : KINDS.number;
  if (typeof value === 'boolean') return KINDS.boolean;
  return Array.isArray(value) && isPlainList(value) ? KINDS.list : KINDS.array;
}

const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])/;
const TIME = /^T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const DECIMAL = /^-?\d+(?:\.\d+)?$/;

/** Also tells a date from a text like one: 30 February is none. */
export function textKind(text: string): number {
  if (DAY.test(text) && new Date(text.slice(0, 10)).getUTCDate() === Number(text.slice(8, 10))) {
    if (text.length === 10) return KINDS.date;
    if (TIME.test(text.slice(10))) return KINDS.datetime;
  }
  return DECIMAL.test(text) ? KINDS.decimal : KINDS.text;
}

/** A list of plain values that can be written as "a; b" without doubt. */
export function isPlainList(value: Json[]): boolean {
  return value.every((item) =>
    typeof item === 'string'
      ? item.trim() !== '' && !/[;\r\n]/.test(item)
      : typeof item === 'number' || typeof item === 'boolean',
  );
}

/**
 * The columns of a table of such records, in order of first appearance with nested fields side by side.
 * A field that is an object in one record and empty in another has the object's columns only. Records that are maps
 * themselves have one column, the path of which has no steps.
 */
export function columns(shape: Shape, path: Path = []): Column[] {
  if (shape.whole) return [{ path, shape }];
  return [...shape.fields].flatMap(([key, field]) => {
    const here = [...path, key];
    const nested = field.whole ? [] : columns(field, here);
    return field.values > 0 || nested.length === 0 ? [{ path: here, shape: field }, ...nested] : nested;
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
export function isEmpty(value: Json): value is null | [] | Record<string, never> {
  if (typeof value !== 'object' || value === null) return value === null;
  if (Array.isArray(value)) return value.length === 0;
  for (const key in value) if (Object.hasOwn(value, key)) return false;
  return true;
}

export function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
