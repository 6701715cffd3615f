import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { freePort, type RunningProcess, startProcess, untilAnswers } from '#sandbox/processes.ts';
import { API_SECRET } from './composition.ts';

export interface TestServer {
  url: string;
  port: number;
  process: RunningProcess;
  logs: string[];
}

const root = resolve(import.meta.dirname, '../..');
/** The same for every server of a test run, so that one can take over another's keys. */
const masterKey = randomBytes(32).toString('base64');

/**
 * The built app as a process of its own, as in production. `npm test` builds it first.
 * @param preload modules loaded before it, such as the one that leads to the sandbox
 */
export async function startServer(options: {
  databaseUrl: string;
  keysDir: string;
  env?: Record<string, string>;
  preload?: string[];
  port?: number;
}): Promise<TestServer> {
  const port = options.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const logs: string[] = [];
  const preload = (options.preload ?? []).flatMap((module) => ['--import', module]);
  const server = await startProcess({
    command: process.execPath,
    args: [...preload, resolve(root, 'build/server/index.js')],
    cwd: root,
    env: {
      NODE_ENV: 'production',
      PORT: String(port),
      HOST: '127.0.0.1',
      DATABASE_URL: options.databaseUrl,
      DATABASE_OWNER_URL: undefined,
      SHOPIFY_API_KEY: '0123456789abcdef0123456789abcdef',
      SHOPIFY_API_SECRET: API_SECRET,
      SHOPIFY_APP_URL: 'https://app.example.com',
      SCOPES: 'read_customers,read_orders',
      MASTER_KEY: masterKey,
      KEYS_DIR: options.keysDir,
      LOG_LEVEL: 'info',
      ...options.env,
    },
    onLine: (line) => logs.push(line),
  });
  // A server that ends by itself is a failure of its own, wherever the test then notices it.
  void server.exited.then(
    ({ code }) => code && console.log(['A server ended:', ...logs.slice(-20)].join('\n')),
  );
  await untilAnswers(`${url}/readyz`, server);
  return { url, port, process: server, logs };
}
