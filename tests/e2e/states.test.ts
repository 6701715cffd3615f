/**
 * Pages in states that pass by too quickly to be met elsewhere, or that nothing else has a reason to wait for: no
 * worker runs here, so each state stays until the test goes on. What must have been seen stands in `seen.ts`.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shopIdOf } from '#app/core/id.ts';
import type { RequestKind } from '#app/core/request.ts';
import type { DataStore } from '#app/core/store.ts';
import type { Composition } from '#app/deps.server.ts';
import { approvePlan } from '#app/services/approve-plan.ts';
import { carryOutStep } from '#app/services/carry-out-step.ts';
import { closeRequest } from '#app/services/close-request.ts';
import type { Deps } from '#app/services/deps.ts';
import { issueDownload } from '#app/services/download.ts';
import { keepShop } from '#app/services/erase-shop.ts';
import { openDeliveries } from '#app/services/open-deliveries.ts';
import { proposeRectification } from '#app/services/propose-rectification.ts';
import { readPlan } from '#app/services/read-plan.ts';
import { giveUpRelease, renderRelease } from '#app/services/render-release.ts';
import { requestRelease } from '#app/services/request-release.ts';
import { skipStep } from '#app/services/skip-step.ts';
import { startRequest } from '#app/services/start-request.ts';
import { withdrawRelease } from '#app/services/withdraw-release.ts';
import { withClient } from '#sandbox/database.ts';
import { type PersonName, people } from '#sandbox/store/people.ts';
import { composeBeside } from '#tests/support/app.ts';
import { launchBrowser, newProfile } from '#tests/support/browser.ts';
import { subjectOf } from '#tests/support/corrections.ts';
import { type Desk, expectPlainUsable, type Staff, seat, startDesk } from '#tests/support/desk.ts';

const SHOP = 'demo.myshopify.com';
const shopId = shopIdOf(SHOP);
const DAY_MS = 86_400_000;

let desk: Desk;
let browser: Browser;
let app: Composition;
let staff: Staff;
let plain: Page;
let actor: { kind: 'staff'; id: string };

const rows = async (sql: string) =>
  (await withClient(desk.database.ownerUrl, (client) => client.query(sql))).rows;

beforeAll(async () => {
  desk = await startDesk({ restoreRate: 10_000 }, () => ({ ROLE: 'web' }));
  process.env.SHOPIFY_SANDBOX_URL = `http://127.0.0.1:${desk.sandbox.port}`;
  await import(new URL('../../sandbox/route-shopify.mjs', import.meta.url).href);
  app = await composeBeside(desk);
  browser = await launchBrowser();
  staff = await seat(browser, desk);
  plain = await (await newProfile(browser)).newPage();
  actor = { kind: 'staff', id: String(desk.shop.staff.find(({ accountOwner }) => accountOwner)?.id) };
});
afterAll(async () => {
  expect(staff.complaints).toEqual([]);
  await app?.queue.stop();
  await app?.connections.close();
  await browser?.close();
  await desk?.[Symbol.asyncDispose]();
});

/** What is on the screen, on a wide one and a narrow one. */
async function look(): Promise<void> {
  for (const width of [1280, 360]) {
    await staff.page.setViewportSize({ width, height: 900 });
    await staff.expectUsable();
  }
  await staff.page.setViewportSize({ width: 1280, height: 900 });
}
async function lookAt(path: string, words: string | RegExp): Promise<void> {
  await staff.open(path);
  await staff.frame.getByText(words).first().waitFor();
  await look();
}

const stepsOf = (requestId: string) =>
  app.deps.unit(shopId, ({ read }) => read.step.findMany({ where: { requestId }, orderBy: { id: 'asc' } }));
/** Carries out, once each, the first so many steps that have not ended. */
async function work(requestId: string, most = Number.POSITIVE_INFINITY, given: Deps = app.deps) {
  const open = (await stepsOf(requestId)).filter(({ state }) => state === 'pending' || state === 'running');
  for (const { id } of open.slice(0, most)) await carryOutStep(given, { shopId, id });
}
let forms = 0;
async function start(kind: RequestKind, name: PersonName) {
  forms += 1;
  const by = { shopId, kind, subject: subjectOf(name), actor, formId: `states-${forms}` };
  const { requestId, number } = await startRequest(app.deps, by);
  return { requestId, path: `/app/requests/${number}` };
}
async function approve(requestId: string): Promise<void> {
  const plan = await app.deps.unit(shopId, (unit) => readPlan(app.deps, unit, requestId));
  const hash = Buffer.from(plan?.hash ?? '').toString('hex');
  const { outcome } = await approvePlan(app.deps, { shopId, requestId, hash, actor, identityChecked: true });
  expect(outcome).toBe('approved');
}
/** A webhook, opened as the worker would. */
async function receive(topic: string, person: string) {
  await desk.control.webhook({ shop: SHOP, topic, person });
  const found = await app.deps.sweeps.waitingDeliveries(app.deps.now(), 100);
  await openDeliveries(app.deps, { shopId, ids: found.map(({ id }) => id) });
  const [row] = await rows('SELECT id, number FROM request ORDER BY number DESC LIMIT 1');
  return { requestId: String(row.id), path: `/app/requests/${row.number}` };
}

