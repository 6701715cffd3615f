import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { Failure } from '../../../core/failure.ts';
import type { Gap, GatheredPage, Json, JsonObject } from '../../../core/store.ts';
import type { AdminClient } from './admin-client.ts';
import { beyond } from './bulk.ts';
import { type ByIds, readByIds } from './by-ids.ts';
import type { CollectionName } from './collections.ts';
import { gapsOf } from './gaps.ts';
import { noProgress } from './no-progress.ts';
import { digitsOf, type Person } from './person.ts';
import { type Connection, isConnection, json, plain } from './plain.ts';
import { readOn } from './read-on.ts';

/** What one reading of a part gives; `next` is the place within the part where the next one begins. */
export interface PartPage extends Omit<GatheredPage, 'cursor'> {
  next: Json;
  /** Shopify has no customer record under this id any more: what hangs on it cannot be asked for. */
  gone?: boolean;
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

/**
 * What of a list's place is asked for. A list in ascending order of ids is read beyond the last one: no cursor can
 * expire, and no list is too deep to be paged.
 */
function whereOf(byId: boolean, { query = null }: Record<string, Json>, { after, last }: Place) {
  if (!byId) return { after };
  if (last === null) return { query };
  const lastId = digitsOf(last);
  return { query: typeof query === 'string' ? beyond(query, lastId) : `id:>${lastId}` };
}

/** @returns what was withheld */
async function makeWhole(admin: AdminClient, person: Person, document: ByIds, list: Connection) {
  const ids = list.nodes.flatMap((node) => idOf(node) ?? []);
  const { nodes, denials } = await readByIds(admin, person.shopDomain, document, ids);
  list.nodes = nodes;
  return denials;
}

export interface Paged<Data, Variables extends { first: number }> {
  collection: CollectionName;
  /** The document sorts by ids and takes a `query`, instead of `after`. */
  byId?: boolean;
  document: TypedDocumentNode<Data, Variables>;
  /** Null when there is nothing to ask for this person. */
  variables(person: Person): Record<string, Json> | null;
  /** Which nodes are about the person; all, unless given. */
  isAbout?(person: Person, node: JsonObject): boolean;
  /** Where the list tells only whose its nodes are: asks for them whole. */
  whole?: ByIds;
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
  const { collection, document, byId = false } = spec;

  async function take(admin: AdminClient, person: Person, at: Place): Promise<PartPage> {
    const own = spec.variables(person);
    if (own === null) return EMPTY;
    const first = admin.pageSize(document, own as Omit<Variables, 'first'>);
    const variables = { ...own, first, ...whereOf(byId, own, at) };
    const { data, denials } = await admin.run(person.shopDomain, document, variables as unknown as Variables);
    const answer = json(data);
    const list = pagedList(answer);
    if (list === null) {
      const gone = answer.customer === null && denials.length === 0;
      return { ...EMPTY, gaps: gapsOf(denials, () => collection), gone };
    }
    const read = list.nodes.map(idOf).findLast((id) => id !== null) ?? at.last;
    const { hasNextPage, endCursor = null } = list.pageInfo;
    if (hasNextPage && (byId ? read === at.last : endCursor === at.after)) throw noProgress();
    const { fresh, found } = unread(list.nodes, at);
    list.nodes = spec.isAbout ? fresh.filter((node) => spec.isAbout?.(person, node)) : fresh;
    const further = spec.whole
      ? await makeWhole(admin, person, spec.whole, list)
      : await readOn(admin, person.shopDomain, { document, variables }, answer);
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
      next: hasNextPage ? placeAfter({ after: endCursor, last, skipping: !found }, read) : null,
      progress: NO_COUNT,
      gaps: [...gapsOf([...denials, ...further], () => collection), ...(more?.gaps ?? []), ...lost],
    };
  }

  /** By ids it goes on beyond the last that was read, whether it was about the person or not. */
  const placeAfter = (place: Place, read: string | null): Json => ({
    ...place,
    ...(byId && { after: null, last: read }),
  });

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
