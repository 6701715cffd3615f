import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { withClient } from '#sandbox/database.ts';
import { launchBrowser } from '#tests/support/browser.ts';
import { type Desk, type Staff, seat, startDesk } from '#tests/support/desk.ts';
import { until } from '#tests/support/until.ts';

const PERSON = 'theo.lindqvist@example.org';
const FIRST = 2001;
/** Overdue by its date, but Shopify was asked in time. */
const AT_SHOPIFY = 2005;

let desk: Desk;
let browser: Browser;
const onDatabase = async (sql: string) => {
  const { rows } = await withClient(desk.database.ownerUrl, (client) => client.query(sql));
  return rows;
};

/** Sixty requests, every other one closed; the first ones are overdue. One of a person whom Shopify knows. */
async function fillDesk(): Promise<void> {
  await onDatabase(
    `INSERT INTO request (shop_id, id, number, kind, source, state, jurisdiction, rule_version, received_at,
       received_on, due, raw_due, safe_due, subject_key_id, closed_at)
     SELECT shop_id, gen_random_uuid(), 2000 + n, (ARRAY['access', 'erasure', 'objection'])[1 + n % 3], 'staff',
       CASE WHEN n % 2 = 0 THEN 'closed' ELSE 'ready' END, 'unknown', 1, now() - n * interval '1 day', now(),
       now() + (n - 10) * interval '1 day', now(), now(), gen_random_uuid(), CASE WHEN n % 2 = 0 THEN now() END
     FROM generate_series(1, 120) n, shop`,
  );
  await onDatabase(
    `UPDATE request SET kind = 'erasure', state = 'carrying-out', waits_for = 'shopify',
       waits_until = current_date + 30 WHERE number = ${AT_SHOPIFY}`,
  );
  await onDatabase('UPDATE shop SET last_request_number = 3000');
  await desk.control.webhook({ shop: 'demo.myshopify.com', topic: 'customers/data_request', person: PERSON });
  // A request that comes while a test turns the pages moves the others along.
  await until('the request of the webhook is there', async () => {
    const rows = await onDatabase('SELECT 1 FROM request WHERE number = 3001');
    return rows.length > 0;
  });
}

beforeAll(async () => {
  desk = await startDesk();
  browser = await launchBrowser();
  const staff = await seat(browser, desk);
  await staff.open('/app/requests');
  await staff.frame.getByText('No requests yet').waitFor();
  await staff.expectUsable();
  await staff.profile.close();
  await fillDesk();
});
afterAll(async () => {
  await browser?.close();
  await desk?.[Symbol.asyncDispose]();
});

describe.each([1280, 360])('on a screen %i pixels wide', (width) => {
  let staff: Staff;
  beforeAll(async () => {
    staff = await seat(browser, desk, width);
  });
  afterAll(() => staff.profile.close());
  afterEach(() => expect(staff.complaints.splice(0)).toEqual([]));
  const request = (number: number) => staff.frame.getByRole('link', { name: `#${number}`, exact: true });
  const button = (name: string | RegExp) => staff.frame.getByRole('button', { name, exact: true });

  test('the inbox opens with what is open, the most urgent first, in pages both ways', async () => {
    await staff.open('/app/requests');
    await request(FIRST).waitFor();
    expect(await request(FIRST + 1).count()).toBe(0);
    await staff.expectUsable();
    await staff.frame.getByLabel('Next').click();
    await request(FIRST + 50).waitFor();
    await staff.frame.getByLabel('Previous').click();
    await request(FIRST).waitFor();
  });

  test('an address says which filters and which order are shown', async () => {
    await staff.open('/app/requests?view=all&kind=erasure,objection&state=closed&sort=due-desc');
    await request(2118).waitFor();
    expect(await staff.frame.getByText('State: Closed').first().isVisible()).toBe(true);
    await staff.expectUsable();
    await staff.open('/app/requests?view=open&kind=opt-out&sort=due-asc');
    await staff.frame.getByRole('heading', { name: 'No request matches' }).waitFor();
    await staff.expectUsable();
    await button('Show all requests').click();
    await request(2120).waitFor();
  });

  test('what waits for Shopify is not among what is overdue, and says until when', async () => {
    await staff.open('/app/requests?view=overdue');
    await request(FIRST).waitFor();
    expect(await request(AT_SHOPIFY).count()).toBe(0);
    await staff.open('/app/requests?view=open&waits=shopify&sort=due-asc');
    await request(AT_SHOPIFY).waitFor();
    expect(await request(FIRST).count()).toBe(0);
    await staff.frame.getByText(/^Waiting for Shopify until [A-Z][a-z]{2} \d+, \d{4}$/).waitFor();
    expect(await staff.frame.getByText('Progress: Waiting for Shopify').first().isVisible()).toBe(true);
    expect(await staff.frame.getByText(/^Overdue by/).count()).toBe(0);
    await staff.expectUsable();
    await staff.open(`/app/requests/${AT_SHOPIFY}`);
    await staff.frame.getByText(/^Waiting for Shopify until/).waitFor();
    expect(await staff.frame.getByText(/^Overdue by/).count()).toBe(0);
  });

  test('a person’s requests are found by their address, which comes into no address bar', async () => {
    await staff.open('/app/requests');
    await staff.frame.getByLabel(/^Find requests by/).fill(PERSON);
    await button('Find').click();
    await staff.frame.getByText('1 request found').waitFor();
    await staff.frame.getByText(PERSON).first().waitFor();
    await staff.expectUsable();
    expect(staff.page.url()).not.toContain('theo');
    expect(
      staff.page
        .frames()
        .map((each) => each.url())
        .join(),
    ).not.toContain('theo');
    await button('Back to the list').click();
    await request(FIRST).waitFor();
  });

  test('the name of an order finds its buyer’s requests; what nobody has finds nothing, and says how to look', async () => {
    const [order] = desk.shop.store.all('Order').filter(({ email }) => email === PERSON);
    await staff.open('/app/requests');
    await staff.frame.getByLabel(/^Find requests by/).fill(String(order?.name));
    await button('Find').click();
    await staff.frame.getByText('1 request found').waitFor();
    await staff.frame.getByLabel(/^Find requests by/).fill('nobody@example.com');
    await button('Find').click();
    await staff.frame.getByText('No request found').waitFor();
    await staff.frame.getByText(/^Only whole values are found/).waitFor();
    await staff.expectUsable();
  });
});

