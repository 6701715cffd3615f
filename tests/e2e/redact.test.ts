import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Composition } from '#app/deps.server.ts';
import { composeBeside } from '#tests/support/app.ts';
import { launchBrowser } from '#tests/support/browser.ts';
import { type Desk, type Staff, seat, startDesk } from '#tests/support/desk.ts';
import {
  DAY_MS,
  ERASE,
  keptUntil,
  REDACT,
  RETAIN,
  startErasure,
  subjectOf,
} from '#tests/support/planned-erasure.ts';
import { until } from '#tests/support/until.ts';

const SHOP = 'demo.myshopify.com';
const decisions = [keptUntil('2034-12-31')];
const operations = [RETAIN, REDACT, ERASE];

let desk: Desk;
let browser: Browser;
let app: Composition;
let staff: Staff;
beforeAll(async () => {
  desk = await startDesk({ restoreRate: 1_000 });
  browser = await launchBrowser();
  app = await composeBeside(desk);
  staff = await seat(browser, desk);
  await staff.open('/app');
  await staff.frame.getByText('No requests yet').waitFor();
});
afterAll(async () => {
  expect(staff.complaints).toEqual([]);
  await app?.queue.stop();
  await app?.connections.close();
  await browser?.close();
  await desk?.[Symbol.asyncDispose]();
});

const seen = (text: RegExp | string) => staff.frame.getByText(text).first().waitFor();
/** At both widths. */
async function expectUsable(picture: string) {
  for (const width of [1280, 360]) {
    await staff.page.setViewportSize({ width, height: 900 });
    await staff.expectUsable();
    if (process.env.PICTURES)
      await staff.page.screenshot({
        path: `${process.env.PICTURES}/${picture}-${width}.png`,
        fullPage: true,
      });
  }
  await staff.page.setViewportSize({ width: 1280, height: 900 });
}

test('a merchant sees on which day Shopify erases and why, what is kept, and that it is done when Shopify says so', async () => {
  const erasure = await startErasure({ app, shop: desk.shop }, subjectOf('dormant'), {
    operations,
    decisions,
  });
  await erasure.enqueue('retain', 'redact', 'erase');
  await staff.open(`/app/requests/${erasure.number}`);
  await seen('Shopify erases later');
  await seen(/^Shopify erases a customer 10 days after it is asked, and not before six months/);
  await seen(/^Invoice data of \d+ orders?, sealed, the last of it until \w+ \d+, \d{4}; destroyed/);
  await expectUsable('redact-waiting');

  await desk.control.clock({ advanceMs: 11 * DAY_MS });
  await staff.open(`/app/requests/${erasure.number}`);
  await seen(/^Shopify says that it has erased this customer/);
  await expectUsable('redact-done');
});

test('a merchant cancels what Shopify has not done yet; the request stays open', async () => {
  const erasure = await startErasure({ app, shop: desk.shop }, subjectOf('recent'), {
    operations: [REDACT, ERASE],
  });
  await erasure.enqueue('redact', 'erase');
  await staff.open(`/app/requests/${erasure.number}`);
  await seen(/so its six months end on/);
  await staff.frame.getByRole('button', { name: 'Cancel the erasure at Shopify' }).click();
  await staff.frame.getByRole('button', { name: 'Cancel the erasure', exact: true }).last().click();
  await seen('Cancelled: Shopify erases nothing of this customer.');
  await expectUsable('redact-cancelled');
  const state = await desk.control.state();
  expect(state.pending.filter(({ shop, topic }) => shop === SHOP && topic === 'customers/redact')).toEqual(
    [],
  );
});

test('a step that Shopify refuses says what to do; somebody who comes back is told of on their new request', async () => {
  desk.shop.installation?.grantedScopes.delete('write_customer_data_erasure');
  const refused = await startErasure({ app, shop: desk.shop }, subjectOf('greek'), { operations: [REDACT] });
  await refused.enqueue('redact');
  await staff.open(`/app/requests/${refused.number}`);
  await seen(/the access “write_customer_data_erasure” is missing/);
  await expectUsable('redact-blocked');

  const erased = await startErasure({ app, shop: desk.shop }, subjectOf('korean'), { operations: [ERASE] });
  await erased.run('erase');
  erased.pass(8 * DAY_MS);
  await erased.run('probe');
  await staff.open(`/app/requests/${erased.number}`);
  await seen('The erasure is carried out');
  await expectUsable('redact-closed');
  await desk.control['request-data']({ shop: SHOP, person: 'seoyeon@mail.example' });
  await until('the new request', () =>
    app.deps.unit(
      erased.shopId,
      async ({ read }) => (await read.request.count({ where: { kind: 'access' } })) > 0,
    ),
  );
  await staff.open(`/app/requests/${erased.number + 1}`);
  await seen(new RegExp(`^This person was erased on .*, under #${erased.number}$`));
  await expectUsable('redact-returned');
});
