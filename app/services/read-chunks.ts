import { gunzipSync } from 'node:zlib';
import type { DataKey } from '../core/keys.ts';
import type { JsonObject } from '../core/store.ts';
import type { Deps } from './deps.ts';

type ChunkDeps = Pick<Deps, 'unit' | 'vault'>;

/** Where a collection's chunks lie, and what opens them. */
export interface ChunkPlace {
  shopId: string;
  stepId: string;
  collection: string;
  key: DataKey;
}

/** A chunk, opened. */
export interface OpenChunk {
  /** Position of its first record: positions rise through a collection, not without gaps. */
  sequence: number;
  /** JSON, one record each. */
  lines: string[];
}

interface SealedChunk {
  sequence: number;
  body: Uint8Array;
}

/** As much as one query brings, about; chunks may be a few kB or nearly 1 MB. */
const BATCH_BYTES = 2_000_000;
/** Bounds what comes at once where chunks that were small grow large. */
const MOST_IN_BATCH = 32;

export function openChunk({ vault }: Pick<Deps, 'vault'>, at: ChunkPlace, chunk: SealedChunk): OpenChunk {
  const { stepId, collection, key } = at;
  const place = { table: 'chunk', column: 'body', row: `${stepId}|${collection}|${chunk.sequence}` };
  const text = gunzipSync(vault.open(key, place, chunk.body)).toString('utf8');
  return { sequence: chunk.sequence, lines: text.split('\n').filter((line) => line !== '') };
}

/** A collection's chunks from the one whose sequence is `from` on; a few are in memory at a time. */
export async function* readChunks(deps: ChunkDeps, at: ChunkPlace, from = 0): AsyncGenerator<OpenChunk> {
  const { shopId, stepId, collection } = at;
  let next = from;
  let take = 1;
  for (;;) {
    const chunks = await deps.unit(shopId, ({ read }) =>
      read.chunk.findMany({
        where: { shopId, stepId, collection, sequence: { gte: next } },
        orderBy: { sequence: 'asc' },
        select: { sequence: true, body: true },
        take,
      }),
    );
    for (const chunk of chunks) yield openChunk(deps, at, chunk);
    const last = chunks.at(-1);
    if (!last || chunks.length < take) return;
    next = last.sequence + 1;
    const bytes = chunks.reduce((sum, { body }) => sum + body.length, 0) / chunks.length;
    take = Math.min(MOST_IN_BATCH, take * 4, Math.max(1, Math.floor(BATCH_BYTES / bytes)));
  }
}

/** A collection's records, in the order in which they were gathered. */
export async function* readRecords(deps: ChunkDeps, at: ChunkPlace): AsyncGenerator<JsonObject> {
  for await (const { lines } of readChunks(deps, at))
    for (const line of lines) yield JSON.parse(line) as JsonObject;
}
