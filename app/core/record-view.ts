import { dayText, momentText } from './date-text.ts';
import {
  FREE_FORM_VALUES,
  freeFormKind,
  isKeyField,
  type Redaction,
  recordKey,
  withWhole,
} from './disclosure.ts';
import { childPath, isBlank, isJsonObject } from './field-path.ts';
import { foldText } from './fold-text.ts';
import { labelText } from './label-text.ts';
import type { NeverDisclosed } from './never-disclosed.ts';
import { kindInText } from './number-in-text.ts';
import { isOwn } from './own-texts.ts';
import { data, rowText, type Saying, say, sentences } from './saying.ts';
import type { CollectionDescription, FieldPath, Json, JsonObject } from './store.ts';

/** A text as the store has it, which no language changes; or words of ours. */
export type TextView = string | { say: Saying };

/** A value as staff read it: a text, the fields of an object, or the items of a list. */
export type ValueView = TextView | { fields: FieldView[] } | { items: ValueView[]; more: number };

export interface FieldView {
  label: Saying;
  /** The label is a name that a merchant or an app gave: no words of ours. */
  isGivenName?: true;
  /** Where it can be left out by itself; null where it cannot: a key, or a name that no path can say. */
  path: FieldPath | null;
  value: ValueView;
  /** Who else than the person it may be about. */
  other?: Saying;
  /** Which kind of what California forbids to disclose it holds. */
  sensitive?: NeverDisclosed;
}

/** A record as staff look through it before an answer is released: all that is in it, but for what is empty. */
export interface RecordView {
  /** As `recordKey` gives it. */
  key: string;
  /** Where it lies in its collection; positions rise, not without gaps. */
  position: number;
  title: TextView;
  /** When it came to be. */
  when: Saying | null;
  fields: FieldView[];
  /** Why it is left out together with a record that it belongs to; null where it is not. */
  leftOutWith: string | null;
  /** Some field may be about somebody else. */
  hasOthers: boolean;
  /** Some field is of a kind that California forbids to disclose. */
  hasSensitive: boolean;
}

/** A page stays quick: what is longer is cut, and says so. The archive has all. */
const MOST_ITEMS = 50;
const MOST_CHARACTERS = 2_000;

const NAMES = ['displayName', 'name', 'title', 'subject', 'message', 'email', 'key', 'address1', 'label'];
const DATES = ['createdAt', 'processedAt', 'occurredAt', 'happenedAt', 'date', 'at', 'updatedAt'];
const DAY = /^\d{4}-\d\d-\d\d$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/;
const GLOBAL_ID = /^gid:\/\/[\w-]+\/(\w+)\/([^/?]+)(?:\?.*)?$/;

/** Shopify's global ids in words: `gid://shopify/Order/5001` is "Order 5001". */
export function idText(text: string): TextView {
  const [, type, id] = GLOBAL_ID.exec(text) ?? [];
  return type && id ? { say: say('{kind} {id}', { kind: say(labelText(type)), id }) } : text;
}

/** The ids that a record's key is made of, in words; one of them as it is. */
export function keyView(key: string): TextView {
  const ids = key.split('|').map(idText);
  const [first] = ids;
  return ids.length === 1 && first !== undefined ? first : { say: rowText(ids.map(asSaying)) };
}

/** For a place that takes nothing but a saying. */
export const asSaying = (text: TextView): Saying => (typeof text === 'string' ? data(text) : text.say);

/** A field's way from its record inward, in words. */
export const pathText = (path: FieldPath): Saying =>
  sentences(...path.split('.').flatMap((field, at) => [at === 0 ? '' : '›', labelText(field)]));

interface Reading {
  description: CollectionDescription;
  timeZone: string;
  own: ReadonlySet<string>;
  found: { others: boolean; sensitive: boolean };
}

/**
 * @param at.timeZone in which times are told (IANA)
 * @param at.redactions what is left out of the request's answer
 * @param at.own what the person is called: where that stands, nobody else is meant
 */
export function recordView(
  description: CollectionDescription,
  record: JsonObject,
  at: {
    position: number;
    timeZone: string;
    own: ReadonlySet<string>;
    redactions?: readonly Redaction[];
  },
): RecordView {
  const found = { others: false, sensitive: false };
  const reading = { description, timeZone: at.timeZone, own: at.own, found };
  const fields = fieldViews(reading, record, '');
  const date = firstText(record, DATES, (text) => TIME.test(text) || DAY.test(text));
  return {
    key: recordKey(description, record),
    position: at.position,
    title: titleOf(description, record),
    when: date === null ? null : timeText(date, at.timeZone),
    fields,
    leftOutWith: withWhole(description, at.redactions ?? [])(record),
    hasOthers: found.others,
    hasSensitive: found.sensitive,
  };
}

function titleOf(description: CollectionDescription, record: JsonObject): TextView {
  const name = firstText(record, NAMES, (text) => text.trim() !== '');
  const title = name ?? keyView(recordKey(description, record));
  return typeof title === 'string' && title.length > 120 ? `${title.slice(0, 120)}…` : title;
}

function firstText(record: JsonObject, names: string[], fits: (text: string) => boolean): string | null {
  for (const name of names) {
    const value = Object.hasOwn(record, name) ? record[name] : null;
    if (typeof value === 'string' && fits(value)) return value;
  }
  return null;
}

