import { isBlank, isJsonObject, isWithin, mapAt } from './field-path.ts';
import { disclosureUnder, lawsOf } from './law/regimes.ts';
import { kindOfName, NEVER_DISCLOSED, type NeverDisclosed } from './never-disclosed.ts';
import { replaceNumbers } from './number-in-text.ts';
import { type Saying, say } from './saying.ts';
import type { CollectionDescription, FieldPath, Json, JsonObject } from './store.ts';
import { english } from './words.ts';

/** Under which rules an answer is given. */
export const DISCLOSURES = {
  full: {
    label: 'No rule holds anything back',
    what: 'The person gets all that is held about them, as GDPR and UK GDPR want it.',
    masks: false,
  },
  california: {
    label: 'California: some numbers are held back',
    what: 'Government ID, financial account and insurance numbers, passwords, security answers and biometric data are not disclosed; the answer says that they are held (11 CCR 7024(d)).',
    masks: true,
  },
} as const satisfies Record<string, { label: Saying; what: Saying; masks: boolean }>;
export type Disclosure = keyof typeof DISCLOSURES;
export const DISCLOSURE_NAMES = Object.keys(DISCLOSURES) as [Disclosure, ...Disclosure[]];

/** The rules of a request: those that staff have chosen, else those of the laws that it stands under. */
export function disclosureOf(request: {
  disclosure: string | null;
  jurisdiction: string;
  regimes?: unknown;
}): Disclosure {
  const chosen = request.disclosure;
  if (chosen !== null && Object.hasOwn(DISCLOSURES, chosen)) return chosen as Disclosure;
  return disclosureUnder(lawsOf(request));
}

/** Why staff leave something out of an answer: to themselves (`label`, `what`), and to the person. */
export const REDACTION_REASONS = {
  'other-person': {
    label: 'It is about another person',
    what: 'A gift recipient, someone of the household, a colleague (GDPR Art. 15(4)).',
    inPlace: say('about another person'),
    toPerson: say('It is about another person, whose rights it would harm to disclose it (GDPR Art. 15(4)).'),
  },
  'trade-secret': {
    label: 'It is a trade secret',
    what: 'How prices, scores or suppliers are worked out (GDPR Art. 15(4), recital 63).',
    inPlace: say('a trade secret'),
    toPerson: say('It would disclose a trade secret of the shop (GDPR Art. 15(4), recital 63).'),
  },
  privilege: {
    label: 'It is legal advice',
    what: 'Correspondence with a lawyer, or what was prepared for a lawsuit.',
    inPlace: say('legal advice'),
    toPerson: say('It is confidential legal advice, or was prepared for a lawsuit.'),
  },
  security: {
    label: 'It would endanger security',
    what: 'How fraud is recognised, or how an account or system is protected.',
    inPlace: say('it protects accounts or systems'),
    toPerson: say(
      'To disclose it would weaken how accounts and systems are protected, or how fraud is recognised.',
    ),
  },
  'other-law': {
    label: 'Another law forbids it',
    what: 'A duty of secrecy, or an inquiry of the authorities.',
    inPlace: say('another law forbids it'),
    toPerson: say('Another law forbids the shop to disclose it.'),
  },
} as const satisfies Record<string, { label: Saying; what: Saying; inPlace: Saying; toPerson: Saying }>;
export type RedactionReason = keyof typeof REDACTION_REASONS;
export const REDACTION_REASON_NAMES = Object.keys(REDACTION_REASONS) as [
  RedactionReason,
  ...RedactionReason[],
];

/** One thing that staff leave out. */
export interface Redaction {
  collection: string;
  /** As `recordKey` gives it; empty = every record. */
  recordKey: string;
  /** Empty = the whole record. */
  path: FieldPath;
  reason: string;
}

/** The field that says so where a whole record is left out. */
export const LEFT_OUT_FIELD = 'leftOut';

/** What the person reads in place of what is left out: English, as the archive is. */
export const leftOutText = (reason: string): string =>
  english.t('[left out: {why}]', { why: REDACTION_REASONS[reason as RedactionReason]?.inPlace ?? reason });
export const maskedText = (kind: NeverDisclosed): string =>
  english.t('[held, not disclosed: {what}]', { what: NEVER_DISCLOSED[kind].label });

/** Whether a text is one of these, in place of what was there. */
export const isMark = (text: string): boolean => /^\[(?:left out|held, not disclosed): .+\]$/s.test(text);

/** Tells a record from all others of its collection: its key fields' texts joined with "|". */
export const recordKey = ({ key }: Pick<CollectionDescription, 'key'>, record: JsonObject): string =>
  key.map((field) => (Object.hasOwn(record, field) ? keyText(record[field] ?? null) : '')).join('|');

const keyText = (value: Json): string =>
  value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);

/** Whether a field must stay, because a record is known by it. */
export const isKeyField = ({ key }: Pick<CollectionDescription, 'key'>, path: FieldPath): boolean =>
  key.some((field) => isWithin(path, field));

/** Where a field of free name keeps what must be held back, in the fields named below; null: nowhere. */
export function freeFormKind(object: JsonObject): NeverDisclosed | null {
  const own = (field: string) => (Object.hasOwn(object, field) ? (object[field] ?? null) : null);
  if (FREE_FORM_VALUES.every((field) => own(field) === null)) return null;
  const definition = own('definition');
  const names = [
    own('namespace'),
    own('key'),
    own('name'),
    isJsonObject(definition) ? definition.name : null,
  ];
  const texts = names.filter((name) => typeof name === 'string');
  if (texts.length === 0) return null;
  return kindOf(texts.join(' ')) ?? kindWithin(FREE_FORM_VALUES.map((field) => parsed(own(field))));
}
export const FREE_FORM_VALUES = ['value', 'jsonValue'];

