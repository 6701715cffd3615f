import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Shop, World } from '#sandbox/world.ts';
import { type AdminServer, API_KEY, createWorld, startAdmin } from '#tests/support/admin.ts';
import { launchBrowser, newProfile } from '#tests/support/browser.ts';
import { type EmbeddedApp, startEmbeddedApp } from '#tests/support/embedded-app.ts';

const BASE = `/store/demo/apps/${API_KEY}`;

let browser: Browser;
let admin: AdminServer;
let app: EmbeddedApp;
let world: World;
let shop: Shop;
let page: Page;
let frame: FrameLocator;

beforeAll(async () => {
  app = await startEmbeddedApp(() => admin.shell);
  ({ world, shop } = createWorld());
  admin = await startAdmin(world, app.port);
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
  await admin.close();
  await app.close();
});

beforeEach(async () => {
  app.seen.length = 0;
  const profile = await newProfile(browser, { viewport: { width: 1_280, height: 800 } });
  page = await profile.newPage();
  frame = page.frameLocator('#app-frame');
  return () => profile.close();
});

const openApp = (path = '/app') => page.goto(`${admin.shell}${BASE}${path}`);
const press = (name: string) => frame.getByRole('button', { name, exact: true }).click();
const said = (text: string) => frame.getByText(text).waitFor();
const inShell = (name: string) => page.getByRole('button', { name, exact: true });

function claimsOf(authorization: string | undefined): Record<string, unknown> {
  const payload = (authorization ?? '').replace(/^Bearer /, '').split('.')[1] ?? '';
  return JSON.parse(Buffer.from(payload, 'base64url').toString());
}

const lastCall = () => app.seen.findLast(({ url }) => url === '/echo');

test('fetch to the app carries a session token of the chosen member of staff', async () => {
  await openApp();
  await press('Call');
  await said('echo GET');
  expect(lastCall()?.headers).toMatchObject({
    'x-requested-with': 'XMLHttpRequest',
    'accept-language': 'en',
  });
  expect(claimsOf(lastCall()?.headers.authorization)).toMatchObject({
    aud: API_KEY,
    dest: 'https://demo.myshopify.com',
    sub: '11',
  });
});

test('switching staff reloads the app at the same place, as somebody else', async () => {
  await openApp('/app/requests');
  await frame.getByText('At /app/requests').waitFor();
  await page.getByLabel('Staff').selectOption({ label: 'Pat Picker' });
  await expect.poll(() => page.getByLabel('Staff').inputValue()).toBe('12');
  await frame.getByText('At /app/requests').waitFor();
  await press('Call');
  await said('echo GET');
  expect(claimsOf(lastCall()?.headers.authorization)).toMatchObject({ sub: '12' });
  expect(lastCall()?.headers['accept-language']).toBe('de');
  await press('User');
  await said('"name":"Pat Picker","email":"pat@demo.example","accountAccess":"regular_staff"');
});

test('a call whose token the app refuses is sent once more, body and all, with a new one', async () => {
  await openApp();
  app.next.push({ status: 401, headers: { 'X-Shopify-Retry-Invalid-Session-Request': '1' } });
  await press('Post');
  await said('echo POST kept');
  const tokens = app.seen.filter(({ url }) => url === '/echo').map(({ headers }) => headers.authorization);
  expect(new Set(tokens).size).toBe(2);
});

test('a call that must be authorised anew takes the whole tab to the admin', async () => {
  await openApp();
  const url = `https://admin.shopify.com${BASE}/app/settings`;
  app.next.push({ status: 401, headers: { 'X-Shopify-API-Request-Failure-Reauthorize-Url': url } });
  await press('Call');
  await page.waitForURL(`${admin.shell}${BASE}/app/settings`);
});

test('the admin shows the app’s links, follows them through its router, and mirrors where it is', async () => {
  await openApp();
  const nav = page.getByRole('navigation', { name: 'Admin' });
  await nav.getByRole('link', { name: 'Settings' }).click();
  await frame.getByText('At /app/settings').waitFor();
  await page.waitForURL(`${admin.shell}${BASE}/app/settings`);
  expect(await nav.locator('[aria-current=page]').textContent()).toBe('Settings');
  await nav.getByRole('link', { name: 'Requests' }).click();
  await page.waitForURL(`${admin.shell}${BASE}/app/requests`);
  await page.goBack();
  await page.waitForURL(`${admin.shell}${BASE}/app/settings`);
  expect(app.seen.filter(({ url }) => url.startsWith('/app'))).toHaveLength(1);
  await page.reload();
  await frame.getByText('At /app/settings').waitFor();
  expect(await nav.getByRole('link').allTextContents()).not.toContain('Home');
});

test('an address inside the admin opens the app there, with its own parameters and no signed ones in sight', async () => {
  await openApp('/app/requests?status=open');
  await frame.getByText('At /app/requests').waitFor();
  await page.getByRole('heading', { name: 'All requests' }).waitFor();
  expect(page.url()).toBe(`${admin.shell}${BASE}/app/requests?status=open`);
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
  expect(page.url()).toBe(`${admin.shell}${BASE}/app`);
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
  expect([...(shop.installation?.grantedScopes ?? [])]).toEqual(['read_customers']);
  await press('Scopes');
  await inShell('Update permissions').click();
  await said('"result":"granted-all"');
  expect([...(shop.installation?.grantedScopes ?? [])]).toEqual(['read_customers', 'read_draft_orders']);
  await press('Undeclared scope');
  await said('refused');
});

test('loading shows a progress bar, and addresses of the admin open in the shell', async () => {
  await openApp();
  await press('Busy');
  await page.getByRole('progressbar', { name: 'Loading' }).waitFor();
  await press('Customer in admin');
  await page.waitForURL(`${admin.shell}/store/demo/customers/7`);
});

test('a bounce page fetches what it stands for with a token and becomes it', async () => {
  const target = encodeURIComponent('/app/requests?shop=demo.myshopify.com');
  await openApp(`/bounce?shopify-reload=${target}`);
  await frame.getByText('At /app/requests').waitFor();
  const bounced = app.seen.find(({ headers }) => headers['x-shopify-bounce'] === '1');
  expect(bounced?.headers).toMatchObject({
    accept: 'text/html',
    authorization: expect.stringMatching(/^Bearer /),
  });
  await page.waitForURL(`${admin.shell}${BASE}/app/requests`);
  await inShell('New request').click();
  await said('title action');
});

test('opened outside the admin, the app goes back into it', async () => {
  const host = Buffer.from('admin.shopify.com/store/demo').toString('base64');
  await page.goto(
    `${admin.shell.replace('localhost', 'app.localhost')}/app/settings?host=${host}&shop=demo.myshopify.com`,
  );
  await page.waitForURL(`${admin.shell}${BASE}/app/settings`);
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
