/**
 * The app's pages in a browser, as a merchant meets them: largest contentful paint, layout shift, and how long an
 * interaction waits for its next paint, beside what Built for Shopify asks for.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { createMerchant } from '#sandbox/demo/merchant.ts';
import { freePort, stopOnSignal } from '#sandbox/processes.ts';
import { createSandbox, DEMO_SHOP } from '#sandbox/server.ts';
import { people } from '#sandbox/store/people.ts';
import { removeKeys, startApp } from '#tests/support/app.ts';
import { launchBrowser, newProfile } from '#tests/support/browser.ts';
import { describe, type Measured } from './support/pages-report.ts';
import { preparePostgres } from './support/postgres.ts';
import { writeSection } from './support/report.ts';
import { ROOT } from './support/servers.ts';
import { observeVitals, readVitals, type Vitals } from './support/vitals.ts';

/** Visits of each page; the 75th percentile counts, as in the field. */
const VISITS = 9;
/** What shifts late shifts within this time. */
const SETTLE_MS = 700;
/** A page that has not come to rest by then is broken. */
const PATIENCE = { timeout: 60_000 };

/** Path within the app, and a text that is there once its data is. */
const PAGES: { name: string; path: string; shows?: string | RegExp }[] = [
  { name: 'Home', path: '/app' },
  { name: 'Requests', path: '/app/requests', shows: '#1001' },
  { name: 'Request', path: '/app/requests/1001', shows: /review the data/ },
  { name: 'Review', path: '/app/requests/1001/review', shows: 'Orders' },
  { name: 'Records', path: '/app/requests/1001/review/orders' },
  { name: 'Customers', path: '/app/customers' },
  { name: 'Activity', path: '/app/activity', shows: /Request received/ },
  { name: 'Settings', path: '/app/settings' },
];

const leftovers: (() => Promise<unknown>)[] = [];
async function cleanUp(): Promise<void> {
  for (let undo = leftovers.pop(); undo; undo = leftovers.pop()) await undo();
}

/** Keyboard and pointer, without changing anything: each waits until the page has painted. */
async function interact(page: Page, frame: Frame): Promise<void> {
  await frame.locator('h1').first().click();
  for (let times = 0; times < 6; times += 1) await page.keyboard.press('Tab');
  const field = frame.locator('input[type=text]:visible, input[type=search]:visible').first();
  if ((await field.count()) > 0) {
    await field.click();
    await page.keyboard.type('example', { delay: 40 });
  }
}

async function visit(page: Page, url: string, shows?: string | RegExp): Promise<Vitals> {
  await page.goto(url);
  const inside = page.frameLocator('#app-frame');
  await inside.locator('h1:visible').first().waitFor(PATIENCE);
  if (shows !== undefined) await inside.getByText(shows).first().waitFor(PATIENCE);
  // Pages that follow what happens never fall silent.
  await page.waitForTimeout(SETTLE_MS);
  const frame = page.frames().find((each) => each !== page.mainFrame() && each.url().includes('/app'));
  if (!frame) throw new Error(`${url} shows no frame of the app.`);
  await interact(page, frame);
  // The paint that an interaction waits for is told after it.
  await frame.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 100))));
  return readVitals(frame);
}

async function run(): Promise<void> {
  if (!existsSync(resolve(ROOT, 'build/server/index.js'))) throw new Error('Run `npm run build` first.');
  const postgres = await preparePostgres();
  leftovers.push(postgres.destroy);
  const database = postgres.product;
  const port = await freePort();
  const appTarget = `http://127.0.0.1:${port}`;
  const sandbox = await createSandbox({ appTarget, shop: { orders: 1_500, restoreRate: 50_000 } });
  leftovers.push(() => sandbox.close());
  leftovers.push(() => removeKeys(database));
  const app = await startApp({ database, sandbox, port, env: { LOG_LEVEL: 'warn' } });
  leftovers.push(() => app.stop());
  const shop = sandbox.world.shops.get(DEMO_SHOP);
  if (!shop) throw new Error('The sandbox has no demo shop.');
  await createMerchant(sandbox, appTarget).open('/app/requests');
  for (const person of [people.thousandOrders, people.everything, people.greek])
    await sandbox.merchant.requestData(shop, person.email);

  const browser = await launchBrowser();
  leftovers.push(() => browser.close());
  const profile = await newProfile(browser, { viewport: { width: 1280, height: 900 } });
  await observeVitals(profile);
  const page = await profile.newPage();
  const base = `${sandbox.url}/store/demo/apps/${sandbox.world.app.apiKey}`;
  const measured: Measured[] = [];
  for (const { name, path, shows } of PAGES) {
    const visits: Vitals[] = [];
    // The first one warms the browser's cache, as a merchant's is.
    for (let times = 0; times <= VISITS; times += 1) {
      const vitals = await visit(page, base + path, shows);
      if (times > 0) visits.push(vitals);
    }
    measured.push({ name, visits });
    console.log(name, visits.at(-1));
  }
  const text = describe(measured);
  console.log(`\n${text}`);
  await writeSection('pages', text);
}

stopOnSignal(cleanUp);
try {
  await run();
} finally {
  await cleanUp();
}
process.exit(0);
