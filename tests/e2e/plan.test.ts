import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { shopIdOf } from '#app/core/id.ts';
import type { Composition } from '#app/deps.server.ts';
import { approvePlan } from '#app/services/approve-plan.ts';
import { readPlan } from '#app/services/read-plan.ts';
import { withClient } from '#sandbox/database.ts';
import { customerIdOf, type PersonName, people } from '#sandbox/store/people.ts';
import { composeBeside } from '#tests/support/app.ts';
import { launchBrowser } from '#tests/support/browser.ts';
import { type Desk, type Staff, seat, startDesk } from '#tests/support/desk.ts';

const shopId = shopIdOf('demo.myshopify.com');
const DAY_MS = 86_400_000;

let desk: Desk;
let browser: Browser;
let inside: Composition;

beforeAll(async () => {
  desk = await startDesk({ restoreRate: 5_000 });
  browser = await launchBrowser();
  inside = await composeBeside(desk);
});
afterAll(async () => {
  await inside?.queue.stop();
  await inside?.connections.close();
  await browser?.close();
  await desk?.[Symbol.asyncDispose]();
});

/** Approved a day and more ago, as far as the app can tell: the time to undo it is over. */
async function approveLongAgo(number: number) {
  const rows = await withClient(desk.database.ownerUrl, (client) =>
    client.query(
      'SELECT request.id, staff.id AS staff FROM request JOIN staff USING (shop_id) WHERE number = $1',
      [number],
    ),
  );
  const { id: requestId, staff } = rows.rows[0];
  const now = () => new Date(Date.now() - 2 * DAY_MS);
  const plan = await inside.deps.unit(shopId, (unit) => readPlan(inside.deps, unit, requestId));
  const hash = Buffer.from(plan?.hash ?? '').toString('hex');
  const actor = { kind: 'staff', id: staff } as const;
  const approval = await approvePlan(
    { ...inside.deps, now },
    { shopId, requestId, hash, actor, identityChecked: true },
  );
  expect(approval.outcome).toBe('approved');
}
const customer = (name: PersonName) => desk.shop.store.find(customerIdOf(name));

const erased = 'everything';
const drifting = 'optedOut';

describe('on a desk and on a phone', () => {
  let staff: Staff;
  beforeAll(async () => {
    staff = await seat(browser, desk, 1280, { phoneToo: true });
  });
  afterAll(() => staff.profile.close());
  afterEach(() => expect(staff.complaints.splice(0)).toEqual([]));
  const seen = (text: string | RegExp) => staff.frame.getByText(text).first().waitFor();
  const button = (name: string | RegExp) => staff.frame.getByRole('button', { name, exact: true }).last();

  /** From the page of customers, as staff do. @returns the request's number */
  async function start(name: PersonName): Promise<number> {
    const { firstName, lastName } = people[name];
    await staff.open('/app/customers');
    await staff.frame.getByLabel('Name, e-mail or phone').fill(`${firstName} ${lastName}`);
    await button('Search').click();
    await button(`Start request for ${firstName} ${lastName}`).click();
    await staff.frame.getByLabel('What they ask for').selectOption('erasure');
    await seen(/nothing is changed before you approve it/);
    await staff.expectUsable();
    await button('Start request').click();
    await seen('A plan waits for your approval');
    const title = await staff.frame
      .getByRole('heading', { name: /^Request #\d+$/ })
      .first()
      .textContent();
    return Number(/\d+/.exec(title ?? '')?.[0]);
  }

  test('an erasure is read as a plan, done another way, approved, undone, and carried out', async () => {
    const number = await start(erased);
    await seen('Tax and commercial law order to keep invoice data');
    // The country of the shop, as Shopify tells it.
    await seen(/AO § 147/);
    await seen(/^Some of this needs access/);
    await staff.frame.getByRole('button', { name: /^Show all \d+ changes/ }).click();
    await seen('Phone: before');
    await staff.expectUsable();

    await staff.frame
      .getByText(/^Seal the invoice data first/)
      .first()
      .click();
    // What is only marked is not what would be approved.
    await seen(/^You have marked another way below/);
    expect(await button('Approve the plan').isDisabled()).toBe(true);
    await button('Make the plan this way').click();
    await seen(/^Invoice data, sealed under a key of its own/);
    await staff.expectUsable();
    await staff.frame
      .getByText(/^Take away now/)
      .first()
      .click();
    await button('Make the plan this way').click();
    await seen('Customer record: saved addresses');

    await button('Approve the plan').click();
    await seen(/^You can undo the approval until/);
    await staff.expectUsable();
    await button('Approve').click();
    await seen(/^Confirm first that you have checked who asks/);
    await staff.frame.getByLabel('I have checked that whoever asks is this person').last().check();
    await button('Approve').click();
    await seen(/^The plan is approved and begins on/);
    // The way stays on the page as evidence.
    await seen(/^Take away now/);
    await staff.expectUsable();
    await button('Undo the approval').click();
    await seen('A plan waits for your approval');
    expect(customer(erased)?.note ?? null).toBe(people[erased].note ?? null);

    await approveLongAgo(number);
    await staff.open(`/app/requests/${number}`);
    await seen(/wait.? for you$|the rest waits for its day/);
    expect(customer(erased)).toMatchObject({ note: null, defaultPhoneNumber: null });
    await staff.expectUsable();
  }, 180_000);

  test('what has changed since is shown, and a new plan is made of it', async () => {
    const number = await start(drifting);
    desk.shop.store.update(customerIdOf(drifting), { note: 'Asked for a callback.', tags: ['callback'] });
    await approveLongAgo(number);
    await staff.open(`/app/requests/${number}`);
    await seen(/^Something has changed since you approved the plan/);
    await staff.expectUsable();
    await button('Read again and propose anew').click();
    await seen('A plan waits for your approval');
    await staff.frame.getByRole('button', { name: /^(Show|Hide) (all \d+ changes|the change)/ }).waitFor();
    await staff.expectUsable();
    expect(customer(drifting)?.note).toBe('Asked for a callback.');
  }, 180_000);
});
