import { randomBytes } from 'node:crypto';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shopIdOf } from '#app/core/id.ts';
import { installShop } from '#app/services/install-shop.ts';
import { giveUpMail, sendMail } from '#app/services/send-mail.ts';
import { catchMail, type MailCatcher } from '#sandbox/mail.ts';
import { createTestApp, type TestApp } from '../support/composition.ts';
import { type Door, dataRequest, openDoor, redact } from '../support/deliveries.ts';
import { startServer, type TestServer } from '../support/server.ts';

const SHOP = 'leaving.myshopify.com';
const SHOP_ID = shopIdOf(SHOP);
const MASTER_KEY = randomBytes(32).toString('base64');
const PASSWORD = 'correct horse battery';
const HOUR_MS = 3_600_000;

let app: TestApp;
let mails: MailCatcher;
let door: Door;
let server: TestServer;

const details = (contactEmail: string | null) => ({
  ...{ name: 'Leaving <b>Ltd</b>', contactEmail, countryCode: 'DE', timeZone: 'Europe/Berlin' },
});
const install = (shop: string, contactEmail: string | null) => {
  const now = () => new Date(Date.now() - HOUR_MS);
  return installShop({ ...app.deps, now }, { domain: shop, scopes: [], details: details(contactEmail) });
};
const uninstall = async (shop: string) => {
  await door.send({ topic: 'app/uninstalled', shop, body: { myshopify_domain: shop } });
  await app.drainInbox();
};
const rowsOf = (shopId: string) =>
  app.deps.unit(shopId, async ({ read }) => ({
    mails: await read.mail.findMany({ where: { shopId } }),
    links: await read.registerLink.findMany({ where: { shopId } }),
    events: (await read.auditEvent.findMany({ where: { shopId }, orderBy: { id: 'asc' } })).map(
      ({ type, entry }) => ({ type, ...(JSON.parse(entry) as { data: Record<string, unknown> }) }),
    ),
  }));
const demand = async (shop: string, body: object, topic = 'customers/data_request') => {
  await door.send({ topic, shop, body: { ...body, shop_domain: shop } });
  await app.drainInbox();
};

beforeAll(async () => {
  mails = await catchMail();
  app = await createTestApp({ MASTER_KEY, SMTP_URL: mails.url, MAIL_FROM: 'desk@example.com' });
  door = await openDoor(app);
  server = await startServer({
    databaseUrl: app.database.appUrl,
    keysDir: app.keysDir,
    env: { MASTER_KEY, ROLE: 'web' },
  });
  await demand(SHOP, dataRequest(1, { id: 5, email: '=who@example.com' }));
  await demand(SHOP, redact({ id: 6, email: 'other@example.com' }), 'customers/redact');
  await install(SHOP, 'owner@example.com');
  await uninstall(SHOP);
});
afterAll(async () => {
  await server?.process.stop();
  await door?.close();
  await app?.close();
  await mails?.close();
});

async function linkIn(shopId: string): Promise<string> {
  for (const { id } of (await rowsOf(shopId)).mails) await sendMail(app.deps, { shopId, id });
  const link = /https:\/\/app\.example\.com(\/register\/\S+)/.exec(mails.mails()[0]?.text ?? '')?.[1];
  if (link === undefined) throw new Error('no link was mailed');
  return link;
}
const get = (path: string, init?: RequestInit) => fetch(`${server.url}${path}`, init);
const press = (path: string, password: string) =>
  get(path, { method: 'POST', body: new URLSearchParams({ password }) });

async function filesIn(bytes: ArrayBuffer, password: string): Promise<Record<string, string>> {
  const reader = new ZipReader(new Uint8ArrayReader(new Uint8Array(bytes)), {
    useWebWorkers: false,
    password,
  });
  const files: Record<string, string> = {};
  for (const entry of await reader.getEntries())
    if (!entry.directory)
      files[entry.filename] = Buffer.from(await entry.getData(new Uint8ArrayWriter())).toString('utf8');
  return files;
}

