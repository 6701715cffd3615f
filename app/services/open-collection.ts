import type { Unit } from '../adapters/db/unit.ts';
import type { DataKey } from '../core/keys.ts';
import { ownTexts } from '../core/own-texts.ts';
import { type CollectionDescription, type Gap, type JsonObject, readGaps } from '../core/store.ts';
import type { Deps } from './deps.ts';
import { type ChunkPlace, openChunk, readChunks } from './read-chunks.ts';
import { requireRequestKey } from './require-key.ts';

type CollectionDeps = Pick<Deps, 'unit' | 'vault' | 'stores'>;

/** Records that staff see at a time. */
export const PAGE_SIZE = 25;

/** A collection of a request with what its page needs besides the records. */
export interface OpenCollection {
  request: {
    id: string;
    number: number;
    state: string;
    disclosure: string | null;
    jurisdiction: string;
    regimes: unknown;
  };
  description: CollectionDescription;
  place: ChunkPlace;
  /** How many records it holds. */
  total: number;
  gaps: Gap[];
  timeZone: string;
  /** What the person is called, folded; empty for a guest. */
  own: ReadonlySet<string>;
  /** The access that the shop has granted. */
  scopes: string[];
}

/** Where the person's own record is, in Shopify's store. */
const OWN_COLLECTION = 'customer';

/** What the person is called by their own record. */
async function readOwnTexts(
  deps: CollectionDeps,
  unit: Unit,
  from: { requestId: string; key: DataKey },
): Promise<ReadonlySet<string>> {
  const { shopId } = unit;
  const { requestId, key } = from;
  const chunk = await unit.read.chunk.findFirst({
    where: { shopId, requestId, collection: OWN_COLLECTION },
    orderBy: { sequence: 'asc' },
  });
  if (!chunk) return new Set();
  const { stepId } = chunk;
  const { lines } = openChunk(deps, { shopId, stepId, collection: OWN_COLLECTION, key }, chunk);
  return ownTexts(JSON.parse(lines[0] ?? '{}') as JsonObject);
}

/** @returns null if the shop has no such request, or the request no such collection */
export async function findCollection(
  deps: CollectionDeps,
  unit: Unit,
  input: { number: number; collection: string },
): Promise<OpenCollection | null> {
  const { shopId } = unit;
  const { number, collection } = input;
  const request = await unit.read.request.findFirst({ where: { shopId, number }, include: { steps: true } });
  const found = (request?.steps ?? []).flatMap(({ id, store, gaps }) =>
    (deps.stores[store]?.collections ?? [])
      .filter(({ name }) => name === collection)
      .map((description) => ({ stepId: id, description, gaps: readGaps(gaps) })),
  )[0];
  if (!request || !found) return null;
  const { stepId, description } = found;
  const key = await requireRequestKey(deps, unit, 'dossier', request.id);
  const where = { shopId, stepId, collection };
  const { _sum } = await unit.read.chunk.aggregate({ where, _sum: { records: true } });
  const { timeZone, scopes } = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
  const { id, state, disclosure, jurisdiction, regimes } = request;
  return {
    request: { id, number, state, disclosure, jurisdiction, regimes },
    description,
    place: { shopId, stepId, collection, key },
    total: _sum.records ?? 0,
    gaps: found.gaps.filter((gap) => gap.collection === collection),
    timeZone,
    own: await readOwnTexts(deps, unit, { requestId: request.id, key }),
    scopes,
  };
}

/** A record where it lies. */
export interface PlacedRecord {
  position: number;
  record: JsonObject;
  characters: number;
}

/** The position of the chunk in which the record at `from`, or the first after it, may lie. */
async function chunkAt({ read }: Unit, { shopId, stepId, collection }: ChunkPlace, from: number) {
  const chunk = await read.chunk.findFirst({
    where: { shopId, stepId, collection, sequence: { lte: from } },
    orderBy: { sequence: 'desc' },
    select: { sequence: true },
  });
  return chunk?.sequence ?? from;
}

/** The records from a position on. */
export async function* recordsFrom(
  deps: CollectionDeps,
  place: ChunkPlace,
  from: number,
): AsyncGenerator<PlacedRecord> {
  const start = await deps.unit(place.shopId, (unit) => chunkAt(unit, place, from));
  for await (const { sequence, lines } of readChunks(deps, place, start))
    for (const [offset, line] of lines.entries())
      if (sequence + offset >= from)
        yield { position: sequence + offset, record: JSON.parse(line), characters: line.length };
}

/** How many records lie before a position. */
export async function countBefore({ read }: Unit, place: ChunkPlace, position: number): Promise<number> {
  const { shopId, stepId, collection } = place;
  const start = await read.chunk.findFirst({
    where: { shopId, stepId, collection, sequence: { lte: position } },
    orderBy: { sequence: 'desc' },
    select: { sequence: true, records: true },
  });
  if (!start) return 0;
  const where = { shopId, stepId, collection, sequence: { lt: start.sequence } };
  const { _sum } = await read.chunk.aggregate({ where, _sum: { records: true } });
  return (_sum.records ?? 0) + Math.min(position - start.sequence, start.records);
}

/** Where the page before the one at `position` begins; null if that is the first. */
export async function pageBefore(
  { read }: Unit,
  place: ChunkPlace,
  position: number,
): Promise<number | null> {
  const { shopId, stepId, collection } = place;
  const chunks = await read.chunk.findMany({
    where: { shopId, stepId, collection, sequence: { lt: position } },
    orderBy: { sequence: 'desc' },
    select: { sequence: true, records: true },
    take: PAGE_SIZE,
  });
  let left = PAGE_SIZE;
  let start: number | null = null;
  for (const { sequence, records } of chunks) {
    const before = Math.min(records, position - sequence);
    start = sequence + Math.max(0, before - left);
    left -= before;
    if (left <= 0) break;
  }
  return start;
}
