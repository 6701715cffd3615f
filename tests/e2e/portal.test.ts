import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, newProfile } from '../support/browser.ts';
import { type Desk, expectPlainUsable, seat, startDesk } from '../support/desk.ts';
import { signedQuery } from '../support/storefront.ts';
import { until } from '../support/until.ts';

const SHOPPER = 'ada.typed@example.com';
const FORM = 'https://storefront.example/apps/privacy/requests';

let desk: Desk;
let browser: Browser;
let profile: BrowserContext;
let page: Page;

beforeAll(async () => {
  desk = await startDesk({ restoreRate: 1_000 }, ({ mail }) => ({ SMTP_URL: mail.url }));
  browser = await launchBrowser();
  const staff = await seat(browser, desk);
  await staff.open('/app');
  await staff.frame.getByText('No requests yet').waitFor();
  await staff.profile.close();
  profile = await newProfile(browser);
  page = await profile.newPage();
  // As Shopify's app proxy: what is asked of the storefront goes on to the app, signed.
  await page.route('**/apps/privacy/**', async (route) => {
    const request = route.request();
    const method = request.method();
    const { secret } = desk.sandbox.world.app;
    const answer = await fetch(`${desk.app.url}/proxy/requests?${signedQuery({ secret })}`, {
      ...{ method, headers: { 'content-type': request.headers()['content-type'] ?? '' } },
      ...(method === 'POST' && { body: request.postData() ?? '' }),
    });
    const headers = Object.fromEntries(answer.headers);
    await route.fulfill({ status: answer.status, headers, body: await answer.text() });
  });
});
afterAll(async () => {
  await profile?.close();
  await browser?.close();
  await desk?.[Symbol.asyncDispose]();
});

const press = (name: string) => page.getByRole('button', { name }).click();
const stands = (name: string | RegExp) => page.getByRole('heading', { name }).first().waitFor();
const links = () =>
  desk.sandbox.mail
    .mails()
    .flatMap(({ text }) => /https?:\/\/[^/\s]+(\/privacy\/confirm\/\S+)/.exec(text)?.[1] ?? []);
const newestLink = async (before: number): Promise<string> => {
  await until('the mail', async () => links().length > before);
  return `${desk.app.url}${links()[0]}`;
};

test('a shopper asks at the storefront, confirms by the mailed link, sees where the request stands, and withdraws it', async () => {
  await page.goto(FORM);
  await expectPlainUsable(page, 'proxy: form');
  await page.getByLabel('Get a copy of my data').check();
  await page.getByLabel('Your e-mail address').fill(SHOPPER);
  await page.getByLabel('State or province').selectOption({ label: 'California' });
  await page.getByLabel('Country in which you live').selectOption({ label: 'Germany' });
  await press('Send the request');
  await stands('Something is missing in your request');
  await expectPlainUsable(page, 'proxy: form with problems');
  expect(await page.getByLabel('Your e-mail address').inputValue()).toBe(SHOPPER);
  await page.getByLabel('State or province').selectOption('');
  await press('Send the request');
  await stands('Look into your mailbox');
  await expectPlainUsable(page, 'proxy: taken');

  await page.goto(await newestLink(0));
  await expectPlainUsable(page, 'privacy.confirm.$token: link');
  await press('Yes, this is my request');
  await stands(/^Your request/);
  await page.getByText('You get an answer by').waitFor();
  await expectPlainUsable(page, 'privacy.request: request');
  await press('Withdraw the request');
  await stands(/^Withdraw request/);
  await expectPlainUsable(page, 'privacy.request: withdraw');
  await press('No, keep it');
  await press('Sign out');
  await stands('You are signed out');
  await page.goto(`${desk.app.url}/privacy/request`);
  await stands('Your page is closed');
  await expectPlainUsable(page, 'privacy.request: over');
  await page.goto(`${desk.app.url}/privacy/confirm/none`);
  await expectPlainUsable(page, 'privacy.confirm.$token: gone');
}, 120_000);

test('staff see that a request waits for its person, on a desk and on a phone, and may vouch for them', async () => {
  await page.goto(FORM);
  await page.getByLabel('Have my data erased').check();
  await page.getByLabel('Your e-mail address').fill('theo.lindqvist@example.org');
  await press('Send the request');
  await stands('Look into your mailbox');
  for (const width of [1280, 360]) {
    const staff = await seat(browser, desk, width);
    await staff.open('/app/requests');
    await staff.frame.getByText('theo.lindqvist@example.org').first().waitFor();
    await staff.frame.getByRole('link', { name: '#1002' }).first().click();
    await staff.frame
      .getByText('Waiting for the person to confirm that the request is theirs')
      .first()
      .waitFor();
    await staff.expectUsable();
    expect(staff.complaints).toEqual([]);
    await staff.profile.close();
  }
}, 120_000);
