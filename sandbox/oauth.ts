/**
 * POST https://{shop}/admin/oauth/access_token: token exchange and refresh, as apps with managed installation
 * use them (shopify.dev, "Exchange a session token" and "Offline access tokens").
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { type Handler, hostOf, readBody, sendJson } from './admin-api/http.ts';
import { staffOfToken } from './session-token.ts';
import { issueOffline, issueOnline, revokeNonExpiring, spendRefreshToken } from './tokens.ts';
import type { Shop, World } from './world.ts';

const BODY_MAX_BYTES = 64 * 1_024;

const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ID_TOKEN = 'urn:ietf:params:oauth:token-type:id_token';
const OFFLINE = 'urn:shopify:params:oauth:token-type:offline-access-token';
const ONLINE = 'urn:shopify:params:oauth:token-type:online-access-token';

const demand = z.object({
  client_id: z.string(),
  client_secret: z.string(),
  grant_type: z.string().default(''),
  subject_token: z.string().default(''),
  subject_token_type: z.string().default(''),
  requested_token_type: z.string().default(OFFLINE),
  /** "0" or "1" as Shopify's libraries send it, also for online tokens. */
  expiring: z.coerce.string().default('0'),
  refresh_token: z.string().default(''),
});
type Demand = z.output<typeof demand>;

interface Answer {
  status: number;
  body: object;
}
const grant = (body: object): Answer => ({ status: 200, body });
const refuse = (error: string, description: string, status = 400): Answer => ({
  status,
  body: { error, error_description: description },
});
const badSubject = () => refuse('invalid_subject_token', 'Subject token is invalid');

/** From a non-expiring offline token to an expiring one, without a user: the old one is worthless afterwards. */
function migrate(world: World, { installation }: Shop, asked: Demand): Answer {
  const known = installation?.accessTokens.get(asked.subject_token);
  if (!installation || !known || known.online || known.expiresAt !== null) return badSubject();
  if (asked.expiring !== '1')
    return refuse('invalid_request', 'A non-expiring token is only exchanged for an expiring one');
  revokeNonExpiring(installation);
  return grant(issueOffline(world, installation, true));
}

function exchangeIdToken(world: World, shop: Shop, asked: Demand): Answer {
  const staff = staffOfToken(asked.subject_token, world, shop);
  if (!staff || !shop.installation) return badSubject();
  if (asked.requested_token_type === ONLINE) return grant(issueOnline(world, shop.installation, staff));
  const expiring = asked.expiring === '1';
  if (expiring) revokeNonExpiring(shop.installation);
  return grant(issueOffline(world, shop.installation, expiring));
}

const SUBJECTS: Record<string, (world: World, shop: Shop, asked: Demand) => Answer> = {
  [ID_TOKEN]: exchangeIdToken,
  [OFFLINE]: migrate,
};

function exchange(world: World, shop: Shop, asked: Demand): Answer {
  if (![ONLINE, OFFLINE].includes(asked.requested_token_type))
    return refuse('invalid_request', 'Requested token type is not supported');
  const answer = SUBJECTS[asked.subject_token_type];
  return answer
    ? answer(world, shop, asked)
    : refuse('invalid_request', 'Subject token type is not supported');
}

/** Unknown, used up, expired and revoked tokens are told apart by nobody but Shopify. */
function refresh(world: World, { installation }: Shop, asked: Demand): Answer {
  if (installation && spendRefreshToken(world, installation, asked.refresh_token))
    return grant(issueOffline(world, installation, true, asked.refresh_token));
  return refuse('invalid_request', 'This request requires an active refresh_token', 401);
}

const GRANTS: Record<string, (world: World, shop: Shop, asked: Demand) => Answer> = {
  [EXCHANGE]: exchange,
  refresh_token: refresh,
};

function answerTo(world: World, shop: Shop, asked: Demand): Answer {
  if (asked.client_id !== world.app.apiKey) {
    const description = `Could not find Shopify API application with api_key ${asked.client_id}`;
    return refuse('application_cannot_be_found', description);
  }
  if (asked.client_secret !== world.app.secret) return refuse('invalid_client', 'Client is invalid', 401);
  const answer = GRANTS[asked.grant_type];
  return answer
    ? answer(world, shop, asked)
    : refuse('unsupported_grant_type', 'Grant type is not supported');
}

/** JSON or a form, as the content type says. */
function parse({ headers }: IncomingMessage, body: string): Demand | null {
  try {
    const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded');
    const fields: unknown = isForm ? Object.fromEntries(new URLSearchParams(body)) : JSON.parse(body);
    return demand.safeParse(fields).data ?? null;
  } catch {
    return null;
  }
}

export const oauth: Handler = async (request, response, world) => {
  const host = hostOf(request);
  if (!host.endsWith('.myshopify.com') || request.url?.split('?')[0] !== '/admin/oauth/access_token')
    return false;
  response.setHeader('X-Request-Id', randomUUID());
  const shop = world.shops.get(host);
  const asked = parse(request, (await readBody(request, BODY_MAX_BYTES)) ?? '');
  if (!shop || request.method !== 'POST') sendJson(response, 404, { errors: 'Not Found' });
  else {
    const { status, body } = asked
      ? answerTo(world, shop, asked)
      : refuse('invalid_request', 'The request is missing a required parameter');
    sendJson(response, status, body);
  }
  return true;
};
