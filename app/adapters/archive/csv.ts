import { stringify } from 'csv-stringify/sync';
import { guardCell } from '../../core/csv-guard.ts';
import { type Collection, requireRecords } from '../../core/dossier.ts';
import type { Json, JsonObject } from '../../core/store.ts';
import { isEmpty, isObject, type Path, valueAt } from './shape.ts';

/**
 * Excel reads a CSV as UTF-8 only if it begins with this mark, and turns every name outside ASCII into noise
 * without it. Python ('utf-8-sig'), csvkit, LibreOffice and Frictionless know it and skip it.
 */
const BYTE_ORDER_MARK = '\uFEFF';

/** Characters of cells that are written at once: few calls, little memory, however long a single row is. */
const BATCH = 64 * 1024;

type Cell = string | number | null;

/** The collection as a table (RFC 4180): one row a record, nested fields as columns `parent.field`. */
export async function* csv(collection: Collection, paths: Path[]): AsyncGenerator<string> {
  let rows: Cell[][] = [paths.map((path) => guardCell(columnName(path)))];
  let size = 0;
  yield BYTE_ORDER_MARK;
  for await (const record of requireRecords(collection)) {
    const row = paths.map((path) => cell(record, path));
    rows.push(row);
    size += row.reduce<number>((sum, value) => sum + String(value).length, 0);
    if (size < BATCH) continue;
    yield write(rows, paths.length);
    rows = [];
    size = 0;
  }
  if (rows.length > 0) yield write(rows, paths.length);
}

/**
 * Every text is quoted, so that a semicolon in it opens no new cell where Excel separates by semicolons, and
 * so that "" (an empty text) differs from nothing. With a single column nothing is "" too: readers skip blank lines.
 */
function write(rows: Cell[][], width: number): string {
  return stringify(rows, {
    record_delimiter: '\r\n',
    quoted_string: true,
    quoted_empty: width === 1 || undefined,
  });
}

/** Dots separate the steps of the path; a dot inside a field's own name is escaped, so no two columns merge. */
function columnName(path: Path): string {
  return path.map((key) => key.replace(/[\\.]/g, '\\$&')).join('.');
}

function cell(record: JsonObject, path: Path): Cell {
  const value = valueAt(record, path);
  // An object's fields have columns of their own.
  if (isEmpty(value) || isObject(value)) return null;
  return typeof value === 'number' ? value : guardCell(cellText(value));
}

/** A list of plain values reads "a; b" where that is unambiguous; anything deeper is compact JSON. */
function cellText(value: Json): string {
  if (typeof value === 'string') return value;
  const plain = Array.isArray(value) && value.every((item) => isPlain(item));
  return plain ? value.join('; ') : JSON.stringify(value);
}

function isPlain(value: Json): boolean {
  return typeof value === 'string'
    ? value.trim() !== '' && !/[;\r\n]/.test(value)
    : typeof value === 'number' || typeof value === 'boolean';
}
