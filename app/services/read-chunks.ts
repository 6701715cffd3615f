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
const BATCH_BYTES = 500_000;
/** Bounds what comes at once where chunks that were small grow large. */
const MOST_IN_BATCH = 32;

/** @throws Failure `unreadable` */
function compressed({ vault }: Pick<Deps, 'vault'>, at: ChunkPlace, chunk: SealedChunk): Buffer {
  const { stepId, collection, key } = at;
  const place = { table: 'chunk', column: 'body', row: `${stepId}|${collection}|${chunk.sequence}` };
  return vault.open(key, place, chunk.body);
}

export function openChunk(deps: Pick<Deps, 'vault'>, at: ChunkPlace, chunk: SealedChunk): OpenChunk {
  const text = gunzipSync(compressed(deps, at, chunk)).toString('utf8');
  return { sequence: chunk.sequence, lines: text.split('\n').filter((line) => line !== '') };
}

/** A collection's chunks from the one whose sequence is `from` on; a few are in memory at a time. */
async function* readSealed(deps: ChunkDeps, at: ChunkPlace, from: number): AsyncGenerator<SealedChunk> {
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
    yield* chunks;
    const last = chunks.at(-1);
    if (!last || chunks.length < take) return;
    next = last.sequence + 1;
    const bytes = chunks.reduce((sum, { body }) => sum + body.length, 0) / chunks.length;
    take = Math.min(MOST_IN_BATCH, take * 4, Math.max(1, Math.floor(BATCH_BYTES / bytes)));
  }
}

/** The chunks, opened. */
export async function* readChunks(deps: ChunkDeps, at: ChunkPlace, from = 0): AsyncGenerator<OpenChunk> {
  for await (const chunk of readSealed(deps, at, from)) yield openChunk(deps, at, chunk);
}

const LINE_FEED = 0x0a;

/**
 * Line by line from the bytes. A text of the whole chunk, and the array of its lines, would live long enough to be
 * taken for long-lived, and memory would grow with the dossier.
 */
function* recordsIn(bytes: Buffer): Generator<JsonObject> {
  for (let from = 0, to = 0; from < bytes.length; from = to + 1) {
    to = bytes.indexOf(LINE_FEED, from);
    if (to < 0) to = bytes.length;
    if (to > from) yield JSON.parse(bytes.toString('utf8', from, to)) as JsonObject;
  }
}

/** Room for a chunk in plain, so that it is decompressed in one go. */
const PLAIN_BYTES = 1_048_576;

/**
 * Gives memory back at once that would otherwise wait for a full collection; nothing may read it any more. Small ones
 * share a buffer with others.
 */
function release({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength > Buffer.poolSize) buffer.transfer(0);
}

/** A chunk in plain, and no longer as it came. */
function plainOf(deps: ChunkDeps, at: ChunkPlace, chunk: SealedChunk): Buffer<ArrayBuffer> {
  const bytes = compressed(deps, at, chunk);
  release(chunk.body);
  const plain = gunzipSync(bytes, { chunkSize: PLAIN_BYTES });
  release(bytes);
  return plain;
}

/** A collection's records, in the order in which they were gathered. */
export async function* readRecords(deps: ChunkDeps, at: ChunkPlace): AsyncGenerator<JsonObject> {
  for await (const chunk of readSealed(deps, at, 0)) {
    const plain = plainOf(deps, at, chunk);
    try {
      for (const record of recordsIn(plain)) yield record;
    } finally {
      release(plain);
    }
  }
}
