/** Where bulk operations leave their results: https://storage.googleapis.com, for seven days. */
import { randomBytes } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, read, rmSync, writeSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import type { World } from '#sandbox/world.ts';
import { type Handler, hostOf } from '../http.ts';

const HOST = 'storage.googleapis.com';
const FOLDER = '/shopify-tiers-assets-prod-us-east1/bulk-operation-outputs/';
const KEPT_MS = 7 * 86_400_000;
const PIECE_BYTES = 65_536;
const readAt = promisify(read);

const ERRORS = {
  404: ['NoSuchKey', 'The specified key does not exist.'],
  400: ['ExpiredToken', 'The provided token has expired.'],
  416: ['InvalidRange', 'The requested range cannot be satisfied.'],
} as const;

function refuse(
  response: ServerResponse,
  status: keyof typeof ERRORS,
  headers: Record<string, string> = {},
): void {
  const [code, message] = ERRORS[status];
  response.writeHead(status, { 'Content-Type': 'application/xml', ...headers });
  response.end(
    `<?xml version='1.0' encoding='UTF-8'?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  );
}

/** A result on disk, for that of 100,000 orders is larger than a process should be. */
class ResultFile {
  readonly #fd: number;
  size = 0;
  expiresAt = Number.POSITIVE_INFINITY;

  constructor() {
    const folder = mkdtempSync(join(tmpdir(), 'sandbox-bulk-'));
    this.#fd = openSync(join(folder, 'result.jsonl'), 'w+');
    // The file has no name from here on, so nothing is left however the process ends.
    rmSync(folder, { recursive: true });
  }

  append(text: string): void {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#fd, bytes, at);
    this.size += bytes.length;
  }

  /** Not a stream of node:fs, which closes the file when a reader hangs up. @param end inclusive, as in a Range header */
  async *read(start: number, end: number): AsyncGenerator<Buffer> {
    for (let at = start; at <= end; ) {
      const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, end + 1 - at));
      const { bytesRead } = await readAt(this.#fd, piece, 0, piece.length, at);
      if (bytesRead === 0) return;
      yield piece.subarray(0, bytesRead);
      at += bytesRead;
    }
  }

  discard(): void {
    closeSync(this.#fd);
  }
}

export type { ResultFile };

/** The bytes that a Range header asks for; 'all' where there is none that Google's storage would follow. */
function rangeOf(header: string | undefined, size: number): { start: number; end: number } | 'all' | 'none' {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return 'all';
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  return start > end ? 'none' : { start, end };
}

async function send(file: ResultFile, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const asked = rangeOf(request.headers.range, file.size);
  if (asked === 'none') return refuse(response, 416, { 'Content-Range': `bytes */${file.size}` });
  const { start, end } = asked === 'all' ? { start: 0, end: file.size - 1 } : asked;
  response.writeHead(asked === 'all' ? 200 : 206, {
    'Content-Type': 'application/jsonl',
    'Content-Length': end - start + 1,
    'Accept-Ranges': 'bytes',
    ...(asked === 'all' ? {} : { 'Content-Range': `bytes ${start}-${end}/${file.size}` }),
  });
  // A reader that has seen enough hangs up.
  await pipeline(file.read(start, end), response).catch(() => response.destroy());
}

export class BulkFiles {
  readonly #files = new Map<string, ResultFile>();

  create(): ResultFile {
    return new ResultFile();
  }

  /** Publishes what was written. @returns its signed address */
  publish(file: ResultFile, world: World): string {
    const name = `${randomBytes(16).toString('base64url')}-final`;
    file.expiresAt = world.clock.now() + KEPT_MS;
    this.#files.set(name, file);
    const query = new URLSearchParams({
      GoogleAccessId: 'assets-us-prod@shopify-tiers.iam.gserviceaccount.com',
      Expires: String(Math.floor(file.expiresAt / 1_000)),
      Signature: randomBytes(32).toString('base64'),
      'response-content-disposition': `attachment; filename="bulk-${name}.jsonl"`,
      'response-content-type': 'application/jsonl',
    });
    return `https://${HOST}${FOLDER}${name}?${query}`;
  }

  readonly handler: Handler = async (request, response, world) => {
    if (hostOf(request) !== HOST) return false;
    const { pathname } = new URL(request.url ?? '/', `https://${HOST}`);
    const file = pathname.startsWith(FOLDER) ? this.#files.get(pathname.slice(FOLDER.length)) : undefined;
    if (!file) refuse(response, 404);
    else if (file.expiresAt <= world.clock.now()) refuse(response, 400);
    else await send(file, request, response);
    return true;
  };
}
