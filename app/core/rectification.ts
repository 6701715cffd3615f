import { type CheckContext, checkField, type FieldKind, fieldText } from './person-field.ts';
import type { PlanBody, PlanDecision, PlannedWrite } from './plan.ts';
import { SHOPIFY_STORE } from './request.ts';
import type { Json, JsonObject } from './store.ts';

interface FieldRow {
  label: string;
  kind: FieldKind;
  /** What stands under the field. */
  help?: string;
  /** Why it cannot be emptied. */
  required?: string;
}

interface PartRow {
  /** What the plan calls it. */
  title: string;
  collection: string;
  /** The row of Shopify's table of writes that changes it. */
  operation: string;
  fields: Readonly<Record<string, FieldRow>>;
}

const NAMES = {
  firstName: { label: 'First name', kind: 'line' },
  lastName: { label: 'Last name', kind: 'line' },
} as const;

/**
 * What can be corrected, as far as Shopify's Admin API lets an app: one row per kind of record. Not among it is a
 * customer's own tax id (CustomerInput has no field for it); the tax ids of orders are.
 */
export const RECTIFIABLE = {
  customer: {
    title: 'Customer',
    collection: 'customer',
    operation: 'customer.update',
    fields: {
      ...NAMES,
      email: { label: 'E-mail', kind: 'email' },
      phone: { label: 'Phone', kind: 'phone', help: 'With country code, such as +44 20 7946 0000.' },
      note: { label: 'Note', kind: 'text', help: 'What your staff wrote about the person.' },
      taxExempt: { label: 'Exempt from tax', kind: 'flag', required: 'Choose yes or no.' },
    },
  },
  address: {
    title: 'Addresses',
    collection: 'addresses',
    operation: 'customer.address-update',
    fields: {
      ...NAMES,
      company: { label: 'Company', kind: 'line' },
      address1: { label: 'Address', kind: 'line' },
      address2: { label: 'Apartment, suite, etc.', kind: 'line' },
      zip: { label: 'Postal code', kind: 'zip' },
      city: { label: 'City', kind: 'line' },
      provinceCode: { label: 'Province or state code', kind: 'province', help: 'Such as CA for California.' },
      countryCode: { label: 'Country', kind: 'country', required: 'Shopify needs a country in an address.' },
      phone: { label: 'Phone', kind: 'phone' },
    },
  },
  metafield: {
    title: 'Metafields',
    collection: 'customer-metafields',
    operation: 'customer.metafield-set',
    fields: {},
  },
  order: {
    title: 'Tax ids of orders',
    collection: 'orders',
    operation: 'order.localized-field',
    fields: {},
  },
} as const satisfies Record<string, PartRow>;
export type PartName = keyof typeof RECTIFIABLE;

/** Kinds of metafields that can be corrected in a form, by Shopify's type. */
export const METAFIELD_KINDS: Readonly<Record<string, FieldKind>> = {
  single_line_text_field: 'line',
  multi_line_text_field: 'text',
  number_integer: 'integer',
  number_decimal: 'decimal',
  date: 'date',
  url: 'url',
  boolean: 'flag',
};

/** A field of a person's record as it stands, and how it may be corrected. */
export interface PersonField extends FieldRow {
  /** As the write names it. */
  name: string;
  value: Json;
}

/** A record about the person that can be corrected. */
export interface PersonPart {
  /** Tells it from the person's other records; stands in the names of its form fields. */
  id: string;
  part: PartName;
  title: string;
  /** What the write calls the record. */
  record: string;
  /** What the write names beside the fields, to find the record: whose it is, or what it is called. */
  named?: JsonObject;
  fields: PersonField[];
}

/** The fields of a part by its table, with the values that a record has. */
export const partFields = (part: PartName, values: JsonObject): PersonField[] =>
  Object.entries<FieldRow>(RECTIFIABLE[part].fields).map(([name, row]) => ({
    ...row,
    name,
    value: values[name] ?? null,
  }));

/** The name of a form field. */
export const fieldName = (part: PersonPart, field: PersonField): string => `${part.id}/${field.name}`;
/** The form field that says what was read when the form was opened. */
export const seenName = (name: string): string => `seen:${name}`;

/** One field that is to become another. */
export interface Correction {
  part: PersonPart;
  field: PersonField;
  after: Json;
}

export interface Corrections {
  changes: Correction[];
  /** What is wrong, by the name of the form field. */
  problems: Record<string, string>;
}

const MEANWHILE =
  'This was changed in Shopify in the meantime; what stands there now is shown beside it. Look again, then save.';

/** Phone numbers without prefix are read as of the country that the same record names. */
function contextOf(
  part: PersonPart,
  sent: Readonly<Record<string, string>>,
  shop: CheckContext,
): CheckContext {
  const country = part.fields.find(({ kind }) => kind === 'country');
  if (!country) return shop;
  const typed = sent[fieldName(part, country)] ?? fieldText(country.value);
  return { country: typed === '' ? shop.country : typed };
}

const sameText = (one: string, other: string): boolean =>
  one.replace(/\r\n?/g, '\n') === other.replace(/\r\n?/g, '\n');

