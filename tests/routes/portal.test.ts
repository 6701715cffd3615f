import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shopIdOf } from '#app/core/id.ts';
import { carryOutStep } from '#app/services/carry-out-step.ts';
import { changeRole } from '#app/services/change-role.ts';
import { closeUnconfirmed } from '#app/services/close-request.ts';
import { knowStaff } from '#app/services/know-staff.ts';
import { purge } from '#app/services/purge.ts';
import { retryStep } from '#app/services/retry-step.ts';
import { sendMail } from '#app/services/send-mail.ts';
import { skipStep } from '#app/services/skip-step.ts';
import { markVerified } from '#app/services/verify-request.ts';
import { catchMail, type MailCatcher } from '#sandbox/mail.ts';
import { createTestApp, type TestApp } from '../support/composition.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { installTestShop, sendForm } from '../support/storefront.ts';

const SHOP = 'demo.myshopify.com';
const SHOP_ID = shopIdOf(SHOP);
const OTHER = 'other.myshopify.com';
const MASTER_KEY = randomBytes(32).toString('base64');
const DAY_MS = 86_400_000;

let app: TestApp;
let mails: MailCatcher;
let server: TestServer;
let people = 0;

beforeAll(async () => {
  mails = await catchMail();
  app = await createTestApp({ MASTER_KEY, SMTP_URL: mails.url, MAIL_FROM: 'desk@example.com' });
  server = await startServer({
    databaseUrl: app.database.appUrl,
    keysDir: app.keysDir,
    env: { MASTER_KEY, ROLE: 'web' },
  });
  await installTestShop(app, SHOP);
  await installTestShop(app, OTHER);
});
afterAll(async () => {
  await server?.process.stop();
  await app?.close();
  await mails?.close();
});

/** Sends what waits in the outbox. @returns the path of the newest link */
async function linkMailed(shopId = SHOP_ID): Promise<string> {
  mails.clear();
  const waiting = await app.deps.unit(shopId, ({ read }) =>
    read.mail.findMany({ where: { shopId, state: 'waiting' }, orderBy: { id: 'asc' } }),
  );
  for (const { id } of waiting) await sendMail(app.deps, { shopId, id });
  const link = /https:\/\/app\.example\.com(\/privacy\/confirm\/\S+)/.exec(mails.mails()[0]?.text ?? '')?.[1];
  if (link === undefined) throw new Error('no link was mailed');
  return link;
}

async function ask(
  fields: Record<string, string> = {},
  shop = SHOP,
): Promise<{ link: string; email: string }> {
  const email = `person.${++people}@example.com`;
  const taken = await sendForm(server.url, { shop, fields: { email, ...fields } });
  expect(taken.status).toBe(200);
  return { link: await linkMailed(shopIdOf(shop)), email };
}

const get = (path: string, cookie = '') =>
  fetch(`${server.url}${path}`, { redirect: 'manual', headers: { cookie } });
const press = (path: string, intent: string, cookie = '') =>
  fetch(`${server.url}${path}`, {
    ...{ method: 'POST', redirect: 'manual', headers: { cookie } },
    body: new URLSearchParams({ intent }),
  });
const cookieOf = (response: Response) => response.headers.get('set-cookie')?.split(';')[0] ?? '';
async function newest(shopId = SHOP_ID) {
  const found = await app.deps.unit(shopId, ({ read }) =>
    read.request.findFirst({
      where: { shopId },
      orderBy: { number: 'desc' },
      include: { steps: true, portalLinks: true },
    }),
  );
  if (!found) throw new Error('there is no request');
  return found;
}
const eventsOf = async (requestId: string) =>
  (
    await app.deps.unit(SHOP_ID, ({ read }) =>
      read.auditEvent.findMany({ where: { shopId: SHOP_ID, requestId }, orderBy: { id: 'asc' } }),
    )
  ).map(({ type, entry }) => ({ type, ...(JSON.parse(entry) as { actor: object; data: object }) }));
const later = (ms: number) => ({ ...app.deps, now: () => new Date(Date.now() + ms) });

/** Has the clock of the database's rows, not of anybody, say that they are older. */
const age = (requestId: string) =>
  app.deps.unit(SHOP_ID, ({ progress }) =>
    progress.portalLink.updateMany({ where: { requestId }, data: { expiresAt: new Date(Date.now() - 1) } }),
  );

