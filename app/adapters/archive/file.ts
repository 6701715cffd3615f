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

/** Characters that are encoded at once. */
const BATCH = 64 * 1024;

/** A file of text, encoded and hashed as it streams; `written` gets its entry when the last byte has passed. */
export function textFile(path: string, text: AsyncIterable<string>, written: WrittenFile[]): ArchiveFile {
  return { path, content: measured(path, encoded(text), written) };
}

async function* encoded(text: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let batch = '';
  for await (const part of text) {
    batch += part;
    if (batch.length < BATCH) continue;
    yield encoder.encode(batch);
    batch = '';
  }
  yield encoder.encode(batch);
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
