/** POST /_admin/{store}/{call}: what the shell's script and its forms ask for. */
import { readBody, sendJson } from '#sandbox/admin-api/http.ts';
import { mintSessionToken } from '#sandbox/session-token.ts';
import { changeScopes, scopesOf } from './scopes.ts';
import { chosenStaff, staffCookie } from './staff-choice.ts';
import { findShop, type ShopVisit, type Visit } from './visit.ts';

const BODY_MAX_BYTES = 64 * 1_024;

async function switchStaff({ request, response, shop }: ShopVisit): Promise<void> {
  const form = new URLSearchParams((await readBody(request, BODY_MAX_BYTES)) ?? '');
  const staff = shop.staff.find(({ id }) => String(id) === form.get('staff'));
  if (!staff) return sendJson(response, 404, { error: 'No such member of staff in this shop.' });
  const back = new URL(form.get('return') ?? '/', 'http://localhost');
  response
    .writeHead(303, { Location: back.pathname + back.search, 'Set-Cookie': staffCookie(shop, staff) })
    .end();
}

const CALLS: Record<string, (visit: ShopVisit) => Promise<void> | void> = {
  staff: switchStaff,
  'session-token': ({ request, response, world, shop }) =>
    sendJson(response, 200, { token: mintSessionToken(world, shop, chosenStaff(request, shop)) }),
  user({ request, response, shop }) {
    const { id, firstName, lastName, email, accountOwner } = chosenStaff(request, shop);
    const accountAccess = accountOwner ? 'account_owner' : 'regular_staff';
    sendJson(response, 200, { id, name: `${firstName} ${lastName}`, email, accountAccess });
  },
  async scopes({ request, response, world, shop, sender }) {
    const body: unknown = JSON.parse((await readBody(request, BODY_MAX_BYTES)) ?? 'null');
    const problem = changeScopes(world, shop, sender, body);
    if (problem) sendJson(response, 422, { error: problem });
    else sendJson(response, 200, scopesOf(world, shop));
  },
};

/** Another site's page may not act as the merchant: it would come with its own origin. */
const isOwnPage = ({ request, places }: Visit) =>
  request.headers.origin === undefined || request.headers.origin === places.shell;

/** @returns whether the address is a call's */
export async function serveCall(visit: Visit): Promise<boolean> {
  const [, name = '', call = ''] = /^\/_admin\/([^/]+)\/([^/]+)$/.exec(visit.url.pathname) ?? [];
  const shop = findShop(visit.world, name);
  const answer = Object.hasOwn(CALLS, call) ? CALLS[call] : undefined;
  if (visit.request.method !== 'POST' || !shop || !answer) return false;
  if (isOwnPage(visit)) await answer({ ...visit, shop });
  else sendJson(visit.response, 403, { error: 'This call is for the admin shell only.' });
  return true;
}
