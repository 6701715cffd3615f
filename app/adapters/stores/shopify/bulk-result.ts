import { z } from 'zod';
import { Failure } from '../../../core/failure.ts';
import type { JsonObject } from '../../../core/store.ts';

/** One object of the outermost connection with the lines of all that hangs on it, as Shopify wrote them. */
export interface BulkGroup {
  root: JsonObject;
  children: JsonObject[];
  /** Where the group ends in the file: a reading that begins there misses and repeats nothing. */
  end: number;
}

/** How long the storage may be silent. */
const SILENT_MS = 60_000;
/** What the storage answers when the address is no longer good. */
const LOST = [400, 401, 403, 404, 410];

/** Shopify's largest objects are some MB. */
const MOST_LINE_BYTES = 64_000_000;

const NEWLINE = 0x0a;
const line = z.looseObject({ id: z.string(), __parentId: z.string().optional() });

const broken = (cause?: unknown) =>
  new Failure('shopify-away', 'The download of a bulk result broke off.', { retry: true, cause });

/** The address has expired or the file is gone: it has to be made again. */
export const isLost = (error: unknown): boolean => error instanceof Failure && error.code === 'bulk-lost';

/**
 * Whether an address is one where Shopify leaves results. Elsewhere, in the app's own network above all, nothing is
 * fetched: the answer that names the address is not more trusted than that.
 */
export function isStorage(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, port, username, password } = new URL(address);
  return (
    protocol === 'https:' &&
    `${port}${username}${password}` === '' &&
    /^(?:[a-z0-9-]+\.)*(?:storage\.googleapis\.com|shopify\.com|myshopify\.com|shopifycdn\.com)$/.test(
      hostname,
    )
  );
}

/** Children do not follow their parents: what is whole cannot be told. */
export const isTorn = (error: unknown): boolean => error instanceof Failure && error.code === 'bulk-order';

/**
 * The bytes of a file from `offset` on. A storage that does not know ranges sends the beginning too; it is skipped.
 * Nothing is compressed on the way, for offsets count the bytes of the file.
 */
async function* bytesFrom(url: string, offset: number, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const headers = { 'accept-encoding': 'identity', ...(offset > 0 ? { range: `bytes=${offset}-` } : {}) };
  // The address itself was looked at; one that it leads on to was not.
  const response = await fetch(url, { headers, signal, redirect: 'error' }).catch((cause) => {
    throw broken(cause);
  });
  if (response.status === 416) return;
  if (LOST.includes(response.status))
    throw new Failure('bulk-lost', 'Shopify holds the bulk result no longer.');
  const isPacked = (response.headers.get('content-encoding') ?? 'identity') !== 'identity';
  if (!response.ok || response.body === null || isPacked) throw broken();
  let skip = response.status === 206 ? 0 : offset;
  try {
    for await (const piece of response.body) {
      if (skip < piece.length) yield skip > 0 ? piece.subarray(skip) : piece;
      skip = Math.max(0, skip - piece.length);
    }
  } catch (cause) {
    throw broken(cause);
  }
}

/** Whole lines with the offset after each; never more than a line and a piece of the network in memory. */
async function* linesFrom(pieces: AsyncIterable<Uint8Array>, offset: number, most: number) {
  let rest: Uint8Array[] = [];
  let at = offset;
  let received = offset;
  let open = 0;
  for await (const piece of pieces) {
    let start = 0;
    received += piece.length;
    open += piece.length;
    if (received > most || open > MOST_LINE_BYTES + piece.length) throw broken();
    for (let end = piece.indexOf(NEWLINE); end >= 0; end = piece.indexOf(NEWLINE, start)) {
      const bytes = Buffer.concat([...rest, piece.subarray(start, end)]);
      at += bytes.length + 1;
      rest = [];
      start = end + 1;
      open = piece.length - start;
      yield { text: bytes.toString('utf8'), end: at };
    }
    if (start < piece.length) rest.push(piece.subarray(start));
  }
  if (rest.length > 0) throw broken();
}

function readLine(text: string): { object: JsonObject; id: string; parentId: string | undefined } {
  try {
    const object: JsonObject = JSON.parse(text);
    const { id, __parentId: parentId } = line.parse(object);
    return { object, id, parentId };
  } catch (cause) {
    throw broken(cause);
  }
}

/** Aborts when nothing has come for a while; a reader that takes its time does not count. */
async function* watched(url: string, offset: number): AsyncGenerator<Uint8Array> {
  const silence = new AbortController();
  const pieces = bytesFrom(url, offset, silence.signal);
  try {
    for (;;) {
      const timer = setTimeout(() => silence.abort(broken()), SILENT_MS);
      const next = await pieces.next().finally(() => clearTimeout(timer));
      if (next.done) return;
      yield next.value;
    }
  } finally {
    silence.abort();
  }
}

/**
 * Reads a result that was asked for with `groupObjects`: after each object of the outermost connection come those
 * that hang on it.
 * @param bytes of the whole file, so that one that ends early is noticed
 * @throws Failure; `isLost` tells an address that is no longer good
 */
export async function* readBulkResult(url: string, offset: number, bytes: number): AsyncGenerator<BulkGroup> {
  let group: BulkGroup | null = null;
  let known = new Set<string>();
  let read = offset;
  for await (const { text, end } of linesFrom(watched(url, offset), offset, bytes)) {
    read = end;
    const { object, id, parentId } = readLine(text);
    if (parentId === undefined) {
      if (group) yield group;
      group = { root: object, children: [], end };
      known = new Set([id]);
      continue;
    }
    if (!group || !known.has(parentId))
      throw new Failure('bulk-order', 'A bulk result is not in the order that Shopify promises.');
    known.add(id);
    group.children.push(object);
    group.end = end;
  }
  if (read !== bytes) throw broken();
  if (group) yield group;
}