test('before the first request', async () => {
  await lookAt('/app/requests', 'No requests yet');
});

test('a copy of the data: waiting, gathering, being released, failed, withdrawn, closed', async () => {
  const { requestId, path } = await start('access', 'everything');
  await lookAt(path, 'Waiting for its turn');

  const shopify = app.deps.stores.shopify as DataStore;
  let looked = false;
  /** Looked at between the first two pages of the store, while the step runs. */
  async function* gather(input: Parameters<DataStore['gather']>[0]) {
    for await (const page of shopify.gather(input)) {
      yield page;
      if (!looked) await lookAt(path, 'The data is being gathered');
      looked = true;
    }
  }
  const stores = { ...app.deps.stores, shopify: { ...shopify, gather } };
  for (let tries = 0; tries < 3; tries += 1) await work(requestId, undefined, { ...app.deps, stores });

  const release = async () => {
    const sent = { shopId, requestId, content: 'access', identityChecked: true, actor } as const;
    const requested = await requestRelease(app.deps, sent);
    if (requested.outcome !== 'requested') throw new Error(requested.outcome);
    return { shopId, id: requested.releaseId };
  };
  await giveUpRelease(app.deps, await release());
  await lookAt(path, /^Everything is gathered/);
  const made = await release();
  await lookAt(path, 'Being released');
  await renderRelease(app.deps, made);

  const issued = await issueDownload(app.deps, { shopId, requestId, actor });
  if (issued.outcome !== 'issued') throw new Error(issued.outcome);
  const link = `${desk.app.url}/download/${issued.token}`;
  await plain.goto(link);
  await expectPlainUsable(plain, 'download.$token: archive');
  await plain.getByText('Protect it with a password').click();
  await plain.getByLabel('Password').fill('short');
  await plain.getByRole('button', { name: 'Download the archive' }).click();
  await plain.locator('#password-error').waitFor();
  await expectPlainUsable(plain, 'download.$token: password refused');
  const meanwhile = async (sql: string, back: string, sight: 'outdated' | 'broken') => {
    await rows(sql);
    await plain.goto(link);
    await expectPlainUsable(plain, `download.$token: ${sight}`);
    await rows(back);
  };
  const version = (change: string) => `UPDATE release SET renderer_version = renderer_version ${change}`;
  await meanwhile(version('+ 1'), version('- 1'), 'outdated');
  const away = 'ALTER TABLE download RENAME TO download_away';
  await meanwhile(away, 'ALTER TABLE download_away RENAME TO download', 'broken');

  await withdrawRelease(app.deps, { shopId, requestId, actor });
  await plain.goto(link);
  await expectPlainUsable(plain, 'download.$token: gone');
  await lookAt(path, /^Everything is gathered/);
  await closeRequest(app.deps, { shopId, requestId, reason: 'person-withdrew', actor });
  await lookAt(path, 'Closed');
}, 180_000);

/** When the time to undo an approval is over, as far as the app can tell. */
const later = (): Deps => ({ ...app.deps, now: () => new Date(Date.now() + 2 * DAY_MS) });
const closes = async (requestId: string) => {
  for (let tries = 0; tries < 5; tries += 1) await work(requestId, undefined, later());
};

test.each<[RequestKind, PersonName]>([
  ['restriction', 'dormant'],
  ['objection', 'recent'],
  ['opt-out', 'householdA'],
])(
  'a request of kind %s: waiting, planned, approved, being carried out, closed',
  async (kind, name) => {
    const { requestId, path } = await start(kind, name);
    await lookAt(path, 'Waiting for its turn');
    await work(requestId);
    await lookAt(path, 'Approve the plan');
    await approve(requestId);
    await lookAt(path, 'Undo the approval');
    await work(requestId, 1, later());
    await lookAt(path, 'Being carried out');
    await closes(requestId);
    await lookAt(path, 'Closed');
  },
  180_000,
);

