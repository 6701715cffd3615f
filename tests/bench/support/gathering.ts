import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type ControlClient, controlClient } from '#sandbox/control-client.ts';
import { freePort, type RunningProcess, startProcess, untilAnswers } from '#sandbox/processes.ts';
import { readRegistration } from '#sandbox/registration.ts';
import { SANDBOX_SECRET } from '#sandbox/server.ts';
import { people } from '#sandbox/store/people.ts';
import type { GatherOutcome, GatherTask } from './gather-app.ts';
import { productOptions } from './product-options.ts';
import { ROOT } from './servers.ts';

/** Points a second of an Enterprise shop; a Standard one has 100. */
const ENTERPRISE = 2_000;
/** No shop has so many: so that what grows is seen, and not the waiting for points. */
const PLENTY = 50_000;
/** A full bucket, in seconds of restoring. */
const BUCKET_SECONDS = 20;

export interface Gathering extends GatherOutcome {
  /** Orders of the customer. */
  size: number;
  /** Points a second that the shop's bucket regains. */
  restoreRate: number;
  path: 'pages' | 'bulk';
  requests: number;
  points: number;
  throttled: number;
  /** The shortest time in which the bucket gives so many points, when it is full at the start. */
  allowedSeconds: number;
}

export interface SandboxProcess {
  process: RunningProcess;
  url: string;
  control: ControlClient;
}

export async function startSandboxProcess(): Promise<SandboxProcess> {
  const port = await freePort();
  const args = ['sandbox/main.ts', '--port', String(port), '--mail-port', String(await freePort())];
  const process_ = await startProcess({
    command: process.execPath,
    args: [...args, '--customers', '30', '--orders', '10'],
    cwd: ROOT,
  });
  const url = `http://127.0.0.1:${port}`;
  await untilAnswers(`${url}/`, process_);
  return { process: process_, url, control: controlClient(url) };
}

/** The shop of a customer with so many orders; others have a few as well. */
async function openShop({ control }: SandboxProcess, size: number, restoreRate: number): Promise<string> {
  const domain = `gather-${size}-${randomBytes(3).toString('hex')}.myshopify.com`;
  const orders = Math.ceil(size * 1.05) + 150;
  await control.shop({ domain, customers: 40, orders, heaviest: size, restoreRate });
  // Everything that the app may ask for, so that nothing is missing.
  const { optionalScopes } = readRegistration({ url: '', secret: '' });
  await control.scopes({ shop: domain, grant: optionalScopes });
  return domain;
}

/** A request that names more orders is larger than a webhook that the door takes: staff would have started it. */
const MOST_NAMED = 50_000;

/** Whom Shopify's own data request is about; the app is asked for the same without its door. */
async function dataRequest({ control }: SandboxProcess, shop: string) {
  const topic = 'customers/data_request';
  const { body } = await control.webhook({ shop, topic, person: people.thousandOrders.email });
  const { customer, orders_requested: orders } = JSON.parse(body);
  return {
    customerId: String(customer.id),
    email: String(customer.email),
    orderIds: orders.length > MOST_NAMED ? [] : orders.map(String),
  };
}

async function runApp(task: GatherTask, env: Record<string, string>): Promise<GatherOutcome> {
  // Too long for an argument: it names every order.
  const folder = await mkdtemp(join(tmpdir(), 'privacy-desk-bench-task-'));
  const file = join(folder, 'task.json');
  await writeFile(file, JSON.stringify(task));
  const args = [
    ...[...productOptions(), '--disable-warning=ExperimentalWarning'],
    ...['--import', resolve(ROOT, 'sandbox/route-shopify.mjs')],
    ...['tests/bench/support/gather-app.ts', file],
  ];
  let said: string | undefined;
  const app = await startProcess({
    command: process.execPath,
    args,
    cwd: ROOT,
    env: { NODE_ENV: 'production', ...env },
    onLine: (line) => {
      if (line.startsWith('{"seconds"')) said = line;
    },
  });
  const { code } = await app.exited;
  await rm(folder, { recursive: true });
  if (code !== 0 || said === undefined) throw new Error(`The app did not gather:\n${app.tail()}`);
  return JSON.parse(said);
}

/**
 * Gathers a customer with so many orders.
 * @param settings the app's environment but for what concerns Shopify
 */
export async function gather(
  sandbox: SandboxProcess,
  settings: Record<string, string>,
  { size, path }: Pick<Gathering, 'size' | 'path'>,
): Promise<Gathering> {
  const { control } = sandbox;
  const restoreRate = path === 'pages' ? ENTERPRISE : PLENTY;
  const shop = await openShop(sandbox, size, restoreRate);
  const [{ scopes = [] } = {}] = (await control.state()).shops.filter(({ domain }) => domain === shop);
  const { token: sessionToken } = await control.token({ shop });
  const apiKey = JSON.parse(atob(sessionToken.split('.')[1] ?? '')).aud;
  const task: GatherTask = {
    ...{ shop, sessionToken },
    ...(await dataRequest(sandbox, shop)),
    bulkAbove: path === 'pages' ? Number.MAX_SAFE_INTEGER : null,
  };
  const outcome = await runApp(task, {
    ...settings,
    SHOPIFY_SANDBOX_URL: sandbox.url,
    SHOPIFY_APP_URL: 'https://bench.example.com',
    SHOPIFY_API_KEY: apiKey,
    SHOPIFY_API_SECRET: SANDBOX_SECRET,
    SCOPES: scopes.join(','),
  });
  const { requests, points, throttled } = await control.usage({ shop });
  if (outcome.orders < size) throw new Error(`Only ${outcome.orders} of ${size} orders were gathered.`);
  const allowedSeconds = Math.max(0, points / restoreRate - BUCKET_SECONDS);
  return { ...outcome, size, path, restoreRate, requests, points, throttled, allowedSeconds };
}
