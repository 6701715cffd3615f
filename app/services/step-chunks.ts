import { gzipSync } from 'node:zlib';
import type { DataKey } from '../core/keys.ts';
import type { GatheredPage, Json } from '../core/store.ts';
import type { Deps } from './deps.ts';

/** Largest piece that is sealed at once, before compression. */
const CHUNK_BYTES = 1_000_000;

/** Pages that wait to be stored together: fewer and larger chunks, and fewer commits. */
export interface Collected {
  /** JSON Lines, by collection. */
  lines: Map<string, string[]>;
  bytes: number;
  pages: number;
  /** Of the expected records. */
  added: number;
  expected: number | null;
  gaps: Json[];
  /** Where the first page that is not here begins. */
  cursor: Json;
  activity: string | null;
}

export const nothingCollected = (): Collected => ({
  ...{ lines: new Map<string, string[]>(), bytes: 0, pages: 0, added: 0, expected: null },
  ...{ gaps: [], cursor: null, activity: null },
});

export function collect(collected: Collected, page: GatheredPage): void {
  for (const { collection, records } of page.batches) {
    const lines = collected.lines.get(collection) ?? [];
    collected.lines.set(collection, lines);
    for (const record of records) {
      const line = `${JSON.stringify(record)}\n`;
      lines.push(line);
      collected.bytes += Buffer.byteLength(line);
    }
  }
  collected.pages += 1;
  collected.added += page.progress.added;
  collected.expected = page.progress.expected ?? collected.expected;
  for (const { collection, reason, remedy, scope } of page.gaps)
    collected.gaps.push({ collection, reason, remedy, ...(scope !== undefined && { scope }) });
  collected.cursor = page.cursor;
  collected.activity = page.activity ?? collected.activity;
}

/** Pieces below the chunk size; a record larger than that is a piece of its own. */
function* pack(lines: string[]): Generator<{ count: number; bytes: Buffer }> {
  let piece: string[] = [];
  let size = 0;
  for (const line of lines) {
    const length = Buffer.byteLength(line);
    if (size > 0 && size + length > CHUNK_BYTES) {
      yield { count: piece.length, bytes: Buffer.from(piece.join('')) };
      piece = [];
      size = 0;
    }
    piece.push(line);
    size += length;
  }
  if (piece.length > 0) yield { count: piece.length, bytes: Buffer.from(piece.join('')) };
}

/**
 * The rows of what was collected, compressed and sealed.
 * @param from how many records of the step are stored: a chunk's sequence is the position of its first record
 */
export function sealChunks(
  { vault }: Pick<Deps, 'vault'>,
  step: { shopId: string; id: string; requestId: string },
  key: DataKey,
  { lines }: Collected,
  from: number,
) {
  const { shopId, id: stepId, requestId } = step;
  let sequence = from;
  const chunks = [...lines].flatMap(([collection, each]) =>
    [...pack(each)].map(({ count, bytes }) => {
      const place = { table: 'chunk', column: 'body', row: `${stepId}|${collection}|${sequence}` };
      const body = vault.seal(key, place, gzipSync(bytes));
      const chunk = { shopId, stepId, collection, sequence, requestId, keyId: key.id, records: count, body };
      sequence += count;
      return chunk;
    }),
  );
  return { chunks, records: sequence };
}
