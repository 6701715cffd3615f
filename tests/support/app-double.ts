/** A program in the app's place: keeps what it is sent and answers as it is told. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** What to answer: a status, or more; null answers nothing at all. */
export type Answer = number | { status: number; headers?: Record<string, string>; body?: string } | null;

export interface AppDouble extends AsyncDisposable {
  url: string;
  received: Received[];
  /** Answers to come, the last of them for ever; 200 unless told. */
  answers: Answer[];
  /** Connections that were opened. */
  connections(): number;
}

export async function startAppDouble(): Promise<AppDouble> {
  const received: Received[] = [];
  const answers: Answer[] = [];
  let connections = 0;
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await Array.fromAsync(request));
    const { method = '', url = '', headers } = request;
    received.push({ method, path: url, headers, body });
    const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? (answers.length > 0 ? null : 200);
    if (answer === null) return;
    const {
      status,
      headers: sent = {},
      body: text = '',
    } = typeof answer === 'number' ? { status: answer } : answer;
    response.writeHead(status, sent).end(text);
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answers,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
