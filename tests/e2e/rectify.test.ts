import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { shopIdOf } from '#app/core/id.ts';
import type { RequestKind } from '#app/core/request.ts';
import type { Composition } from '#app/deps.server.ts';
import { approvePlan } from '#app/services/approve-plan.ts';
import { readPlan } from '#app/services/read-plan.ts';
import { startRequest } from '#app/services/start-request.ts';
import { pluck } from '#sandbox/admin-api/record.ts';
import { withClient } from '#sandbox/database.ts';
import { customerIdOf, type PersonName, people } from '#sandbox/store/people.ts';
import { composeBeside } from '#tests/support/app.ts';
import { launchBrowser } from '#tests/support/browser.ts';
import { subjectOf } from '#tests/support/corrections.ts';
import { type Desk, type Staff, seat, startDesk } from '#tests/support/desk.ts';

const SHOP = 'demo.myshopify.com';
const shopId = shopIdOf(SHOP);
const DAY_MS = 86_400_000;

let desk: Desk;
let browser: Browser;
let inside: Composition;
let owner: { kind: 'staff'; id: string };

beforeAll(async () => {
  desk = await startDesk({ restoreRate: 5_000 });
  browser = await launchBrowser();
  inside = await composeBeside(desk);
  const staff = await seat(browser, desk);
  await staff.open('/app');
  await staff.frame.getByText('No requests yet').waitFor();
  await staff.profile.close();
  const [first] = await rows('SELECT id FROM staff');
  owner = { kind: 'staff', id: first.id };
});
afterAll(async () => {
  await inside?.queue.stop();
  await inside?.connections.close();
  await browser?.close();
  await desk?.[Symbol.asyncDispose]();
});

const rows = async (sql: string) => {
  const answer = await withClient(desk.database.ownerUrl, (client) => client.query(sql));
  return answer.rows;
};
let forms = 0;
/** A request as the Customers page starts it. */
async function start(kind: RequestKind, name: PersonName) {
  forms += 1;
  const by = { shopId, kind, subject: subjectOf(name), actor: owner, formId: `rectify-${forms}` };
  return startRequest(inside.deps, by);
}
const reaches = (number: number, state: string) =>
  vi.waitUntil(
    async () =>
      (await rows(`SELECT 1 FROM request WHERE number = ${number} AND state = '${state}'`)).length > 0,
    { timeout: 60_000, interval: 100 },
  );
/** Approved a day and more ago, as far as the app can tell: the time to undo it is over. */
async function approveLongAgo(requestId: string) {
  const now = () => new Date(Date.now() - 2 * DAY_MS);
  const plan = await inside.deps.unit(shopId, (unit) => readPlan(inside.deps, unit, requestId));
  const hash = Buffer.from(plan?.hash ?? '').toString('hex');
  const approval = await approvePlan(
    { ...inside.deps, now },
    { shopId, requestId, hash, actor: owner, identityChecked: true },
  );
  expect(approval.outcome).toBe('approved');
}
const customer = (name: PersonName) => desk.shop.store.find(customerIdOf(name));
const emailOf = (name: PersonName) => {
  const record = customer(name);
  return record && pluck(record, ['defaultEmailAddress', 'emailAddress'])[0];
};