function fieldViews(reading: Reading, object: JsonObject, path: FieldPath | null): FieldView[] {
  const freeForm = freeFormKind(object);
  return Object.entries(object).flatMap(([name, value]) => {
    if (isBlank(value)) return [];
    const own = path === null || name.includes('.') ? null : childPath(path, name);
    const kind = FREE_FORM_VALUES.includes(name) ? freeForm : null;
    return [fieldView(reading, { name, value, path: own, kind })];
  });
}

function fieldView(
  reading: Reading,
  field: { name: string; value: Json; path: FieldPath | null; kind: NeverDisclosed | null },
): FieldView {
  const { description, own, found } = reading;
  const { name, value, path } = field;
  const other = path === null || isOwn(value, own) ? undefined : description.others?.[path];
  const named = path === null ? undefined : description.neverDisclosed?.[path];
  const sensitive = named ?? field.kind ?? kindInValue(value) ?? undefined;
  found.others ||= other !== undefined;
  found.sensitive ||= sensitive !== undefined;
  return {
    label: labelText(name),
    path: path === null || !isRedactable(description, path) ? null : path,
    value: valueView(reading, value, path),
    ...(other === undefined ? {} : { other }),
    ...(sensitive === undefined ? {} : { sensitive }),
  };
}

/** Where a number stands in a text itself; what stands further in is marked there. */
function kindInValue(value: Json): NeverDisclosed | null {
  if (typeof value === 'string') return kindInText(value);
  if (!Array.isArray(value)) return null;
  for (const item of value) {
    const kind = typeof item === 'string' ? kindInText(item) : null;
    if (kind !== null) return kind;
  }
  return null;
}

/** Whether a field may be left out by itself: not what a record is known by, and not what ties it to others. */
export const isRedactable = (description: CollectionDescription, path: FieldPath): boolean =>
  !isKeyField(description, path) && !Object.hasOwn(description.refersTo ?? {}, path);

function valueView(reading: Reading, value: Json, path: FieldPath | null): ValueView {
  if (Array.isArray(value)) {
    if (value.length <= MOST_ITEMS && value.every(isPair)) return { fields: pairViews(reading, value, path) };
    const items = value.slice(0, MOST_ITEMS).map((item) => valueView(reading, item, path));
    const more = value.length - items.length;
    if (more > 0) return { items, more };
    if (items.every((item) => typeof item === 'string')) return items.join(', ');
    return items.length > 0 && items.every(isSaid)
      ? { say: rowText(items.map(({ say }) => say)) }
      : { items, more };
  }
  if (!isJsonObject(value)) return scalarText(value, reading.timeZone);
  const money = moneyText(value);
  return money ?? { fields: fieldViews(reading, value, path) };
}

const isSaid = (value: ValueView): value is { say: Saying } => typeof value === 'object' && 'say' in value;

type Pair = JsonObject & { key: string };

/** Attributes: a name that a merchant or an app chose, and its value. */
function isPair(item: Json): item is Pair {
  if (!isJsonObject(item) || typeof item.key !== 'string') return false;
  return Object.keys(item).sort().join() === 'key,value';
}

/** Each under its own name, as it was written; that name stays when the value is left out. */
const pairViews = (reading: Reading, pairs: Pair[], path: FieldPath | null): FieldView[] =>
  pairs.flatMap((pair) => {
    const value = pair.value ?? null;
    if (isBlank(value)) return [];
    const own = path === null ? null : childPath(path, 'value');
    const kind = freeFormKind(pair);
    return [
      {
        ...fieldView(reading, { name: 'value', value, path: own, kind }),
        label: pair.key,
        isGivenName: true,
      },
    ];
  });

/** Shopify's MoneyV2, and a MoneyBag that was asked for in one currency. */
function moneyText(value: JsonObject): string | null {
  const { amount, currencyCode, shopMoney, ...rest } = value;
  if (Object.keys(rest).length > 0) return null;
  if (amount === undefined && currencyCode === undefined)
    return isJsonObject(shopMoney) ? moneyText(shopMoney) : null;
  const isAmount = typeof amount === 'string' || typeof amount === 'number';
  return isAmount && typeof currencyCode === 'string' && shopMoney === undefined
    ? `${amount} ${currencyCode}`
    : null;
}

function scalarText(value: string | number | boolean | null, timeZone: string): TextView {
  if (typeof value === 'string') return textOf(value, timeZone);
  if (typeof value === 'boolean') return { say: value ? say('Yes') : say('No') };
  return value === null ? '–' : String(value);
}

/** A day or a moment; null for any other text. */
function timeText(text: string, timeZone: string): Saying | null {
  if (Number.isNaN(Date.parse(text))) return null;
  if (DAY.test(text)) return dayText(text);
  return TIME.test(text) ? momentText(text, timeZone) : null;
}

function textOf(text: string, timeZone: string): TextView {
  const time = timeText(text, timeZone);
  if (time !== null) return { say: time };
  if (text.length <= MOST_CHARACTERS) return idText(text);
  const [begins, count] = [text.slice(0, MOST_CHARACTERS), text.length - MOST_CHARACTERS];
  return { say: say('{begins}… (and {count, number} characters more)', { begins, count }) };
}

/** Whether a text, as `foldText` gives it, occurs in any value of a record. */
export function hasText(value: Json, folded: string): boolean {
  if (Array.isArray(value)) return value.some((item) => hasText(item, folded));
  if (isJsonObject(value)) return Object.values(value).some((inner) => hasText(inner, folded));
  return value !== null && foldText(String(value)).includes(folded);
}
