import { setImmediate as turn } from 'node:timers/promises';
import { configure, ZipWriter, type ZipWriterConstructorOptions } from '@zip.js/zip.js';
import type { ArchiveFile } from './file.ts';

/**
 * Bytes that each of zip.js's pipes collects before it passes them on. Small, so that a piece is through all of them,
 * and forgotten, before V8 takes what holds it for long-lived: with the default of 256 kB a long archive leaves
 * tens of MB of dead buffers behind until the next full collection.
 */
configure({ chunkSize: 64 * 1024 });

/** AES with 256 bits, as WinZip and 7-Zip read it. */
const AES_256 = 3;

export interface ZipOptions {
  /** Stands at each file, in UTC. */
  modifiedAt: Date;
  /** Locks each file with AES-256; names and sizes stay visible, and the bytes are others each time. */
  password?: string;
  /** Off for what is compressed already. */
  compress?: boolean;
}

/**
 * The files as a ZIP, in the order they come. Each is asked for when the one before is written; a reader who waits
 * makes the files wait, but for some 100 kB that fill zip.js's pipes. An error of a file is the stream's error:
 * without its directory at the end no part of the archive opens as if it were whole.
 */
export function zip(files: AsyncIterable<ArchiveFile>, options: ZipOptions): ReadableStream<Uint8Array> {
  let fail: (error: unknown) => void = () => undefined;
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>({
    start: (controller) => {
      fail = (error) => controller.error(error);
    },
  });
  write(files, writable, writerOptions(options)).catch(fail);
  return readable;
}

function writerOptions({ modifiedAt, password, compress = true }: ZipOptions): ZipWriterConstructorOptions {
  return {
    // The same bytes on every machine: the deflate that comes with the pinned package instead of the one in
    // Node, which changes with its version and the processor; no time but the one given, in no local time zone.
    useCompressionStream: false,
    useWebWorkers: false,
    extendedTimestamp: false,
    rawLastModDate: dosTime(modifiedAt),
    ...(!compress && { level: 0 }),
    ...(password !== undefined && { password, encryptionStrength: AES_256 }),
  };
}

async function write(
  files: AsyncIterable<ArchiveFile>,
  writable: WritableStream<Uint8Array>,
  options: ZipWriterConstructorOptions,
): Promise<void> {
  const writer = new ZipWriter(writable, options);
  for await (const { path, content } of files) await writer.add(path, stream(content));
  await writer.close();
}

/**
 * Asks for a chunk only when one is wanted, and ends the iteration when the reader goes away. Before each the event
 * loop gets a turn: other requests are answered meanwhile, and V8 can finish a collection, for which it needs one.
 */
function stream(content: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = content[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        await turn();
        const { done, value } = await iterator.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: async () => {
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

/** MS-DOS date and time: 7 bits of years since 1980, month, day, hour, minute, two seconds. */
function dosTime(time: Date): number {
  const years = Math.min(Math.max(time.getUTCFullYear() - 1980, 0), 127);
  const date = (years << 9) | ((time.getUTCMonth() + 1) << 5) | time.getUTCDate();
  const clock = (time.getUTCHours() << 11) | (time.getUTCMinutes() << 5) | (time.getUTCSeconds() >> 1);
  return ((date << 16) | clock) >>> 0;
}
