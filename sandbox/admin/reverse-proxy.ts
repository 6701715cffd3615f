/** http://app.localhost: the app under test, as it answers, but for what it says to Shopify's hosts. */
import {
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
  request as send,
} from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { rewriteHeader } from './app-headers.ts';
import { appDownPage } from './pages/app-down.ts';
import type { Places } from './places.ts';

/** Headers that belong to one connection and are not passed on (RFC 9110, 7.6.1). */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
]);

function passedOn(headers: IncomingHttpHeaders, places: Places): Record<string, string | string[]> {
  const passed: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    const rewritten = HOP_BY_HOP.has(name) ? undefined : rewriteHeader(name, value, places);
    if (rewritten !== undefined) passed[name] = rewritten;
  }
  return passed;
}

/** Host stays as the browser wrote it: the app sees its own public address. */
function forwarded({ method, url, headers, socket }: IncomingMessage, target: URL) {
  const { connection, 'keep-alive': keepAlive, 'transfer-encoding': encoding, ...own } = headers;
  return {
    host: target.hostname,
    port: target.port,
    method,
    path: url,
    headers: {
      ...own,
      'x-forwarded-for': socket.remoteAddress ?? '',
      'x-forwarded-host': headers.host ?? '',
      'x-forwarded-proto': 'http',
    },
  };
}

export function proxy(
  request: IncomingMessage,
  response: ServerResponse,
  target: URL,
  places: Places,
): Promise<void> {
  return new Promise((resolve) => {
    const outgoing = send(forwarded(request, target));
    outgoing.on('response', async (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage, passedOn(answer.headers, places));
      // A side that hangs up ends the other; there is nobody left to tell.
      await pipeline(answer, response).catch(() => response.destroy());
      resolve();
    });
    outgoing.on('error', (error) => {
      if (response.headersSent || response.destroyed) response.destroy();
      else appDownPage(response, target, error);
      resolve();
    });
    response.on('close', () => outgoing.destroy());
    request.pipe(outgoing);
  });
}

/** Web sockets, such as Vite's hot reload, straight through. */
export function proxyUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, target: URL): void {
  const { connection = 'Upgrade', upgrade = 'websocket' } = request.headers;
  const options = forwarded(request, target);
  const outgoing = send({ ...options, headers: { ...options.headers, connection, upgrade } });
  const end = () => {
    outgoing.destroy();
    socket.destroy();
  };
  outgoing.on('upgrade', (answer, appSocket, appHead) => {
    const headers = Object.entries(answer.headers).flatMap(([name, value]) =>
      [value ?? []].flat().map((v) => [name, v]),
    );
    const lines = headers.map(([name, value]) => `${name}: ${value}`);
    socket.write(['HTTP/1.1 101 Switching Protocols', ...lines, '', ''].join('\r\n'));
    socket.write(appHead);
    appSocket.write(head);
    appSocket.on('error', end).on('close', end);
    socket.pipe(appSocket).pipe(socket);
  });
  outgoing.on('response', ({ statusCode, statusMessage }) => {
    socket.end(`HTTP/1.1 ${statusCode} ${statusMessage}\r\nConnection: close\r\n\r\n`);
    outgoing.destroy();
  });
  outgoing.on('error', end);
  socket.on('error', end).on('close', end);
  outgoing.end();
}
