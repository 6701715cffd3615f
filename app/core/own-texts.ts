import { isJsonObject } from './field-path.ts';
import { foldText } from './fold-text.ts';
import type { Json, JsonObject } from './store.ts';

/** Fields in which a person is named, in records of Shopify and of our own. */
const NAMING = [
  'displayName',
  'name',
  'firstName',
  'lastName',
  'email',
  'emailAddress',
  'phone',
  'phoneNumber',
];

function textsIn(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([field, inner]) =>
    typeof inner === 'string' ? (NAMING.includes(field) ? [inner] : []) : textsIn(inner),
  );
}

const fullName = ({ firstName, lastName }: JsonObject): string =>
  [firstName, lastName].filter((part) => typeof part === 'string').join(' ');

/** What the person is called and reached by, as their own record has it; folded, for `isOwn`. */
export function ownTexts(record: JsonObject): ReadonlySet<string> {
  const texts = [...textsIn(record), fullName(record)].filter((text) => text.trim() !== '');
  return new Set(texts.map(foldText));
}

/** Whether a value that may be about somebody else names the person and nobody else. */
export function isOwn(value: Json, own: ReadonlySet<string>): boolean {
  if (typeof value === 'string') return own.has(foldText(value));
  const named = textsIn(value);
  return named.length > 0 && named.every((text) => own.has(foldText(text)));
}
