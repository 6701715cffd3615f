import { guardCell } from '../../core/csv-guard.ts';
import { type Collection, requireRecords } from '../../core/dossier.ts';
import type { Json, JsonObject } from '../../core/store.ts';
import {
  type Column,
  isEmpty,
  isObject,
  isPlainList,
  KINDS,
  type Path,
  type Shape,
  valueAt,
} from './shape.ts';

/**
 * Excel reads a CSV as UTF-8 only if it begins with this mark, and turns every name outside ASCII into noise
 * without it. Python ('utf-8-sig'), csvkit, LibreOffice and Frictionless know it and skip it.
 */
const BYTE_ORDER_MARK = '\uFEFF';

/** Excel breaks a cell that is longer than 32,767 characters, and Python's csv refuses one of 131,072 bytes. */
const MOST_CHARACTERS = 32_000;
const CUT = ' … [cut off here: export.json has the whole value]';

/** The one column of records that are maps themselves. */
const WHOLE_RECORD = 'record';

/** The collection as a table (RFC 4180): one row a record, nested fields as columns `parent.field`. */
export async function* csv(collection: Collection, columns: readonly Column[]): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + row(columnNames(columns).map(quoted));
  for await (const record of requireRecords(collection))
    yield row(columns.map((column) => cell(record, column)));
}

/** With a single column nothing is "" too: readers skip blank lines. */
function row(cells: string[]): string {
  return `${cells.length === 1 && cells[0] === '' ? '""' : cells.join(',')}\r\n`;
}

/** The names of the columns as the table has them: safe as cells, and no two alike. */
export function columnNames(columns: readonly Column[]): string[] {
  const seen = new Set<string>();
  return columns.map(({ path }) => {
    const name = guardCell(pathText(path)).toWellFormed();
    let unique = name;
    for (let again = 2; seen.has(unique); again += 1) unique = `${name} (${again})`;
    seen.add(unique);
    return unique;
  });
}

/** Dots separate the steps of the path; a dot inside a field's own name is escaped, so no two columns merge. */
function pathText(path: Path): string {
  return path.length === 0 ? WHOLE_RECORD : path.map((key) => key.replace(/[\\.]/g, '\\$&')).join('.');
}

/**
 * Every text is quoted, so that a semicolon in it opens no new cell where Excel separates by semicolons, and
 * so that "" (an empty text) differs from nothing.
 */
function quoted(text: string): string {
  return `"${text.includes('"') ? text.replaceAll('"', '""') : text}"`;
}

function cell(record: JsonObject, { path, shape }: Column): string {
  const value = valueAt(record, path);
  if (isEmpty(value)) return '';
  // An object's fields have columns of their own.
  if (isObject(value) && !shape.whole) return '';
  // Table Schema writes an exponent with a capital E.
  if (typeof value === 'number') return String(value).replace('e', 'E');
  return quoted(fitting(guardCell(cellText(value)), shape));
}

/** What is cut off is text and no more the JSON or the date that it was: the column's shape learns that. */
function fitting(text: string, shape: Shape): string {
  if (text.length <= MOST_CHARACTERS) return text;
  shape.kinds |= KINDS.text;
  return text.slice(0, MOST_CHARACTERS - CUT.length).toWellFormed() + CUT;
}

/** A list of plain values reads "a; b" where that is unambiguous; anything deeper is compact JSON. */
function cellText(value: Json): string {
  if (typeof value === 'string') return value;
  return Array.isArray(value) && isPlainList(value) ? value.join('; ') : JSON.stringify(value);
}
