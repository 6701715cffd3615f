import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, FrameLocator, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { staffCookie } from '#sandbox/admin/staff-choice.ts';
import { type ControlClient, controlClient } from '#sandbox/control-client.ts';
import { freePort } from '#sandbox/processes.ts';
import { createSandbox, DEMO_SHOP, type Sandbox, type SandboxOptions } from '#sandbox/server.ts';
import type { Shop, Staff as StaffRecord } from '#sandbox/world.ts';
import { type RunningApp, removeKeys, startApp } from './app.ts';
import { newProfile } from './browser.ts';
import { createDatabase, type TestDatabase } from './database.ts';
import { watchScreen } from './on-screen.ts';
import { wrongWords } from './screen-words.ts';
import { noteApp, notePlain, type PlainSight } from './seen.ts';

/** The whole product as a merchant meets it: database, app, and a Shopify around it. */
export interface Desk extends AsyncDisposable {
  database: TestDatabase;
  sandbox: Sandbox;
  control: ControlClient;
  shop: Shop;
  app: RunningApp;
}

/** @param environment of the app, beside what follows from the desk itself */
export async function startDesk(
  shop: SandboxOptions['shop'] = {},
  environment: (sandbox: Sandbox) => Record<string, string> = () => ({}),
): Promise<Desk> {
  const database = await createDatabase();
  const port = await freePort();
  const appTarget = `http://127.0.0.1:${port}`;
  const sandbox = await createSandbox({ appTarget, shop: { customers: 30, orders: 300, ...shop } });
  const app = await startApp({ database, sandbox, port, env: environment(sandbox) });
  const demo = sandbox.world.shops.get(DEMO_SHOP);
  if (!demo) throw new Error('The sandbox has no demo shop.');
  return {
    ...{ database, sandbox, app, shop: demo },
    control: controlClient(sandbox.url),
    async [Symbol.asyncDispose]() {
      await app.stop();
      await sandbox.close();
      await database.drop();
      await removeKeys(database);
    },
  };
}

/** A member of staff at a screen. */
export interface Staff {
  profile: BrowserContext;
  page: Page;
  /** The app, inside the admin. */
  frame: FrameLocator;
  /** What the browser complained about. */
  complaints: string[];
  /** Opens the app at a path of its own, through the admin. */
  open(path: string): Promise<void>;
  /** The state on the screen: readable, and nothing for a screen reader to stumble over. */
  expectUsable(): Promise<void>;
  /** Nothing beyond the screen's edge, and every word in the language of the page. */
  expectReadable(): Promise<void>;
}

/** An owner whose admin is in that language (BCP 47); the shop hires one where it has none. */
function ownerSpeaking(shop: Shop, language: string): StaffRecord {
  const owners = shop.staff.filter(({ accountOwner }) => accountOwner);
  const known = owners.find(({ locale }) => locale === language);
  if (known) return known;
  const [first] = owners;
  if (!first) throw new Error('The shop has no owner.');
  const hired = { ...first, id: first.id + 1_000 * shop.staff.length, locale: language };
  shop.staff = [...shop.staff, hired];
  return hired;
}

async function expectReadable(root: Locator): Promise<void> {
  expect(await root.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
  expect(await wrongWords(root)).toEqual([]);
}

async function expectSound(page: Page, root: Locator): Promise<void> {
  await expectReadable(root);
  // What passes is not asked for: to bring it here takes a fifth of the time.
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] });
  const { violations } = await axe.analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}

/** A page without the app's scripts, as it is seen on a wide screen and on a narrow one. */
export async function expectPlainUsable(page: Page, sight: PlainSight): Promise<void> {
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 900 });
    await expectSound(page, page.locator('html'));
    notePlain(sight, width);
  }
}

/**
 * @param options.language of their admin; the browser itself is English
 * @param options.phoneToo each state that is to be usable is to be so on a phone as well: for what takes long to play
 */
export async function seat(
  browser: Browser,
  desk: Desk,
  width = 1280,
  { language, phoneToo = false }: { language?: string; phoneToo?: boolean } = {},
): Promise<Staff> {
  const profile = await newProfile(browser, { viewport: { width, height: 900 } });
  if (language !== undefined) {
    const [pair = ''] = staffCookie(desk.shop, ownerSpeaking(desk.shop, language)).split(';');
    const [name = '', value = ''] = pair.split('=');
    await profile.addCookies([{ name, value, domain: 'localhost', path: '/' }]);
  }
  const page = await profile.newPage();
  watchScreen(page);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // Answers of the app such as 404 are tested where they are wanted.
    const isAnswer = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isAnswer) complaints.push(message.text());
  });
  const frame = page.frameLocator('#app-frame');
  const { apiKey } = desk.sandbox.world.app;
  return {
    ...{ profile, page, frame, complaints },
    async open(path) {
      await page.goto(`${desk.sandbox.url}/store/demo/apps/${apiKey}${path}`);
    },
    async expectUsable() {
      const before = page.viewportSize() ?? { width, height: 900 };
      const root = frame.locator('html');
      for (const each of phoneToo ? [360, before.width] : [before.width]) {
        if (phoneToo) await page.setViewportSize({ ...before, width: each });
        await noteApp(root, each);
        await expectSound(page, root);
      }
    },
    expectReadable: () => expectReadable(frame.locator('html')),
  };
}
