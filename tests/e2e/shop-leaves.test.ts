import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withClient } from '#sandbox/database.ts';
import { people } from '#sandbox/store/people.ts';
import { launchBrowser, newProfile } from '#tests/support/browser.ts';
import { type Desk, expectPlainUsable, seat, startDesk } from '#tests/support/desk.ts';
import { rowsOfShop, totalOf } from '#tests/support/shop-rows.ts';
import { until } from '#tests/support/until.ts';

const SHOP = 'demo.myshopify.com';
const OTHER = 'other.myshopify.com';
const PERSON = people.everything.email ?? '';
const SHOP_REDACTED_AFTER_MS = 48 * 3_600_000;

let desk: Desk;
let browser: Browser;

const rows = async (sql: string) =>
  (await withClient(desk.database.ownerUrl, (client) => client.query(sql))).rows;
const rowsOf = (domain: string, texts: string[] = []) => rowsOfShop(desk.database.ownerUrl, domain, texts);
const ask = (shop: string) =>
  desk.control.webhook({
    ...{ shop, topic: 'customers/data_request' },
    payload: {
      ...{ shop_domain: shop, orders_requested: [], data_request: { id: 1 } },
      customer: { email: PERSON },
    },
  });

beforeAll(async () => {
  desk = await startDesk({ restoreRate: 1_000 }, ({ mail }) => ({ SMTP_URL: mail.url }));
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await desk?.[Symbol.asyncDispose]();
});

test('a shop leaves with its register, and 48 hours later no table holds anything of it', async () => {
  const staff = await seat(browser, desk);
  await staff.open('/app');
  await staff.frame.getByText('No requests yet').waitFor();
  await staff.profile.close();
  await desk.control.shop({ domain: OTHER, customers: 5, orders: 5 });
  for (const shop of [SHOP, OTHER]) await ask(shop);
  await until('both requests, the one at the demo shop gathered', async () => {
    const found = await rows('SELECT state FROM request');
    return found.length === 2 && found.some(({ state }) => state === 'ready');
  });
  expect(totalOf(await rowsOf(SHOP))).toBeGreaterThan(10);

  await desk.control.uninstall({ shop: SHOP });
  const linkIn = () => /https?:\/\/\S+(\/register\/\S+)/.exec(desk.sandbox.mail.mails()[0]?.text ?? '')?.[1];
  await until('the mail with the register', async () => linkIn() !== undefined);
  const profile = await newProfile(browser);
  const page = await profile.newPage();
  await page.goto(`${desk.app.url}${linkIn()}`);
  await page.getByRole('heading', { name: 'Register of requests' }).waitFor();
  await expectPlainUsable(page, 'register.$token: register');
  await page.getByLabel('Choose a password').fill('short');
  await page.getByRole('button', { name: 'Download the register' }).click();
  await page
    .getByText(/12 characters or more/)
    .first()
    .waitFor();
  await expectPlainUsable(page, 'register.$token: password refused');
  await page.getByLabel('Choose a password').fill('a password for the register');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download the register' }).click(),
  ]);
  const zip = await readFile(await download.path());
  expect(zip.subarray(0, 2).toString()).toBe('PK');
  expect(zip.includes(PERSON)).toBe(false);
  await rows('ALTER TABLE register_link RENAME TO register_link_away');
  await page.goto(`${desk.app.url}${linkIn()}`);
  await expectPlainUsable(page, 'register.$token: broken');
  await rows('ALTER TABLE register_link_away RENAME TO register_link');

  const others = await rowsOf(OTHER);
  // The app lives by its own clock: there, too, two days have to be over.
  await rows(
    `UPDATE shop SET uninstalled_at = uninstalled_at - interval '48 hours' WHERE domain = '${SHOP}'`,
  );
  await desk.control.clock({ advanceMs: SHOP_REDACTED_AFTER_MS });
  await until('the end of the shop', async () => totalOf(await rowsOf(SHOP, [PERSON])) === 0);
  expect(await rowsOf(OTHER)).toEqual(others);
  await page.goto(`${desk.app.url}${linkIn()}`);
  await page.getByRole('heading', { name: 'This link no longer works' }).waitFor();
  await expectPlainUsable(page, 'register.$token: gone');
  await profile.close();
  expect(desk.app.logs.filter((line) => /"level":(50|60)/.test(line))).toHaveLength(1);
}, 180_000);
