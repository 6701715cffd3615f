import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { controlClient } from '#sandbox/control-client.ts';
import { DEMO_SHOP } from '#sandbox/server.ts';
import { launchBrowser, newProfile } from '../support/browser.ts';
import { type Desk, seat, startDesk } from '../support/desk.ts';
import { LOCALES, renderBlock } from '../support/theme-block.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

test('the block in a theme has no accessibility violations, and fits the narrowest phone', async () => {
  const profile = await newProfile(browser, {
    viewport: { width: 320, height: 700 },
    javaScriptEnabled: true,
  });
  const page = await profile.newPage();
  for (const locale of LOCALES) {
    const shop = { name: 'Demo Store', email: 'hello@demo-store-with-a-long-name.example' };
    const block = await renderBlock({ locale, shop });
    await page.setContent(
      `<!doctype html><html lang="${locale}"><head><title>Privacy</title></head><body><main><h1>Privacy</h1>${block}</main></body></html>`,
    );
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    const beyond = await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
    expect(beyond, locale).toBe(0);
  }
  await profile.close();
});

test('the list of things to set up knows whether the block is in the theme', async () => {
  await using desk: Desk = await startDesk({ customers: 5, orders: 5 });
  const staff = await seat(browser, desk);
  await staff.open('/app');
  await staff.frame.getByText(/^Put the block “Privacy requests” on a page/).waitFor();
  const link = staff.frame.getByRole('link', { name: 'Open the theme editor' });
  expect(await link.getAttribute('href')).toContain('addAppBlockId=');
  await controlClient(desk.sandbox.url)['theme-blocks']({ shop: DEMO_SHOP, blocks: ['privacy-requests'] });
  await staff.open('/app');
  await staff.frame.getByText('The block “Privacy requests” is in your theme.').waitFor();
  await staff.expectUsable();
  expect(staff.complaints).toEqual([]);
  await staff.profile.close();
});
