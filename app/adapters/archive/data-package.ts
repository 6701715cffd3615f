import type { Collection, Dossier } from '../../core/dossier.ts';
import { labelText } from '../../core/label-text.ts';
import { columnNames } from './csv.ts';
import type { WrittenFile } from './file.ts';
import { type Column, columns, emptyShape, KINDS, type Path, type Shape } from './shape.ts';

const PROFILE = 'https://datapackage.org/profiles/2.0/datapackage.json';
const TABLE_PROFILE = 'https://datapackage.org/profiles/2.0/tableschema.json';

/** Table Schema's names for fields whose values are all of one kind; a mixture is text. */
const TYPES = new Map<number, string>([
  [KINDS.datetime, 'datetime'],
  [KINDS.date, 'date'],
  [KINDS.integer, 'integer'],
  [KINDS.number, 'number'],
  [KINDS.integer | KINDS.number, 'number'],
  [KINDS.boolean, 'boolean'],
  [KINDS.array, 'array'],
  [KINDS.object, 'object'],
]);

const MEDIA_TYPES: Record<string, string> = {
  csv: 'text/csv',
  html: 'text/html',
  json: 'application/json',
  vcf: 'text/vcard',
};

/** The descriptor of the tables for other programs (Data Package v2): types, keys, how they refer to each other. */
export function dataPackage(
  dossier: Dossier,
  shapes: ReadonlyMap<string, Shape>,
  files: readonly WrittenFile[],
): string {
  const { request, shop, collections } = dossier;
  const tables = new Map(
    collections.map((collection) => [
      `${collection.name}.csv`,
      tableOf(collection, columns(shapes.get(collection.name) ?? emptyShape())),
    ]),
  );
  const descriptor = {
    $schema: PROFILE,
    name: `privacy-desk-request-${request.number}`,
    title: `Personal data held by ${shop.name.toWellFormed()}`,
    description:
      'In the tables, a text that a spreadsheet could mistake for a formula begins with an apostrophe that is not part of it; NUL characters and what is longer than 32,000 characters are left out. export.json has every value as it was received.',
    resources: files.map((file) => resource(file, tables)),
  };
  return `${JSON.stringify(descriptor, null, 2)}\n`;
}

interface Table {
  collection: Collection;
  columns: readonly Column[];
  names: readonly string[];
}
type Tables = ReadonlyMap<string, Table>;

const tableOf = (collection: Collection, all: readonly Column[]): Table => ({
  collection,
  columns: all,
  names: columnNames(all),
});

function resource({ path, bytes, sha256 }: WrittenFile, tables: Tables) {
  const table = tables.get(path);
  const format = path.slice(path.lastIndexOf('.') + 1);
  return {
    // A table has its collection's name, which has no dot; other files have their own.
    name: table ? table.collection.name : path.replaceAll('/', '-'),
    ...(table && {
      type: 'table',
      title: table.collection.title,
      description: `${table.collection.what} From: ${table.collection.source}`,
    }),
    ...{ path, format, mediatype: MEDIA_TYPES[format] ?? 'application/octet-stream' },
    ...{ encoding: 'utf-8', bytes, hash: `sha256:${sha256}` },
    ...(table && { schema: schemaOf(table, tables) }),
  };
}

function schemaOf(table: Table, tables: Tables) {
  const { collection } = table;
  const primaryKey = collection.key.map((field) => keyColumn(table, field));
  const complete = primaryKey.every((name) => name !== null);
  const foreignKeys = foreignKeysOf(table, tables);
  return {
    $schema: TABLE_PROFILE,
    fields: table.columns.map(({ path, shape }, at) => ({
      name: table.names[at],
      title: path.map(labelText).join(': ') || 'Record',
      type: typeOf(table, path, shape),
    })),
    ...(complete && { primaryKey }),
    ...(foreignKeys.length > 0 && { foreignKeys }),
    missingValues: [''],
  };
}

/** The column that has a value of this field for every record; null if there is none. */
function keyColumn({ columns: all, names, collection }: Table, field: string): string | null {
  const at = all.findIndex(({ path }) => path.join('.') === field);
  return all[at]?.shape.values === collection.count ? (names[at] ?? null) : null;
}

function foreignKeysOf(table: Table, tables: Tables) {
  const { refersTo = {}, name } = table.collection;
  return Object.entries(refersTo).flatMap(([field, target]) => {
    const at = table.columns.findIndex(({ path }) => path.join('.') === field);
    const other = tables.get(`${target}.csv`);
    const [key, ...more] = other?.collection.key ?? [];
    const column = other && key !== undefined && more.length === 0 ? keyColumn(other, key) : null;
    if (at < 0 || column === null) return [];
    const resource = target === name ? {} : { resource: target };
    return [{ fields: [table.names[at]], reference: { ...resource, fields: [column] } }];
  });
}

function typeOf({ columns: all }: Table, path: Path, { kinds }: Shape): string {
  // A decimal may be a postal code; only beside a currency it is certainly a number.
  if (kinds === KINDS.decimal && path.at(-1) === 'amount') {
    const currency = [...path.slice(0, -1), 'currencyCode'].join('\n');
    if (all.some((column) => column.path.join('\n') === currency)) return 'number';
  }
  return TYPES.get(kinds) ?? 'string';
}
