import type { Collection } from '../../core/dossier.ts';
import { labelText } from '../../core/label-text.ts';
import type { JsonObject, Origin } from '../../core/store.ts';
import { html, type Markup } from './markup.ts';
import { recordList, recordTitle, valueMarkup } from './page-value.ts';
import type { Shape } from './shape.ts';
import { countText, numberText } from './words.ts';

/** Records of a collection that the page shows; a browser stays quick, and the table has the rest. */
const RECORD_LIMIT = 500;

/** Flat records with no more fields than this stand in one table; wider ones would be hard to read as such. */
const TABLE_FIELDS = 6;

/** Records that stand open from the start. */
const OPEN_RECORDS = 3;

/** Whose doing data is, as the person is told (WP242 rev.01). */
const ORIGINS = {
  given: 'Given by you, or in dealings with you.',
  observed: 'Recorded as you used the shop.',
  derived: 'Worked out about you.',
} as const satisfies Record<Origin, string>;

/** One part of the page: what it is, where it comes from, and its first records. */
export async function* collectionPart(collection: Collection, shape: Shape): AsyncGenerator<string> {
  const { name, title, what, source, count, origin } = collection;
  const id = partId(name);
  // Records without any field have no table.
  const file =
    shape.fields.size > 0 || shape.whole
      ? html`, also in <a href="${name}.csv">${name}.csv</a>`
      : html`, also in <a href="export.json">export.json</a>`;
  yield html`<section><h2 id="${id}"><bdi>${title}</bdi></h2>
<p><bdi>${what}</bdi></p>
<p class="quiet">From: <bdi>${source}</bdi>. ${ORIGINS[origin]} ${countText(count, 'record')}${file}.</p>
${derivedFields(collection, shape)}`.text;
  const fields = readable([...shape.fields.keys()]);
  if (count > 1 && isTable(shape)) yield* table(collection, fields);
  else yield* sheets(collection);
  if (count > RECORD_LIMIT)
    yield html`<p class="more">These are the first ${numberText(RECORD_LIMIT)} of ${countText(count, 'record')}. All of them are in <a href="${name}.csv">${name}.csv</a>.</p>
`.text;
  yield '</section>\n';
}

/** What among given or observed data is neither. */
function derivedFields({ origin, origins = {} }: Collection, { fields }: Shape): Markup | null {
  const derived = Object.entries(origins)
    .filter(([path, own]) => own === 'derived' && fields.has(path.split('.')[0] ?? ''))
    .map(([path]) => path.split('.').map(labelText).join(': '));
  return origin === 'derived' || derived.length === 0
    ? null
    : html`<p class="quiet">Worked out about you, and not given: <bdi>${derived.join('; ')}</bdi>.</p>\n`;
}

/** Ids, which say little to people, come last. */
function readable(fields: string[]): string[] {
  const isId = (field: string) => /(?:^id|Id)$/.test(field);
  return fields.toSorted((a, b) => Number(isId(a)) - Number(isId(b)));
}

const readableRecord = (record: JsonObject): JsonObject =>
  Object.fromEntries(readable(Object.keys(record)).map((field) => [field, record[field] ?? null]));

export function partId(name: string): string {
  return `part-${name}`;
}

function isTable({ fields }: Shape): boolean {
  const flat = [...fields.values()].every(
    ({ list, fields: inner }) =>
      !list && (inner.size === 0 || (inner.size === 2 && inner.has('amount') && inner.has('currencyCode'))),
  );
  return flat && fields.size > 0 && fields.size <= TABLE_FIELDS;
}

async function* table(collection: Collection, fields: string[]): AsyncGenerator<string> {
  const { title } = collection;
  const heads = fields.map((field) => html`<th scope="col"><bdi>${labelText(field)}</bdi></th>`);
  yield html`<div class="scroll" role="region" aria-label="${title}, table" tabindex="0"><table>
<caption><bdi>${title}</bdi></caption>
<thead><tr>${heads}</tr></thead>
<tbody>
`.text;
  for await (const record of shown(collection)) {
    const cells = fields.map((field) => {
      const value = Object.hasOwn(record, field) ? (record[field] ?? null) : null;
      return html`<td>${valueMarkup(value)}</td>`;
    });
    yield html`<tr>${cells}</tr>\n`.text;
  }
  yield '</tbody></table></div>\n';
}

async function* sheets(collection: Collection): AsyncGenerator<string> {
  let position = 0;
  for await (const record of shown(collection)) {
    position += 1;
    yield collection.count === 1
      ? html`<div class="sheet">${recordList(readableRecord(record))}</div>\n`.text
      : sheet(record, position, collection.count <= OPEN_RECORDS).text;
  }
}

/** Folded, a long history is a list that can be read at a glance; on paper everything is unfolded. */
function sheet(record: JsonObject, position: number, open: boolean): Markup {
  const summary = html`<summary><h3>${recordTitle(record, position)}</h3></summary>`;
  return open
    ? html`<details class="sheet" open>${summary}${recordList(readableRecord(record))}</details>\n`
    : html`<details class="sheet">${summary}${recordList(readableRecord(record))}</details>\n`;
}

async function* shown(collection: Collection): AsyncGenerator<JsonObject> {
  let left = Math.min(RECORD_LIMIT, collection.count);
  if (left === 0) return;
  for await (const record of collection.records()) {
    yield record;
    left -= 1;
    if (left === 0) return;
  }
}
