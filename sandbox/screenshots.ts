/**
 * `npm run screenshots`: every page as a merchant sees it, wide and narrow, into docs/images. The names of the
 * pictures are those in docs/pages.md.
 */
import { resolve } from 'node:path';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { launchBrowser, newProfile } from '#tests/support/browser.ts';
import { openDesk, type PictureDesk } from './pictures/desk.ts';
import { type Places, playStory } from './pictures/story.ts';
import { stopOnSignal } from './processes.ts';

const IMAGES = resolve(import.meta.dirname, '../docs/images');
const SCREENS = {
  '': { width: 1280, height: 900 },
  '-phone': { width: 360, height: 1100 },
};

interface Picture {
  /** Within the app, in the admin. */
  path?: string;
  /** Past the admin. */
  link?: string;
  /** What stands there once the page is whole. */
  shows: string;
  /** How many screens high, where the first does not show what it is about. */
  screens?: number;
  /** What is done then, before the picture is taken. */
  act?: (app: FrameLocator) => Promise<void>;
}

async function findCustomer(app: FrameLocator): Promise<void> {
  await app.getByLabel('Name, e-mail or phone').fill('winter');
  await app.getByRole('button', { name: 'Search' }).click();
  await app.getByText('emil.winter@example.org').first().waitFor();
}

const picturesOf = ({
  access,
  erasure,
  rectification,
  download,
  register,
}: Places): Record<string, Picture> => ({
  home: { path: '/app', shows: 'Received and answered' },
  requests: { path: '/app/requests', shows: 'Overdue by 2 days' },
  request: { path: access, shows: 'Everything is gathered' },
  review: { path: `${access}/review`, shows: 'Orders' },
  collection: { path: `${access}/review/orders`, shows: 'Orders' },
  plan: { path: erasure, shows: 'A plan waits for your approval', screens: 2 },
  correction: { path: rectification, shows: 'A plan waits for your approval', screens: 1.5 },
  rectify: { path: `${rectification}/rectify`, shows: 'First name' },
  customers: { path: '/app/customers', shows: 'Search', act: findCustomer },
  activity: { path: '/app/activity', shows: 'Step done' },
  settings: { path: '/app/settings', shows: 'Time zone' },
  download: { link: download, shows: 'Download the archive' },
  register: { link: register, shows: 'Register of requests' },
});

/** Pictures do not change with the width of a blinking cursor or the turn of a spinner. */
const STILL = { animations: 'disabled', caret: 'hide' } as const;

async function open(
  page: Page,
  { sandbox }: PictureDesk,
  { path, link, shows, act }: Picture,
): Promise<void> {
  const { apiKey } = sandbox.world.app;
  await page.goto(link ?? `${sandbox.url}/store/demo/apps/${apiKey}${path}`);
  const app = page.frameLocator('#app-frame');
  const shown = link === undefined ? app : page;
  await shown.getByText(shows).first().waitFor();
  await page.waitForLoadState('networkidle');
  await act?.(app);
}

async function takePictures(desk: PictureDesk, browser: Browser, places: Places): Promise<number> {
  let taken = 0;
  for (const [suffix, viewport] of Object.entries(SCREENS)) {
    const profile = await newProfile(browser, { viewport });
    const page = await profile.newPage();
    for (const [name, where] of Object.entries(picturesOf(places))) {
      await page.setViewportSize({ ...viewport, height: viewport.height * (where.screens ?? 1) });
      await open(page, desk, where);
      await page.screenshot({ path: resolve(IMAGES, `${name}${suffix}.png`), ...STILL });
      taken += 1;
    }
    await profile.close();
  }
  return taken;
}

const desk = await openDesk();
stopOnSignal(() => desk.close());
try {
  const places = await playStory(desk);
  const browser = await launchBrowser();
  const taken = await takePictures(desk, browser, places);
  await browser.close();
  console.log(`${taken} pictures in docs/images`);
} finally {
  await desk.close();
}
