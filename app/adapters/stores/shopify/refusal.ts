/** Fields that Shopify refuses: read from its errors, taken out of the query, and remembered for a while. */
import { type DocumentNode, type FieldNode, parse, print } from 'graphql';
import { fillNulls, missingPlaces, placesIn, without } from './prune.ts';
import { meaningOf, type ReplyError, UNDEFINED_FIELD } from './reply.ts';

/** A field that Shopify withheld, and why. Each field is named once, however many records lack it. */
export interface Denial {
  /** From the root inward by response keys, such as `orders.nodes.phone`; no list indexes. */
  path: string;
  /**
   * `scope`: the merchant has not granted it. `protected-data`: Shopify has not approved it. `unknown-field`: the
   * API has it no longer. `store-error`: Shopify failed to read it, several times.
   */
  reason: 'scope' | 'protected-data' | 'unknown-field' | 'store-error';
  /** In Shopify's words; names fields and scopes, never data. */
  message: string;
  /** Of `scope`: the access scopes that Shopify names: any of them would do, or all are wanted together. */
  scopes?: string[];
}
type Reason = Omit<Denial, 'path'>;

/** A document as it is sent, and what was taken out of it before. */
export interface Query {
  /** Whose nodes stand where `text` has them; null when nothing is left to ask. */
  document: DocumentNode | null;
  text: string;
  denials: readonly Denial[];
  /** Places of the original document that no reply has any more. */
  nulls: readonly string[];
}

function made(document: DocumentNode | null, rest: Pick<Query, 'denials' | 'nulls'>): Query {
  const text = document ? print(document) : '';
  return { document: document && parse(text), text, ...rest };
}

const whole = new WeakMap<DocumentNode, Query>();

/** The document with nothing taken out. */
export function queryOf(document: DocumentNode): Query {
  const query = whole.get(document) ?? made(document, { denials: [], nulls: [] });
  whole.set(document, query);
  return query;
}

function reasonOf(error: ReplyError): Reason {
  const { message, extensions } = error;
  if (meaningOf(error) !== 'field')
    return { reason: 'store-error', message: 'Shopify failed to read this field.' };
  if (extensions?.code !== 'ACCESS_DENIED') return { reason: 'unknown-field', message };
  if (message.includes('not approved')) return { reason: 'protected-data', message };
  // What follows "Also:" is about the user or the shop's plan, unless it is a scope that the app must have, too.
  const [required = '', also = ''] = message.split('Also:');
  const wanted = /^\s*Requires/.test(also) ? `${required} ${also}` : required;
  const scopes = [...wanted.matchAll(/`((?:read|write)_\w+)`/g)].map(([, scope = '']) => scope);
  return { reason: 'scope', message, scopes: [...new Set(scopes)] };
}

const pathOf = ({ path }: ReplyError): string =>
  (path ?? []).filter((key) => typeof key === 'string').join('.');

/** Each path once. */
const distinct = (denials: readonly Denial[]): Denial[] =>
  [...new Map(denials.toReversed().map((denial) => [denial.path, denial])).values()].toReversed();

/** What a query lacks and what its reply lacks beside. */
export const denialsOf = ({ denials }: Query, errors: readonly ReplyError[]): Denial[] =>
  distinct([...denials, ...errors.map((error) => ({ path: pathOf(error), ...reasonOf(error) }))]);

/** The innermost field that stands at a line and column of the query's text. */
function fieldAt({ document, text }: Query, { line, column }: { line: number; column: number }) {
  const before = text.split('\n').slice(0, line - 1);
  const offset = before.reduce((length, each) => length + each.length + 1, 0) + column - 1;
  const around = (document ? placesIn(document) : []).filter(
    ({ field: { loc } }) => loc && loc.start <= offset && offset < loc.end,
  );
  return around.sort((a, b) => (b.field.loc?.start ?? 0) - (a.field.loc?.start ?? 0))[0]?.field;
}

/** What a validation error is about: the place it names, else every field of that name. */
function invalidFields(query: Query, { message, locations, extensions }: ReplyError): FieldNode[] {
  const places = query.document ? placesIn(query.document) : [];
  const [, fieldName = extensions?.fieldName, typeName = extensions?.typeName] =
    UNDEFINED_FIELD.exec(message) ?? [];
  if (extensions?.code === 'undefinedType')
    return places.flatMap(({ field, types }) => (types.includes(typeName ?? '') ? [field] : []));
  const located = (locations ?? []).flatMap((location) => fieldAt(query, location) ?? []);
  const named = located.filter(({ name }) => fieldName === undefined || name.value === fieldName);
  if (named.length > 0 || fieldName === undefined) return named;
  const candidates = places.filter(({ field }) => field.name.value === fieldName);
  const certain = candidates.filter(({ types }) => types.includes(typeName ?? ''));
  return (certain.length > 0 ? certain : candidates).map(({ field }) => field);
}

/** Which fields of the query the errors refuse. */
export function refusedFields(query: Query, errors: readonly ReplyError[]): Map<FieldNode, Reason> {
  const refused = new Map<FieldNode, Reason>();
  const places = query.document ? placesIn(query.document) : [];
  for (const error of errors) {
    const path = pathOf(error);
    const reason = reasonOf(error);
    const fields =
      reason.reason === 'unknown-field'
        ? invalidFields(query, error)
        : places.flatMap((place) => (place.path === path ? [place.field] : []));
    for (const field of fields) if (!refused.has(field)) refused.set(field, reason);
  }
  return refused;
}

/** @returns the query without these fields, and with them among its denials */
export function queryWithout(
  original: DocumentNode,
  query: Query,
  refused: ReadonlyMap<FieldNode, Reason>,
): Query {
  if (query.document === null || refused.size === 0) return query;
  const document = without(query.document, new Set(refused.keys()));
  const denials = placesIn(query.document).flatMap(({ path, field }): Denial[] => {
    const reason = refused.get(field);
    return reason ? [{ path, ...reason }] : [];
  });
  const nulls = missingPlaces(original, document);
  return made(document, { denials: distinct([...query.denials, ...denials]), nulls });
}

/** The reply's data as the original document promises it: null where something was taken out. */
export const completed = (data: object, { nulls }: Query): object => fillNulls(data, nulls);

/** A refusal may be lifted at any time: by the merchant, by Shopify, by an update. */
const REMEMBERED_MS = 3 * 60_000;
const MOST_REMEMBERED = 2_000;

/** What was refused a short while ago, so that not every page is read twice. */
export class Refusals {
  readonly #now: () => number;
  readonly #known = new Map<string, { document: DocumentNode; query: Query; until: number }[]>();

  /** @param now milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** @param reader shop and access: another token may open more */
  find(reader: string, document: DocumentNode): Query | null {
    const known = this.#known.get(reader)?.find((each) => each.document === document);
    return known && known.until > this.#now() ? known.query : null;
  }

  remember(reader: string, document: DocumentNode, query: Query): void {
    const others = (this.#known.get(reader) ?? []).filter(
      (each) => each.document !== document && each.until > this.#now(),
    );
    this.#known.delete(reader);
    this.#known.set(reader, [...others, { document, query, until: this.#now() + REMEMBERED_MS }]);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST_REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
  }

  /** Asks for everything again. */
  forget(shopDomain: string): void {
    for (const reader of this.#known.keys())
      if (reader.startsWith(`${shopDomain}|`)) this.#known.delete(reader);
  }
}
