import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import { BlobReader, TextWriter, ZipReader } from '@zip.js/zip.js';
import type { Browser, Download } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { daysUntil } from '#app/core/date-text.ts';
import { requestDates } from '#app/core/law/request-dates.ts';
import { localDay } from '#app/core/local-day.ts';
import { withClient } from '#sandbox/database.ts';
import { launchBrowser } from '#tests/support/browser.ts';
import { type Desk, type Staff, seat, startDesk } from '#tests/support/desk.ts';

const MILA = 'mila.novak@example.com';
const SHOP = 'demo.myshopify.com';

let desk: Desk;
let browser: Browser;
let staff: Staff;

beforeAll(async () => {
  desk = await startDesk({ installed: false, ianaTimezone: 'Europe/Berlin' });
  browser = await launchBrowser();
  staff = await seat(browser, desk);
});

afterAll(async () => {
  await browser?.close();
  await desk?.[Symbol.asyncDispose]();
});

const button = (name: string | RegExp, exact = false) => staff.frame.getByRole('button', { name, exact });
const heading = (name: string | RegExp) => staff.frame.getByRole('heading', { name });
/** Who sits at the screen. */
function colleague(): string {
  const { firstName, lastName } = desk.shop.staff.find(({ accountOwner }) => accountOwner) ?? {};
  return `${firstName} ${lastName}`;
}
const ordersOf = (email: string) => desk.shop.store.all('Order').filter((order) => order.email === email);

/** By the law of the shop's country, whose weekends and holidays move the last day. */
function daysToDue(): number {
  const receivedOn = localDay(new Date(), desk.shop.ianaTimezone);
  const controller = { country: desk.shop.countryCode, region: null };
  const facts = {
    kind: 'access',
    receivedOn,
    controller,
    residence: null,
    pauses: [],
    extendedOn: null,
  } as const;
  return daysUntil(requestDates(facts).due, receivedOn);
}

/** Files of a ZIP, by name. Reading one checks its CRC. */
async function unzip(download: Download): Promise<Map<string, string>> {
  const reader = new ZipReader(new BlobReader(new Blob([await readFile(await download.path())])));
  const files = new Map<string, string>();
  for (const entry of await reader.getEntries())
    if (!entry.directory)
      files.set(entry.filename, await entry.getData(new TextWriter(), { checkSignature: true }));
  await reader.close();
  return files;
}

test('the app is installed by opening it, and says what will happen next', async () => {
  // Shopify takes its time to say what shop it is: the page waits for that.
  const slow = { kind: 'slow', delayMs: 400, times: 3, matching: 'ianaTimezone' } as const;
  await desk.control.faults({ shop: SHOP, faults: [slow] });
  await staff.open('/app');
  await staff.page.getByRole('button', { name: 'Install' }).click();
  await heading('No requests yet').waitFor();
  expect(await staff.frame.getByText('Due dates are days of your time zone.').count()).toBe(1);
  await desk.control.faults({ shop: SHOP, faults: [] });
  for (const scope of desk.sandbox.world.app.optionalScopes) desk.shop.installation?.grantedScopes.add(scope);
  desk.shop.restoreRate = 2_000;
  await staff.expectUsable();
});

test('a signed data request appears in the list by itself; a forged one does not', async () => {
  await staff.open('/app/requests');
  await heading('No requests yet').waitFor();
  // Slow enough to be watched; the test lets go as soon as it has seen what it waits for.
  const slow = { kind: 'slow', delayMs: 5_000, times: 100, matching: 'orders(' } as const;
  await desk.control.faults({ shop: SHOP, faults: [slow] });
  const genuine = await desk.control.webhook({ shop: SHOP, topic: 'customers/data_request', person: MILA });
  const forged = await desk.control.webhook({
    shop: SHOP,
    topic: 'customers/data_request',
    person: 'theo.lindqvist@example.org',
    bend: { secret: 'guessed' },
  });
  expect(genuine.attempts.map(({ status }) => status)).toEqual([200]);
  expect(forged.attempts.map(({ status }) => status)).toEqual([401]);
  await staff.frame.getByText(MILA).waitFor();
  await staff.frame.getByText(`Due in ${daysToDue()} days`, { exact: true }).waitFor();
  expect(await staff.frame.getByText('theo.lindqvist').count()).toBe(0);
  await staff.expectUsable();
});

