import { describe, expect, test } from 'vitest';
import { DEMO_SHOP } from '#sandbox/server.ts';
import { customerIdOf } from '#sandbox/store/people.ts';
import { RETRIES, retryWaitMs } from '#sandbox/webhooks/sender.ts';
import type { Received } from '#tests/support/app-double.ts';
import { startSandbox, type TestSandbox } from '#tests/support/sandbox.ts';

const HOUR_MS = 3_600_000;
const ACCESS = 'customers/data_request';
const about = { shop: DEMO_SHOP, topic: ACCESS, person: customerIdOf('householdA') };

const bodyOf = ({ body }: Received) => JSON.parse(body.toString('utf8'));
const headerOf = (header: string, { app }: TestSandbox) => app.received.map(({ headers }) => headers[header]);

/** What Shopify's library says of a delivery that reached the app. */
function validate({ sandbox, library }: TestSandbox, { method, path, headers, body }: Received) {
  const pairs = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
  const rawRequest = new Request(sandbox.appUrl + path, { method, headers: pairs });
  return library.webhooks.validate({ rawBody: body.toString('utf8'), rawRequest });
}

describe('a delivery', () => {
  test("satisfies Shopify's own library, and carries every header", async () => {
    await using at = await startSandbox();
    const sent = await at.control.webhook(about);
    const [received] = at.app.received;
    if (!received) throw new Error('Nothing was received.');
    expect(await validate(at, received)).toMatchObject({
      valid: true,
      topic: 'CUSTOMERS_DATA_REQUEST',
      domain: DEMO_SHOP,
      apiVersion: '2026-10',
      webhookId: sent.webhookId,
      eventId: sent.eventId,
      triggeredAt: sent.triggeredAt,
    });
    expect(received).toMatchObject({ method: 'POST', path: '/webhooks' });
    expect(received.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'Shopify-Captain-Hook',
      'x-shopify-topic': ACCESS,
      host: new URL(at.sandbox.appUrl).host,
    });
    expect(sent).toMatchObject({ state: 'delivered', bent: false, attempts: [{ status: 200, error: null }] });
  });

  test('goes to no topic without a subscription, and to no app that is not installed', async () => {
    await using at = await startSandbox();
    const send = (topic: string) => at.sandbox.sender.send({ shop: at.shop, topic, payload: {} });
    expect(await send('products/update')).toEqual([]);
    await at.control.uninstall({ shop: DEMO_SHOP });
    expect(await send('customers/delete')).toEqual([]);
    expect(await send('customers/redact')).toHaveLength(1);
  });

  test('reaches what the app subscribed to by the Admin API, under one event id and its own webhook id', async () => {
    await using at = await startSandbox();
    at.shop.store.insert({
      __typename: 'WebhookSubscription',
      id: 'gid://shopify/WebhookSubscription/1',
      topic: 'CUSTOMERS_DELETE',
      uri: `${at.sandbox.appUrl}/second`,
      name: 'second',
    });
    await at.control.webhook({ ...about, topic: 'customers/delete' });
    expect(at.app.received.map(({ path }) => path).sort()).toEqual(['/second', '/webhooks']);
    expect(new Set(headerOf('x-shopify-event-id', at)).size).toBe(1);
    expect(new Set(headerOf('x-shopify-webhook-id', at)).size).toBe(2);
    expect(headerOf('x-shopify-name', at).filter(Boolean)).toEqual(['second']);
  });

  test('never leaves this machine, whatever address was subscribed', async () => {
    await using at = await startSandbox();
    at.shop.store.insert({
      __typename: 'WebhookSubscription',
      id: 'gid://shopify/WebhookSubscription/1',
      topic: 'ORDERS_UPDATED',
      uri: 'https://collector.example/hook',
    });
    const [delivery] = await at.sandbox.sender.send({ shop: at.shop, topic: 'orders/updated', payload: {} });
    expect(delivery?.attempts).toMatchObject([{ status: null, error: 'NOT_ON_THIS_MACHINE' }]);
  });

  test('keeps its connection for the next one', async () => {
    await using at = await startSandbox();
    for (let n = 0; n < 5; n += 1) await at.control.webhook(about);
    expect(at.app.received).toHaveLength(5);
    expect(at.app.connections()).toBe(1);
  });

  test('is signed with the secret that is in force', async () => {
    await using at = await startSandbox();
    await at.control.secret({ secret: 'the next one' });
    await at.control.webhook(about);
    const [received] = at.app.received;
    expect(received && (await validate(at, received))).toMatchObject({
      valid: false,
      reason: 'invalid_hmac',
    });
  });
});

