import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { OPTIONAL_SCOPES } from '#app/core/access-scope.ts';
import { withClient } from '#sandbox/database.ts';
import { mintSessionToken } from '#sandbox/session-token.ts';
import { launchBrowser } from '#tests/support/browser.ts';
import { type Desk, type Staff, seat, startDesk } from '#tests/support/desk.ts';

const SHOP = 'demo.myshopify.com';
const MILA = 'mila.novak@example.com';
/** Numbers of the requests. */
const MILAS = 1001;
const NOTHING_HELD = 1002;

let desk: Desk;
let browser: Browser;

const rows = async (sql: string) => {
  const answer = await withClient(desk.database.ownerUrl, (client) => client.query(sql));
  return answer.rows;
};
const ask = (customer: object, id: number) => {
  const payload = { shop_domain: SHOP, customer, orders_requested: [], data_request: { id } };
  return desk.control.webhook({ shop: SHOP, topic: 'customers/data_request', payload });
};
const isReady = (number: number) =>
  vi.waitUntil(
    async () => (await rows(`SELECT 1 FROM request WHERE number = ${number} AND state = 'ready'`)).length > 0,
    { timeout: 60_000, interval: 100 },
  );

/** Mila's first order, with something in it that California forbids to disclose. */
const givePassport = () => {
  const [order] = desk.shop.store.all('Order').filter(({ email }) => email === MILA);
  if (!order) throw new Error('Mila has no order.');
  const attribute = { __typename: 'Attribute', key: 'Passport number', value: 'X1234567' };
  desk.shop.store.update(order.id, { customAttributes: [attribute] });
  return String(order.name);
};
let firstOrder: string;