/** Our own text in a name tells nothing of its field. */
const kindOf = (name: string): NeverDisclosed | null => kindOfName(name.replace(MASKED, ''));

/** Metafields of type JSON come as text. */
function parsed(value: Json): Json {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Level by level: a shopper's text may be nested deeper than any call stack is. */
function kindWithin(value: Json): NeverDisclosed | null {
  const open = [value];
  for (const each of open) {
    if (Array.isArray(each)) for (const item of each) open.push(item);
    if (!isJsonObject(each)) continue;
    for (const [name, inner] of Object.entries(each)) {
      const kind = isBlank(inner) ? null : kindOf(name);
      if (kind !== null) return kind;
      open.push(inner);
    }
  }
  return null;
}

/** Bounded, so that a name of many beginnings is no work. */
const MASKED = /\[held, not disclosed: [^\][]{0,100}\]/g;

type Transform = (record: JsonObject) => JsonObject;
type OnMasked = (kind: NeverDisclosed) => void;
/** Nothing is said to be held, or left out, where nothing is. */
const unlessBlank =
  (text: string, told: () => void = () => undefined) =>
  (value: Json): Json => {
    if (isBlank(value)) return value;
    told();
    return text;
  };

function maskFreeForm<Value extends Json>(value: Value, onMasked: OnMasked): Value;
function maskFreeForm(value: Json, onMasked: OnMasked): Json {
  if (typeof value === 'string') return maskNumbers(value, onMasked);
  if (Array.isArray(value)) return value.map((item) => maskFreeForm(item, onMasked));
  if (!isJsonObject(value)) return value;
  const kind = freeFormKind(value);
  const hide = kind === null ? null : unlessBlank(maskedText(kind), () => onMasked(kind));
  return Object.fromEntries(
    Object.entries(value).map(([field, inner]) =>
      hide && FREE_FORM_VALUES.includes(field)
        ? [field, hide(inner)]
        : [field, maskFreeForm(inner, onMasked)],
    ),
  );
}

const maskNumbers = (text: string, onMasked: OnMasked): string =>
  replaceNumbers(text, (kind) => {
    onMasked(kind);
    return maskedText(kind);
  });

/**
 * Holds back what must not be disclosed: the fields that the description names, free-form ones by their names, and
 * in any text the numbers that tell themselves by their form.
 */
function masking(description: CollectionDescription, onMasked: OnMasked): Transform {
  const named = Object.entries(description.neverDisclosed ?? {}).filter(
    ([path]) => !isKeyField(description, path),
  );
  return (record) => {
    const masked = named.reduce(
      (changed, [path, kind]) =>
        mapAt(
          changed,
          path,
          unlessBlank(maskedText(kind), () => onMasked(kind)),
        ),
      record,
    );
    const free = maskFreeForm(masked, onMasked);
    // A record's key may look like a field of free name; it is what it is known by.
    return { ...free, ...keyFields(description, record) };
  };
}

const keyFields = ({ key }: CollectionDescription, record: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(record).filter(([field]) => key.includes(field)));

/** Why a record is left out together with one that it belongs to; null if none of them is. */
export function withWhole(
  { name, refersTo = {} }: CollectionDescription,
  redactions: readonly Redaction[],
): (record: JsonObject) => string | null {
  const ties = Object.entries(refersTo).flatMap(([field, target]) => {
    const whole = redactions.filter(
      ({ collection, path }) => target !== name && collection === target && path === '',
    );
    const reasons = new Map(whole.map(({ recordKey: key, reason }) => [key, reason]));
    return reasons.size > 0 ? [{ field, reasons }] : [];
  });
  return (record: JsonObject): string | null => {
    for (const { field, reasons } of ties) {
      const key = Object.hasOwn(record, field) ? keyText(record[field] ?? null) : '';
      const reason = reasons.get('') ?? (key === '' ? undefined : reasons.get(key));
      if (reason !== undefined) return reason;
    }
    return null;
  };
}

const leaveOut: (record: JsonObject, redaction: Redaction) => JsonObject = (record, { path, reason }) =>
  mapAt(record, path, unlessBlank(leftOutText(reason)));

/**
 * What becomes of a collection's record before it is disclosed: masked by the rules, then without what staff leave
 * out, with a readable text in each place. A whole record that is left out keeps its key fields, so that the number
 * of records stays the same and says so; what belongs to it in other collections goes with it.
 * Applied twice it changes nothing more.
 * @param onMasked is told of each value that was masked
 */
export function disclose(
  description: CollectionDescription,
  rules: Disclosure,
  redactions: readonly Redaction[],
  onMasked: OnMasked = () => undefined,
): Transform {
  const own = redactions.filter(
    ({ collection, path }) => collection === description.name && !isKeyField(description, path),
  );
  const byKey = Map.groupBy(own, (redaction) => redaction.recordKey);
  const everywhere = byKey.get('') ?? [];
  const leftOutWith = withWhole(description, redactions);
  const mask = DISCLOSURES[rules].masks ? masking(description, onMasked) : (record: JsonObject) => record;
  return (record) => {
    // What is decided for one record stands over what is decided for all.
    const those = everywhere.concat(byKey.get(recordKey(description, record)) ?? []);
    const whole = those.findLast(({ path }) => path === '');
    const why = whole?.reason ?? leftOutWith(record);
    if (why !== null) return { ...keyFields(description, record), [LEFT_OUT_FIELD]: leftOutText(why) };
    return those.reduce(leaveOut, mask(record));
  };
}
