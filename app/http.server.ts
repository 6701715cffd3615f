import { createServer, type Server } from 'node:http';
import { createRequestHandler } from '@remix-run/express';
import type { ServerBuild } from '@remix-run/node';
import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import type { Composition } from './deps.server.ts';
import { createStorefrontDoor, PROXY_PATH } from './proxy.server.ts';
import { createWebhookDoor, WEBHOOK_PATH } from './webhooks.server.ts';

/** Forms are small; what is larger is not read. A body without its length is none of a browser's. */
const MOST_FORM_BYTES = 1024 * 1024;
/** A request that has not come in whole by then is given up (Node's default: five minutes). */
const REQUEST_WITHIN_MS = 30_000;

const pathOf = (url: string | undefined): string => url?.split('?', 1)[0] ?? '';
const isWebhook = (url: string | undefined): boolean => pathOf(url) === WEBHOOK_PATH;
const isProxied = (url: string | undefined): boolean => `${pathOf(url)}/`.startsWith(`${PROXY_PATH}/`);

const refuseLargeBodies: RequestHandler = (request, response, next) => {
  const { 'content-length': length, 'transfer-encoding': chunked } = request.headers;
  const status = chunked !== undefined ? 411 : Number(length ?? 0) > MOST_FORM_BYTES ? 413 : null;
  if (status === null) next();
  else response.set('connection', 'close').sendStatus(status);
};

/**
 * Remix's own way of asking for a page's data is for pages with scripts, which are those under /app. Asked that way
 * for a download, it would read the whole archive into memory, and drop the headers that keep the answer private.
 */
const refuseDataElsewhere: RequestHandler = (request, response, next) => {
  const { pathname } = new URL(`http://host${request.originalUrl}`);
  if (pathname.endsWith('.data') && !/^\/app(?:[/.]|$)/.test(pathname)) response.sendStatus(404);
  else next();
};

/** Without it Express would print the error with its path, which can be a permission, and show its stack. */
const tellFailure =
  (log: Composition['deps']['log']): ErrorRequestHandler =>
  (error, _request, response, _next) => {
    const { name, code } = error as NodeJS.ErrnoException;
    const isUnreadable = error instanceof URIError || code === 'ERR_INVALID_URL';
    log[isUnreadable ? 'debug' : 'error']({ name, code }, 'request failed');
    if (response.headersSent) response.destroy();
    else response.sendStatus(isUnreadable ? 400 : 500);
  };

/**
 * The web server: the doors for webhooks and for the storefront first, on bare `node:http`, then probes, files and pages.
 * @param files serves what the browser loads beside the pages
 * @param isReady whether this process takes traffic (not while it shuts down)
 */
export function createWebServer(options: {
  composition: Composition;
  build: ServerBuild | (() => Promise<ServerBuild>);
  files: RequestHandler[];
  isReady: () => boolean;
}): Server {
  const { composition, build, files, isReady } = options;
  const { connections, deps, env } = composition;
  const pages = express();
  pages.disable('x-powered-by');

  pages.get('/healthz', (_request, response) => {
    response.type('text').send('ok');
  });
  pages.get('/readyz', async (_request, response) => {
    const reachable = await connections.pool.query('SELECT 1').then(
      () => true,
      () => false,
    );
    const ready = reachable && isReady();
    response
      .status(ready ? 200 : 503)
      .type('text')
      .send(ready ? 'ready' : 'not ready');
  });
  for (const handler of files) pages.use(handler);
  pages.use(refuseLargeBodies, refuseDataElsewhere);
  pages.all(
    '*',
    createRequestHandler({ build, mode: env.NODE_ENV === 'production' ? 'production' : 'development' }),
  );
  pages.use(tellFailure(deps.log));

  const door = createWebhookDoor({ deps, env });
  const storefront = createStorefrontDoor({ deps, env });
  return createServer({ requestTimeout: REQUEST_WITHIN_MS }, (request, response) => {
    if (isWebhook(request.url)) void door(request, response);
    else if (isProxied(request.url)) void storefront(request, response);
    else pages(request, response);
  });
}