describe('failures', () => {
  test.each([301, 302, 304, 400, 401, 404, 500, 503])(
    'status %i is one, and is tried again',
    async (status) => {
      await using at = await startSandbox();
      at.app.answers.push({ status, headers: { location: '/elsewhere' } });
      const sent = await at.control.webhook(about);
      expect(sent).toMatchObject({ state: 'pending', attempts: [{ status }] });
      expect(at.app.received).toHaveLength(1);
      expect(sent.nextAttemptAt).not.toBeNull();
    },
  );

  test('an app that answers too late, or not at all', async () => {
    await using late = await startSandbox({ webhookTimeouts: { totalMs: 100 } });
    late.app.answers.push(null);
    expect(await late.control.webhook(about)).toMatchObject({
      state: 'pending',
      attempts: [{ status: null, error: 'TimeoutError' }],
    });
    await using gone = await startSandbox();
    await gone.app[Symbol.asyncDispose]();
    expect(await gone.control.webhook(about)).toMatchObject({
      attempts: [{ status: null, error: 'ECONNREFUSED' }],
    });
  });

  test('eight retries follow within four hours, each twice as late as the one before', () => {
    const waits = Array.from({ length: RETRIES }, (_, retry) => retryWaitMs(retry));
    expect(waits).toHaveLength(8);
    expect(waits.reduce((sum, wait) => sum + wait)).toBeCloseTo(4 * HOUR_MS);
    for (const [n, wait] of waits.slice(1).entries()) expect(wait).toBeCloseTo(2 * (waits[n] ?? 0));
  });

  test('each retry comes when the clock reaches it, with the same id, body and address', async () => {
    await using at = await startSandbox();
    at.app.answers.push(500);
    const { webhookId } = await at.control.webhook(about);
    for (let retry = 0; retry < RETRIES; retry += 1) {
      expect(at.app.received).toHaveLength(retry + 1);
      await at.control.clock({ advanceMs: retryWaitMs(retry) });
    }
    expect(at.app.received).toHaveLength(9);
    expect(new Set(headerOf('x-shopify-webhook-id', at))).toEqual(new Set([webhookId]));
    expect(new Set(at.app.received.map(({ body }) => body.toString())).size).toBe(1);
    expect(await at.control.delivery({ webhookId })).toMatchObject({
      state: 'given-up',
      nextAttemptAt: null,
    });
    await at.control.clock({ advanceMs: 24 * HOUR_MS });
    expect(at.app.received).toHaveLength(9);
  });

  test('one leap of four hours plays all retries, and ends with the first that succeeds', async () => {
    await using at = await startSandbox();
    at.app.answers.push(500, 500, 500, 200);
    const { webhookId } = await at.control.webhook(about);
    await at.control.clock({ advanceMs: 4 * HOUR_MS });
    const delivery = await at.control.delivery({ webhookId });
    expect(delivery.attempts.map(({ status }) => status)).toEqual([500, 500, 500, 200]);
    expect(delivery.state).toBe('delivered');
  });

  test('time can be scaled, so that a demonstration need not move the clock', async () => {
    await using at = await startSandbox({ timeScale: 1_000_000 });
    at.app.answers.push(500, 500, 200);
    const { webhookId } = await at.control.webhook(about);
    await expect
      .poll(async () => (await at.control.delivery({ webhookId })).state, { interval: 10 })
      .toBe('delivered');
    expect(at.app.received).toHaveLength(3);
  });

  test('the last one ends a subscription that was made by the Admin API, not a declared one', async () => {
    await using at = await startSandbox();
    const id = 'gid://shopify/WebhookSubscription/1';
    const uri = `${at.sandbox.appUrl}/second`;
    at.shop.store.insert({ __typename: 'WebhookSubscription', id, topic: 'CUSTOMERS_DELETE', uri });
    at.app.answers.push(500);
    await at.control.webhook({ ...about, topic: 'customers/delete' });
    await at.control.clock({ advanceMs: 5 * HOUR_MS });
    expect(at.shop.store.find(id)).toBeUndefined();
    at.app.answers.splice(0);
    at.app.received.splice(0);
    await at.control.webhook({ ...about, topic: 'customers/delete' });
    expect(at.app.received.map(({ path }) => path)).toEqual(['/webhooks']);
  });
});

