import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
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
let viewer: Staff;
/** Numbers of the requests, by their kind. */
const numbers = {} as Record<RequestKind, number>;

const subjectOf = (name: PersonName): Subject => ({
  ...{ customerId: customerIdOf(name).split('/').at(-1) ?? null, email: people[name].email },
  ...{ phone: null, orderIds: [] },
});
const PEOPLE: Partial<Record<RequestKind, PersonName>> = { access: 'recent', erasure: 'everything' };

const onDatabase = async (sql: string) => {
  const { rows } = await withClient(desk.database.ownerUrl, (client) => client.query(sql));
  return rows;
};

/** A request of each kind: data to review, plans to approve, a form to fill in. */
async function fillDesk(): Promise<void> {
  const actor = { kind: 'staff', id: String(desk.shop.staff[0]?.id) } as const;
  for (const kind of STAFF_KINDS) {
    const subject = subjectOf(PEOPLE[kind] ?? 'guestAndCustomer');
    const started = await startRequest(inside.deps, { shopId, kind, subject, actor, formId: kind });
    numbers[kind] = started.number;
  }
  const waiting = `SELECT 1 FROM request LEFT JOIN step ON request_id = request.id
    WHERE step.state NOT IN ('done', 'blocked') OR (kind = 'erasure' AND request.state <> 'planned')`;
  await vi.waitUntil(async () => (await onDatabase(waiting)).length === 0, {
    ...{ timeout: 60_000, interval: 100 },
  });
}

beforeAll(async () => {
  desk = await startDesk({ restoreRate: 10_000 });
  browser = await launchBrowser();
  viewer = await seat(browser, desk);
  await viewer.open('/app');
  await viewer.frame.getByRole('heading', { level: 1 }).waitFor();
  inside = await composeBeside(desk);
  await fillDesk();
  await onDatabase("UPDATE staff SET role = 'viewer'");
});
afterAll(async () => {
  await inside?.queue.stop();
  await inside?.connections.close();
  await browser?.close();
  await desk?.[Symbol.asyncDispose]();
});
afterEach(() => expect(viewer.complaints.splice(0)).toEqual([]));

/** Buttons that show more of what is there, or look for something. */
const LOOKING = /^(?:Details|Show all|Hide all|Show the|Hide the|Search|Clear|Next|Previous)\b/;

/** What the page offers to do or to fill in, by its name. */
async function offered(): Promise<string[]> {
  const texts = await viewer.frame
    .locator('button:visible')
    .evaluateAll((nodes) =>
      nodes.map((node) => (node.getAttribute('aria-label') ?? node.textContent ?? '').trim()),
    );
  const fields = await viewer.frame
    .locator(':is(input, select, textarea):visible:enabled')
    .evaluateAll((nodes) => nodes.map((node) => `${node.tagName} ${node.getAttribute('name') ?? node.id}`));
  return [...texts, ...fields].filter((name) => !LOOKING.test(name));
}

test.each(STAFF_KINDS)(
  'a request of the kind %s is read whole, and nothing is offered in it',
  async (kind) => {
    await viewer.open(`/app/requests/${numbers[kind]}`);
    await viewer.frame
      .getByRole('heading', { name: `Request #${numbers[kind]}`, exact: true })
      .first()
      .waitFor();
    await viewer.frame.getByText('Your role is to look.').first().waitFor();
    expect(await offered()).toEqual([]);
    await viewer.expectUsable();
  },
);

test('a plan says in which way it is done, and asks for none', async () => {
  await viewer.open(`/app/requests/${numbers.erasure}`);
  await viewer.frame.getByRole('heading', { name: 'How it is done' }).waitFor();
  await viewer.frame
    .getByText(/^Take away now/)
    .first()
    .waitFor();
  expect(await viewer.frame.getByRole('radio').count()).toBe(0);
});

test('data is looked through record by record, and nothing can be left out', async () => {
  await viewer.open(`/app/requests/${numbers.access}`);
  await viewer.frame.getByRole('link', { name: 'Review the data' }).click();
  await viewer.frame.getByRole('heading', { name: 'Review the data' }).first().waitFor();
  expect(await offered()).toEqual([]);
  await viewer.open(`/app/requests/${numbers.access}/review/orders`);
  await viewer.frame.getByRole('heading', { level: 1 }).waitFor();
  expect(await viewer.frame.getByRole('button', { name: /[Ll]eave .*out/ }).count()).toBe(0);
  await viewer.expectUsable();
});

test('the form of a correction says whose it is', async () => {
  await viewer.open(`/app/requests/${numbers.rectification}/rectify`);
  await viewer.frame.getByText('Your role is to look').waitFor();
  expect(await offered()).toEqual([]);
});

test('the list offers to export what is chosen, and no more', async () => {
  await viewer.open('/app/requests?view=all');
  await viewer.frame.getByRole('link', { name: `#${numbers.access}` }).waitFor();
  expect(await viewer.frame.getByText('Start a request').count()).toBe(0);
  await viewer.frame.getByRole('checkbox').nth(1).click();
  await viewer.frame.getByRole('button', { name: 'Export CSV' }).last().waitFor();
  expect(await viewer.frame.getByRole('button', { name: /^Assign|^Remove the owner/ }).count()).toBe(0);
});

test('settings and accesses are read, and none is asked for', async () => {
  await viewer.open('/app/settings');
  await viewer.frame.getByText('Only owners change settings').waitFor();
  expect(await offered()).toEqual([]);
  await viewer.expectUsable();
});
