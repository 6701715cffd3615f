import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { momentText } from '#app/core/date-text.ts';
import { english } from '#app/core/words.ts';
import { withClient } from '#sandbox/database.ts';
import { launchBrowser } from '#tests/support/browser.ts';
import { type Desk, type Staff, seat, startDesk } from '#tests/support/desk.ts';

const SHOP = 'demo.myshopify.com';
/** Numbers of the requests that the tests look at, by what is special about them. */
const BLOCKED = 1001;
const NOTHING_HELD = 1002;
const RECORD_GONE = 1003;
const READY = 1004;
/** Waits for the one before it to be answered. */
const ERASURE = 1005;
const SHOP_ERASURE = 1006;
const LAST = 1030;

let desk: Desk;
let browser: Browser;

const onDatabase = async (sql: string) => {
  const { rows } = await withClient(desk.database.ownerUrl, (client) => client.query(sql));
  return rows;
};
/** Waits for the worker: until `condition`, of a request and its steps, finds a row. */
const until = (condition: string) =>
  vi.waitUntil(
    async () => {
      const sql = `SELECT 1 FROM request LEFT JOIN step ON request_id = request.id WHERE ${condition}`;
      return (await onDatabase(sql)).length > 0;
    },
    { timeout: 30_000, interval: 50 },
  );

let asked = 0;
function ask(customer: object) {
  asked += 1;
  const payload = { shop_domain: SHOP, customer, orders_requested: [], data_request: { id: asked } };
  return desk.control.webhook({ shop: SHOP, topic: 'customers/data_request', payload });
}

/** Sends the webhooks one by one, so that the numbers above are theirs. */
async function fillDesk(): Promise<void> {
  const person = 'theo.lindqvist@example.org';
  const others = Array.from({ length: LAST - SHOP_ERASURE }, (_, at) => `person-${at}@example.com`);
  await desk.control.faults({ shop: SHOP, faults: [{ kind: 'status', status: 403, times: 1 }] });
  await ask({ email: 'first@example.com' });
  await until(`number = ${BLOCKED} AND step.state = 'blocked'`);
  const following: [number, () => Promise<unknown>][] = [
    [NOTHING_HELD, () => ask({ email: 'nobody@example.com' })],
    [RECORD_GONE, () => ask({ id: 4711, email: 'gone@example.com' })],
    [READY, () => desk.control.webhook({ shop: SHOP, topic: 'customers/data_request', person })],
    [ERASURE, () => desk.control.webhook({ shop: SHOP, topic: 'customers/redact', person })],
    [SHOP_ERASURE, () => desk.control.webhook({ shop: SHOP, topic: 'shop/redact' })],
  ];
  for (const [number, send] of following) {
    await send();
    await until(`number = ${number}`);
  }
  for (const email of others) await ask({ email });
  await ask({});
  for (const number of [NOTHING_HELD, RECORD_GONE, READY, LAST])
    await until(`number = ${number} AND request.state = 'ready'`);
}

