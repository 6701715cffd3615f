/**
 * Reads to the end what came in part: pages ask for few items of each nested list, for most have few, and every item
 * asked for has its price.
 */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { type DocumentNode, type FieldNode, Kind, parse, print, type SelectionSetNode } from 'graphql';
import type { Json, JsonObject } from '../../../core/store.ts';
import type { AdminClient, Denial } from './admin-client.ts';
import { inlined } from './bulk-document.ts';
import { noProgress } from './no-progress.ts';
import { type Connection, isConnection } from './plain.ts';

type ItemsDocument = TypedDocumentNode<
  { node: JsonObject | null },
  { id: string; first: number; after?: string | null }
>;

/** A list that goes on, of the object whose id is known. */
interface Open {
  ownerId: string;
  /** Response keys from the owner to the object in which the list lies. */
  path: string[];
  field: FieldNode;
  holder: JsonObject;
}

const keyOf = ({ alias, name }: FieldNode): string => (alias ?? name).value;
const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const typeOf = (gid: string): string => /^gid:\/\/shopify\/(\w+)\//.exec(gid)?.[1] ?? 'Node';

function* fieldsOf(set: SelectionSetNode | undefined): Generator<FieldNode> {
  for (const each of set?.selections ?? [])
    if (each.kind === Kind.FIELD) yield each;
    else if (each.kind === Kind.INLINE_FRAGMENT) yield* fieldsOf(each.selectionSet);
}

function sizeOf(field: FieldNode): number | null {
  const first = field.arguments?.find(({ name }) => name.value === 'first')?.value;
  return first?.kind === Kind.INT ? Number(first.value) : null;
}

/** Whether the list has, or may have, more than was asked for. */
function goesOn(field: FieldNode, value: Json | undefined): boolean {
  if (isConnection(value)) return value.pageInfo.hasNextPage;
  const size = sizeOf(field);
  return Array.isArray(value) && size !== null && value.length >= size;
}

type Owner = { id: string; path: string[] } | null;

/** Lists within that go on; those of no known owner are the business of whoever asked for the page. */
function* openLists(value: JsonObject, set: SelectionSetNode | undefined, owner: Owner): Generator<Open> {
  const own =
    typeof value.id === 'string' && value.id.startsWith('gid:') ? { id: value.id, path: [] } : owner;
  for (const field of fieldsOf(set)) {
    const key = keyOf(field);
    const inner = value[key];
    if (!field.selectionSet) continue;
    if (own && goesOn(field, inner)) yield { ownerId: own.id, path: own.path, field, holder: value };
    const within = own && { id: own.id, path: [...own.path, key] };
    if (isConnection(inner)) {
      const nodes = [...fieldsOf(field.selectionSet)].find((each) => keyOf(each) === 'nodes');
      for (const node of inner.nodes) yield* openLists(node, nodes?.selectionSet, null);
    } else if (Array.isArray(inner)) {
      for (const item of inner) if (isObject(item)) yield* openLists(item, field.selectionSet, null);
    } else if (isObject(inner)) yield* openLists(inner, field.selectionSet, within);
  }
}

const documents = new Map<string, ItemsDocument>();

/** Kept by its text, for the admin client remembers by document what was refused. */
function itemsDocument({ ownerId, path, field }: Open, isPaged: boolean): ItemsDocument {
  const args = (field.arguments ?? [])
    .filter(({ name }) => !['first', 'after'].includes(name.value))
    .map((each) => print(each));
  const paging = isPaged ? ['first: $first', 'after: $after'] : ['first: $first'];
  const alias = field.alias ? `${field.alias.value}: ` : '';
  const list = `${alias}${field.name.value}(${[...args, ...paging].join(', ')}) ${print(field.selectionSet ?? { kind: Kind.SELECTION_SET, selections: [] })}`;
  const nested = path.reduceRight((within, key) => `${key} { ${within} }`, list);
  const variables = isPaged ? '$id: ID!, $first: Int!, $after: String' : '$id: ID!, $first: Int!';
  const text = `query ReadOn(${variables}) { node(id: $id) { ... on ${typeOf(ownerId)} { ${nested} } } }`;
  const document: ItemsDocument = documents.get(text) ?? parse(text);
  documents.set(text, document);
  return document;
}

const follow = (value: JsonObject | null, path: readonly string[]): Json | undefined =>
  path.reduce<Json | undefined>((at, key) => (isObject(at) ? at[key] : undefined), value ?? undefined);

/** @returns what was newly read, and what was refused */
async function readList(admin: AdminClient, shop: string, open: Open): Promise<[JsonObject[], Denial[]]> {
  const { ownerId: id, path, field, holder } = open;
  const key = keyOf(field);
  const value = holder[key];
  const paged = isConnection(value);
  const document = itemsDocument(open, paged);
  const first = admin.pageSize(document, { id });
  if (!paged) {
    const { data, denials } = await admin.run(shop, document, { id, first });
    const all = follow(data.node, [...path, key]);
    if (Array.isArray(all)) holder[key] = all;
    return [Array.isArray(all) ? all.filter(isObject) : [], denials];
  }
  const fresh: JsonObject[] = [];
  const denied: Denial[] = [];
  let end: Connection['pageInfo'] = value.pageInfo;
  while (end.hasNextPage) {
    const { data, denials } = await admin.run(shop, document, { id, first, after: end.endCursor ?? null });
    denied.push(...denials);
    const more = follow(data.node, [...path, key]);
    // The owner is gone meanwhile: what was read of it stays.
    if (!isConnection(more)) break;
    for (const node of more.nodes) fresh.push(node);
    if (more.pageInfo.hasNextPage && more.pageInfo.endCursor === end.endCursor) throw noProgress();
    end = more.pageInfo;
  }
  for (const node of fresh) value.nodes.push(node);
  value.pageInfo = { hasNextPage: false, endCursor: null };
  return [fresh, denied];
}

/** The selection of a list's items. */
const itemsSelection = (field: FieldNode): SelectionSetNode | undefined =>
  [...fieldsOf(field.selectionSet)].find((each) => keyOf(each) === 'nodes')?.selectionSet ??
  field.selectionSet;

const selections = new WeakMap<DocumentNode, SelectionSetNode>();
function selectionOf(document: DocumentNode, variables: Record<string, unknown>): SelectionSetNode {
  const known = selections.get(document) ?? inlined(document, variables).selectionSet;
  selections.set(document, known);
  return known;
}

/**
 * Reads on every nested list of an answer that did not fit, into the answer itself. The page's own list is left.
 * @param data as `document` answers
 * @throws Failure
 */
export async function readOn(
  admin: AdminClient,
  shop: string,
  asked: { document: DocumentNode; variables: Record<string, unknown> },
  data: JsonObject,
): Promise<Denial[]> {
  const set = selectionOf(asked.document, asked.variables);
  const denials: Denial[] = [];
  let open = [...openLists(data, set, null)];
  while (open.length > 0) {
    const read = await Promise.all(
      open.map(async (each) => {
        const [fresh, denied] = await readList(admin, shop, each);
        denials.push(...denied.map((denial) => ({ ...denial, path: keyOf(each.field) })));
        const inner = itemsSelection(each.field);
        return fresh.flatMap((item) => [...openLists(item, inner, null)]);
      }),
    );
    open = read.flat();
  }
  return denials;
}
