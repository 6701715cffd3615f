import { HttpResponseError, RequestedTokenType } from '@shopify/shopify-api';
import { describe, expect, test } from 'vitest';
import { DEMO_SHOP } from '#sandbox/server.ts';
import { mintCustomerToken, mintSessionToken } from '#sandbox/session-token.ts';
import { startSandbox, type TestSandbox } from '#tests/support/sandbox.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ENDPOINT = `https://${DEMO_SHOP}/admin/oauth/access_token`;
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ID_TOKEN = 'urn:ietf:params:oauth:token-type:id_token';
const OFFLINE = RequestedTokenType.OfflineAccessToken;

function sessionToken({ sandbox, shop }: TestSandbox, staffIndex = 0): string {
  const staff = shop.staff[staffIndex];
  if (!staff) throw new Error('The shop lacks staff.');
  return mintSessionToken(sandbox.world, shop, staff);
}

/** The token endpoint without a library. */
async function ask(at: TestSandbox, fields: Record<string, string>, type = 'application/json') {
  const { apiKey, secret } = at.sandbox.world.app;
  const all = { client_id: apiKey, client_secret: secret, ...fields };
  const body = type === 'application/json' ? JSON.stringify(all) : new URLSearchParams(all).toString();
  const response = await at.toShopify(ENDPOINT, { method: 'POST', headers: { 'content-type': type }, body });
  return { status: response.status, body: await response.json() };
}

const exchange = (at: TestSandbox, fields: Record<string, string> = {}) =>
  ask(at, {
    grant_type: EXCHANGE,
    subject_token: sessionToken(at),
    subject_token_type: ID_TOKEN,
    requested_token_type: OFFLINE,
    expiring: '1',
    ...fields,
  });
const refresh = (at: TestSandbox, token: string) =>
  ask(at, { grant_type: 'refresh_token', refresh_token: token });

/** Status of a call of the Admin API with this token. */
async function callWith({ toShopify }: TestSandbox, token: string): Promise<number> {
  const response = await toShopify(`https://${DEMO_SHOP}/admin/api/2026-10/graphql.json`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-shopify-access-token': token },
    body: JSON.stringify({ query: '{ shop { name } }' }),
  });
  await response.body?.cancel();
  return response.status;
}

describe("Shopify's own library", () => {
  test('takes our session token and exchanges it for an expiring offline token', async () => {
    await using at = await startSandbox();
    const token = sessionToken(at);
    const payload = await at.library.session.decodeSessionToken(token);
    expect(payload).toMatchObject({
      iss: `https://${DEMO_SHOP}/admin`,
      dest: `https://${DEMO_SHOP}`,
      aud: at.sandbox.world.app.apiKey,
      sub: String(at.shop.staff[0]?.id),
    });
    expect(payload.exp - payload.iat).toBe(60);
    const { session } = await at.library.auth.tokenExchange({
      shop: DEMO_SHOP,
      sessionToken: token,
      requestedTokenType: OFFLINE,
      expiring: true,
    });
    expect(session).toMatchObject({
      isOnline: false,
      shop: DEMO_SHOP,
      scope: at.sandbox.world.app.scopes.join(','),
    });
    expect(session.refreshToken).toMatch(/^shprt_/);
    expect(await callWith(at, session.accessToken ?? '')).toBe(200);
  });

  test('gets an online token that names the member of staff', async () => {
    await using at = await startSandbox();
    const { session } = await at.library.auth.tokenExchange({
      shop: DEMO_SHOP,
      sessionToken: sessionToken(at, 1),
      requestedTokenType: RequestedTokenType.OnlineAccessToken,
    });
    const [, staff] = at.shop.staff;
    expect(session.isOnline).toBe(true);
    expect(session.onlineAccessInfo?.associated_user).toEqual({
      id: staff?.id,
      first_name: staff?.firstName,
      last_name: staff?.lastName,
      email: staff?.email,
      email_verified: true,
      account_owner: false,
      locale: staff?.locale,
      collaborator: false,
    });
  });

  test('refreshes, and migrates a non-expiring token', async () => {
    await using at = await startSandbox();
    const first = await at.library.auth.tokenExchange({
      shop: DEMO_SHOP,
      sessionToken: sessionToken(at),
      requestedTokenType: OFFLINE,
    });
    expect(first.session.refreshToken).toBeUndefined();
    const old = first.session.accessToken ?? '';
    const { session } = await at.library.auth.migrateToExpiringToken({
      shop: DEMO_SHOP,
      nonExpiringOfflineAccessToken: old,
    });
    expect(await callWith(at, old)).toBe(401);
    const refreshed = await at.library.auth.refreshToken({
      shop: DEMO_SHOP,
      refreshToken: session.refreshToken ?? '',
    });
    expect(await callWith(at, refreshed.session.accessToken ?? '')).toBe(200);
  });

  test('reports an invalid session token as HTTP 400 with the code that makes it ask again', async () => {
    await using at = await startSandbox();
    const token = sessionToken(at);
    at.sandbox.world.shops.delete(DEMO_SHOP);
    at.sandbox.world.shops.set(DEMO_SHOP, { ...at.shop, staff: [] });
    const attempt = at.library.auth.tokenExchange({
      shop: DEMO_SHOP,
      sessionToken: token,
      requestedTokenType: OFFLINE,
    });
    const error = await attempt.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(HttpResponseError);
    expect(error).toMatchObject({ response: { code: 400, body: { error: 'invalid_subject_token' } } });
  });
});