beforeAll(async () => {
  desk = await startDesk({ ianaTimezone: 'Asia/Tokyo' });
  browser = await launchBrowser();
  const staff = await seat(browser, desk);
  await staff.open('/app');
  await staff.frame.getByText('No requests yet').waitFor();
  await staff.profile.close();
  // Every access is granted: what is not found is not held.
  const { optionalScopes } = desk.sandbox.world.app;
  for (const scope of optionalScopes) desk.shop.installation?.grantedScopes.add(scope);
  desk.shop.restoreRate = 1_000;
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
  const heading = (name: string | RegExp) => staff.frame.getByRole('heading', { name });

  test('the list shows the newest requests first, in pages both ways, and the alarm above them', async () => {
    await staff.open('/app/requests?view=all');
    await staff.frame.getByText('1 message from Shopify could not be used').waitFor();
    await staff.frame.getByRole('link', { name: `#${LAST}` }).waitFor();
    await staff.expectUsable();
    await staff.frame.getByLabel('Next').click();
    await staff.frame.getByRole('link', { name: `#${BLOCKED}` }).waitFor();
    await staff.frame.getByText('Blocked', { exact: true }).last().waitFor();
    await staff.expectUsable();
    await staff.frame.getByLabel('Previous').click();
    await staff.frame.getByRole('link', { name: `#${LAST}` }).waitFor();
  });

  test.each([
    [BLOCKED, 'Gathering from Shopify has stopped and waits for you'],
    [NOTHING_HELD, 'Nothing is held about this person'],
    [RECORD_GONE, 'Nothing was found about this person, but parts could not be read'],
    [ERASURE, /^Shopify asks to erase what is held about this person by/],
    [SHOP_ERASURE, /^Shopify asks to erase everything held for this shop by/],
    [READY, /^Everything is gathered/],
  ])('request %i says what comes next', async (number, words) => {
    await staff.open(`/app/requests/${number}`);
    await heading(words).waitFor();
    await staff.expectUsable();
  });

  test('what is typed before the page is alive is kept', async () => {
    const { promise: alive, resolve: comeAlive } = Promise.withResolvers<void>();
    const scripts = '**/assets/entry.client*';
    await staff.page.route(scripts, async (route) => {
      await alive;
      await route.continue();
    });
    const opening = staff.open('/app/customers');
    const words = staff.frame.getByLabel('Name, e-mail or phone');
    await words.fill('ada@example.com');
    comeAlive();
    await opening;
    // A word more, which asks React what the field holds.
    await words.press('End');
    await words.press('!');
    await words.press('Backspace');
    expect(await words.inputValue()).toBe('ada@example.com');
    await staff.frame.getByRole('button', { name: 'Search', exact: true }).click();
    await staff.frame.getByText(/^No customer found|found\.$/).waitFor();
    expect(await words.inputValue()).toBe('ada@example.com');
    await staff.page.unroute(scripts);
  });

  test('where nothing is held, the way leads to the release, and nothing more is claimed than is so', async () => {
    await staff.open(`/app/requests/${NOTHING_HELD}`);
    await staff.frame.getByText(/Privacy Desk has only the record of the request itself/).waitFor();
    await staff.frame.getByRole('button', { name: 'Close without release' }).waitFor();
    await staff.frame.getByRole('link', { name: 'Go to the release' }).click();
    await vi.waitFor(async () => {
      const top = await heading('Release the answer').evaluate(
        (element) => element.getBoundingClientRect().top,
      );
      expect(top).toBeGreaterThanOrEqual(0);
      expect(top).toBeLessThan(200);
    });
    await heading('Nothing is held about this person').waitFor();
    await staff.expectUsable();
  });

  test('the timeline tells that parts are missing where they are, and only there', async () => {
    const missing = staff.frame.getByText(/^What could be read is gathered; .* missing$/);
    await staff.open(`/app/requests/${RECORD_GONE}`);
    await missing.waitFor();
    await staff.open(`/app/requests/${NOTHING_HELD}`);
    await staff.frame.getByText('Gathering is done: ready to review').waitFor();
    expect(await missing.count()).toBe(0);
  });

  test('an erasure says which answer it waits for; a shop that is in use again is asked', async () => {
    await staff.open(`/app/requests/${ERASURE}`);
    await staff.frame.getByText(`#${READY} asks for a copy of this person’s data`).first().waitFor();
    await staff.open(`/app/requests/${SHOP_ERASURE}`);
    await staff.frame.getByText('so nothing was erased').first().waitFor();
    await staff.frame.getByRole('button', { name: 'Keep everything' }).waitFor();
    await staff.expectUsable();
  });

  test('an erasure names the requests that this app holds about the person', async () => {
    await staff.open(`/app/requests/${ERASURE}`);
    await heading('Requests this app holds about the person').waitFor();
    await staff.frame.getByRole('link', { name: `#${READY}` }).click();
    await heading(`Request #${READY}`).waitFor();
  });

  test('an address that this shop does not have is a page that says so', async () => {
    for (const path of ['/requests/999', '/requests/99999999999', '/requests/abc', '/nowhere']) {
      await staff.open(`/app${path}`);
      await heading('There is nothing at this address').waitFor();
    }
    await staff.expectUsable();
    await staff.frame.getByRole('link', { name: 'Go to requests' }).click();
    await heading('Requests').waitFor();
  });

  test('a search tells when nobody is found, and when Shopify cannot be asked', async () => {
    await staff.open('/app/customers');
    const search = staff.frame.getByRole('button', { name: 'Search' });
    await staff.frame.getByLabel('Name, e-mail or phone').fill('nobody of this name');
    await search.click();
    await staff.frame.getByText(/^No customer found/).waitFor();
    await staff.expectUsable();
    await desk.control.faults({ shop: SHOP, faults: [{ kind: 'status', status: 402, times: 1 }] });
    await search.click();
    await staff.frame.getByText('Shopify could not be searched').waitFor();
    await staff.frame.getByText(/^The shop is frozen/).waitFor();
    await staff.expectUsable();
  });

  test('an address that is none is refused beside its field', async () => {
    await staff.open('/app/customers');
    await staff.frame.getByLabel('E-mail address').fill('nobody@example');
    await staff.frame.locator('form').last().getByRole('button').click();
    await staff.frame.getByRole('button', { name: 'Start request' }).last().click();
    await staff.frame.getByText(/^Enter a whole e-mail address/).waitFor();
    await staff.expectUsable();
  });

  test('the activity shows what could not be used, and why', async () => {
    await staff.open('/app/activity');
    await heading('Messages from Shopify that could not be used').waitFor();
    await staff.frame.getByText(/^The message lacks what its kind promises/).waitFor();
    await staff.expectUsable();
    await staff.frame.getByLabel('Next').click();
    await staff.frame.getByRole('link', { name: 'Previous' }).waitFor();
    await staff.expectUsable();
  });

  test('a page that fails says what is safe, and comes back by itself when asked again', async () => {
    await onDatabase('ALTER TABLE audit_event RENAME TO audit_event_away');
    try {
      await staff.open('/app/activity');
      await heading('This page could not be shown').waitFor();
      await staff.expectUsable();
    } finally {
      await onDatabase('ALTER TABLE audit_event_away RENAME TO audit_event');
    }
    await staff.frame.getByRole('button', { name: 'Try again' }).click();
    await heading('Messages from Shopify that could not be used').waitFor();
    staff.complaints.length = 0;
  });
});

