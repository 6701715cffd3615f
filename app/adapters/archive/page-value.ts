import type { Json, JsonObject } from '../../core/store.ts';
import { type Content, html, type Markup } from './markup.ts';
import { isEmpty, isObject } from './shape.ts';
import { countText, dayText, labelText } from './words.ts';

/** Items of a list inside a record that the page shows; export.json has all. */
const LIST_LIMIT = 50;

const TIME = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/;

/** A record's fields as a description list, nested as they are. What is empty is left out. */
export function recordList(record: JsonObject): Markup {
  const fields = Object.entries(record).filter(([, value]) => !isEmpty(value) && value !== '');
  if (fields.length === 0) return html`<p class="quiet">Every field of this record is empty.</p>`;
  const items = fields.map(
    ([key, value]) => html`<div><dt><bdi>${labelText(key)}</bdi></dt><dd>${valueMarkup(value)}</dd></div>\n`,
  );
  return html`<dl>${items}</dl>`;
}

/** Any value, readable: dates in words, amounts with their currency, yes and no. */
export function valueMarkup(value: Json): Markup {
  if (isEmpty(value) || value === '') return html`<span class="quiet">–</span>`;
  if (typeof value === 'string') return textMarkup(value);
  if (Array.isArray(value)) return listMarkup(value);
  if (isObject(value)) return objectMarkup(value);
  return html`${typeof value === 'boolean' ? (value ? 'Yes' : 'No') : String(value)}`;
}

function textMarkup(text: string): Markup {
  const time = TIME.test(text) ? new Date(text) : null;
  if (!time || Number.isNaN(time.getTime())) return html`<bdi>${text}</bdi>`;
  const clock = text.includes('T') ? `, ${time.toISOString().slice(11, 16)} UTC` : '';
  return html`<time datetime="${text}">${dayText(time)}${clock}</time>`;
}

function listMarkup(list: Json[]): Markup {
  const shown: Content[] = list.slice(0, LIST_LIMIT).map((item) => html`<li>${valueMarkup(item)}</li>\n`);
  const rest = list.length - shown.length;
  if (rest > 0)
    shown.push(html`<li class="quiet">and ${countText(rest, 'more', 'more')}: see export.json</li>`);
  const plain = list.every((item) => !isObject(item) && !Array.isArray(item));
  return plain ? html`<ul class="plain">${shown}</ul>` : html`<ol>${shown}</ol>`;
}

function objectMarkup(value: JsonObject): Markup {
  if (isMoney(value)) return moneyMarkup(value);
  // A MoneyBag asked for in one currency only: the amount says it all.
  const { shopMoney = null, ...rest } = value;
  const single = isObject(shopMoney) && isMoney(shopMoney) && Object.keys(rest).length === 0;
  return single ? moneyMarkup(shopMoney) : recordList(value);
}

/** Shopify's MoneyV2 and everything of its form. */
function isMoney(value: JsonObject): boolean {
  const { amount, currencyCode, ...rest } = value;
  const isAmount = typeof amount === 'string' || typeof amount === 'number';
  return isAmount && typeof currencyCode === 'string' && Object.keys(rest).length === 0;
}

function moneyMarkup({ amount, currencyCode }: JsonObject): Markup {
  return html`<bdi class="number">${String(amount)} ${String(currencyCode)}</bdi>`;
}

const NAMES = ['displayName', 'name', 'title', 'subject', 'email', 'id'];
const DATES = ['createdAt', 'processedAt', 'occurredAt', 'happenedAt', 'date', 'updatedAt'];

/** What tells a record from its neighbours at a glance: its name, and when it came to be. */
export function recordTitle(record: JsonObject, position: number): Markup {
  const name = firstText(record, NAMES) ?? `Record ${position}`;
  const date = firstText(record, DATES);
  const when = date && TIME.test(date) ? html` <span class="quiet">${textMarkup(date)}</span>` : null;
  return html`<bdi>${name}</bdi>${when}`;
}

function firstText(record: JsonObject, keys: string[]): string | undefined {
  for (const key of keys) {
    const value = Object.hasOwn(record, key) ? record[key] : null;
    if (typeof value === 'string' && value.trim() !== '') return value;
  }
  return undefined;
}
