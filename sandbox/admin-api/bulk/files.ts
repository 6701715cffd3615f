/** Where bulk operations leave their results: https://storage.googleapis.com, for seven days. */
import { randomBytes } from 'node:crypto';
import type { World } from '#sandbox/world.ts';
import { type Handler, hostOf } from '../http.ts';

const HOST = 'storage.googleapis.com';
const FOLDER = '/shopify-tiers-assets-prod-us-east1/bulk-operation-outputs/';
const KEPT_MS = 7 * 86_400_000;

const xmlError = (code: string, message: string) =>
  `<?xml version='1.0' encoding='UTF-8'?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;

export class BulkFiles {
  readonly #files = new Map<string, { content: Buffer; expiresAt: number }>();

  /** Keeps the content. @returns its signed address */
  add(content: Buffer, world: World): string {
    const name = `${randomBytes(16).toString('base64url')}-final`;
    const expiresAt = world.clock.now() + KEPT_MS;
    this.#files.set(name, { content, expiresAt });
    const query = new URLSearchParams({
      GoogleAccessId: 'assets-us-prod@shopify-tiers.iam.gserviceaccount.com',
      Expires: String(Math.floor(expiresAt / 1_000)),
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
    if (!file) {
      response.writeHead(404, { 'Content-Type': 'application/xml' });
      response.end(xmlError('NoSuchKey', 'The specified key does not exist.'));
    } else if (file.expiresAt <= world.clock.now()) {
      response.writeHead(400, { 'Content-Type': 'application/xml' });
      response.end(xmlError('ExpiredToken', 'The provided token has expired.'));
    } else {
      response.writeHead(200, { 'Content-Type': 'application/jsonl', 'Content-Length': file.content.length });
      response.end(file.content);
    }
    return true;
  };
}
