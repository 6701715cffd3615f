import { createServer, type Server } from 'node:http';
import { createRequestHandler } from '@remix-run/express';
import type { ServerBuild } from '@remix-run/node';
import express, { type RequestHandler } from 'express';
import type { Composition } from './deps.server.ts';
import { createWebhookDoor, WEBHOOK_PATH } from './webhooks.server.ts';

const isWebhook = (url: string | undefined): boolean => url?.split('?', 1)[0] === WEBHOOK_PATH;

/**
 * The web server: the webhooks' door first, on bare `node:http`, then probes, files and pages.
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
  pages.all(
    '*',
    createRequestHandler({ build, mode: env.NODE_ENV === 'production' ? 'production' : 'development' }),
  );

  const door = createWebhookDoor({ deps, env });
  return createServer((request, response) => {
    if (isWebhook(request.url)) void door(request, response);
    else pages(request, response);
  });
}
