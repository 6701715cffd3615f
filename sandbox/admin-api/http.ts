/** The HTTP side that the Admin API's two hosts share. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { World } from '#sandbox/world.ts';

/** Answers a request, or says false when it is none of its business. */
export type Handler = (request: IncomingMessage, response: ServerResponse, world: World) => Promise<boolean>;

/** The public host that the caller meant: the app's traffic is routed here with `x-forwarded-host`. */
export function hostOf({ headers }: IncomingMessage): string {
  return String(headers['x-forwarded-host'] ?? headers.host ?? '')
    .replace(/:\d+$/, '')
    .toLowerCase();
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

/** @returns null when the body is larger than the limit */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