describe('on a desk and on a phone', () => {
  let staff: Staff;
  beforeAll(async () => {
    staff = await seat(browser, desk, 1280, { phoneToo: true });
  });
  afterAll(() => staff.profile.close());
  afterEach(() => expect(staff.complaints.splice(0)).toEqual([]));
  const seen = (text: string | RegExp) => staff.frame.getByText(text).first().waitFor();
  const button = (name: string | RegExp) => staff.frame.getByRole('button', { name, exact: true }).last();
  const field = (name: string) => staff.frame.getByRole('textbox', { name, exact: true }).first();
  const saveBar = () => staff.page.getByRole('region', { name: 'Unsaved changes' });

  test('what is wrong is corrected from before to after, and taken back by a counter-change', async () => {
    const name = 'everything';
    const { email } = people[name];
    const { requestId, number } = await start('rectification', name);
    await staff.open(`/app/requests/${number}`);
    await seen('Enter what is to be changed');
    await staff.expectUsable();
    await staff.frame.getByRole('link', { name: 'Enter what is to be changed' }).click();
    await field('E-mail').waitFor();
    expect(await field('E-mail').inputValue()).toBe(email);
    await staff.expectUsable();

    // Unsaved changes are guarded, and let go of only when that is wanted.
    await field('First name').fill('Somebody else');
    await saveBar().waitFor();
    await seen(`In Shopify now: ${people[name].firstName}`);
    await saveBar().getByRole('button', { name: 'Discard' }).click();
    await staff.page.getByRole('button', { name: 'Discard changes' }).click();
    await saveBar().waitFor({ state: 'hidden' });
    expect(await field('First name').inputValue()).toBe(people[name].firstName);

    // What is wrong is said beside its field, and what was typed stays.
    await field('First name').fill('Corrected');
    await field('E-mail').fill('no address');
    await button('Propose changes').click();
    await seen('Enter one whole e-mail address, such as ada@example.com.');
    expect(await field('First name').inputValue()).toBe('Corrected');
    await staff.expectUsable();
    const right = 'corrected@example.com';
    await field('E-mail').fill(right);
    await saveBar().getByRole('button', { name: 'Save' }).click();
    await seen('Something wrong in the plan?');
    await staff.expectUsable();
    expect(emailOf(name)).toBe(email);

    // The form goes on from the plan.
    await staff.frame.getByRole('link', { name: 'Change what is entered' }).click();
    await field('E-mail').waitFor();
    expect(await field('E-mail').inputValue()).toBe(right);
    await seen(`In Shopify now: ${email}`);

    await approveLongAgo(requestId);
    await reaches(number, 'closed');
    expect(emailOf(name)).toBe(right);
    await staff.open(`/app/requests/${number}`);
    await seen('The changes are carried out');
    await staff.expectUsable();
    await button('Undo by a counter-change').click();
    await reaches(number, 'planned');
    await seen('Something wrong in the plan?');
    await staff.expectUsable();
    await button('Close without changes').click();
    await button('Close request').click();
    await seen('The changes are carried out');
    await button('Undo by a counter-change').click();
    await reaches(number, 'planned');
    await approveLongAgo(requestId);
    await reaches(number, 'closed');
    expect(emailOf(name)).toBe(email);
    expect(customer(name)?.firstName).toBe(people[name].firstName);
  }, 180_000);

  test('a restriction stands where everybody sees it, and is lifted once the person was told', async () => {
    const name = 'dormant';
    const { requestId, number } = await start('restriction', name);
    await reaches(number, 'planned');
    await approveLongAgo(requestId);
    await reaches(number, 'closed');
    expect(customer(name)?.tags).toContain('privacy-desk:restricted');
    await staff.open(`/app/requests/${number}`);
    await seen('The restriction stands');
    await seen(/^Restricted since /);
    await staff.expectUsable();

    await staff.open('/app/customers');
    await field('Name, e-mail or phone').fill(people[name].email ?? '');
    await button('Search').click();
    await seen(/^Restricted since /);
    await staff.expectUsable();

    await staff.open(`/app/requests/${number}`);
    await button('Lift the restriction').click();
    const day = staff.frame.getByLabel('The person was told on');
    await day.waitFor();
    await button('Propose lifting').click();
    await seen('Enter the day on which you told the person.');
    await staff.expectUsable();
    await day.fill('2020-01-01');
    await button('Propose lifting').click();
    await seen(/^The day lies before the restriction began/);
    await staff.expectUsable();
    await button('Lift the restriction').click();
    const [{ today }] = await rows(
      `SELECT to_char(now() AT TIME ZONE time_zone, 'YYYY-MM-DD') AS today FROM shop WHERE domain = '${SHOP}'`,
    );
    await day.fill(today);
    await button('Propose lifting').click();
    await reaches(number, 'planned');
    await approveLongAgo(requestId);
    await reaches(number, 'closed');
    await staff.open(`/app/requests/${number}`);
    await seen('The restriction is lifted');
    await staff.expectUsable();
    expect(customer(name)?.tags).not.toContain('privacy-desk:restricted');
  }, 180_000);

  test('an objection is planned for the channels that the person named', async () => {
    const { requestId, number } = await start('objection', 'guestAndCustomer');
    await reaches(number, 'planned');
    await staff.open(`/app/requests/${number}`);
    await seen('What the person no longer wants');
    await staff.expectUsable();
    for (const channel of ['SMS', 'WhatsApp'])
      await staff.frame.locator('label', { hasText: channel }).click();
    await button('Make the plan anew').click();
    await vi.waitUntil(async () => {
      const plan = await inside.deps.unit(shopId, (unit) => readPlan(inside.deps, unit, requestId));
      return plan?.sequence === 2;
    });
    await approveLongAgo(requestId);
    await reaches(number, 'closed');
    await staff.open(`/app/requests/${number}`);
    await seen('The consent is withdrawn');
    await seen(/^No marketing by E-mail since /);
    await staff.expectUsable();
  }, 180_000);
});

test('a person without a customer record is not to be corrected here, and it is said where', async () => {
  const staff = await seat(browser, desk);
  const subject = { customerId: null, email: 'petra.sommer@example.com', phone: null, orderIds: [] };
  const by = { shopId, kind: 'rectification', subject, actor: owner, formId: 'rectify-guest' } as const;
  const { number } = await startRequest(inside.deps, by);
  await staff.open(`/app/requests/${number}/rectify`);
  await staff.frame.getByText('Shopify has no customer record for this person').waitFor();
  await staff.expectUsable();
  await staff.open('/app/requests/999999/rectify');
  await staff.frame.getByText('There is nothing at this address').first().waitFor();
  await staff.expectUsable();
  expect(staff.complaints).toEqual([]);
  await staff.profile.close();
}, 120_000);
