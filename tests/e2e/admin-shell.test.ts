import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type AdminWithApp, startAdmin } from '#tests/support/admin.ts';
import { launchBrowser, newProfile } from '#tests/support/browser.ts';

/** The sandbox's account owner, and somebody who is not. */
const OLIVIA = '902541635';
const GRETA = '902541637';

let browser: Browser;
let admin: AdminWithApp;
let url: string;
let page: Page;
let frame: FrameLocator;

beforeAll(async () => {
  admin = await startAdmin();
  url = admin.sandbox.url;
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
  await admin[Symbol.asyncDispose]();
});

beforeEach(async () => {
  admin.app.seen.length = 0;
  const profile = await newProfile(browser, { viewport: { width: 1_280, height: 800 } });
  page = await profile.newPage();
  frame = page.frameLocator('#app-frame');
  return () => profile.close();
});

const openApp = (path = '/app') => page.goto(`${url}${admin.base}${path}`);
const press = (name: string) => frame.getByRole('button', { name, exact: true }).click();
const said = (text: string) => frame.getByText(text).waitFor();
const inShell = (name: string) => page.getByRole('button', { name, exact: true });

function claimsOf(authorization: string | undefined): Record<string, unknown> {
  const payload = (authorization ?? '').replace(/^Bearer /, '').split('.')[1] ?? '';
  return JSON.parse(Buffer.from(payload, 'base64url').toString());
}

const lastCall = () => admin.app.seen.findLast((call) => call.url === '/echo');

test('fetch to the app carries a session token of the chosen member of staff', async () => {
  await openApp();
  await press('Call');
  await said('echo GET');
  expect(lastCall()?.headers).toMatchObject({
    'x-requested-with': 'XMLHttpRequest',
    'accept-language': 'en',
  });
  expect(claimsOf(lastCall()?.headers.authorization)).toMatchObject({
    aud: admin.sandbox.world.app.apiKey,
    dest: 'https://demo.myshopify.com',
    sub: OLIVIA,
  });
});

test('switching staff reloads the app at the same place, as somebody else', async () => {
  await openApp('/app/requests');
  await frame.getByText('At /app/requests').waitFor();
  await page.getByLabel('Staff').selectOption({ label: 'Greta Gast' });
  await expect.poll(() => page.getByLabel('Staff').inputValue()).toBe(GRETA);
  await frame.getByText('At /app/requests').waitFor();
  await press('Call');
  await said('echo GET');
  expect(claimsOf(lastCall()?.headers.authorization)).toMatchObject({ sub: GRETA });
  expect(lastCall()?.headers['accept-language']).toBe('de');
  await press('User');
  await said('"name":"Greta Gast","email":"greta@shop.example","accountAccess":"regular_staff"');
});

test('a call whose token the app refuses is sent once more, body and all, with a new one', async () => {
  await openApp();
  admin.app.next.push({ status: 401, headers: { 'X-Shopify-Retry-Invalid-Session-Request': '1' } });
  await press('Post');
  await said('echo POST kept');
  const tokens = admin.app.seen
    .filter((call) => call.url === '/echo')
    .map(({ headers }) => headers.authorization);
  expect(new Set(tokens).size).toBe(2);
});

test('a call that must be authorised anew takes the whole tab to the admin', async () => {
  await openApp();
  const elsewhere = `https://admin.shopify.com${admin.base}/app/settings`;
  admin.app.next.push({
    status: 401,
    headers: { 'X-Shopify-API-Request-Failure-Reauthorize-Url': elsewhere },
  });
  await press('Call');
  await page.waitForURL(`${url}${admin.base}/app/settings`);
});

test('the admin shows the app’s links, follows them through its router, and mirrors where it is', async () => {
  await openApp();
  const nav = page.getByRole('navigation', { name: 'Admin' });
  await nav.getByRole('link', { name: 'Settings' }).click();
  await frame.getByText('At /app/settings').waitFor();
  await page.waitForURL(`${url}${admin.base}/app/settings`);
  expect(await nav.locator('[aria-current=page]').textContent()).toBe('Settings');
  await nav.getByRole('link', { name: 'Requests' }).click();
  await page.waitForURL(`${url}${admin.base}/app/requests`);
  await page.goBack();
  await page.waitForURL(`${url}${admin.base}/app/settings`);
  expect(admin.app.seen.filter((call) => call.url.startsWith('/app'))).toHaveLength(1);
  await page.reload();
  await frame.getByText('At /app/settings').waitFor();
  expect(await nav.getByRole('link').allTextContents()).not.toContain('Home');
});

test('an address inside the admin opens the app there, with its own parameters and no signed ones in sight', async () => {
  await openApp('/app/requests?status=open');
  await frame.getByText('At /app/requests').waitFor();
  await page.getByRole('heading', { name: 'All requests' }).waitFor();
  expect(page.url()).toBe(`${url}${admin.base}/app/requests?status=open`);
});

test('buttons of the title bar stand in the admin and are clicked in the app', async () => {
  await openApp();
  await inShell('New request').click();
  await said('title action');
  await page.getByText('More', { exact: true }).click();
  await inShell('Archive').click();
  await said('title more');
});

