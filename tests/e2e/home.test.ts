import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { withClient } from '#sandbox/database.ts';
import { launchBrowser } from '#tests/support/browser.ts';
import { type Desk, type Staff, seat, startDesk } from '#tests/support/desk.ts';

const SHOP = 'demo.myshopify.com';

let desk: Desk;
let browser: Browser;

const onDatabase = async (sql: string) =>
  (await withClient(desk.database.ownerUrl, (client) => client.query(sql))).rows;
const ask = (at: number) =>
  desk.control.webhook({
    ...{ shop: SHOP, topic: 'customers/data_request' },
    payload: {
      ...{ shop_domain: SHOP, orders_requested: [], data_request: { id: at } },
      customer: { email: `person-${at}@example.com` },
    },
  });

beforeAll(async () => {
  desk = await startDesk();
  browser = await launchBrowser();
  const staff = await seat(browser, desk);
  await staff.open('/app');
  await staff.frame.getByText('No requests yet').waitFor();
  await staff.profile.close();
});
afterAll(async () => {
  await browser?.close();
  await desk?.[Symbol.asyncDispose]();
});

test('a new shop is told what will happen, and what is still to be set up', async () => {
  for (const width of [1280, 360]) {
    const staff = await seat(browser, desk, width);
    await staff.open('/app');
    await staff.frame.getByText('No requests yet').waitFor();
    await staff.frame.getByText('No mail server is set.', { exact: false }).waitFor();
    await staff.expectUsable();
    await staff.profile.close();
  }
  for (const at of [1, 2, 3, 4, 5]) await ask(at);
  await vi.waitUntil(
    async () => (await onDatabase(`SELECT 1 FROM request WHERE state = 'ready'`)).length === 5,
    { timeout: 30_000, interval: 50 },
  );
  await onDatabase(`UPDATE request SET due = current_date - 4 WHERE number = 1001`);
  await onDatabase(`UPDATE request SET due = current_date + 2 WHERE number = 1002`);
  await onDatabase(`UPDATE request SET state = 'closed', closed_at = now() WHERE number = 1005`);
  // As overdue, but done in time as far as the shop can.
  await onDatabase(
    `INSERT INTO request (shop_id, id, number, kind, source, state, jurisdiction, rule_version, received_at,
       received_on, due, raw_due, safe_due, subject_key_id, waits_for, waits_until)
     SELECT shop_id, gen_random_uuid(), 900, 'erasure', 'staff', 'carrying-out', 'unknown', 1,
       now() - interval '200 days', now(), current_date - 100, now(), now(), gen_random_uuid(), 'date',
       current_date + 2 FROM shop`,
  );
});

describe.each([1280, 360])('on a screen %i pixels wide', (width) => {
  let staff: Staff;
  beforeAll(async () => {
    staff = await seat(browser, desk, width);
  });
  afterAll(async () => {
    await staff.profile.close();
    expect(staff.complaints).toEqual([]);
  });

  test('what is still to be set up stands below', async () => {
    await onDatabase('DELETE FROM setting');
    await staff.open('/app');
    await staff.frame.getByRole('heading', { name: /^Setting up: \d of 5 done$/ }).waitFor();
    await staff.expectUsable();
  });

  test('what calls for somebody stands at the top, counted, and leads to the inbox', async () => {
    await staff.open('/app');
    await staff.frame
      .getByText(/^Overdue by [345] days$/)
      .first()
      .waitFor();
    await staff.frame.getByText('1 of 1 on time (100 %)').waitFor();
    await staff.frame.getByRole('link', { name: 'Overdue: show all 1' }).waitFor();
    expect(await staff.frame.getByRole('link', { name: /^#900/ }).count()).toBe(0);
    await staff.expectUsable();
    await staff.frame.getByRole('link', { name: 'Waiting for you: show all 4' }).click();
    await staff.frame.getByRole('link', { name: '#1003' }).waitFor();
    expect(await staff.frame.getByRole('link', { name: '#1005' }).count()).toBe(0);
  });

  test('the weeks can be read as a table', async () => {
    await staff.open('/app');
    const table = staff.frame.getByRole('table', { name: 'Received and answered, by week' });
    await table.waitFor();
    expect(await table.getByRole('row').last().getByRole('cell').allInnerTexts()).toEqual(['5', '1']);
  });

  test('who comes back is told what happened meanwhile, and finds it in the activity', async () => {
    await onDatabase(`UPDATE staff SET looked_at = now() - interval '2 hours', looked_before = NULL`);
    await staff.open('/app');
    await staff.frame.getByRole('heading', { name: 'Since you were last here' }).waitFor();
    await staff.expectUsable();
    await staff.frame.getByRole('link', { name: '5 requests came in' }).click();
    await staff.frame.getByRole('heading', { name: 'Activity' }).waitFor();
    await staff.frame.getByText('Request received').first().waitFor();
    expect(await staff.frame.getByText('Step started').count()).toBe(0);
    await staff.expectUsable();
  });

  test('the activity is narrowed by its form, and says what is wrong beside the field', async () => {
    await staff.open('/app/activity');
    await staff.frame.getByLabel('Request number').fill('first');
    await staff.frame.getByRole('button', { name: 'Apply filters' }).click();
    await staff.frame.getByText('Enter a number, such as 1001.').waitFor();
    await staff.expectUsable();
    await staff.frame.getByLabel('Request number').fill('#1002');
    await staff.frame.getByLabel('What').selectOption({ label: 'Steps' });
    await staff.frame.getByRole('button', { name: 'Apply filters' }).click();
    await staff.frame.getByText('Step done').first().waitFor();
    await staff.frame.getByRole('link', { name: 'Show everything' }).waitFor();
    expect(await staff.frame.getByRole('link', { name: '#1003' }).count()).toBe(0);
    await staff.expectUsable();
    await staff.frame.getByLabel('To').fill('2020-01-01');
    await staff.frame.getByRole('button', { name: 'Apply filters' }).click();
    await staff.frame.getByText(/^Nothing in the log matches/).waitFor();
    await staff.expectUsable();
  });

  test('what the filters show is taken away as CSV', async () => {
    await staff.open('/app/activity?group=requests');
    const [download] = await Promise.all([
      staff.page.waitForEvent('download'),
      staff.frame.getByRole('button', { name: 'Export as CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('privacy-desk-activity.csv');
    const csv = await readFile(await download.path(), 'utf8');
    expect(csv).toContain('"Request received"');
    expect(csv).not.toContain('"Step done"');
  });

  test('the list of what is to be set up goes when an owner hides it', async () => {
    await staff.open('/app');
    await staff.frame.getByRole('button', { name: 'Hide this list' }).click();
    const list = staff.frame.getByRole('heading', { name: /^Setting up/ });
    await list.waitFor({ state: 'hidden' });
    await staff.expectUsable();
  });
});
