import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { shopIdOf } from '#app/core/id.ts';
import { type RequestKind, STAFF_KINDS, type Subject } from '#app/core/request.ts';
import type { Composition } from '#app/deps.server.ts';
import { startRequest } from '#app/services/start-request.ts';
import { withClient } from '#sandbox/database.ts';
import { customerIdOf, type PersonName, people } from '#sandbox/store/people.ts';
import { composeBeside } from '#tests/support/app.ts';
import { launchBrowser } from '#tests/support/browser.ts';
import { type Desk, type Staff, seat, startDesk } from '#tests/support/desk.ts';

const shopId = shopIdOf('demo.myshopify.com');

let desk: Desk;
let browser: Browser;
let inside: Composition;
/** Numbers of the requests, by their kind. */
const numbers = {} as Record<RequestKind, number>;

const subjectOf = (name: PersonName): Subject => ({
  ...{ customerId: customerIdOf(name).split('/').at(-1) ?? null, email: people[name].email },
  ...{ phone: null, orderIds: [] },
});
const PEOPLE: Partial<Record<RequestKind, PersonName>> = { access: 'thousandOrders', erasure: 'everything' };

/** A request of each kind that staff start, as far as it comes by itself: data to review, and plans to approve. */
async function fillDesk(): Promise<void> {
  const actor = { kind: 'staff', id: String(desk.shop.staff[0]?.id) } as const;
  for (const kind of STAFF_KINDS) {
    const subject = subjectOf(PEOPLE[kind] ?? 'guestAndCustomer');
    const started = await startRequest(inside.deps, { shopId, kind, subject, actor, formId: kind });
    numbers[kind] = started.number;
  }
  const waiting = `SELECT 1 FROM request LEFT JOIN step ON request_id = request.id
    WHERE step.state NOT IN ('done', 'blocked') OR (kind = 'erasure' AND request.state <> 'planned')`;
  await vi.waitUntil(
    () =>
      withClient(desk.database.ownerUrl, async (client) => (await client.query(waiting)).rows.length === 0),
    { timeout: 60_000, interval: 100 },
  );
}

beforeAll(async () => {
  desk = await startDesk({ orders: 2_500, restoreRate: 10_000 });
  browser = await launchBrowser();
  const staff = await seat(browser, desk);
  await staff.open('/app');
  await staff.frame.getByRole('heading', { level: 1 }).waitFor();
  await staff.profile.close();
  inside = await composeBeside(desk);
  await fillDesk();
});
afterAll(async () => {
  await inside?.queue.stop();
  await inside?.connections.close();
  await browser?.close();
  await desk?.[Symbol.asyncDispose]();
});

const PAGES: Record<string, () => string> = {
  home: () => '',
  requests: () => '/requests?view=all',
  ...Object.fromEntries(STAFF_KINDS.map((kind) => [kind, () => `/requests/${numbers[kind]}`])),
  'rectification form': () => `/requests/${numbers.rectification}/rectify`,
  review: () => `/requests/${numbers.access}/review`,
  'review of a part': () => `/requests/${numbers.access}/review/orders`,
  customers: () => '/customers',
  activity: () => '/activity',
  settings: () => '/settings',
};

const ENGLISH_DAY = /\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{1,2}, \d{4}/;
const LANGUAGES = {
  de: { day: /\d{2}\.\d{2}\.\d{4}/, number: /\b\d{1,2}\.\d{3} Datensätze/ },
  fr: {
    day: /\d{1,2} (?:janv|févr|mars|avr|mai|juin|juil|août|sept|oct|nov|déc)\S* \d{4}/,
    number: /\b\d{1,2}\s\d{3} enregistrements/,
  },
};

/** The page as React has taken it over: until then it is what the server wrote. */
async function takenOver({ frame }: Staff): Promise<void> {
  const heading = frame.getByRole('heading', { level: 1 }).first();
  await vi.waitUntil(
    () => heading.evaluate((node) => Object.keys(node).some((key) => key.startsWith('__reactFiber'))),
    { timeout: 30_000, interval: 20 },
  );
}
const lang = ({ frame }: Staff) => frame.locator('html').getAttribute('lang');

describe.each(Object.entries(LANGUAGES))('for somebody whose admin is in %s', (language, wanted) => {
  let staff: Staff;
  beforeAll(async () => {
    staff = await seat(browser, desk, 1280, { language });
  });
  afterAll(() => staff.profile.close());
  // A server and a browser that do not say the same complain here.
  afterEach(() => expect(staff.complaints.splice(0)).toEqual([]));

  test.each(Object.entries(PAGES))(
    'the page %s is, whole, on a wide screen and a narrow one',
    async (_name, path) => {
      await staff.page.setViewportSize({ width: 1280, height: 900 });
      await staff.open(`/app${path()}`);
      await takenOver(staff);
      expect(await lang(staff)).toBe(language);
      expect(await staff.frame.locator('body').innerText()).not.toMatch(ENGLISH_DAY);
      await staff.expectUsable();
      // What a screen reader meets is the same on a narrow screen, but for what the English pages show there.
      await staff.page.setViewportSize({ width: 360, height: 900 });
      await staff.expectReadable();
    },
  );

  test('days and numbers are written as the language writes them', async () => {
    await staff.open(`/app${PAGES.requests?.()}`);
    await staff.frame.getByText(wanted.day).first().waitFor();
    await staff.open(`/app${PAGES.access?.()}`);
    await staff.frame.getByText(wanted.number).first().waitFor();
  });

  test('a page that is gone to within the app stays in the language', async () => {
    await staff.open('/app');
    await takenOver(staff);
    await staff.frame.locator(`a[href$="/requests/${numbers.access}"]`).first().click();
    await staff.page.locator('#progress').waitFor({ state: 'hidden' });
    await staff.frame.getByRole('heading', { name: String(numbers.access), level: 1 }).waitFor();
    expect(await lang(staff)).toBe(language);
    await staff.expectUsable();
  });
});

test('a language without a file is answered in English, and a region in its language', async () => {
  for (const [language, shown, heading] of [
    ['nl', /^en\b/, 'Requests'],
    ['de-AT', /^de-AT$/, 'Anfragen'],
  ] as const) {
    const staff = await seat(browser, desk, 1280, { language });
    await staff.open('/app/requests');
    await staff.frame.getByRole('heading', { name: heading, level: 1 }).waitFor();
    expect(await lang(staff)).toMatch(shown);
    await staff.profile.close();
  }
});
