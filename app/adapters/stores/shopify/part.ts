import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { Failure } from '../../../core/failure.ts';
import type { Gap, GatheredPage, Json, JsonObject } from '../../../core/store.ts';
import type { AdminClient } from './admin-client.ts';
import type { CollectionName } from './collections.ts';
import { gapsOf } from './gaps.ts';
import type { Person } from './person.ts';
import { type Connection, isConnection, json, plain } from './plain.ts';
import { readOn } from './read-on.ts';

/** What one reading of a part gives; `next` is the place within the part where the next one begins. */
export interface PartPage extends Omit<GatheredPage, 'cursor'> {
  next: Json;
}

/** A part of what Shopify holds: read page by page, each beginning at a place that is kept between slices. */
export interface Part {
  name: string;
  /** The collection that it fills first. */
  collection: CollectionName;
  /** @param place null = the beginning */
  read(admin: AdminClient, person: Person, place: Json): Promise<PartPage>;
  /** Pages that come as one stream, where the place is within one; null where it is not. */
  stream?(admin: AdminClient, person: Person, place: Json): AsyncIterable<PartPage> | null;
}

export const NO_COUNT = { added: 0, expected: null } as const;
export const EMPTY: PartPage = { batches: [], next: null, progress: NO_COUNT, gaps: [] };

type Batches = GatheredPage['batches'];
export const batch = (collection: CollectionName, records: JsonObject[]): Batches =>
  records.length > 0 ? [{ collection, records }] : [];

/** The first list of an answer: of the documents of parts it is the one that is paged. */
function pagedList(data: JsonObject): Connection | null {
  for (const value of Object.values(data)) {
    if (isConnection(value)) return value;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) continue;
    const inner = pagedList(value);
    if (inner) return inner;
  }
  return null;
}

/** Where a list goes on. After a lost cursor it is read anew, up to the last record that was taken. */
interface Place {
  after: string | null;
  last: string | null;
  skipping: boolean;
}
const START: Place = { after: null, last: null, skipping: false };

const idOf = ({ id }: JsonObject): string | null => (typeof id === 'string' ? id : null);

/** The nodes after the last one that was taken; all, unless the list is being read anew. */
function unread(nodes: JsonObject[], { last, skipping }: Place): { fresh: JsonObject[]; found: boolean } {
  if (!skipping) return { fresh: nodes, found: true };
  const at = nodes.findIndex((node) => idOf(node) === last);
  return { fresh: at < 0 ? [] : nodes.slice(at + 1), found: at >= 0 };
}

export interface Paged<Data, Variables extends { first: number }> {
  collection: CollectionName;
  document: TypedDocumentNode<Data, Variables>;
  /** Null when there is nothing to ask for this person. */
  variables(person: Person): Record<string, Json> | null;
  /** Which nodes are about the person; all, unless given. */
  isAbout?(person: Person, node: JsonObject): boolean;
  /** What becomes of the nodes; the collection's records, unless given. */
  more?(admin: AdminClient, person: Person, nodes: JsonObject[]): Promise<{ batches: Batches; gaps: Gap[] }>;
}

const moved = (collection: CollectionName): Gap => ({
  collection,
  reason: 'Shopify lost the place where the reading stopped, and the list has changed since.',
  remedy: 'Gather again.',
});

/** A part that is one list. */
export function paged<Data extends object, Variables extends { first: number }>(
  name: string,
  spec: Paged<Data, Variables>,
): Part {
  const { collection, document } = spec;

  async function take(admin: AdminClient, person: Person, at: Place): Promise<PartPage> {
    const own = spec.variables(person);
    if (own === null) return EMPTY;
    const first = admin.pageSize(document, own as Omit<Variables, 'first'>);
    const variables = { ...own, first, after: at.after };
    const { data, denials } = await admin.run(person.shopDomain, document, variables as unknown as Variables);
    const answer = json(data);
    const list = pagedList(answer);
    if (list === null) return { ...EMPTY, gaps: gapsOf(denials, () => collection) };
    const { fresh, found } = unread(list.nodes, at);
    list.nodes = spec.isAbout ? fresh.filter((node) => spec.isAbout?.(person, node)) : fresh;
    const further = await readOn(admin, person.shopDomain, { document, variables }, answer);
    const { hasNextPage, endCursor } = list.pageInfo;
    const last = (found ? list.nodes.map(idOf).findLast((id) => id !== null) : null) ?? at.last;
    const more = await spec.more?.(admin, person, list.nodes);
    const lost = !hasNextPage && !found ? [moved(collection)] : [];
    return {
      batches: [
        ...batch(
          collection,
          list.nodes.map((node) => plain(node)),
        ),
        ...(more?.batches ?? []),
      ],
      next: hasNextPage ? { after: endCursor ?? null, last, skipping: !found } : null,
      progress: NO_COUNT,
      gaps: [...gapsOf([...denials, ...further], () => collection), ...(more?.gaps ?? []), ...lost],
    };
  }

  return {
    name,
    collection,
    async read(admin, person, place) {
      const at = (place ?? START) as unknown as Place;
      try {
        return await take(admin, person, at);
      } catch (error) {
        if (!(error instanceof Failure) || error.code !== 'cursor-expired' || at.after === null) throw error;
        // Nothing was taken yet: then there is nothing to skip, either.
        return { ...EMPTY, next: { after: null, last: at.last, skipping: at.last !== null } };
      }
    },
  };
}
