import { AxeBuilder } from '@axe-core/playwright';
import { createTransport } from 'nodemailer';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type AdminWithApp, startAdmin } from '#tests/support/admin.ts';
import { launchBrowser, newProfile } from '#tests/support/browser.ts';

let browser: Browser;
let admin: AdminWithApp;
let page: Page;
let tools: Locator;

beforeAll(async () => {
  admin = await startAdmin();
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
  await admin[Symbol.asyncDispose]();
});

beforeEach(async () => {
  const profile = await newProfile(browser, { viewport: { width: 1_280, height: 800 } });
  page = await profile.newPage();
  tools = page.getByRole('complementary', { name: 'Sandbox tools' });
  return () => profile.close();
});

async function openTools(): Promise<void> {
  await page.goto(`${admin.sandbox.url}${admin.base}/app`);
  await page.getByRole('button', { name: 'Tools', exact: true }).click();
}

const webhooks = () => admin.app.seen.filter(({ url }) => url === '/webhooks');
const press = (name: string) => tools.getByRole('button', { name, exact: true }).click();

/** Numeric id of a customer of the store. */
function customerId(index: number): string {
  const id = admin.shop.store.all('Customer')[index]?.id ?? '';
  return id.slice(id.lastIndexOf('/') + 1);
}
const person = () => tools.getByLabel('Customer: id or e-mail address');

test('a data request for a chosen person is sent to the app, and its answer is shown', async () => {
  await openTools();
  await person().first().fill(customerId(0));
  await press('Request data');
  await tools.getByText('200 · delivered').waitFor();
  expect(webhooks().at(-1)?.headers).toMatchObject({ 'x-shopify-topic': 'customers/data_request' });
  expect(webhooks().at(-1)?.body).toContain(`"customer":{"id":${customerId(0)},`);
});

test('an unknown person is said to be unknown, and nothing is sent', async () => {
  await openTools();
  const before = webhooks().length;
  await person().first().fill('1');
  await press('Request data');
  await tools.getByRole('alert').getByText('1').waitFor();
  expect(webhooks().length).toBe(before);
});

test('an erasure is shown with its date until it is cancelled', async () => {
  await openTools();
  await person().first().fill(customerId(1));
  await press('Erase personal data');
  await tools.getByText('Shopify will erase them on').waitFor();
  await tools.getByText(`customers/redact for ${customerId(1)}`).waitFor();
  await press('Cancel erasure');
  await tools.getByText(`customers/redact for ${customerId(1)}`).waitFor({ state: 'detached' });
});

test('webhooks that are held back arrive when released, the newest first if wished, and again at will', async () => {
  await openTools();
  await press('Hold back');
  const before = webhooks().length;
  for (const topic of ['shop/redact', 'app/scopes_update']) {
    await tools.getByLabel('Topic').selectOption(topic);
    await press('Send');
    await tools.locator('.deliveries .held').getByText(topic).waitFor();
  }
  expect(webhooks().length).toBe(before);
  await press('Release newest first');
  await expect.poll(() => webhooks().length).toBe(before + 2);
  const topics = () =>
    webhooks()
      .slice(before)
      .map(({ headers }) => headers['x-shopify-topic']);
  expect(topics()).toEqual(['app/scopes_update', 'shop/redact']);
  await tools.getByRole('button', { name: 'Deliver shop/redact again' }).first().click();
  await expect.poll(topics).toEqual(['app/scopes_update', 'shop/redact', 'shop/redact']);
  const ids = webhooks()
    .slice(-2)
    .map(({ headers }) => headers['x-shopify-webhook-id']);
  expect(new Set(ids).size).toBe(1);
});