describe('duplicates and order', () => {
  test('copies arrive under the same webhook id, and so does what is repeated later', async () => {
    await using at = await startSandbox();
    const { webhookId } = await at.control.webhook({ ...about, bend: { copies: 3 } });
    await at.control.repeat({ webhookId });
    expect(headerOf('x-shopify-webhook-id', at)).toEqual(Array.from({ length: 4 }, () => webhookId));
  });

  test('what was held arrives in the order asked for', async () => {
    await using at = await startSandbox();
    await at.control.hold();
    const persons = [customerIdOf('householdA'), customerIdOf('householdB'), customerIdOf('dormant')];
    for (const person of persons)
      expect(await at.control.webhook({ ...about, person })).toMatchObject({ state: 'held' });
    expect(at.app.received).toEqual([]);
    await at.control.release({ order: 'reversed' });
    expect(at.app.received.map((each) => `gid://shopify/Customer/${bodyOf(each).customer.id}`)).toEqual(
      persons.reverse(),
    );
    expect(await at.control.webhook(about)).toMatchObject({ state: 'delivered' });
  });

  test('a delayed one is overtaken', async () => {
    await using at = await startSandbox();
    const delayed = await at.control.webhook({ ...about, bend: { delayMs: HOUR_MS } });
    const prompt = await at.control.webhook(about);
    await at.control.clock({ advanceMs: HOUR_MS });
    expect(headerOf('x-shopify-webhook-id', at)).toEqual([prompt.webhookId, delayed.webhookId]);
  });
});

describe('forgeries', () => {
  test('another secret, a missing or foreign signature, another shop, another body', async () => {
    await using at = await startSandbox();
    const hmac = 'X-Shopify-Hmac-Sha256';
    await at.control.webhook({ ...about, bend: { secret: 'guessed' } });
    await at.control.webhook({ ...about, bend: { headers: { [hmac]: null } } });
    await at.control.webhook({ ...about, bend: { headers: { [hmac]: 'AAAA' } } });
    await at.control.webhook({ ...about, bend: { headers: { 'X-Shopify-Shop-Domain': 'evil.example' } } });
    await at.control.webhook({ ...about, bend: { body: 'not JSON' } });
    await at.control.webhook({ ...about, bend: { headers: { 'X-Shopify-Topic': null } } });
    const verdicts = await Promise.all(at.app.received.map((each) => validate(at, each)));
    expect(verdicts.map((each) => (each.valid ? 'valid' : each.reason))).toEqual([
      'invalid_hmac',
      'missing_hmac',
      'invalid_hmac',
      'valid',
      'valid',
      'missing_headers',
    ]);
    expect(headerOf('x-shopify-shop-domain', at)[3]).toBe('evil.example');
    expect(at.app.received[4]?.body.toString()).toBe('not JSON');
    expect((await at.control.deliveries()).every(({ bent }) => bent)).toBe(true);
  });
});

describe('protected customer data', () => {
  test('is withheld from ordinary webhooks class by class, and not from those the law is about', async () => {
    await using at = await startSandbox();
    const payload = {
      id: 7,
      email: 'a@example.com',
      first_name: 'Ada',
      phone: '+491',
      default_address: { name: 'Ada L', address1: '1 High Street', city: 'Bath', phone: '+491' },
    };
    const event = { shop: DEMO_SHOP, topic: 'customers/delete', payload };
    await at.control['protected-data']({ shop: DEMO_SHOP, approved: true, fields: ['email', 'phone'] });
    await at.control.webhook(event);
    await at.control['protected-data']({ shop: DEMO_SHOP, approved: false, fields: [] });
    await at.control.webhook(event);
    await at.control.webhook(about);
    const [partly, not, law] = at.app.received.map(bodyOf);
    expect(partly).toEqual({
      ...payload,
      first_name: null,
      default_address: { name: null, address1: null, city: 'Bath', phone: '+491' },
    });
    expect(not).toMatchObject({
      id: 7,
      email: null,
      phone: null,
      default_address: { city: 'Bath', phone: null },
    });
    expect(law.customer.email).toBe('clara.winter@example.org');
  });
});
