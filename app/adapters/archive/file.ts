import { createHash } from 'node:crypto';

export interface ArchiveFile {
  /** Relative, with forward slashes. */
  path: string;
  content: AsyncIterable<Uint8Array>;
}

/** What a file turned out to be, once all its bytes have passed. */
export interface WrittenFile {
  path: string;
  bytes: number;
  /** Hexadecimal. */
  sha256: string;
}

/** Bytes that are passed on at once; the ZIP writer takes its input in pieces of this size. */
const BATCH = 64 * 1024;
/** UTF-8 needs at most so many bytes for a unit of a JavaScript text. */
const MOST_BYTES = 3;

type Texts = AsyncIterable<string> | Iterable<string>;

/** A file of text, encoded and hashed as it streams; `written` gets its entry when the last byte has passed. */
export function textFile(path: string, text: Texts, written: WrittenFile[]): ArchiveFile {
  return { path, content: measured(path, encoded(text), written) };
}

/** UTF-8 in pieces of about one size. Half a surrogate pair, which UTF-8 cannot say, becomes U+FFFD. */
async function* encoded(text: Texts): AsyncGenerator<Uint8Array> {
  let batch = Buffer.allocUnsafe(BATCH);
  let filled = 0;
  for await (const part of text) {
    const most = part.length * MOST_BYTES;
    if (most > batch.length - filled) {
      if (filled > 0) yield batch.subarray(0, filled);
      batch = Buffer.allocUnsafe(Math.max(BATCH, most));
      filled = 0;
    }
    filled += batch.write(part, filled, 'utf8');
  }
  if (filled > 0) yield batch.subarray(0, filled);
}

async function* measured(
  path: string,
  content: AsyncIterable<Uint8Array>,
  written: WrittenFile[],
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of content) {
    hash.update(chunk);
    bytes += chunk.byteLength;
    yield chunk;
  }
  written.push({ path, bytes, sha256: hash.digest('hex') });
}