test('its page shows both clocks and counts the orders while they are gathered, without reloading', async () => {
  await staff.frame.getByRole('link', { name: '#1001' }).click();
  await heading('Request #1001').waitFor();
  await heading('The data is being gathered').waitFor();
  await heading('Due by law').waitFor();
  await heading('Due for Shopify').waitFor();
  const expected = ordersOf(MILA).length;
  await staff.frame.getByText(new RegExp(`^Reading.*: [1-9]\\d* of ${expected}\\b`)).waitFor();
  await staff.expectUsable();
  await desk.control.faults({ shop: SHOP, faults: [] });
  await heading(/^Everything is gathered/).waitFor();
  await staff.expectUsable();
});

test('the data is reviewed before it is released', async () => {
  await staff.frame.getByRole('link', { name: 'Review the data' }).click();
  await heading('Review the data').waitFor();
  await staff.expectUsable();
  await staff.frame.getByRole('link', { name: 'Request #1001' }).click();
  await heading('Request #1001').waitFor();
});

test('the answer is released in the name of a member of staff who has checked who asks', async () => {
  await staff.frame.getByText(`In the name of ${colleague()}.`).waitFor();
  await button('Release', true).click();
  await staff.frame.getByText(/^Confirm first that you have checked who asks/).waitFor();
  await staff.expectUsable();
  await staff.frame.getByLabel('I have checked that whoever asks is this person').check();
  await button('Release', true).click();
  await heading(/^The answer is released/).waitFor();
  await staff.frame.getByText(new RegExp(`^${colleague()}, `)).waitFor();
  await staff.expectUsable();
});

test('whether an answer that nobody has downloaded counts as given is asked once', async () => {
  await button('Mark as answered').click();
  await staff.frame.getByText(/^Privacy Desk sends nothing to the person/).waitFor();
  await staff.expectUsable();
  await button('Cancel').click();
  await heading(/^The answer is released/).waitFor();
});