test('times are those of the shop’s clock, wherever the reader sits', async () => {
  const [row] = await onDatabase(`SELECT received_at FROM request WHERE number = ${LAST}`);
  const staff = await seat(browser, desk);
  await staff.open(`/app/requests/${LAST}`);
  await staff.frame
    .getByText(`${english.t(momentText(row.received_at.toISOString(), 'Asia/Tokyo'))}, Shopify`)
    .waitFor();
  await staff.profile.close();
});

test('a date that has passed is loud in the list and on the page', async () => {
  await onDatabase(`UPDATE request SET due = current_date - 10 WHERE number = ${LAST}`);
  const staff = await seat(browser, desk);
  await staff.open('/app/requests');
  await staff.frame.getByText(/^Overdue by (9|10|11) days$/).waitFor();
  await staff.expectUsable();
  await staff.profile.close();
});

test('a request is opened, and its answer released, with the keyboard alone', async () => {
  const staff = await seat(browser, desk);
  const { frame, page } = staff;
  const tabTo = async (name: string | RegExp, role: 'link' | 'button' | 'checkbox') => {
    const target = frame.getByRole(role, { name, exact: true });
    await target.waitFor();
    for (let presses = 0; presses < 60; presses += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`Tab never reached ${name}.`);
  };
  await staff.open('/app/requests?view=all');
  await tabTo(`#${LAST - 1}`, 'link');
  await page.keyboard.press('Enter');
  await frame.getByRole('heading', { name: `Request #${LAST - 1}` }).waitFor();
  await tabTo('I have checked that whoever asks is this person', 'checkbox');
  await page.keyboard.press('Space');
  await tabTo('Release', 'button');
  await page.keyboard.press('Enter');
  await frame.getByRole('heading', { name: /^The answer is released/ }).waitFor();
  await staff.expectUsable();
  await tabTo('Withdraw release', 'button');
  await page.keyboard.press('Enter');
  await frame.getByText(/^No link opens the archive any more/).waitFor();
  await page.keyboard.press('Escape');
  await frame.getByText(/^No link opens the archive any more/).waitFor({ state: 'hidden' });
  await staff.profile.close();
});

test('a released request fits a phone', async () => {
  const staff = await seat(browser, desk, 360);
  await staff.open(`/app/requests/${LAST - 1}`);
  await staff.frame.getByRole('heading', { name: /^The answer is released/ }).waitFor();
  await staff.expectUsable();
  await staff.profile.close();
});
