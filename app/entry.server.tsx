import { PassThrough } from 'node:stream';
import { createReadableStreamFromReadable, type EntryContext } from '@remix-run/node';
import { isRouteErrorResponse, RemixServer } from '@remix-run/react';
import { isbot } from 'isbot';
import { renderToPipeableStream } from 'react-dom/server';
import { traceOf } from './core/failure.ts';
import { composition } from './deps.server.ts';
import { shopify } from './shopify.server.ts';

const RENDER_WITHIN_MS = 10_000;

export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  context: EntryContext,
): Promise<Response> {
  shopify().addDocumentResponseHeaders(request, headers);
  headers.set('content-type', 'text/html; charset=utf-8');
  headers.set('referrer-policy', 'no-referrer');
  headers.set('x-content-type-options', 'nosniff');
  headers.set('cache-control', 'no-store');
  const ready = isbot(request.headers.get('user-agent') ?? '') ? 'onAllReady' : 'onShellReady';
  return new Promise((resolve, reject) => {
    const { pipe, abort } = renderToPipeableStream(<RemixServer context={context} url={request.url} />, {
      [ready]() {
        const body = new PassThrough();
        resolve(new Response(createReadableStreamFromReadable(body), { headers, status }));
        pipe(body);
      },
      onShellError: reject,
      onError: (error) =>
        composition().deps.log.error({ name: (error as Error).name }, 'page not rendered whole'),
    });
    setTimeout(abort, RENDER_WITHIN_MS).unref();
  });
}

/** What loaders and actions give to the page: about people, so no browser and no proxy keeps it. */
export function handleDataRequest(response: Response): Response {
  response.headers.set('cache-control', 'no-store');
  return response;
}

/** Words of our own routes and short numbers; anything else may be a token, or something a person typed. */
const TELLING = /^(?:[a-z]{1,20}|\d{1,10})?$/;

const pathOf = (url: string): string =>
  new URL(url).pathname
    .split('/')
    .map((part) => (TELLING.test(part) ? part : '*'))
    .join('/');

/** An error in a loader or action: its kind and place, never its data. */
export function handleError(error: unknown, { request }: { request: Request }): void {
  if (request.signal.aborted) return;
  // Whoever asks for what is not there is no fault of ours: an alarm that anybody can ring is none.
  const level = isRouteErrorResponse(error) && error.status < 500 ? 'debug' : 'error';
  composition().deps.log[level]({ ...traceOf(error), path: pathOf(request.url) }, 'request failed');
}
