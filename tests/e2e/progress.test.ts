import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { people } from '#sandbox/store/people.ts';
import { launchBrowser } from '#tests/support/browser.ts';
import { type Desk, seat, startDesk } from '#tests/support/desk.ts';

const SHOP = 'demo.myshopify.com';
let desk: Desk;
let browser: Browser;
beforeAll(async () => {
  desk = await startDesk({ orders: 1_000, restoreRate: 100, ianaTimezone: 'Asia/Tokyo' });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await desk?.[Symbol.asyncDispose]();
});

test('a merchant sees how far the gathering is, what it waits for and until when, and sends it on', async () => {
  const staff = await seat(browser, desk);
  await staff.open('/app/requests');
  await staff.frame.getByText('No requests yet').waitFor();
  await desk.control['request-data']({ shop: SHOP, person: people.thousandOrders.email });
  await staff.frame.getByText('#1001').first().waitFor();
  await staff.open('/app/requests/1001');
  const seen = (text: RegExp | string) => staff.frame.getByText(text).first().waitFor();

  await seen(/^Reading.*: \d[\d,]* of \d[\d,]* · .+ left$/);
  await seen(/^\d[\d,]* records in \d[\d,]* pages$/);
  await seen('Progress: 1 of 2 steps done');
  await staff.expectUsable();

  // Shopify asks to be left alone for longer than this test lasts.
  const down = { kind: 'status', status: 503, retryAfter: '600.0', times: null } as const;
  await desk.control.faults({ shop: SHOP, faults: [down] });
  await seen(/^Tried again by itself: \w+ \d+, \d{4}, .+ so far, and safe\.$/);
  await seen('Postponed');
  await seen('Gathering waits for something to pass, and goes on by itself');
  await staff.expectUsable();

  await desk.control.faults({ shop: SHOP, faults: [] });
  desk.shop.restoreRate = 5_000;
  const now = staff.frame.getByRole('button', { name: 'Try now' });
  await now.focus();
  await staff.page.keyboard.press('Enter');
  await seen('Progress: 2 of 2 steps done');
  await seen(/^Everything is gathered/);
  expect(staff.complaints).toEqual([]);
  await staff.profile.close();
});