test('a mailed link shows a button; only its press establishes who asks, and lets the request begin', async () => {
  const { link, email } = await ask({ kind: 'access' });
  for (let looked = 0; looked < 3; looked++) {
    const page = await get(link);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('Yes, this is my request');
  }
  expect(await newest()).toMatchObject({ verification: 'awaited', waitsFor: 'person' });
  const pressed = await press(link, 'confirm');
  expect(pressed.status).toBe(303);
  expect(pressed.headers.get('location')).toBe('/privacy/request?locale=en');
  expect(pressed.headers.get('set-cookie')).toMatch(
    /^__Host-privacy-request=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
  );
  const request = await newest();
  expect(request).toMatchObject({ verification: 'mail-link', waitsFor: null });
  expect(request.steps.map(({ state, reasonCode }) => [state, reasonCode])).toEqual([
    ['pending', null],
    ['pending', null],
  ]);
  const { rows } = await app.connections.pool.query(
    `SELECT count(*)::int AS jobs FROM pgboss.job WHERE name = 'run-step.access' AND data->>'id' = ANY($1)`,
    [request.steps.map(({ id }) => id)],
  );
  expect(rows).toEqual([{ jobs: 2 }]);
  const verified = (await eventsOf(request.id)).find(({ type }) => type === 'request.verified');
  expect(verified).toMatchObject({ actor: { kind: 'person' }, data: { method: 'mail-link' } });
  expect(JSON.stringify(await eventsOf(request.id))).not.toContain(email);
});

test('the status page says where the request stands, keeps to itself, and ends when asked to', async () => {
  const { link } = await ask({ kind: 'erasure' });
  const cookie = cookieOf(await press(link, 'confirm'));
  const page = await get('/privacy/request', cookie);
  expect(page.status).toBe(200);
  expect(Object.fromEntries(page.headers)).toMatchObject({
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'content-security-policy': expect.stringMatching(/default-src 'none'.*frame-ancestors 'none'/),
  });
  const text = await page.text();
  expect(text).not.toMatch(/<script|@example\.com/);
  const { number, due } = await newest();
  expect(text).toContain(`Your request #${number}`);
  expect(text).toContain('Have my data erased');
  const day = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' }).format(due);
  expect(text).toContain(day);
  expect(await (await press('/privacy/request', 'leave', cookie)).text()).toContain('You are signed out');
  const over = await get('/privacy/request', cookie);
  expect(over.status).toBe(403);
  expect(await over.text()).toContain('Your page is closed');
});

test('links that are used, over, forged or another shop’s lead to one page, and change nothing', async () => {
  const { link } = await ask();
  await press(link, 'confirm');
  const used = await get(link);
  const { link: old } = await ask();
  await age((await newest()).id);
  const [, own = ''] = /confirm\/([^?]+)/.exec(old) ?? [];
  const [, id, secret] = own.split('.');
  const forged = [
    old,
    `/privacy/confirm/${shopIdOf(OTHER)}.${id}.${secret}?locale=en`,
    `/privacy/confirm/${own.slice(0, -2)}AA?locale=en`,
    '/privacy/confirm/nothing-of-the-kind?locale=en',
  ];
  const body = await used.text();
  expect(used.status).toBe(410);
  expect(body).toContain('This link no longer works');
  for (const path of forged)
    for (const response of [await get(path), await press(path, 'confirm')]) {
      expect(response.status).toBe(410);
      expect(await response.text()).toBe(body);
      expect(response.headers.get('set-cookie')).toBeNull();
    }
  expect((await press(link, 'confirm')).status).toBe(410);
  expect(await newest()).toMatchObject({ verification: 'awaited' });
});

test('of two presses at once one opens a session', async () => {
  const { link } = await ask();
  const pressed = await Promise.all([press(link, 'confirm'), press(link, 'confirm'), press(link, 'confirm')]);
  expect(pressed.map(({ status }) => status).sort()).toEqual([303, 410, 410]);
  const { portalLinks } = await newest();
  expect(portalLinks.filter(({ purpose }) => purpose === 'session')).toHaveLength(1);
});

test('whoever comes too late has a new link mailed, to the address of the request and to no other', async () => {
  const { link, email } = await ask();
  const cookie = cookieOf(await press(link, 'confirm'));
  await age((await newest()).id);
  expect((await get('/privacy/request', cookie)).status).toBe(403);
  const renewed = await press('/privacy/request', 'renew', cookie);
  const said = await renewed.text();
  expect(said).toContain('Look into your mailbox');
  const again = await linkMailed();
  expect(mails.mails()[0]?.to).toEqual([email]);
  expect(again).not.toBe(link);
  // The same answer where there is nothing to mail.
  expect(await (await press('/privacy/request', 'renew', '')).text()).toBe(said);
  expect(await (await press('/privacy/confirm/forged?locale=en', 'renew')).text()).toBe(said);
  expect((await press(again, 'confirm')).status).toBe(303);
  expect(await (await press(link, 'renew')).text()).toBe(said);
  expect(await linkMailed()).not.toBe(again);
});