test('the download is behind a button, and is a ZIP with everything that Shopify holds, as it was released', async () => {
  const opening = staff.profile.waitForEvent('page');
  await button('Download archive').click();
  const door = await opening;
  await door.getByRole('heading', { name: 'Download the archive' }).waitFor();
  const { violations } = await new AxeBuilder({ page: door }).analyze();
  expect(violations).toEqual([]);
  const downloading = door.waitForEvent('download');
  await door.getByRole('button', { name: 'Download the archive' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('privacy-desk-request-1001.zip');
  const files = await unzip(download);
  expect([...files.keys()].sort()).toEqual(
    expect.arrayContaining([expect.stringMatching(/export\.json$/), expect.stringMatching(/index\.html$/)]),
  );
  const named = (end: string) => [...files].find(([name]) => name.endsWith(end))?.[1] ?? '';
  for (const { name } of ordersOf(MILA)) expect(named('export.json')).toContain(JSON.stringify(name));
  expect(named('index.html')).toContain(MILA);
  const sha256 = createHash('sha256')
    .update(await readFile(await download.path()))
    .digest('hex');
  await door.getByText(sha256).waitFor();
  await door.close();
  await staff.frame.getByText(sha256, { exact: true }).waitFor();
  await staff.frame.getByText(/^The download waits in a new tab/).waitFor();
  await staff.expectUsable();
});

test('an answered request is closed, and opened again when the answer did not arrive', async () => {
  await staff.frame.getByText(/downloaded once$/).waitFor();
  await button('Mark as answered').click();
  await heading('This request is answered and closed').waitFor();
  await staff.expectUsable();
  // Nobody is asked to download what is out already.
  const classes = await button('Download archive').getAttribute('class');
  expect(classes).not.toContain('variantPrimary');
  await button('Open again').click();
  await heading(/^The answer is released/).waitFor();
});

test('a release is withdrawn after a warning that the archive is out already, and the request is in review again', async () => {
  await staff.frame.getByText(/downloaded once$/).waitFor();
  await button('Withdraw release').click();
  await staff.frame.getByText(/^The archive has been downloaded already/).waitFor();
  await staff.expectUsable();
  await button('Withdraw', true).click();
  await heading(/^Everything is gathered/).waitFor();
  await staff.frame.getByLabel('I have checked that whoever asks is this person', { exact: true }).waitFor();
  expect(await staff.frame.getByRole('checkbox').isChecked()).toBe(false);
});

test('a request that is answered in another way is closed with the reason, and without a release', async () => {
  await button('Close without release').click();
  await staff.frame.getByLabel('Reason').selectOption('Answered in another way');
  await staff.expectUsable();
  await button('Close request').click();
  await heading('This request is answered and closed').waitFor();
});

test('a blocked step says why, and goes on when a member of staff tries again', async () => {
  await desk.control.faults({ shop: SHOP, faults: [{ kind: 'status', status: 403, times: 1 }] });
  await desk.control.webhook({
    shop: SHOP,
    topic: 'customers/data_request',
    person: 'theo.lindqvist@example.org',
  });
  await staff.open('/app/requests');
  await staff.frame.getByText('Blocked', { exact: true }).last().waitFor();
  await staff.frame.getByRole('link', { name: '#1002' }).click();
  await heading('Gathering from Shopify has stopped and waits for you').waitFor();
  await staff.frame.getByText('Shopify does not let the app read this shop.').waitFor();
  await staff.frame.getByText('Waits for you or a colleague: nobody in particular looks after it').waitFor();
  await staff.expectUsable();
  // Whoever has the request has what is stuck in it.
  await staff.frame.getByLabel('Owner').selectOption({ label: 'Me' });
  await button('Change owner').click();
  await staff.frame.getByText('Looked after by Olivia Owner').waitFor();
  await button('Try again').click();
  await heading(/^Everything is gathered/).waitFor();
});

test('a request is started for a customer found in Shopify, once', async () => {
  await staff.open('/app/customers');
  await staff.frame.getByLabel('Name, e-mail or phone').fill('clara winter');
  await button('Search').click();
  await button('Start request for Clara Winter').click();
  const confirm = button('Start request').last();
  await confirm.waitFor();
  await staff.expectUsable();
  await confirm.dblclick();
  await heading('Request #1003').waitFor();
  await heading(/^Everything is gathered/).waitFor();
  await staff.frame.getByText('clara.winter@example.org').first().waitFor();
  await staff.open('/app/requests');
  await staff.frame.getByRole('link', { name: '#1003' }).waitFor();
  expect(await staff.frame.getByRole('link', { name: '#1004' }).count()).toBe(0);
});

test('a customer with an open request is shown as such before another one is started', async () => {
  await staff.open('/app/customers');
  await staff.frame.getByLabel('Name, e-mail or phone').fill('clara winter');
  await button('Search').click();
  await staff.frame.getByText('#1003 is open').waitFor();
  await button('Start request for Clara Winter').click();
  await staff.frame.getByText(/^#1003 is open for this customer already/).waitFor();
  await staff.page.keyboard.press('Escape');
  await staff.frame.getByText(/^#1003 is open for this customer already/).waitFor({ state: 'hidden' });
});

test('a guest is answered by the e-mail address alone', async () => {
  const { guests } = await desk.control.people();
  const guest = guests[0]?.email ?? '';
  await staff.frame.getByLabel('E-mail address').fill(guest);
  await staff.frame.locator('form').last().getByRole('button').click();
  await button('Start request').last().click();
  await heading('Request #1004').waitFor();
  await heading(/^Everything is gathered/).waitFor();
});

test('the activity names what was done and by whom, and its export is the log as it is stored', async () => {
  await staff.open('/app/activity');
  await staff.frame.getByText('Archive downloaded').first().waitFor();
  await staff.frame.getByText('Step tried again').first().waitFor();
  await staff.frame.getByText('You', { exact: true }).first().waitFor();
  await staff.expectUsable();
  const downloading = staff.page.waitForEvent('download');
  await button('Export all as JSON Lines').click();
  const exported = await readFile(await (await downloading).path(), 'utf8');
  const stored = await withClient(desk.database.ownerUrl, (client) =>
    client.query<{ entry: string }>('SELECT entry FROM audit_event ORDER BY id'),
  );
  const entries = stored.rows.map(({ entry }) => `${entry}\n`).join('');
  const names = { staff: { [String(desk.shop.staff[0]?.id)]: colleague() } };
  expect(exported).toBe(`${entries}${JSON.stringify(names)}\n`);
  expect(exported).not.toContain('@');
});

test('through all this neither the browser nor the app had anything to complain about', () => {
  expect(staff.complaints).toEqual([]);
  expect(desk.app.logs.filter((line) => /"level":(50|60)/.test(line))).toEqual([]);
  expect(desk.app.logs.join('\n')).not.toMatch(/@example\.(com|org|net)/);
});