test('at uninstall the merchant is mailed a link to the register, which holds no personal data itself', async () => {
  mails.clear();
  const path = await linkIn(SHOP_ID);
  expect(mails.mails()).toHaveLength(1);
  const [mail] = mails.mails();
  expect(mail).toMatchObject({ from: 'desk@example.com', to: ['owner@example.com'] });
  expect(mail?.text).toContain('48 hours');
  expect(`${mail?.text}${mail?.subject}`).not.toContain('who@example.com');
  const { mails: rows, links, events } = await rowsOf(SHOP_ID);
  expect(rows).toMatchObject([{ state: 'sent', attempts: 1, messageId: mail?.headers['message-id'] }]);
  expect(Buffer.from(rows[0]?.sealed ?? []).toString('latin1')).not.toContain('owner@example.com');
  expect(links).toHaveLength(1);
  expect(Buffer.from(links[0]?.secret ?? []).toString('base64url')).not.toBe(path.split('.').at(-1));
  expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(['register.offered', 'mail.sent']));
  expect(JSON.stringify(events)).not.toContain('owner@example.com');
});

test('a mail that is sent is sent once; one that may have left keeps its Message-ID and says so', async () => {
  const [mail] = (await rowsOf(SHOP_ID)).mails;
  const id = mail?.id ?? '';
  mails.clear();
  await sendMail(app.deps, { shopId: SHOP_ID, id });
  expect(mails.mails()).toEqual([]);
  await app.deps.unit(SHOP_ID, ({ progress }) =>
    progress.mail.updateMany({ where: { shopId: SHOP_ID, id }, data: { state: 'sending' } }),
  );
  await sendMail(app.deps, { shopId: SHOP_ID, id });
  expect(mails.mails().map(({ headers }) => headers['message-id'])).toEqual([mail?.messageId]);
  const sent = (await rowsOf(SHOP_ID)).events.filter(({ type }) => type === 'mail.sent');
  expect(sent.at(-1)?.data).toMatchObject({ mail: id, attempts: 2 });
});

test('looking uses nothing up; the button gives register and log, locked with the chosen password', async () => {
  const link = await newLink();
  const looks = [await get(link), await get(link, { method: 'HEAD' })];
  expect(looks.map(({ status }) => status)).toEqual([200, 200]);
  const page = (await looks[0]?.text()) ?? '';
  expect(page).toContain('Leaving &lt;b&gt;Ltd&lt;/b&gt;');
  expect(page).not.toContain('who@example.com');
  expect((await rowsOf(SHOP_ID)).links.every(({ timesUsed }) => timesUsed === 0)).toBe(true);

  const short = await press(link, 'short');
  expect([short.status, await short.text()]).toEqual([400, expect.stringContaining('at least 12')]);

  const response = await press(link, PASSWORD);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'application/zip',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
  });
  const bytes = await response.arrayBuffer();
  await expect(filesIn(bytes, 'another password')).rejects.toThrow();
  const files = await filesIn(bytes, PASSWORD);
  const lines = files['register.csv']?.split('\r\n') ?? [];
  expect(lines[0]).toBe(
    '\uFEFF"number","kind","source","law","received_on","due","state","closed_at","outcome","person"',
  );
  expect(lines[1]).toMatch(/^"1001","access","platform",.*,"'=who@example.com"$/);
  expect(lines[2]).toMatch(/^"1002","erasure","platform",.*,"other@example.com"$/);
  const log = (files['activity.jsonl'] ?? '').trim().split('\n');
  expect(log.map((line) => JSON.parse(line).type)).toEqual(
    expect.arrayContaining(['request.opened', 'shop.uninstalled', 'register.downloaded']),
  );
});

