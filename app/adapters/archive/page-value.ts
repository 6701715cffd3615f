import { isMark } from '../../core/disclosure.ts';
import { labelText } from '../../core/label-text.ts';
import type { Json, JsonObject } from '../../core/store.ts';
import { type Content, html, type Markup } from './markup.ts';
import { isEmpty, isObject } from './shape.ts';
import { countText, dayText } from './words.ts';

/** Of one record the page shows so much; export.json has all. */
const LIST_LIMIT = 50;
const FIELD_LIMIT = 200;
const TEXT_LIMIT = 10_000;
/** Lists and objects within each other. */
const DEPTH_LIMIT = 10;

const TIME = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/;

/** A record's fields as a description list, nested as they are. What is empty is left out. */
export function recordList(record: JsonObject, depth = 0): Markup {
  const fields = Object.entries(record).filter(([, value]) => !isEmpty(value) && value !== '');
  if (fields.length === 0) return html`<p class="quiet">Every field of this record is empty.</p>`;
  const items = fields
    .slice(0, FIELD_LIMIT)
    .map(
      ([key, value]) =>
        html`<div><dt><bdi>${labelText(key)}</bdi></dt><dd>${valueMarkup(value, depth)}</dd></div>\n`,
    );
  const rest = fields.length - items.length;
  return html`<dl>${items}</dl>${rest > 0 ? html`<p class="quiet">${restText(rest)}</p>` : null}`;
}

const restText = (rest: number): string => `and ${countText(rest, 'more', 'more')}: see export.json`;

/** Any value, readable: dates in words, amounts with their currency, yes and no. */
export function valueMarkup(value: Json, depth = 0): Markup {
  if (isEmpty(value) || value === '') return html`<span class="quiet">–</span>`;
  if (typeof value === 'string') return textMarkup(value);
  if (depth === DEPTH_LIMIT && typeof value === 'object')
    return html`<span class="quiet">more within: see export.json</span>`;
  if (Array.isArray(value)) return listMarkup(value, depth + 1);
  if (isObject(value)) return objectMarkup(value, depth + 1);
  return html`${typeof value === 'boolean' ? (value ? 'Yes' : 'No') : String(value)}`;
}

function textMarkup(text: string): Markup {
  if (isMark(text)) return html`<em class="quiet">${text}</em>`;
  const time = TIME.test(text) ? new Date(text) : null;
  if (!time || Number.isNaN(time.getTime())) return longText(text);
  const clock = text.includes('T') ? `, ${time.toISOString().slice(11, 16)} UTC` : '';
  return html`<time datetime="${text}">${dayText(time)}${clock}</time>`;
}

function longText(text: string): Markup {
  if (text.length <= TEXT_LIMIT) return html`<bdi>${text}</bdi>`;
  return html`<bdi>${text.slice(0, TEXT_LIMIT)}</bdi> <span class="quiet">… and so on: see export.json</span>`;
}

function listMarkup(list: Json[], depth: number): Markup {
  const shown: Content[] = list
    .slice(0, LIST_LIMIT)
    .map((item) => html`<li>${valueMarkup(item, depth)}</li>\n`);
  const rest = list.length - shown.length;
  if (rest > 0) shown.push(html`<li class="quiet">${restText(rest)}</li>`);
  const plain = list.every((item) => !isObject(item) && !Array.isArray(item));
  return plain ? html`<ul class="plain">${shown}</ul>` : html`<ol>${shown}</ol>`;
}

function objectMarkup(value: JsonObject, depth: number): Markup {
  if (isMoney(value)) return moneyMarkup(value);
  // A MoneyBag asked for in one currency only: the amount says it all.
  const { shopMoney = null, ...rest } = value;
  const single = isObject(shopMoney) && isMoney(shopMoney) && Object.keys(rest).length === 0;
  return single ? moneyMarkup(shopMoney) : recordList(value, depth);
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