test('a forged webhook differs from an honest one by its signature alone', async () => {
  await openTools();
  await tools.getByLabel('Topic').selectOption('shop/redact');
  for (const manner of ['As Shopify sends it', 'Forged: signed with another secret']) {
    const before = webhooks().length;
    await tools.getByLabel('Manner').selectOption(manner);
    await press('Send');
    await expect.poll(() => webhooks().length).toBe(before + 1);
  }
  const [honest, forged] = webhooks().slice(-2);
  expect(forged?.body).toBe(honest?.body);
  expect(forged?.headers['x-shopify-hmac-sha256']).not.toBe(honest?.headers['x-shopify-hmac-sha256']);
});

test('the clock moves forward by the days pressed', async () => {
  await openTools();
  const { clock } = admin.sandbox.world;
  const before = clock.now();
  await press('+10 days');
  await expect.poll(() => clock.now() - before).toBeGreaterThan(10 * 86_400_000 - 1);
  const day = new Date(clock.now()).toISOString().slice(0, 10);
  await tools.getByText(`In the sandbox it is ${day}`).waitFor();
});

test('faults of the Admin API are added and cleared', async () => {
  await openTools();
  await tools.getByLabel('Next calls meet').selectOption('503 Unavailable');
  await tools.getByLabel('How many calls').fill('2');
  await press('Add');
  await tools.getByText('status 503, 2 more calls').waitFor();
  expect(admin.shop.faults).toMatchObject([{ kind: 'status', status: 503, times: 2 }]);
  await press('Clear');
  await tools.getByText('It works.').waitFor();
  expect(admin.shop.faults).toEqual([]);
});

test('approval of protected customer data is given and taken field by field', async () => {
  await openTools();
  const email = tools.getByLabel('Their email');
  await expect.poll(() => email.isChecked()).toBe(true);
  await email.uncheck();
  await expect.poll(() => [...admin.shop.protectedData.fields]).toEqual(['name', 'phone', 'address']);
  await email.check();
  await expect.poll(() => admin.shop.protectedData.fields.has('email')).toBe(true);
});

test('uninstalling tells the app and leaves an offer to install it again', async () => {
  await openTools();
  await press('Uninstall');
  await page.getByRole('heading', { name: 'is not installed on' }).waitFor();
  expect(admin.shop.installation).toBeNull();
  await expect.poll(() => webhooks().at(-1)?.headers['x-shopify-topic']).toBe('app/uninstalled');
  await page.getByRole('main').getByRole('button', { name: 'Install' }).click();
  await page.frameLocator('#app-frame').getByRole('heading', { name: 'Embedded app' }).waitFor();
  expect(admin.shop.installation).not.toBeNull();
});

test('the mail that the app sent can be read, without what is in it running or loading', async () => {
  const transport = createTransport({ url: admin.sandbox.mail.url, tls: { rejectUnauthorized: false } });
  await transport.sendMail({
    from: 'desk@demo.example',
    to: 'ada@customer.example',
    subject: 'Your data',
    text: 'It is ready.',
    html: '<p>It is <b>ready</b>.</p><script>document.body.textContent = "it ran"</script>',
  });
  await page.goto(`${admin.sandbox.url}/mail`);
  await page.getByRole('link', { name: 'Your data' }).click();
  await page.getByText('It is ready.', { exact: true }).first().waitFor();
  const written = page.frameLocator('.mail-html');
  await written.getByText('It is ready.').waitFor();
  expect(await written.locator('body').innerText()).toBe('It is ready.');
  const { violations } = await new AxeBuilder({ page }).exclude('.mail-html').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
});

test.each([1_280, 360])(
  'tools, start page and mail have no accessibility violations and fit at %i pixels',
  async (width) => {
    await page.setViewportSize({ width, height: 740 });
    await openTools();
    await tools.getByText('In the sandbox it is').waitFor();
    for (const path of [null, '/', '/mail']) {
      if (path) await page.goto(admin.sandbox.url + path);
      const { violations } = await new AxeBuilder({ page }).exclude('#app-frame').analyze();
      expect(
        violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
        path ?? 'tools',
      ).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    }
  },
);
