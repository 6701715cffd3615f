/** POST /_admin/{store}/{call}: what the shell's script and its forms ask for. */
import { z } from 'zod';
import { readBody, sendJson } from '#sandbox/admin-api/http.ts';
import { mintSessionToken } from '#sandbox/session-token.ts';
import { readThemeExtensions } from '#sandbox/theme-extensions.ts';
import type { Shop, World } from '#sandbox/world.ts';
import type { ExtensionInfo, ScopesDetail } from './browser/types.ts';
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

const scopes = z.array(z.string()).default([]);
const change = z.object({ grant: scopes, revoke: scopes });

function scopesOf({ app }: World, { installation }: Shop): ScopesDetail {
  const granted = [...(installation?.grantedScopes ?? [])];
  return { granted, required: app.scopes, optional: app.optionalScopes };
}

const THEME_ID = 'gid://shopify/OnlineStoreTheme/1';

/** What App Bridge tells of the app's extensions: where in the theme their blocks are. */
const extensionsOf = ({ themeBlocks }: Shop): ExtensionInfo[] =>
  readThemeExtensions().map(({ handle, blocks }) => ({
    handle,
    type: 'theme_app_extension',
    activations: blocks.map((block) => ({
      ...block,
      status: themeBlocks.has(block.handle) ? 'active' : 'available',
      activations: themeBlocks.has(block.handle)
        ? [{ target: `template--page/main/${block.handle}`, themeId: THEME_ID }]
        : [],
    })),
  }));

const CALLS: Record<string, (visit: ShopVisit) => Promise<void> | void> = {
  staff: switchStaff,
  'session-token': ({ request, response, world, shop }) =>
    sendJson(response, 200, { token: mintSessionToken(world, shop, chosenStaff(request, shop)) }),
  user({ request, response, shop }) {
    const { id, firstName, lastName, email, accountOwner } = chosenStaff(request, shop);
    const accountAccess = accountOwner ? 'account_owner' : 'regular_staff';
    sendJson(response, 200, { id, name: `${firstName} ${lastName}`, email, accountAccess });
  },
  extensions: ({ response, shop }) => sendJson(response, 200, extensionsOf(shop)),
  async scopes({ request, response, world, shop, merchant }) {
    const { grant, revoke } = change.parse(JSON.parse((await readBody(request, BODY_MAX_BYTES)) || '{}'));
    if (grant.length + revoke.length > 0) await merchant.changeScopes(shop, { grant, revoke });
    sendJson(response, 200, scopesOf(world, shop));
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
  if (!isOwnPage(visit)) {
    sendJson(visit.response, 403, { error: 'This call is for the admin shell only.' });
    return true;
  }
  try {
    await answer({ ...visit, shop });
  } catch (error) {
    sendJson(visit.response, 422, { error: (error as Error).message });
  }
  return true;
}