test('a toast shows its text, and its buttons are heard by the app', async () => {
  await openApp();
  await press('Toast');
  await page.getByRole('status').getByText('Request closed').waitFor();
  await inShell('Undo').click();
  await said('undone');
  await press('Toast');
  await inShell('Dismiss').click();
  await said('dismissed');
});

test('a modal shows what the app put into it, and covers the admin', async () => {
  await openApp();
  await press('Modal');
  await said('modal shown');
  await frame.getByRole('dialog', { name: 'Close request' }).waitFor();
  await said('Close this request?');
  expect(await page.locator('.admin-nav').getAttribute('inert')).toBe('');
  await press('Close it');
  await said('modal yes');
  await said('modal hidden');
  expect(await page.locator('.admin-nav').getAttribute('inert')).toBeNull();
});

test('a form that watches itself shows the save bar while it differs, and saves or resets', async () => {
  await openApp();
  const saveBar = page.getByRole('region', { name: 'Unsaved changes' });
  const name = frame.getByLabel('Name');
  await name.fill('after');
  await saveBar.waitFor();
  await name.fill('before');
  await saveBar.waitFor({ state: 'hidden' });
  await name.fill('after');
  await inShell('Discard').click();
  await said('form reset');
  expect(await name.inputValue()).toBe('before');
  await saveBar.waitFor({ state: 'hidden' });
  await name.fill('later');
  await inShell('Save').click();
  await said('form saved');
  await saveBar.waitFor({ state: 'hidden' });
});

test('a save bar asks before it discards, when told to', async () => {
  await openApp();
  await press('Save bar');
  await inShell('Discard').click();
  await inShell('Continue editing').click();
  await inShell('Discard').click();
  await inShell('Discard changes').click();
  await said('bar discarded');
});

test('unsaved changes hold the merchant back until they are let go', async () => {
  await openApp();
  await frame.getByLabel('Name').fill('after');
  await inShell('Save').waitFor();
  await page.getByRole('link', { name: 'Settings' }).click();
  await inShell('Stay').click();
  expect(page.url()).toBe(`${url}${admin.base}/app`);
  await press('Leave');
  await inShell('Leave page').click();
  await said('left');
  await page.getByRole('link', { name: 'Settings' }).click();
  await frame.getByText('At /app/settings').waitFor();
});

test('optional scopes are granted by the merchant, and undeclared ones by nobody', async () => {
  await openApp();
  await press('Scopes');
  await inShell('Cancel').click();
  await said('"result":"declined-all"');
  expect(admin.shop.installation?.grantedScopes).not.toContain('read_draft_orders');
  await press('Scopes');
  await inShell('Update permissions').click();
  await said('"result":"granted-all"');
  expect(admin.shop.installation?.grantedScopes).toContain('read_draft_orders');
  await press('Undeclared scope');
  await said('refused');
});

test('loading shows a progress bar, and addresses of the admin open in the shell', async () => {
  await openApp();
  await press('Busy');
  await page.getByRole('progressbar', { name: 'Loading' }).waitFor();
  await press('Customer in admin');
  await page.waitForURL(`${url}/store/demo/customers/7`);
});

test('a bounce page fetches what it stands for with a token and becomes it', async () => {
  const target = encodeURIComponent('/app/requests?shop=demo.myshopify.com');
  await openApp(`/bounce?shopify-reload=${target}`);
  await frame.getByText('At /app/requests').waitFor();
  const bounced = admin.app.seen.find(({ headers }) => headers['x-shopify-bounce'] === '1');
  expect(bounced?.headers).toMatchObject({
    accept: 'text/html',
    authorization: expect.stringMatching(/^Bearer /),
  });
  await page.waitForURL(`${url}${admin.base}/app/requests`);
  await inShell('New request').click();
  await said('title action');
});

test('opened outside the admin, the app goes back into it', async () => {
  const host = Buffer.from('admin.shopify.com/store/demo').toString('base64');
  await page.goto(
    `${url.replace('localhost', 'app.localhost')}/app/settings?host=${host}&shop=demo.myshopify.com`,
  );
  await page.waitForURL(`${url}${admin.base}/app/settings`);
  await frame.getByText('At /app/settings').waitFor();
});

test.each([1_280, 360])('the admin has no accessibility violations and fits at %i pixels', async (width) => {
  await page.setViewportSize({ width, height: 740 });
  await openApp();
  await frame.getByLabel('Name').fill('after');
  await press('Toast');
  const { violations } = await new AxeBuilder({ page }).exclude('#app-frame').analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
});

test('on a small screen the navigation opens and closes by keyboard', async () => {
  await page.setViewportSize({ width: 360, height: 740 });
  await openApp();
  const toggle = page.getByRole('button', { name: 'Menu' });
  await toggle.press('Enter');
  await page.getByRole('link', { name: 'Requests' }).press('Enter');
  await frame.getByText('At /app/requests').waitFor();
  await page.getByRole('link', { name: 'Requests' }).waitFor({ state: 'hidden' });
  expect(await toggle.getAttribute('aria-expanded')).toBe('false');
});
