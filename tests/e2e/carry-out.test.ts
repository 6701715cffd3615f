import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shopIdOf } from '#app/core/id.ts';
import type { PlannedWrite } from '#app/core/plan.ts';
import { type Composition, compose } from '#app/deps.server.ts';
import { readEnv } from '#app/env.server.ts';
import { customerIdOf, people } from '#sandbox/store/people.ts';
import { launchBrowser } from '#tests/support/browser.ts';
import { type Desk, type Staff, seat, startDesk } from '#tests/support/desk.ts';
import { approvedPlan } from '#tests/support/plans.ts';

const SHOP = 'demo.myshopify.com';
let desk: Desk;
let browser: Browser;
/** The app once more, in this process, to put an approved plan before its worker. */
let inside: Composition;

beforeAll(async () => {
  desk = await startDesk({ restoreRate: 5_000 });
  browser = await launchBrowser();
  const { apiKey, secret, scopes } = desk.sandbox.world.app;
  inside = compose(
    readEnv({
      ...{ NODE_ENV: 'test', LOG_LEVEL: 'silent', DATABASE_URL: desk.database.appUrl },
      ...{ SHOPIFY_API_KEY: apiKey, SHOPIFY_API_SECRET: secret, SCOPES: scopes.join(',') },
      SHOPIFY_APP_URL: desk.sandbox.appUrl,
      MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
      KEYS_DIR: join(tmpdir(), `keys-of-${new URL(desk.database.appUrl).pathname.slice(1)}`),
    }),
  );
  await inside.queue.start();
});
afterAll(async () => {
  await inside?.queue.stop();
  await inside?.connections.close();
  await browser?.close();
  await desk?.[Symbol.asyncDispose]();
});

const CUSTOMER = customerIdOf('everything');
const subject = {
  ...{ customerId: CUSTOMER.split('/').at(-1) ?? null, email: people.everything.email },
  ...{ phone: null, orderIds: [] },
};
const noteOf = (record: string) => desk.shop.store.find(record)?.note;

/** One change as approved, one of a record that has changed since, and a step whose day is years ahead. */
async function plan() {
  const other = customerIdOf('householdA');
  desk.shop.store.update(other, { note: 'Called on Monday: wants tea' });
  const written = (record: string, before: string | null): PlannedWrite => ({
    ...{ store: 'shopify', operation: 'customer.update', collection: 'customer', record },
    ...{ before: { note: before }, after: { note: null } },
  });
  const writes = [written(CUSTOMER, String(noteOf(CUSTOMER))), written(other, 'Likes tea')];
  const others = [{ store: 'shopify', operation: 'retain', notBefore: new Date('2036-01-01T00:00:00Z') }];
  const made = await approvedPlan(inside.deps, { writes, subject, shop: SHOP, others });
  return { ...made, other };
}

async function press(staff: Staff, name: string | RegExp, exact = false): Promise<void> {
  const button = staff.frame.getByRole('button', { name, exact }).first();
  await button.waitFor();
  await button.focus();
  await staff.page.keyboard.press('Enter');
}

test('staff decide over what has changed, hand a step over, leave one out, and read honestly what was done', async () => {
  const staff = await seat(browser, desk);
  await staff.open('/app');
  await staff.frame.getByText('No requests yet').waitFor();
  const { number, other, requestId } = await plan();
  await staff.open(`/app/requests/${number}`);
  const seen = (text: RegExp | string) => staff.frame.getByText(text).first().waitFor();

  await seen('1 record has changed since the plan was approved');
  await seen('Called on Monday: wants tea');
  await seen('Progress: 0 of 2 steps done');
  await seen(/^The approved plan has this done on Jan 1, 2036/);
  expect(noteOf(CUSTOMER)).toBeNull();
  expect(noteOf(other)).toBe('Called on Monday: wants tea');
  await staff.expectUsable();
  const narrow = await seat(browser, desk, 360);
  await narrow.open(`/app/requests/${number}`);
  await narrow.frame.getByText('1 record has changed').first().waitFor();
  await narrow.expectUsable();
  await narrow.profile.close();

  await press(staff, /^Hand over: /);
  const who = staff.frame.getByLabel('Looked after by');
  await who.waitFor();
  await who.selectOption({ index: 1 });
  await staff.expectUsable();
  await press(staff, 'Hand over', true);
  await seen(/^Looked after by /);

  await press(staff, 'Change all the same');
  await seen('Progress: 1 of 2 steps done');
  expect(noteOf(other)).toBeNull();
  await seen('1 of 2 steps done: the rest waits for its day');
  await staff.expectUsable();

  await press(staff, /^Leave out: /);
  await staff.frame.getByLabel('Reason').waitFor();
  await staff.expectUsable();
  await press(staff, 'Leave out', true);
  await seen('Progress: 1 of 2 steps done, 1 left out');
  await seen('Left out: Done by hand');
  await seen('Closed');
  await staff.expectUsable();
  const closed = await inside.deps.unit(shopIdOf(SHOP), ({ read }) =>
    read.request.count({ where: { id: requestId, state: 'closed' } }),
  );
  expect(closed).toBe(1);
  expect(staff.complaints).toEqual([]);
  await staff.profile.close();
}, 240_000);