describe('staff at a desk', () => {
  let staff: Staff;
  beforeAll(async () => {
    staff = await seat(browser, desk);
  });
  afterAll(() => staff.profile.close());
  afterEach(() => expect(staff.complaints.splice(0)).toEqual([]));
  const row = (number: number) => staff.frame.getByRole('row', { name: new RegExp(`#${number}\\b`) });
  const button = (name: string | RegExp) => staff.frame.getByRole('button', { name, exact: true });

  test('take requests, which then stand under Mine', async () => {
    await staff.open('/app/requests');
    await row(FIRST).getByRole('checkbox').check({ force: true });
    await row(FIRST + 2)
      .getByRole('checkbox')
      .check({ force: true });
    await staff.expectUsable();
    await button('Assign to me').first().click();
    await row(FIRST).getByText('You').waitFor();
    await staff.frame.getByRole('tab', { name: /^Mine/ }).click();
    await row(FIRST + 2)
      .getByText('You')
      .waitFor();
    await row(FIRST + 4).waitFor({ state: 'detached' });
    await staff.expectUsable();
  });

  test('keep a view of their own, come back to it, and delete it', async () => {
    await staff.open('/app/requests?view=all&kind=objection&sort=number-asc');
    await button('Save as').click();
    await staff.frame.getByRole('textbox', { name: 'Name', exact: true }).fill('Objections');
    await staff.expectUsable();
    await button('Save').last().click();
    const tab = staff.frame.getByRole('tab', { name: 'Objections' });
    await staff.frame.getByText('Kind: Objection').waitFor({ state: 'detached' });
    await tab.waitFor();
    await staff.open('/app/requests');
    await tab.click();
    await row(2002).waitFor();
    expect(await row(2001).count()).toBe(0);
    const saved = await onDatabase('SELECT name, query FROM saved_view');
    expect(saved).toEqual([{ name: 'Objections', query: 'kind=objection&sort=number-asc' }]);
  });

  test('get the list as a CSV that names nobody', async () => {
    await staff.open('/app/requests?view=all&kind=access&sort=number-desc');
    const coming = staff.page.waitForEvent('download');
    await button('Export CSV').first().click();
    const file = await coming;
    expect(file.suggestedFilename()).toBe('privacy-desk-requests.csv');
    const lines = (await readFile(await file.path(), 'utf8')).trimEnd().split('\r\n');
    expect(lines[0]).toBe(
      '\uFEFF"number","kind","source","law","received_on","due","state","closed_at","owner"',
    );
    expect(lines).toHaveLength(1 + 40 + 1);
    expect(lines.join()).not.toContain(PERSON);
  });

  test('say something about a request, and take it back; give it to a colleague', async () => {
    await staff.open('/app/requests/3001');
    const comment = staff.frame.getByLabel('Comment for your colleagues');
    await comment.fill('She called on Monday.');
    await staff.page.getByRole('region', { name: 'Unsaved changes' }).waitFor();
    await staff.expectUsable();
    // Neither a link of the app nor one of the admin loses it without a word.
    const back = staff.frame.getByRole('link', { name: 'Requests', exact: true });
    const ways = [back, back, staff.page.getByRole('link', { name: 'Settings', exact: true })];
    for (const way of ways) {
      await way.click();
      await staff.page.getByRole('button', { name: 'Stay' }).click();
      expect(await comment.inputValue()).toBe('She called on Monday.');
    }
    await back.click();
    await staff.page.getByRole('button', { name: 'Leave page' }).click();
    await staff.frame.getByRole('heading', { name: 'Requests' }).waitFor();
    await staff.open('/app/requests/3001');
    await comment.fill('She called on Monday.');
    await button('Add comment').click();
    await staff.frame.getByText('She called on Monday.').last().waitFor();
    await staff.expectUsable();
    await button('Remove this comment').click();
    await staff.frame.getByText('Comment removed').waitFor();
    await staff.frame.getByLabel('Owner').selectOption({ label: 'Me' });
    await button('Change owner').click();
    await staff.frame.getByText('Owner changed').waitFor();
    await staff.expectUsable();
  });
});
