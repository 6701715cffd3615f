/** `npm run dev`: PostgreSQL, the sandbox and the app with hot reload. */
import { resolve } from 'node:path';
import { restoreInstallation, saveInstallation } from './demo/remember.ts';
import { appEnvironment, choosePorts, DATA, ROOT, startDatabase, startSandbox } from './demo/stack.ts';
import { startProcess, stopOnSignal, untilAnswers } from './processes.ts';
import { DEMO_SHOP } from './server.ts';

const running: (() => Promise<unknown>)[] = [];
stopOnSignal(async () => {
  for (const stop of running.splice(0).reverse()) await stop();
});

const ports = await choosePorts();
const { databaseUrl, version, stop } = await startDatabase();
running.push(stop);
const sandbox = await startSandbox(ports);
running.push(() => sandbox.close());
const shop = sandbox.world.shops.get(DEMO_SHOP);
const installationFile = resolve(DATA, 'installation.json');
if (shop) {
  restoreInstallation(shop, installationFile);
  running.push(async () => saveInstallation(shop, installationFile));
}
const app = await startProcess({
  command: process.execPath,
  args: [
    '--import',
    new URL('./route-shopify.mjs', import.meta.url).href,
    resolve(ROOT, 'sandbox/dev-server.ts'),
  ],
  cwd: ROOT,
  env: { LOG_LEVEL: 'info', ...appEnvironment(sandbox, ports, databaseUrl), NODE_ENV: 'development' },
  onLine: (line) => console.log(line),
});
running.push(() => app.stop());
await untilAnswers(`http://127.0.0.1:${ports.app}/healthz`, app);
console.log(`
  ${version}, the sandbox and the app run; changes under app/ show at once.

  Shopify admin     ${sandbox.url}/store/demo/apps/${sandbox.world.app.apiKey}/app
  Start page, mail  ${sandbox.url}

  Ctrl-C stops everything; the data stays.`);
const { code } = await app.exited;
process.exit(code ?? 1);