/** Installed and uninstalled again: another link, which is the one in the newest mail. */
async function newLink(): Promise<string> {
  await install(SHOP, 'owner@example.com');
  await uninstall(SHOP);
  return linkIn(SHOP_ID);
}

test('a link ends after 48 hours, and one bent, foreign or of an erased shop leads nowhere', async () => {
  const link = await newLink();
  const bent = link.slice(0, -1) + (link.endsWith('A') ? 'B' : 'A');
  const foreign = link.replace(SHOP_ID, shopIdOf('other.myshopify.com'));
  for (const path of [bent, foreign, '/register/x', '/register/..%2f..']) {
    expect((await get(path)).status).toBe(410);
    expect((await press(path, PASSWORD)).status).toBe(410);
  }
  expect((await get(link, { method: 'DELETE' })).status).toBe(405);
  const past = new Date(Date.now() - 1);
  await app.deps.unit(SHOP_ID, ({ write }) =>
    write([], (rows) =>
      rows.registerLink.updateMany({ where: { shopId: SHOP_ID }, data: { expiresAt: past } }),
    ),
  );
  expect((await get(link)).status).toBe(410);
  expect((await press(link, PASSWORD)).status).toBe(410);
});

test('a link ends when the app is installed again: its own staff have the register then', async () => {
  const link = await newLink();
  expect((await get(link)).status).toBe(200);
  await install(SHOP, 'owner@example.com');
  expect((await get(link)).status).toBe(410);
  expect((await press(link, PASSWORD)).status).toBe(410);
});

test('without an address nothing is mailed and the log says so; without a request there is nothing to offer', async () => {
  const [nobody, empty] = ['nobody.myshopify.com', 'empty.myshopify.com'];
  await demand(nobody, dataRequest(2));
  await install(nobody, null);
  await uninstall(nobody);
  const { mails: none, events } = await rowsOf(shopIdOf(nobody));
  expect(none).toEqual([]);
  expect(events.find(({ type }) => type === 'register.not-offered')?.data).toEqual({ reason: 'no-address' });

  await door.send({ topic: 'app/uninstalled', shop: empty, body: { myshopify_domain: empty } });
  await app.drainInbox();
  expect((await rowsOf(shopIdOf(empty))).events.map(({ type }) => type)).not.toContain(
    'register.not-offered',
  );
});

test('what is asked for the moment before the app goes is in the register that is offered', async () => {
  const shop = 'moment.myshopify.com';
  await door.send({ shop, body: { ...dataRequest(4), shop_domain: shop } });
  await install(shop, 'owner@example.com');
  await door.send({ topic: 'app/uninstalled', shop, body: { myshopify_domain: shop } });
  await app.drainInbox();
  const { links, mails: waiting } = await rowsOf(shopIdOf(shop));
  expect([links.length, waiting.length]).toEqual([1, 1]);
});

test('an address that the server refuses for good is not tried again; a server that is away is', async () => {
  const shop = 'refused.myshopify.com';
  const shopId = shopIdOf(shop);
  await demand(shop, dataRequest(3));
  await install(shop, 'owner@refused.invalid');
  await uninstall(shop);
  const id = (await rowsOf(shopId)).mails[0]?.id ?? '';
  const { domain } = app.deps.mailer;
  const away = { configured: true, domain, send: () => Promise.reject(new Error('away')) };
  await expect(sendMail({ ...app.deps, mailer: away }, { shopId, id })).rejects.toThrow();
  expect((await rowsOf(shopId)).mails).toMatchObject([{ state: 'sending', attempts: 1 }]);
  await sendMail(app.deps, { shopId, id });
  expect((await rowsOf(shopId)).mails).toMatchObject([{ state: 'failed', problem: 'mail-refused' }]);
  await giveUpMail(app.deps, { shopId, id });
  const failed = (await rowsOf(shopId)).events.filter(({ type }) => type === 'mail.failed');
  expect(failed.map(({ data }) => data.reason)).toEqual(['mail-refused']);
});
