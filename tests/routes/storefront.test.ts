import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { shopIdOf } from '#app/core/id.ts';
import { sendMail } from '#app/services/send-mail.ts';
import { catchMail, type MailCatcher } from '#sandbox/mail.ts';
import { createTestApp, type TestApp } from '../support/composition.ts';
import {
  FORM,
  installTestShop,
  openStorefront,
  type Storefront,
  type TestForm,
} from '../support/storefront.ts';

const SHOP = 'demo.myshopify.com';
const SHOP_ID = shopIdOf(SHOP);

let app: TestApp;
let mails: MailCatcher;
let storefront: Storefront;
let people = 0;
/** Nobody has sent anything with it yet. */
const freshEmail = () => `person.${++people}@example.com`;

beforeAll(async () => {
  mails = await catchMail();
  app = await createTestApp({
    SMTP_URL: mails.url,
    MAIL_FROM: 'desk@example.com',
    SHOPIFY_API_SECRET_PREVIOUS: 'former-secret',
  });
  await installTestShop(app, SHOP);
  storefront = await openStorefront(app);
});
beforeEach(() => mails.clear());
afterAll(async () => {
  await storefront?.close();
  await app?.close();
  await mails?.close();
});

const requests = (shopId = SHOP_ID) =>
  app.deps.unit(shopId, ({ read }) =>
    read.request.findMany({
      where: { shopId },
      orderBy: { number: 'asc' },
      include: { steps: true, comments: true, identifiers: true },
    }),
  );
const newest = async () => (await requests()).at(-1);
const counts = () =>
  app.deps.unit(SHOP_ID, async ({ read }) => ({
    requests: await read.request.count(),
    mails: await read.mail.count(),
    tallies: await read.tally.count(),
  }));
/** Sends what waits in the outbox. */
async function deliver(): Promise<void> {
  const waiting = await app.deps.unit(SHOP_ID, ({ read }) =>
    read.mail.findMany({ where: { shopId: SHOP_ID, state: 'waiting' } }),
  );
  for (const { id } of waiting) await sendMail(app.deps, { shopId: SHOP_ID, id });
}
const jobs = async (stepIds: string[]) =>
  (
    await app.connections.pool.query(
      `SELECT count(*)::int AS jobs FROM pgboss.job WHERE data->>'id' = ANY($1)`,
      [stepIds],
    )
  ).rows[0].jobs;

