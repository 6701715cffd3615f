import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { say } from '#app/core/saying.ts';
import { withClient } from '#sandbox/database.ts';
import { launchBrowser } from '#tests/support/browser.ts';
import { type Desk, type Staff, seat, startDesk } from '#tests/support/desk.ts';

const SCOPE = 'read_returns';

let desk: Desk;
let browser: Browser;
let staff: Staff;

beforeAll(async () => {
  desk = await startDesk();
  browser = await launchBrowser();
  staff = await seat(browser, desk, 360);
});
afterAll(async () => {
  await browser?.close();
  await desk?.[Symbol.asyncDispose]();
});

const gap = (lack: { collection: string; scope?: string; remedy?: string }) => ({
  ...{
    reason: say('Privacy Desk may not read the field {field}.', { field: lack.collection }),
    remedy: 'Grant it.',
  },
  ...lack,
});
/** What the gathering of every request could not have. */
const lacking = (gaps: ReturnType<typeof gap>[]) =>
  withClient(desk.database.ownerUrl, (client) =>
    client.query('UPDATE step SET gaps = $1::jsonb', [JSON.stringify(gaps)]),
  );

const ask = () => staff.frame.getByRole('button', { name: 'Ask for this access: Returns', exact: true });
const row = () => staff.frame.getByRole('heading', { name: 'Returns', exact: true }).locator('..');

test('an optional access is asked of the merchant in Shopify’s own dialog, and may be declined', async () => {
  await staff.open('/app/settings');
  await row().getByText('Not granted').waitFor();
  await staff.expectUsable();
  await ask().click();
  await staff.page.getByRole('button', { name: 'Cancel' }).click();
  await staff.frame.getByText('Not granted. Nothing has changed.').waitFor();
  expect(desk.shop.installation?.grantedScopes.has(SCOPE)).toBe(false);
});

test('once granted it is shown as such as soon as Shopify tells the app, and is on record', async () => {
  await ask().click();
  await staff.page.getByRole('button', { name: 'Update permissions' }).click();
  await row().getByText('Granted', { exact: true }).waitFor();
  await staff.expectUsable();
  const { rows } = await withClient(desk.database.ownerUrl, (client) =>
    client.query(`SELECT entry FROM audit_event WHERE type = 'shop.scopes-changed'`),
  );
  expect(rows.map(({ entry }) => entry)).toEqual([expect.stringContaining(SCOPE)]);
});

test('a gap that only lacks an access offers to ask for it, and then to gather again', async () => {
  await desk.control.webhook({
    shop: 'demo.myshopify.com',
    topic: 'customers/data_request',
    person: 'theo.lindqvist@example.org',
  });
  await staff.open('/app/requests');
  await staff.frame.getByText('Ready to review').waitFor();
  await lacking([gap({ collection: 'locations', scope: 'read_locations' })]);
  await staff.frame.getByRole('link', { name: '#1001' }).click();
  await staff.frame.getByRole('button', { name: 'Ask for this access: Locations' }).click();
  await staff.page.getByRole('button', { name: 'Update permissions' }).click();
  await staff.frame.getByText(/^Granted/).waitFor();
  await staff.expectUsable();
  await staff.open('/app/requests/1001');
  await staff.frame.getByText('The access is granted since. Gather again to close this gap.').waitFor();
  await staff.frame.getByRole('button', { name: 'Gather again' }).waitFor();
  await staff.expectUsable();
  expect(staff.complaints).toEqual([]);
});

test('gaps stand by what closes them; all accesses that are missing are asked for at once', async () => {
  const PROTECTED = 'Request approval for this protected customer data from Shopify, then gather again.';
  await lacking([
    gap({ collection: 'customer', remedy: PROTECTED }),
    gap({ collection: 'draft-orders', scope: 'read_draft_orders' }),
    gap({ collection: 'orders', scope: 'read_draft_orders' }),
    gap({ collection: 'companies', scope: 'read_companies' }),
    gap({ collection: 'payment-methods', scope: 'read_customer_payment_methods' }),
  ]);
  await staff.open('/app/requests/1001');
  const { frame } = staff;
  const headings = ['2 accesses are missing. Give them, then gather again.', PROTECTED];
  for (const name of headings) await frame.getByRole('heading', { name }).waitFor();
  await frame
    .getByRole('heading', { name: 'Shopify must approve the app for these accesses first.' })
    .waitFor();
  await staff.expectUsable();
  // The words of the interface are there for whoever unfolds them, with the keyboard too.
  const words = frame.getByText('Privacy Desk may not read the field companies.');
  expect(await words.count()).toBe(0);
  const details = frame.getByRole('button', { name: 'Details: Draft orders and Companies (B2B)' });
  await details.focus();
  await staff.page.keyboard.press('Enter');
  await words.waitFor();
  expect(await details.getAttribute('aria-expanded')).toBe('true');
  await frame.getByRole('button', { name: 'Ask for this access: Companies (B2B)' }).waitFor();
  await staff.expectUsable();
  await staff.page.keyboard.press('Enter');
  await words.waitFor({ state: 'detached' });

  await frame.getByRole('button', { name: 'Ask for all of these' }).click();
  await staff.page.getByRole('button', { name: 'Update permissions' }).click();
  await frame.getByText('2 accesses are granted since. Gather again to close these gaps.').waitFor();
  const granted = desk.shop.installation?.grantedScopes;
  expect(['read_draft_orders', 'read_companies'].map((scope) => granted?.has(scope))).toEqual([true, true]);
  expect(granted?.has('read_customer_payment_methods')).toBe(false);
  await staff.expectUsable();
  expect(staff.complaints).toEqual([]);
});