test('a request is withdrawn after a second question, and from then on nothing is done', async () => {
  const { link } = await ask();
  const cookie = cookieOf(await press(link, 'confirm'));
  const asked = await press('/privacy/request', 'ask-withdraw', cookie);
  expect(await asked.text()).toContain('Yes, withdraw it');
  expect((await newest()).state).toBe('received');
  expect((await press('/privacy/request', 'withdraw', cookie)).status).toBe(303);
  const request = await newest();
  expect(request.state).toBe('closed');
  expect(request.steps.map(({ state }) => state)).toEqual(['stopped', 'stopped']);
  const closed = (await eventsOf(request.id)).at(-1);
  expect(closed).toMatchObject({
    type: 'request.closed',
    ...{ actor: { kind: 'person' }, data: { reason: 'person-withdrew' } },
  });
  expect(await (await get('/privacy/request', cookie)).text()).toContain('You have withdrawn this request');
});

test('a link of an opt-out confirms nothing: it shows what is under way', async () => {
  const { link } = await ask({ kind: 'opt-out' });
  expect(mails.mails()[0]?.text).toContain('It counts already');
  expect(await (await get(link)).text()).toContain('Show my request');
  expect((await press(link, 'confirm')).status).toBe(303);
  expect(await newest()).toMatchObject({ verification: null });
});

test('staff mark a request as verified with how they know; a member who only reads cannot', async () => {
  await ask();
  const { id: requestId } = await newest();
  const [owner, viewer] = [{ kind: 'staff', id: '7' } as const, { kind: 'staff', id: '8' } as const];
  for (const { id } of [owner, viewer])
    await knowStaff(
      {
        ...app.deps,
        askStaff: async () => ({ name: `Staff ${id}`, email: null, accountOwner: id === owner.id }),
      },
      { shopId: SHOP_ID, shopDomain: SHOP, id, sessionToken: 'token' },
    );
  await changeRole(app.deps, { shopId: SHOP_ID, staffId: viewer.id, role: 'viewer', actor: owner });
  const input = { shopId: SHOP_ID, requestId, check: 'order-details' } as const;
  await expect(markVerified(app.deps, { ...input, actor: viewer })).rejects.toMatchObject({
    code: 'not-allowed',
  });
  expect(await newest()).toMatchObject({ verification: 'awaited' });
  expect(await markVerified(app.deps, { ...input, actor: owner })).toEqual({ outcome: 'verified' });
  expect(await newest()).toMatchObject({ verification: 'staff', waitsFor: null });
  expect((await eventsOf(requestId)).find(({ type }) => type === 'request.verified')).toMatchObject({
    ...{ actor: owner, data: { method: 'staff', check: 'order-details' } },
  });
  expect(await markVerified(app.deps, { ...input, actor: owner })).toEqual({ outcome: 'not-there' });
});

test('nothing that staff set going by hand begins before it is known who asks', async () => {
  await ask();
  const { steps } = await newest();
  const [step] = steps;
  if (!step) throw new Error('there is no step');
  const retried = { shopId: SHOP_ID, stepId: step.id, actor: { kind: 'staff', id: '7' } as const };
  expect(await retryStep(app.deps, retried)).toEqual({ outcome: 'not-halted' });
  expect(await skipStep(app.deps, { ...retried, reason: 'not-needed' })).toEqual({ outcome: 'not-there' });
  await app.deps.unit(SHOP_ID, ({ progress }) =>
    progress.step.updateMany({ where: { id: step.id }, data: { state: 'pending', reasonCode: null } }),
  );
  await carryOutStep(app.deps, { shopId: SHOP_ID, id: step.id });
  expect((await newest()).steps.find(({ id }) => id === step.id)).toMatchObject({
    state: 'pending',
    startedAt: null,
  });
});

test('what nobody confirms within 30 days is closed by itself, and says why', async () => {
  await ask();
  const { id, waitsUntil } = await newest();
  expect(waitsUntil?.getTime()).toBeGreaterThan(Date.now() + 28 * DAY_MS);
  expect(await closeUnconfirmed(app.deps, { shopId: OTHER, ids: [id] }).catch(() => 0)).toBe(0);
  await purge(later(29 * DAY_MS));
  expect((await newest()).state).toBe('received');
  await purge(later(31 * DAY_MS));
  const request = await newest();
  expect(request).toMatchObject({ state: 'closed', verification: 'awaited' });
  expect((await eventsOf(id)).at(-1)).toMatchObject({
    ...{ type: 'request.closed', actor: { kind: 'system' }, data: { reason: 'identity-unproven' } },
  });
});

test('ended links and counts go in time', async () => {
  await purge(later(70 * DAY_MS));
  const left = await app.deps.unit(SHOP_ID, async ({ read }) => [
    await read.portalLink.count(),
    await read.tally.count(),
  ]);
  expect(left).toEqual([0, 0]);
});

test('the log of the server names neither a person nor a link', async () => {
  expect(server.logs.join('\n')).not.toMatch(/@example\.com|privacy\/confirm|__Host/);
});