/**
 * Compares a sent form with what stands in the records now. A field counts as corrected when it is no longer what
 * was seen as the form was opened; one that the record meanwhile has otherwise is asked about again.
 * @param shop the shop's country, for phone numbers without prefix
 */
export function readCorrections(
  parts: readonly PersonPart[],
  sent: Readonly<Record<string, string>>,
  shop: CheckContext,
): Corrections {
  const changes: Correction[] = [];
  const problems: Record<string, string> = {};
  for (const part of parts)
    for (const field of part.fields) {
      const name = fieldName(part, field);
      const typed = sent[name];
      const now = fieldText(field.value);
      const seen = sent[seenName(name)] ?? now;
      if (typed === undefined || sameText(typed, seen) || sameText(typed, now)) continue;
      const checked = checkField(field.kind, typed, contextOf(part, sent, shop), field.required);
      if ('problem' in checked) problems[name] = checked.problem;
      else if (!sameText(seen, now)) problems[name] = MEANWHILE;
      else if (checked.value !== field.value) changes.push({ part, field, after: checked.value });
    }
  return { changes, problems };
}

const decisionOf = (name: PartName, changes: readonly Correction[]): PlanDecision => ({
  store: SHOPIFY_STORE,
  collection: RECTIFIABLE[name].collection,
  title: RECTIFIABLE[name].title,
  fields: [...new Set(changes.map(({ field }) => field.name))],
  ...{ action: 'change', ground: 'rectification', until: null },
  records: new Set(changes.map(({ part }) => part.id)).size,
});

const fieldsOf = (changes: readonly Correction[], pick: (change: Correction) => Json): JsonObject =>
  Object.fromEntries(changes.map((change) => [change.field.name, pick(change)]));

/** Metafields have texts for values, whatever their type; one without a value has none. */
function metafieldSide(named: JsonObject, { value = null }: JsonObject): JsonObject {
  const { type = null } = named;
  return { ...named, ...(value === null ? { type: null, value } : { type, value: String(value) }) };
}

/** The write that leads from what a record has to what it is to have. */
function writeOf({ part, named = {}, record }: PersonPart, changes: readonly Correction[]): PlannedWrite {
  const { collection, operation } = RECTIFIABLE[part];
  const side = (fields: JsonObject) =>
    part === 'metafield' ? metafieldSide(named, fields) : { ...named, ...fields };
  return {
    ...{ store: SHOPIFY_STORE, operation, collection, record },
    before: side(fieldsOf(changes, ({ field }) => field.value)),
    after: side(fieldsOf(changes, ({ after }) => after)),
  };
}

/** What is proposed for a person's corrections: one write per record. */
export function rectificationPlan(changes: readonly Correction[]): PlanBody {
  const byPart = Map.groupBy(changes, ({ part }) => part.part);
  const byRecord = Map.groupBy(changes, ({ part }) => part.id);
  return {
    ...{ v: 1, kind: 'rectification' },
    decisions: [...byPart].map(([name, some]) => decisionOf(name, some)),
    writes: [...byRecord.values()].flatMap((some) => (some[0] ? [writeOf(some[0].part, some)] : [])),
    operations: [{ store: SHOPIFY_STORE, operation: 'write', notBefore: null }],
  };
}

/** What a write names to find the record. */
const NAMING = ['customerId', 'namespace', 'key', 'type'];

/**
 * The plan that takes corrections back: what was written becomes what is found, and the other way round.
 * @param writes those of the plan that were carried out
 */
export function counterPlan(writes: readonly PlannedWrite[]): PlanBody {
  const opposite = writes.map(({ before, after, ...write }) => ({ ...write, before: after, after: before }));
  const byCollection = Map.groupBy(opposite, ({ collection }) => collection);
  const titles = new Map(Object.values(RECTIFIABLE).map(({ collection, title }) => [collection, title]));
  return {
    ...{ v: 1, kind: 'rectification' },
    decisions: [...byCollection].map(([collection, some]) => ({
      ...{ store: SHOPIFY_STORE, collection, title: titles.get(collection as never) ?? collection },
      fields: [...new Set(some.flatMap(({ after }) => Object.keys(after)))].filter(
        (name) => !NAMING.includes(name),
      ),
      ...{ action: 'change', ground: 'rectification', until: null },
      records: new Set(some.map(({ record }) => record)).size,
    })),
    writes: opposite,
    operations: [{ store: SHOPIFY_STORE, operation: 'write', notBefore: null }],
  };
}

const flagText = (value: Json): string => (value === true || value === 'true' ? 'yes' : 'no');

/** What a plan's writes leave in the form's fields, for whoever opens the form again before it is approved. */
export function proposedTexts(
  parts: readonly PersonPart[],
  writes: readonly PlannedWrite[],
): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const part of parts) {
    const own = writes.find(
      ({ operation, record, after }) =>
        operation === RECTIFIABLE[part.part].operation &&
        record === part.record &&
        Object.entries(part.named ?? {}).every(([name, value]) => name === 'type' || after[name] === value),
    );
    for (const field of part.fields) {
      const after = own?.after[field.name];
      if (after !== undefined)
        texts[fieldName(part, field)] = field.kind === 'flag' ? flagText(after) : fieldText(after);
    }
  }
  return texts;
}