beforeAll(async () => {
  // As fast as Shopify Plus: how long gathering takes is not what is looked at here.
  desk = await startDesk({ restoreRate: 1_000 });
  await desk.control.scopes({ shop: SHOP, grant: Object.keys(OPTIONAL_SCOPES), revoke: [] });
  firstOrder = givePassport();
  browser = await launchBrowser();
  const staff = await seat(browser, desk);
  await staff.open('/app');
  await staff.frame.getByText('No requests yet').waitFor();
  await staff.profile.close();
  await desk.control.webhook({ shop: SHOP, topic: 'customers/data_request', person: MILA });
  await isReady(MILAS);
  await ask({ email: 'nobody@example.com' }, 4711);
  await isReady(NOTHING_HELD);
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
  const button = (name: string | RegExp) => staff.frame.getByRole('button', { name, exact: true });
  const text = (words: string | RegExp) => staff.frame.getByText(words).first();

  const because = (reason: string) => staff.frame.getByLabel('Why').selectOption({ label: reason });

  /** Polaris draws its own circle over the browser's. */
  const choose = (label: string) => staff.frame.locator('label', { hasText: label }).click();

  test('the overview leads to each part, and each part back', async () => {
    await staff.open(`/app/requests/${MILAS}`);
    await staff.frame.getByRole('link', { name: 'Review the data' }).click();
    await text(/^What was gathered: \d+ records$/).waitFor();
    await text(MILA).waitFor();
    await staff.expectUsable();
    await staff.frame.getByRole('link', { name: 'Orders', exact: true }).click();
    await text('Records 1 to 25 of 60').waitFor();
    await staff.expectUsable();
    await staff.frame.getByLabel('Next').click();
    await text('Records 26 to 50 of 60').waitFor();
    await staff.frame.getByLabel('Previous').click();
    await text('Records 1 to 25 of 60').waitFor();
    await staff.frame.getByRole('link', { name: 'Review the data' }).first().click();
    await text(/^What was gathered/).waitFor();
  });

  test('a field is left out of one record and put back, and the page says so', async () => {
    await staff.open(`/app/requests/${MILAS}/review/orders`);
    await button(/^#/).first().click();
    await button('Leave something out').click();
    await staff.frame.getByLabel('What to leave out').selectOption({ label: 'Shipping address › Name' });
    await because('It would endanger security');
    await text(/The person reads “\[left out: it protects accounts or systems\]”/).waitFor();
    await staff.expectUsable();
    await button('Leave out').click();
    await text('Left out. It would endanger security.').waitFor();
    await text('1 thing left out').waitFor();
    await staff.expectUsable();
    const [row] = await rows('SELECT collection, path, reason FROM redaction');
    expect(row).toEqual({ collection: 'orders', path: 'shippingAddress.name', reason: 'security' });
    await button(/^Put back: Shipping address › Name/).click();
    await text('1 thing left out').waitFor({ state: 'detached' });
    expect(await rows('SELECT 1 FROM redaction')).toEqual([]);
  });

  test('a field left out of every record stands in the overview, from where it is put back', async () => {
    await staff.open(`/app/requests/${MILAS}/review/orders`);
    await button(/^#/).first().click();
    await button('Leave something out').click();
    await staff.frame.getByLabel('What to leave out').selectOption({ label: 'Email' });
    await choose('In all 60 records of this part');
    await because('It is about another person');
    await button('Leave out of all 60 records').click();
    await text('Left out in every record. It is about another person.').waitFor();
    await staff.expectUsable();
    await staff.open(`/app/requests/${MILAS}/review`);
    await text('1 thing left out').waitFor();
    await text('In every record. It is about another person.').waitFor();
    await staff.expectUsable();
    await button('Put back: Email, In every record').click();
    await text('Nothing is left out').waitFor();
  });

  test('a search finds records, and its words stand in no address and no log', async () => {
    await staff.open(`/app/requests/${MILAS}/review/orders`);
    await text('Records 1 to 25 of 60').waitFor();
    await staff.frame.getByLabel('Search in Orders').fill('x1234567');
    await button('Search').click();
    await text('1 found in all 60 records.').waitFor();
    await button(firstOrder).waitFor();
    await staff.expectUsable();
    await staff.frame.getByLabel('Search in Orders').fill('nobody-of-this-name');
    await button('Search').click();
    await text('Nothing found in all 60 records.').waitFor();
    await button('Show all records').click();
    await text('Records 1 to 25 of 60').waitFor();
    expect(
      staff.page
        .frames()
        .map((each) => each.url())
        .join(),
    ).not.toContain('nobody-of-this-name');
    expect(desk.app.logs.join()).not.toContain('nobody-of-this-name');
    const seen = await rows(`SELECT entry FROM audit_event WHERE type = 'dossier.viewed'`);
    expect(JSON.stringify(seen)).not.toContain('nobody-of-this-name');
  });

  test('nothing held is a result in plain words', async () => {
    await staff.open(`/app/requests/${NOTHING_HELD}/review`);
    await staff.frame.getByRole('heading', { name: 'Nothing is held about this person' }).waitFor();
    await text(/^Searched, and nothing found:.*Orders/).waitFor();
    await staff.expectUsable();
  });

  test('California’s rules are chosen and taken back', async () => {
    await staff.open(`/app/requests/${MILAS}/review`);
    for (const name of ['California: some numbers are held back', 'No rule holds anything back']) {
      await choose(name);
      await button('Use these rules').click();
      await button('Use these rules').waitFor({ state: 'detached' });
    }
    await staff.expectUsable();
    const [row] = await rows(`SELECT disclosure FROM request WHERE number = ${MILAS}`);
    expect(row.disclosure).toBe('full');
  });

  test('what is sensitive is marked where it stands, and left out from there', async () => {
    await staff.open(`/app/requests/${MILAS}/review/orders`);
    await staff.frame.getByLabel('Search in Orders').fill('Passport');
    await button('Search').click();
    await text('Sensitive: a government identification number').waitFor();
    await staff.expectUsable();
    await button('Leave out: Passport number').click();
    await because('It is about another person');
    await button('Leave out').click();
    await text('Left out. It is about another person.').waitFor();
    await staff.expectUsable();
    await button(/^Put back: Custom attributes › Value/).click();
    await text('Sensitive: a government identification number').waitFor();
  });

  test('what to leave out is asked beside its field, and a reason must be chosen', async () => {
    await staff.open(`/app/requests/${MILAS}/review/orders`);
    await staff.frame.getByLabel('Search in Orders').fill('Passport');
    await button('Search').click();
    await button('Leave out: Passport number').click();
    const form = staff.frame.getByRole('region', { name: `Leave something out of ${firstOrder}` });
    await form.waitFor();
    const seen = await form.evaluate((element) => {
      const { top } = element.getBoundingClientRect();
      const field = element.closest('div:has(> dt)')?.querySelector('dt')?.textContent;
      return { field, isInSight: top >= 0 && top < innerHeight };
    });
    expect(seen).toEqual({ field: 'Passport number', isInSight: true });
    expect(await staff.frame.getByLabel('Why').inputValue()).toBe('');
    await button('Leave out').click();
    await text(/^Choose a reason first/).waitFor();
    expect(await staff.frame.locator(':focus').inputValue()).toBe('');
    await staff.expectUsable();
    expect(await rows('SELECT 1 FROM redaction')).toEqual([]);
    await because('It is about another person');
    await text(/^Choose a reason first/).waitFor({ state: 'detached' });
    await button('Cancel').click();
    await form.waitFor({ state: 'detached' });
    // Whoever uses the keyboard is where they began.
    const focused = staff.frame.locator(':focus');
    expect(await focused.getAttribute('aria-label')).toBe('Leave out: Passport number');
  });

  test('a part or page that is not there is a page that says so', async () => {
    await staff.open(`/app/requests/${MILAS}/review/nothing`);
    await staff.frame.getByRole('heading', { name: 'There is nothing at this address' }).waitFor();
    await staff.open(`/app/requests/${MILAS}/review/orders?from=2000000000`);
    await text('There are no records from here on').waitFor();
    await staff.expectUsable();
  });
});

test('a whole record is left out and put back with the keyboard alone', async () => {
  const staff = await seat(browser, desk);
  const { frame, page } = staff;
  const focused = () => frame.locator(':focus');
  const tabTo = async (name: string | RegExp) => {
    const target = frame.getByRole('button', { name, exact: true }).first();
    await target.waitFor();
    for (let presses = 0; presses < 80; presses += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`Tab never reached ${name}.`);
  };
  await staff.open(`/app/requests/${MILAS}/review/orders`);
  await tabTo(/^#/);
  const record = await focused().textContent();
  await page.keyboard.press('Enter');
  await tabTo('Leave something out');
  await page.keyboard.press('Enter');
  await frame.getByLabel('What to leave out').waitFor();
  expect(await focused().getAttribute('aria-label')).toBe(`Leave something out of ${record}`);
  const why = frame.getByLabel('Why');
  for (
    let presses = 0;
    presses < 5 && !(await why.evaluate((element) => element.matches(':focus')));
    presses += 1
  )
    await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  await tabTo('Leave out');
  await page.keyboard.press('Enter');
  await frame.getByText('Left out. It is about another person.').waitFor();
  await vi.waitUntil(async () => (await focused().textContent()) === record, { timeout: 5_000 });
  await staff.expectUsable();
  await tabTo(/^Put back: The whole record/);
  await page.keyboard.press('Enter');
  await frame.getByText('Left out. It is about another person.').waitFor({ state: 'detached' });
  expect(await rows('SELECT 1 FROM redaction')).toEqual([]);
  await staff.profile.close();
});

test.each([
  ['de', 'Etwas auslassen', 'Was ausgelassen wird'],
  ['fr', 'Retirer quelque chose', 'Ce qui est retiré'],
])('the review is in the language of whoever looks: %s', async (language, leaveOut, what) => {
  const staff = await seat(browser, desk, 360, { language });
  await staff.open(`/app/requests/${MILAS}/review`);
  await staff.frame.getByRole('link', { name: MILA }).or(staff.frame.getByText(MILA)).first().waitFor();
  await staff.expectUsable();
  await staff.open(`/app/requests/${MILAS}/review/orders`);
  await staff.frame.getByRole('button', { name: /^#/ }).first().click();
  await staff.frame.getByRole('button', { name: leaveOut }).click();
  await staff.frame.getByLabel(what).waitFor();
  await staff.expectUsable();
  expect(staff.complaints).toEqual([]);
  await staff.profile.close();
});

describe('over HTTP', () => {
  const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36';
  const at = `/app/requests/${MILAS}/review/orders`;
  const send = (path: string, fields: Record<string, string> | null, token?: string) =>
    fetch(desk.app.url + path, {
      method: fields ? 'POST' : 'GET',
      body: fields ? new URLSearchParams(fields) : null,
      headers: { 'user-agent': BROWSER, ...(token && { authorization: `Bearer ${token}` }) },
    });
  const token = () => {
    const [staff] = desk.shop.staff;
    return staff ? mintSessionToken(desk.sandbox.world, desk.shop, staff) : '';
  };
  const leaveOut = (more: Record<string, string> = {}) => ({
    ...{ intent: 'leave-out', scope: 'record', reason: 'privilege', path: '', position: '0', recordKey: 'x' },
    ...more,
  });
  const redactions = () => rows('SELECT record_key, path, reason FROM redaction');

  test('nobody but the shop’s staff sees or changes anything', async () => {
    for (const stranger of [undefined, 'made.up.token']) {
      for (const path of [at, `/app/requests/${MILAS}/review`]) {
        const page = await send(path, null, stranger);
        expect(await page.text()).not.toContain(MILA);
      }
      await send(at, leaveOut(), stranger);
    }
    expect(await redactions()).toEqual([]);
    expect((await send(at, null, token())).status).toBe(200);
  });

  test('a form that does not fit what is there changes nothing', async () => {
    const bent: Record<string, string>[] = [
      {},
      leaveOut({ reason: 'because' }),
      leaveOut({ scope: 'everything' }),
      leaveOut({ position: '-1' }),
      leaveOut({ position: '99999999999' }),
      { intent: 'search', words: ' ' },
    ];
    for (const fields of bent) expect((await send(at, fields, token())).status).toBe(400);
    const strange = [
      leaveOut(),
      leaveOut({ scope: 'field', path: '__proto__' }),
      leaveOut({ recordKey: '' }),
    ];
    for (const fields of strange) expect((await send(at, fields, token())).status).toBe(200);
    expect((await send('/app/requests/4711/review/orders', leaveOut(), token())).status).toBe(404);
    expect((await send('/app/requests/x/review', null, token())).status).toBe(404);
    expect(await redactions()).toEqual([]);
  });
});
