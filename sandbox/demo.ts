/**
 * `npm run demo`: PostgreSQL, a local Shopify and the built app, and the story of a data request played on
 * them. Stays up for a look around; with `--exit` it leaves demo-output/ and ends.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Listr } from 'listr2';
import pg from 'pg';
import { shopIdOf } from '#app/core/id.ts';
import { createMerchant } from './demo/merchant.ts';
import { restoreInstallation, saveInstallation } from './demo/remember.ts';
import {
  appEnvironment,
  build,
  choosePorts,
  DATA,
  isBuilt,
  ROOT,
  startApp,
  startDatabase,
  startSandbox,
} from './demo/stack.ts';
import { SCENES, type Stage } from './demo/story.ts';
import { stopOnSignal } from './processes.ts';
import { DEMO_SHOP } from './server.ts';

const { values } = parseArgs({ options: { exit: { type: 'boolean', default: false } } });
const outputDir = resolve(ROOT, 'demo-output');
const installationFile = resolve(DATA, 'installation.json');

/** What is to be stopped, the last started first. */
const running: (() => Promise<unknown>)[] = [];
async function stopAll(): Promise<void> {
  for (const stop of running.splice(0).reverse()) await stop();
}
stopOnSignal(stopAll);

interface Context {
  stage?: Stage;
  databaseUrl?: string;
}

const startedAt = performance.now();
await rm(outputDir, { recursive: true, force: true });
const ports = await choosePorts();
const address = `http://127.0.0.1:${ports.app}`;

const setUp = [
  {
    title: 'PostgreSQL',
    task: async (context: Context, task: { title: string }) => {
      const database = await startDatabase();
      running.push(database.stop);
      context.databaseUrl = database.databaseUrl;
      task.title = database.version;
    },
  },
  { title: 'The app is built', skip: () => isBuilt(), task: build },
  {
    title: 'The sandbox Shopify and the app start',
    task: async (context: Context, task: { title: string }) => {
      const sandbox = await startSandbox(ports);
      running.push(() => sandbox.close());
      const shop = sandbox.world.shops.get(DEMO_SHOP);
      if (!shop) throw new Error('The sandbox lacks the demo shop.');
      restoreInstallation(shop, installationFile);
      const save = () => saveInstallation(shop, installationFile);
      // Also for a demo that is killed: the app would be left with tokens that nobody knows.
      const saving = setInterval(save, 1_000);
      running.push(async () => {
        clearInterval(saving);
        save();
      });
      const databaseUrl = context.databaseUrl ?? '';
      const app = await startApp(appEnvironment(sandbox, ports, databaseUrl));
      running.push(() => app.stop());
      const database = new pg.Client({ connectionString: databaseUrl, options: '-c role=privacy_desk_app' });
      await database.connect();
      running.push(() => database.end());
      await database.query(`SELECT set_config('privacy_desk.shop_id', $1, false)`, [shopIdOf(DEMO_SHOP)]);
      const merchant = createMerchant(sandbox, address);
      context.stage = {
        sandbox,
        merchant,
        appAddress: address,
        database,
        outputDir,
        summary: {},
        request: null,
        payload: null,
      };
      task.title = `The sandbox Shopify (port ${ports.sandbox}) and the app (port ${ports.app}) run`;
    },
  },
];

const story = SCENES.map(({ title, play }) => ({
  title,
  task: async ({ stage }: Context, task: { title: string; output: string }) => {
    if (!stage) throw new Error('The stage is not set.');
    task.title = await play(stage, (line) => {
      task.output = line;
    });
  },
}));

const links = ({ sandbox, request }: Stage): string => {
  const admin = `${sandbox.url}/store/demo/apps/${sandbox.world.app.apiKey}/app`;
  return `
  Shopify admin     ${admin}/requests
  The request       ${admin}/requests/${request?.number}
  Start page, mail  ${sandbox.url}
  Output            demo-output/ (archive, audit.jsonl, summary.json)

  Ctrl-C stops everything; the data stays for the next run.`;
};

const context: Context = {};
try {
  await new Listr<Context>([...setUp, ...story], { exitOnError: true }).run(context);
  const { stage } = context;
  if (stage) {
    stage.summary.totalSeconds = Number(((performance.now() - startedAt) / 1_000).toFixed(1));
    await mkdir(outputDir, { recursive: true });
    await writeFile(resolve(outputDir, 'summary.json'), `${JSON.stringify(stage.summary, null, 2)}\n`);
    if (!values.exit) console.log(links(stage));
  }
  if (values.exit) {
    await stopAll();
    process.exit(0);
  }
} catch (error) {
  console.error(`\nThe demo stopped: ${(error as Error).message}`);
  await stopAll();
  process.exit(1);
}
