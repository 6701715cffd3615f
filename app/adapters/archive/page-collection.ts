import type { Collection } from '../../core/dossier.ts';
import type { JsonObject } from '../../core/store.ts';
import { html, type Markup } from './markup.ts';
import { recordList, recordTitle, valueMarkup } from './page-value.ts';
import type { Shape } from './shape.ts';
import { countText, labelText, numberText } from './words.ts';

/** Records of a collection that the page shows; a browser stays quick, and the table has the rest. */
const RECORD_LIMIT = 500;

/** Flat records with no more fields than this stand in one table; wider ones would be hard to read as such. */
const TABLE_FIELDS = 6;

/** Records that stand open from the start. */
const OPEN_RECORDS = 3;

/** One part of the page: what it is, where it comes from, and its first records. */
export async function* collectionPart(collection: Collection, shape: Shape): AsyncGenerator<string> {
  const { name, title, what, source, count } = collection;
  const id = partId(name);
  yield html`<section><h2 id="${id}"><bdi>${title}</bdi></h2>
<p><bdi>${what}</bdi></p>
<p class="quiet">From: <bdi>${source}</bdi>. ${countText(count, 'record')}, also in <a href="${name}.csv">${name}.csv</a>.</p>
`.text;
  const fields = [...shape.fields.keys()];
  if (count > 1 && isTable(shape)) yield* table(collection, fields);
  else yield* sheets(collection);
  if (count > RECORD_LIMIT)
    yield html`<p class="more">These are the first ${numberText(RECORD_LIMIT)} of ${countText(count, 'record')}. All of them are in <a href="${name}.csv">${name}.csv</a>.</p>
`.text;
  yield '</section>\n';
}

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
      ? html`<div class="sheet">${recordList(record)}</div>\n`.text
      : sheet(record, position, collection.count <= OPEN_RECORDS).text;
  }
}

/** Folded, a long history is a list that can be read at a glance; on paper everything is unfolded. */
function sheet(record: JsonObject, position: number, open: boolean): Markup {
  const summary = html`<summary><h3>${recordTitle(record, position)}</h3></summary>`;
  return open
    ? html`<details class="sheet" open>${summary}${recordList(record)}</details>\n`
    : html`<details class="sheet">${summary}${recordList(record)}</details>\n`;
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