test('a correction that is approved, and then left out', async () => {
  const { requestId, path } = await start('rectification', 'guestAndCustomer');
  const { firstName } = people.guestAndCustomer;
  const sent = { 'customer/firstName': 'Honora', 'seen:customer/firstName': firstName ?? '' };
  const number = Number(path.split('/').at(-1));
  const proposal = await proposeRectification(app.deps, { shopId, shopDomain: SHOP, number, sent, actor });
  expect(proposal).toEqual({ outcome: 'proposed' });
  await approve(requestId);
  await lookAt(path, 'Undo the approval');
  for (const { id: stepId } of await stepsOf(requestId))
    await skipStep(app.deps, { shopId, stepId, reason: 'not-needed', actor });
  await lookAt(path, /^Left out: /);
}, 120_000);

test('an erasure that cannot be noted outside the database waits, half done', async () => {
  const { requestId, path } = await receive('customers/redact', people.householdB.email);
  const append = () => Promise.reject(new Error('the disk is full'));
  await work(requestId, 1, { ...app.deps, erasures: { ...app.deps.erasures, append } });
  const { state } = await app.deps.unit(shopId, ({ read }) =>
    read.request.findUniqueOrThrow({ where: { shopId_id: { shopId, id: requestId } } }),
  );
  expect(state).toBe('erasing');
  await lookAt(path, /^Request #/);
}, 120_000);

test('the dates of a request explain themselves, and are moved by staff on record', async () => {
  const { path } = await start('rectification', 'everything');
  await lookAt(path, /^EU GDPR: due /);
  const button = (name: string) => staff.frame.getByRole('button', { name, exact: true }).last();
  const act = async (opening: string, field: string, value: string, confirm: string) => {
    await button(opening).click();
    await staff.frame.getByLabel(field, { exact: true }).selectOption(value);
    await staff.frame.getByRole('button', { name: confirm, exact: true }).last().waitFor();
    await look();
    await button(confirm).click();
  };
  const residence = 'Country in which the person lives';
  await act('Change residence', residence, 'BR', 'Compute the dates anew');
  await staff.frame.getByText(/^LGPD \(Brazil\): due /).waitFor();
  await staff.frame.getByText('2 laws apply. The earliest date counts.').waitFor();
  await staff.frame.getByText('The person lives in: Brazil').waitFor();
  await staff.frame.getByText('Dates computed anew').waitFor();
  await look();
  // Brazil knows no extension, so none is offered until another law applies; that would be later.
  expect(await button('Extend the period').count()).toBe(0);
  await act('Change residence', residence, 'US', 'Compute the dates anew');
  await staff.frame.getByText(/^With this the request would be due on /).waitFor();
  await look();
  await button('Change residence').click();
  await staff.frame.getByLabel('State or province').selectOption('CA');
  await staff.frame.getByLabel('If the date moves later: why').selectOption('corrected');
  await button('Compute the dates anew').click();
  await staff.frame.getByText(/^CCPA \(California\): due /).waitFor();
  await act('Extend the period', 'Reason for the extension', 'number', 'Extend');
  await staff.frame.getByText(/^Extended on .*: The person has made many requests\.$/).waitFor();
  await button('Note a question to the person').click();
  await staff.frame.getByLabel('Asked on').fill('2020-01-01');
  await look();
  await button('Note it').click();
  await staff.frame.getByText(/^These days do not fit together/).waitFor();
  await look();
}, 180_000);

test('a shop whose staff keep everything', async () => {
  const { requestId, path } = await receive('shop/redact', '');
  await work(requestId);
  expect(await keepShop(app.deps, { shopId, requestId, actor })).toEqual({ outcome: 'kept' });
  await lookAt(path, 'Closed');
}, 120_000);

test('what a handler sees, a viewer, and whoever comes without a shop', async () => {
  const { firstName, lastName } = desk.shop.staff.find(({ accountOwner }) => !accountOwner) ?? {};
  await staff.open('/app/settings');
  await staff.frame.getByText('Time zone').first().waitFor();
  await staff.page.getByLabel('Staff').selectOption({ label: `${firstName} ${lastName}` });
  await staff.frame.getByText('Only owners change settings').waitFor();
  await look();
  await rows("UPDATE staff SET role = 'viewer' WHERE NOT account_owner");
  await lookAt('/app/customers', 'Your role is to look');
  await plain.goto(`${desk.app.url}/auth/login`);
  await expectPlainUsable(plain, 'auth.login: open the app in the admin');
}, 120_000);