describe('replies have the documented shape', () => {
  test('of an expiring offline token', async () => {
    await using at = await startSandbox();
    const { body } = await exchange(at);
    expect(body).toEqual({
      access_token: expect.stringMatching(/^shpat_/),
      scope: at.sandbox.world.app.scopes.join(','),
      expires_in: 3_600,
      refresh_token: expect.stringMatching(/^shprt_/),
      refresh_token_expires_in: 7_776_000,
    });
  });

  test('of a non-expiring offline token, which is the same at every exchange', async () => {
    await using at = await startSandbox();
    const [first, second] = [await exchange(at, { expiring: '0' }), await exchange(at, { expiring: '0' })];
    expect(Object.keys(first.body)).toEqual(['access_token', 'scope']);
    expect(second.body).toEqual(first.body);
  });

  test('of an online token', async () => {
    await using at = await startSandbox();
    const { body } = await exchange(at, { requested_token_type: RequestedTokenType.OnlineAccessToken });
    expect(Object.keys(body)).toEqual([
      'access_token',
      'scope',
      'expires_in',
      'associated_user_scope',
      'associated_user',
    ]);
    expect(body.expires_in).toBe(86_399);
  });

  test('whether asked in JSON or as a form', async () => {
    await using at = await startSandbox();
    const { body } = await exchange(at);
    const form = await ask(
      at,
      { grant_type: 'refresh_token', refresh_token: body.refresh_token },
      'application/x-www-form-urlencoded',
    );
    expect(form.status).toBe(200);
  });
});

describe('what is refused', () => {
  test.each([
    ['a token signed with another secret', (at: TestSandbox) => `${sessionToken(at).slice(0, -4)}AAAA`],
    ['garbage', () => 'garbage'],
    [
      'a token of a customer account page',
      (at: TestSandbox) => mintCustomerToken(at.sandbox.world, at.shop, '7'),
    ],
    [
      "another shop's token",
      (at: TestSandbox) => sessionToken({ ...at, shop: { ...at.shop, domain: 'other.myshopify.com' } }),
    ],
    [
      "another app's token",
      (at: TestSandbox) => {
        const { world } = at.sandbox;
        const other = { ...world, app: { ...world.app, apiKey: 'other' } };
        return sessionToken({ ...at, sandbox: { ...at.sandbox, world: other } });
      },
    ],
  ])('%s is an invalid subject token', async (_what, token) => {
    await using at = await startSandbox();
    const answer = await exchange(at, { subject_token: token(at) });
    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_subject_token' } });
  });

  test('another client, another secret, another grant, another type, no JSON, another method, another shop', async () => {
    await using at = await startSandbox();
    const errors = [
      await exchange(at, { client_id: 'f'.repeat(32) }),
      await exchange(at, { client_secret: 'wrong' }),
      await exchange(at, { grant_type: 'password' }),
      await exchange(at, { requested_token_type: 'urn:x' }),
      await exchange(at, { subject_token_type: 'urn:x' }),
    ];
    expect(errors.map(({ status, body }) => [status, body.error])).toEqual([
      [400, 'application_cannot_be_found'],
      [401, 'invalid_client'],
      [400, 'unsupported_grant_type'],
      [400, 'invalid_request'],
      [400, 'invalid_request'],
    ]);
    const bare = [
      await at.toShopify(ENDPOINT, { method: 'POST', body: 'no JSON' }),
      await at.toShopify(ENDPOINT),
      await at.toShopify(ENDPOINT.replace('demo', 'nobody'), { method: 'POST', body: '{}' }),
    ];
    expect(bare.map(({ status }) => status)).toEqual([400, 404, 404]);
  });

  test('after an uninstallation neither tokens nor refresh tokens nor session tokens are worth anything', async () => {
    await using at = await startSandbox();
    const { body } = await exchange(at);
    await at.control.uninstall({ shop: DEMO_SHOP });
    expect(await callWith(at, body.access_token)).toBe(401);
    expect(await refresh(at, body.refresh_token)).toEqual({
      status: 401,
      body: { error: 'invalid_request', error_description: 'This request requires an active refresh_token' },
    });
    expect(await exchange(at)).toMatchObject({ status: 400, body: { error: 'invalid_subject_token' } });
    await at.control.install({ shop: DEMO_SHOP });
    expect(await callWith(at, body.access_token)).toBe(401);
    expect((await exchange(at)).status).toBe(200);
  });
});

