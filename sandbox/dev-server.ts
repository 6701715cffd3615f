/** The app under Vite: the same server, door and worker as in production, with modules that reload. */
import { createServer as createVite } from 'vite';
import type { Composition } from '#app/deps.server.ts';
import type { createWebServer } from '#app/http.server.ts';
import type { startWorker } from '#app/worker.ts';

const vite = await createVite({ server: { middlewareMode: true }, appType: 'custom' });
const load = async <Module>(path: string) => (await vite.ssrLoadModule(path)) as Module;

const { composition } = await load<{ composition: () => Composition }>('/app/deps.server.ts');
const web = await load<{ createWebServer: typeof createWebServer }>('/app/http.server.ts');
const background = await load<{ startWorker: typeof startWorker }>('/app/worker.ts');

const app = composition();
await app.queue.start();
const worker = await background.startWorker(app);
const server = web.createWebServer({
  composition: app,
  build: () => load('virtual:remix/server-build'),
  files: [vite.middlewares],
  isReady: () => true,
});
server.listen(app.env.PORT, app.env.HOST);

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, async () => {
    server.close();
    server.closeAllConnections();
    await worker.stop();
    await app.queue.stop();
    await app.connections.close();
    await vite.close();
    process.exit(0);
  });