describe('the door', () => {
  const bent: [string, TestForm][] = [
    ['no signature', { unsigned: '&signature=' }],
    ['a signature under another secret', { secret: 'guessed' }],
    ['a doubled shop', { unsigned: '&shop=evil.myshopify.com' }],
    ['a parameter that was not signed', { unsigned: '&logged_in=7' }],
    ['a signature that is 91 seconds old', { signedIn: -91 }],
    ['a signature from 92 seconds ahead', { signedIn: 92 }],
    ['a shop that is none of Shopify’s', { shop: 'evil.example.com' }],
    ['a customer who is no number', { customerId: '7 OR 1' }],
  ];
  test.each(bent)('refuses %s, and keeps nothing', async (_what, form) => {
    const before = await counts();
    expect((await storefront.send(form)).status).toBe(400);
    expect(await counts()).toEqual(before);
  });

  test('takes what is signed under the former secret, and beside the storefront’s own parameters', async () => {
    const former = { secret: 'former-secret', fields: { email: freshEmail() } };
    expect((await storefront.send(former)).status).toBe(200);
    const query = { query: { q: 'a b+ü', Z: '1' }, fields: { email: freshEmail() } };
    expect((await storefront.send(query)).status).toBe(200);
  });

  test('takes 16 KiB of an ordinary form and nothing else', async () => {
    const before = await counts();
    const statusOf = async (form: TestForm) => (await storefront.send(form)).status;
    expect(await statusOf({ body: `email=${'x'.repeat(16 * 1024)}` })).toBe(413);
    expect(await statusOf({ headers: { 'content-type': 'application/json' }, body: '{}' })).toBe(415);
    expect(await statusOf({ method: 'PUT' })).toBe(405);
    expect(await statusOf({ path: '/proxy/others' })).toBe(404);
    expect(await statusOf({ shop: 'nobody.myshopify.com' })).toBe(404);
    expect(await counts()).toEqual(before);
  });

  test('shows the form by itself to whoever comes with a link', async () => {
    const page = await storefront.send({ method: 'GET', query: { locale: 'de' } });
    expect(page.status).toBe(200);
    const text = await page.text();
    expect(text).toContain('<html lang="de">');
    expect(text).toContain('action="/apps/privacy/requests"');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test.each([
    ['kind', { kind: 'shop-erasure' }, 'Choose what you want.'],
    ['kind', { kind: '' }, 'Choose what you want.'],
    ['email', { email: '' }, 'Enter your e-mail address.'],
    ['email', { email: 'no address' }, 'Enter one whole e-mail address'],
    ['email', { email: 'a@example.com\r\nBcc: b@example.com' }, 'invisible control character'],
    ['email', { email: 'a@example.com,b@example.com' }, 'Enter one whole e-mail address'],
    ['email', { email: `${'a'.repeat(300)}@example.com` }, 'at most 254'],
    ['country', { country: 'QQ' }, 'Choose a country from the list.'],
    ['region', { region: 'DE-CA' }, 'Choose a state or province'],
    ['region', { country: 'DE', region: 'US-CA' }, 'in another country'],
    ['message', { message: 'x'.repeat(2_001) }, 'Your message is too long'],
    ['message', { message: 'a\u202egnp.exe' }, 'invisible characters'],
    ['honeypot', { company_website: 'https://spam.example' }, 'Leave this field empty.'],
  ])('names what is wrong with %s and gives back what was typed: %o', async (field, fields, said) => {
    const before = await counts();
    const typed = { message: 'Kept <b>as</b> typed', ...fields };
    const page = await storefront.send({ fields: typed });
    expect(page.status).toBe(422);
    const text = await page.text();
    expect(text).toContain(said);
    expect(text).toContain(`href="#field-${field}"`);
    expect(text).toContain(`id="field-${field}"`);
    if (field !== 'message') expect(text).toContain('Kept &lt;b&gt;as&lt;/b&gt; typed');
    if (field !== 'email') expect(text).toContain(`value="${FORM.email}"`);
    expect(await counts()).toEqual(before);
  });
});

describe('a request', () => {
  test('is opened as of its submission, for the typed address, and does nothing until it is confirmed', async () => {
    const email = freshEmail();
    const page = await storefront.send({
      fields: { email, message: 'My order of May' },
      customerId: '9007199254740993',
    });
    expect(page.status).toBe(200);
    const request = await newest();
    expect(request).toMatchObject({
      ...{ kind: 'access', source: 'storefront', state: 'received', verification: 'awaited' },
      ...{ waitsFor: 'person', verifiedAt: null },
    });
    expect(request?.identifiers.map(({ kind }) => kind).sort()).toEqual(['customer', 'email']);
    const steps = request?.steps ?? [];
    expect(steps).toHaveLength(2);
    for (const step of steps) expect(step).toMatchObject({ state: 'blocked', reasonCode: 'identity-first' });
    expect(await jobs(steps.map(({ id }) => id))).toBe(0);
    expect(request?.comments).toHaveLength(1);
    await deliver();
    const [mail] = mails.mails();
    expect(mail).toMatchObject({ to: [email], subject: 'Confirm your request to Demo Store' });
    expect(mail?.text).toMatch(/https:\/\/app\.example\.com\/privacy\/confirm\/\S+\?locale=en/);
    expect(`${mail?.subject}${mail?.text}`).not.toContain(email);
    expect(mail?.text).not.toMatch(/copy|access/i);
  });

  test('to opt out of sale needs no proof and begins at once', async () => {
    await storefront.send({
      fields: { email: freshEmail(), kind: 'opt-out', country: 'US', region: 'US-CA' },
    });
    const request = await newest();
    expect(request).toMatchObject({ kind: 'opt-out', verification: null, waitsFor: null });
    const steps = request?.steps ?? [];
    expect(steps.map(({ state }) => state)).toEqual(['pending']);
    expect(await jobs(steps.map(({ id }) => id))).toBe(1);
  });

  test('to erase leads to a plan of the merchant’s, as one that staff enter does', async () => {
    await storefront.send({ fields: { email: freshEmail(), kind: 'erasure' } });
    expect((await newest())?.steps.map(({ operation }) => operation)).toEqual(['propose-erasure']);
  });

  test('of the same kind for the same person joins the open one, and mails again', async () => {
    const email = freshEmail();
    await storefront.send({ fields: { email } });
    const before = await counts();
    await storefront.send({ fields: { email: email.toUpperCase(), message: 'One thing more' } });
    const after = await counts();
    expect(after).toMatchObject({ requests: before.requests, mails: before.mails + 1 });
    expect((await newest())?.comments).toHaveLength(1);
    await storefront.send({ fields: { email, kind: 'erasure' } });
    expect((await counts()).requests).toBe(before.requests + 1);
    await deliver();
    // However it was spelled the second time: the mail goes where the first one went.
    expect(new Set(mails.mails().flatMap(({ to }) => to))).toContain(email);
    expect(mails.mails().flatMap(({ to }) => to)).not.toContain(email.toUpperCase());
  });

  test('gets the same answer, byte by byte, whether anybody is known under the address or not', async () => {
    const email = freshEmail();
    const answerTo = async (fields: Record<string, string>) => {
      const response = await storefront.send({ fields });
      const { date, ...headers } = Object.fromEntries(response.headers);
      return { status: response.status, headers, body: await response.text() };
    };
    const first = await answerTo({ email });
    expect(first.body).not.toContain(email);
    expect(await answerTo({ email })).toEqual(first);
    expect(await answerTo({ email: freshEmail(), kind: 'opt-out' })).toEqual(first);
  });

  test('speaks the language of its form, in the mail too', async () => {
    const email = freshEmail();
    const page = await storefront.send({ fields: { email, locale: 'de-AT' } });
    expect(await page.text()).toContain('<html lang="de-AT">');
    await deliver();
    expect(mails.mails()[0]?.text).toMatch(/\?locale=de-AT/);
    expect(mails.mails()[0]?.subject).toMatch(/^Best/);
  });
});

describe('what is beyond the limits', () => {
  test('of a mailbox, of a visitor’s address and of a shop is told so, and nothing of it is kept', async () => {
    const email = freshEmail();
    const statuses: number[] = [];
    for (let sent = 0; sent < 8; sent++)
      statuses.push((await storefront.send({ fields: { email }, headers: from(sent) })).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
    const before = await counts();
    const page = await storefront.send({ fields: { email }, headers: from(9) });
    expect(await page.text()).toContain('Too many requests');
    expect(page.headers.get('retry-after')).toBe('3600');
    const after = await counts();
    expect([after.requests, after.mails]).toEqual([before.requests, before.mails]);

    const visitor = { headers: { 'x-forwarded-for': '198.51.100.77, 10.0.0.1' } };
    const ofVisitor: number[] = [];
    for (let sent = 0; sent < 21; sent++)
      ofVisitor.push((await storefront.send({ ...visitor, fields: { email: freshEmail() } })).status);
    expect(ofVisitor.lastIndexOf(200)).toBe(19);
    expect(ofVisitor[20]).toBe(429);
  });
  const from = (last: number) => ({ 'x-forwarded-for': `203.0.113.${last}` });

  test('is counted over all processes, by keyed hashes that say nothing', async () => {
    const tallies = await app.deps.unit(SHOP_ID, ({ read }) => read.tally.findMany());
    expect(tallies.length).toBeGreaterThan(2);
    expect(tallies.every(({ index }) => index.length === 32)).toBe(true);
  });
});

test('the typed address and message stand nowhere in plain, neither in a table nor in a job', async () => {
  const tables = await app.connections.pool.query<{ name: string }>(
    `SELECT table_schema || '.' || table_name AS name FROM information_schema.tables
     WHERE table_schema IN ('public', 'pgboss') AND table_type = 'BASE TABLE' AND table_name <> '_prisma_migrations'`,
  );
  expect(tables.rows.length).toBeGreaterThan(20);
  const owner = new pg.Client({ connectionString: app.database.ownerUrl });
  await owner.connect();
  try {
    for (const { name } of tables.rows) {
      const { rows } = await owner.query(`SELECT t::text AS row FROM ${name} t`);
      const all = rows.map(({ row }) => row).join('\n');
      expect(all, name).not.toMatch(/person\.\d+@example|My order of May|198\.51\.100\.77|9007199254740993/i);
      expect(all, name).not.toContain(Buffer.from('person.1@').toString('hex'));
    }
  } finally {
    await owner.end();
  }
});