describe('rotation', () => {
  test('a used refresh token stays usable until its successor is used', async () => {
    await using at = await startSandbox();
    const first = (await exchange(at)).body.refresh_token;
    const lost = await refresh(at, first);
    const second = (await refresh(at, first)).body.refresh_token;
    expect(lost.status).toBe(200);
    expect((await refresh(at, second)).status).toBe(200);
    expect((await refresh(at, first)).status).toBe(401);
  });

  test('for 30 days from its first use at most, and 90 days from its issue in any case', async () => {
    await using at = await startSandbox();
    const { clock } = at.sandbox.world;
    const [used, unused] = [(await exchange(at)).body.refresh_token, (await exchange(at)).body.refresh_token];
    await refresh(at, used);
    clock.advance(30 * DAY_MS - HOUR_MS);
    expect((await refresh(at, used)).status).toBe(200);
    clock.advance(HOUR_MS);
    expect((await refresh(at, used)).status).toBe(401);
    clock.advance(60 * DAY_MS);
    expect((await refresh(at, unused)).status).toBe(401);
  });

  test('an access token ends after its hour; a clock moved by the control API leaves it the time it has', async () => {
    await using at = await startSandbox();
    const { access_token: token, refresh_token: refreshToken } = (await exchange(at)).body;
    await at.control.clock({ advanceMs: 200 * DAY_MS });
    expect(await callWith(at, token)).toBe(200);
    expect(await at.control['expire-tokens']({ shop: DEMO_SHOP })).toEqual({ expired: 1 });
    expect(await callWith(at, token)).toBe(401);
    expect((await refresh(at, refreshToken)).status).toBe(200);
    const fresh = (await exchange(at)).body.access_token;
    at.sandbox.world.clock.advance(HOUR_MS);
    expect(await callWith(at, fresh)).toBe(401);
  });
});

describe('customer account tokens', () => {
  test('name the shop by its bare host, and the customer only when one is logged in and approval is there', async () => {
    await using at = await startSandbox();
    const claimsOf = (token: string) =>
      JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    const { token } = await at.control['customer-token']({
      shop: DEMO_SHOP,
      person: 'gid://shopify/Customer/7',
    });
    expect(claimsOf(token)).toMatchObject({ dest: DEMO_SHOP, sub: 'gid://shopify/Customer/7' });
    const visitor = await at.control['customer-token']({ shop: DEMO_SHOP });
    expect(claimsOf(visitor.token)).not.toHaveProperty('sub');
    await at.control['protected-data']({ shop: DEMO_SHOP, approved: false, fields: [] });
    const unapproved = await at.control['customer-token']({ shop: DEMO_SHOP, person: '7' });
    expect(claimsOf(unapproved.token)).not.toHaveProperty('sub');
    const payload = await at.library.session.decodeSessionToken(token, { checkAudience: false });
    expect(payload.dest).toBe(DEMO_SHOP);
  });
});
