import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { withClient } from '#sandbox/database.ts';
import { launchBrowser } from '#tests/support/browser.ts';
import { type Desk, type Staff, seat, startDesk } from '#tests/support/desk.ts';

let desk: Desk;
let browser: Browser;
let staff: Staff;

beforeAll(async () => {
  desk = await startDesk();
  browser = await launchBrowser();
  staff = await seat(browser, desk);
  await staff.open('/app');
  await staff.frame.getByText('No requests yet').waitFor();
});
afterAll(async () => {
  await browser?.close();
  await desk?.[Symbol.asyncDispose]();
});
afterEach(() => expect(staff.complaints.splice(0)).toEqual([]));

const stored = async (name: string) => {
  const { rows } = await withClient(desk.database.ownerUrl, (client) =>
    client.query('SELECT value FROM setting WHERE name = $1', [name]),
  );
  return rows[0]?.value;
};
const save = () => staff.page.getByRole('button', { name: 'Save', exact: true });
const discard = () => staff.page.getByRole('button', { name: 'Discard', exact: true });
const bar = () => staff.page.getByRole('region', { name: 'Unsaved changes' });
const field = (name: string) => staff.frame.getByLabel(name);

test('a change is guarded by the save bar until it is saved or discarded', async () => {
  await staff.open('/app/settings');
  await field('Time to undo an approval').fill('48');
  await bar().waitFor();
  await staff.expectUsable();
  await discard().click();
  await staff.page.getByRole('button', { name: 'Discard changes' }).click();
  await bar().waitFor({ state: 'hidden' });
  expect(await field('Time to undo an approval').inputValue()).toBe('24');
  await field('Time to undo an approval').fill('48');
  await field('Time zone').selectOption('Asia/Tokyo');
  await save().click();
  await staff.frame.getByText('Saved', { exact: true }).waitFor();
  await bar().waitFor({ state: 'hidden' });
  expect(await stored('undoHours')).toBe(48);
  expect(await stored('timeZone')).toBe('Asia/Tokyo');
  await staff.expectUsable();
});

test('what cannot be is refused beside its field, and nothing that was typed is lost', async () => {
  await field('Keep evidence for').fill('99');
  await field('Time to undo an approval').fill('12');
  await save().click();
  await staff.frame.getByText('Enter whole years, from 1 to 10.').waitFor();
  expect(await field('Keep evidence for').inputValue()).toBe('99');
  // The focus follows once the page has read anew.
  await staff.frame.locator('[name="evidenceYears"]:focus, #evidenceYears:focus').waitFor();
  await staff.expectUsable();
  await field('Keep evidence for').fill('5');
  await save().click();
  await staff.frame.getByText('Saved', { exact: true }).waitFor();
  expect(await stored('evidenceYears')).toBe(5);
  expect(await stored('undoHours')).toBe(12);
});

test('the last owner stays owner', async () => {
  await field('(you)').selectOption('viewer');
  await save().click();
  await staff.frame.getByText('Make somebody else an owner first: a shop always keeps one.').waitFor();
  await staff.expectUsable();
  await discard().click();
  await staff.page.getByRole('button', { name: 'Discard changes' }).click();
  await bar().waitFor({ state: 'hidden' });
});

describe('somebody whose role is to look', () => {
  let viewer: Staff;
  beforeAll(async () => {
    const colleague = desk.shop.staff.find(({ accountOwner }) => !accountOwner);
    if (!colleague) throw new Error('The demo shop lacks a colleague.');
    viewer = await seat(browser, desk, 360);
    await viewer.open('/app');
    const name = `${colleague.firstName} ${colleague.lastName}`;
    await viewer.page.getByLabel('Staff').selectOption({ label: name });
    await viewer.frame.getByText('No requests yet').waitFor();
    // This page is older than their role.
    await viewer.open('/app/customers');
    await viewer.frame.getByLabel('E-mail address').fill('someone@example.com');
    await staff.open('/app/settings');
    await field(name).selectOption('viewer');
    await save().click();
    await staff.frame.getByText('Saved', { exact: true }).waitFor();
  });
  afterAll(() => viewer.profile.close());

  test('is told in words when an act is not theirs, and nothing happens', async () => {
    await viewer.frame.locator('form').last().getByRole('button').click();
    await viewer.frame.getByRole('button', { name: 'Start request' }).last().click();
    await viewer.frame.getByText(/^Your role does not include this/).waitFor();
    await viewer.expectUsable();
    const { rows } = await withClient(desk.database.ownerUrl, (client) =>
      client.query('SELECT 1 FROM request'),
    );
    expect(rows).toEqual([]);
  });

  test('sees the settings, who may change them, and changes none', async () => {
    await viewer.open('/app/settings');
    await viewer.frame.getByText('Only owners change settings').waitFor();
    expect(await viewer.frame.getByLabel('Time to undo an approval').isDisabled()).toBe(true);
    await viewer.expectUsable();
  });

  test('is offered no act, and told why where there would be one', async () => {
    await viewer.open('/app');
    await viewer.frame.getByRole('heading', { name: 'Home' }).waitFor();
    expect(await viewer.frame.getByText('Start a request').count()).toBe(0);
    await viewer.open('/app/customers');
    await viewer.frame.getByText('Your role is to look').waitFor();
    expect(await viewer.frame.getByRole('textbox').count()).toBe(0);
    await viewer.expectUsable();
  });
});

test('a request that waits for an approval says so, and begins when it has it', async () => {
  await staff.open('/app/settings');
  await field('Requests for a copy that come through Shopify').selectOption('approval');
  await save().click();
  await staff.frame.getByText('Saved', { exact: true }).waitFor();
  await desk.control.webhook({
    ...{ shop: 'demo.myshopify.com', topic: 'customers/data_request', person: 'theo.lindqvist@example.org' },
  });
  await staff.open('/app/requests');
  await staff.frame.getByRole('link', { name: '#1001' }).click();
  await staff.frame.getByRole('heading', { name: 'This request waits for your approval to begin' }).waitFor();
  await staff.expectUsable();
  await staff.frame.getByRole('button', { name: 'Approve and begin' }).click();
  await staff.frame.getByRole('heading', { name: /^Everything is gathered|^Nothing/ }).waitFor();
});

test.each([1280, 360])('the settings are usable on a screen %i pixels wide', async (width) => {
  const other = await seat(browser, desk, width);
  await other.open('/app/settings');
  await other.frame.getByLabel('Time zone').waitFor();
  await other.expectUsable();
  await other.profile.close();
});
