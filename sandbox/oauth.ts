/**
 * POST https://{shop}/admin/oauth/access_token: token exchange and refresh, as apps with managed installation
 * use them (shopify.dev, "Exchange a session token" and "Offline access tokens").
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { type Handler, hostOf, readBody, sendJson } from './admin-api/http.ts';
import type { Installation, Shop, World } from './world.ts';

const ONLINE_S = 86_399;
const OFFLINE_S = 3_600;
const REFRESH_S = 7_776_000;
/** A refresh token that has been used stays usable this long, until its successor is used. */
const GRACE_S = 30 * 86_400;
/** What the app's clock may be off. */
const LEEWAY_S = 10;
const BODY_MAX_BYTES = 64 * 1_024;

const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ID_TOKEN = 'urn:ietf:params:oauth:token-type:id_token';
const OFFLINE = 'urn:shopify:params:oauth:token-type:offline-access-token';
const ONLINE = 'urn:shopify:params:oauth:token-type:online-access-token';

const demand = z.object({
  client_id: z.string(),
  client_secret: z.string(),
  grant_type: z.string(),
  subject_token: z.string().optional(),
  subject_token_type: z.string().optional(),
  requested_token_type: z.string().optional(),
  expiring: z.string().optional(),
  refresh_token: z.string().optional(),
});
type Demand = z.output<typeof demand>;

interface Answer {
  status: number;
  body: object;
}
const refuse = (error: string, status = 400): Answer => ({ status, body: { error } });

/** The staff id of a session token that is ours, of this shop and in force; null otherwise. */
function staffOf(token: string, world: World, shop: Shop): number | null {
  const [header, payload, signature] = token.split('.');
  const expected = createHmac('sha256', world.app.secret).update(`${header}.${payload}`).digest();
  const given = Buffer.from(signature ?? '', 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString('utf8'));
  // Issued and checked by the wall clock: the app that passes the token on lives in real time.
  const now = Date.now() / 1_000;
  const inForce = now < claims.exp + LEEWAY_S && now > claims.nbf - LEEWAY_S;
  const isHere = claims.aud === world.app.apiKey && claims.dest === `https://${shop.domain}`;
  return inForce && isHere ? Number(claims.sub) : null;
}

function issueOnline(world: World, shop: Shop, installation: Installation, staffId: number): Answer {
  const staff = shop.staff.find(({ id }) => id === staffId);
  if (!staff) return refuse('invalid_subject_token');
  const token = `shpua_${randomBytes(16).toString('hex')}`;
  const expiresAt = world.clock.now() + ONLINE_S * 1_000;
  installation.accessTokens.set(token, { expiresAt, online: true, staffId });
  const scope = [...installation.grantedScopes].join(',');
  const user = {
    id: staff.id,
    first_name: staff.firstName,
    last_name: staff.lastName,
    email: staff.email,
    email_verified: true,
    account_owner: staff.accountOwner,
    locale: staff.locale,
    collaborator: false,
  };
  return {
    status: 200,
    body: {
      access_token: token,
      scope,
      expires_in: ONLINE_S,
      associated_user_scope: scope,
      associated_user: user,
    },
  };
}

/** @param successorOf the refresh token that was used to get this one */
function issueOffline(
  world: World,
  installation: Installation,
  expiring: boolean,
  successorOf: string | null,
): Answer {
  const now = world.clock.now();
  const token = `shpat_${randomBytes(16).toString('hex')}`;
  const scope = [...installation.grantedScopes].join(',');
  const expiresAt = expiring ? now + OFFLINE_S * 1_000 : null;
  installation.accessTokens.set(token, { expiresAt, online: false, staffId: null });
  if (!expiring) return { status: 200, body: { access_token: token, scope } };
  const refresh = `shprt_${randomBytes(16).toString('hex')}`;
  installation.refreshTokens.set(refresh, {
    expiresAt: now + REFRESH_S * 1_000,
    usableUntil: null,
    successorOf,
  });
  return {
    status: 200,
    body: {
      access_token: token,
      scope,
      expires_in: OFFLINE_S,
      refresh_token: refresh,
      refresh_token_expires_in: REFRESH_S,
    },
  };
}

/** Rotation: a used token ends when its successor is used, or after the grace. */
function refresh(world: World, installation: Installation, token: string): Answer {
  const now = world.clock.now();
  const known = installation.refreshTokens.get(token);
  if (!known || known.expiresAt <= now || (known.usableUntil !== null && known.usableUntil <= now))
    return refuse('invalid_grant');
  if (known.successorOf !== null) installation.refreshTokens.delete(known.successorOf);
  known.usableUntil ??= now + GRACE_S * 1_000;
  return issueOffline(world, installation, true, token);
}

function exchange(world: World, shop: Shop, installation: Installation, asked: Demand): Answer {
  const { subject_token: subject = '', subject_token_type: type, requested_token_type: requested } = asked;
  const expiring = asked.expiring === '1';
  if (type === OFFLINE) {
    const known = installation.accessTokens.get(subject);
    if (!known || known.online || known.expiresAt !== null) return refuse('invalid_subject_token');
    installation.accessTokens.delete(subject);
    return issueOffline(world, installation, expiring, null);
  }
  const staffId = type === ID_TOKEN ? staffOf(subject, world, shop) : null;
  if (staffId === null) return refuse('invalid_subject_token');
  if (requested === ONLINE) return issueOnline(world, shop, installation, staffId);
  return requested === OFFLINE
    ? issueOffline(world, installation, expiring, null)
    : refuse('invalid_request');
}

function answerTo(world: World, shop: Shop, asked: Demand): Answer {
  if (asked.client_id !== world.app.apiKey) return refuse('application_cannot_be_found');
  if (asked.client_secret !== world.app.secret) return refuse('invalid_client', 401);
  if (!shop.installation) return refuse('app_not_installed', 401);
  if (asked.grant_type === EXCHANGE) return exchange(world, shop, shop.installation, asked);
  if (asked.grant_type === 'refresh_token')
    return refresh(world, shop.installation, asked.refresh_token ?? '');
  return refuse('unsupported_grant_type');
}

function parse(body: string | null): Demand | null {
  try {
    return demand.parse(JSON.parse(body ?? ''));
  } catch {
    return null;
  }
}

export const oauth: Handler = async (request, response, world) => {
  const host = hostOf(request);
  if (!host.endsWith('.myshopify.com') || request.url?.split('?')[0] !== '/admin/oauth/access_token')
    return false;
  const shop = world.shops.get(host);
  const asked = parse(await readBody(request, BODY_MAX_BYTES));
  if (!shop) sendJson(response, 404, { error: 'shop_not_found' });
  else if (request.method !== 'POST' || !asked) sendJson(response, 400, { error: 'invalid_request' });
  else {
    const { status, body } = answerTo(world, shop, asked);
    sendJson(response, status, body);
  }
  return true;
};
