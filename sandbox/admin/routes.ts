/** The shell's own addresses. */
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, sendJson } from '#sandbox/admin-api/http.ts';
import { mintSessionToken } from '#sandbox/session-token.ts';
import type { Shop, World } from '#sandbox/world.ts';
import { frameAddress, storeName } from './frame-address.ts';
import { SCRIPT_PATH, STYLE_PATH, sendPage } from './pages/page.ts';
import { shellPage } from './pages/shell.ts';
import { missingPage, startPage } from './pages/start.ts';
import type { Places } from './places.ts';
import { changeScopes, scopesOf } from './scopes.ts';
import { type ScriptName, script } from './scripts.ts';
import { chosenStaff, staffCookie } from './staff-choice.ts';

export interface Visit {
  request: IncomingMessage;
  response: ServerResponse;
  world: World;
  places: Places;
  appName: string;
}

interface ShopVisit extends Visit {
  shop: Shop;
  url: URL;
}

const BODY_MAX_BYTES = 64 * 1_024;

function requireShop(world: World, name: string): Shop | undefined {
  return world.shops.get(`${name}.myshopify.com`);
}

async function sendScript({ response }: Visit, name: ScriptName): Promise<void> {
  const code = await script(name);
  response.writeHead(200, { 'Content-Type': 'text/javascript; charset=utf-8', 'Cache-Control': 'no-cache' });
  response.end(code);
}

async function sendStyle({ response }: Visit): Promise<void> {
  const style = await readFile(new URL('./browser/shell.css', import.meta.url));
  response.writeHead(200, { 'Content-Type': 'text/css; charset=utf-8', 'Cache-Control': 'no-cache' });
  response.end(style);
}

/** @returns false when the address leads to no app of the shop */
function sendShell({ request, response, world, places, appName, shop, url }: ShopVisit): void {
  const appBase = `/store/${storeName(shop)}/apps/${world.app.apiKey}`;
  if (url.pathname !== appBase && !url.pathname.startsWith(`${appBase}/`)) {
    sendPage(response, missingPage('The sandbox has no such page in its admin; only the app lives here.'));
    return;
  }
  // The frame's policy and App Bridge know the admin by one origin only.
  if (`http://${request.headers.host}` !== places.shell) {
    response.writeHead(307, { Location: places.shell + request.url }).end();
    return;
  }
  const staff = chosenStaff(request, shop);
  const appPath = url.pathname.slice(appBase.length) || '/';
  const settings = {
    appName,
    storeName: shop.name,
    appOrigin: places.app,
    appBase,
    calls: `/_admin/${storeName(shop)}`,
    control: '/_control',
  };
  const address = shop.installation
    ? frameAddress(world, shop, staff, places.app, appPath + url.search)
    : null;
  const page = shellPage(
    { shop, staff, settings, frameAddress: address, path: request.url ?? '/' },
    world.app.scopes,
  );
  sendPage(response, page);
}

async function switchStaff({ request, response, shop }: ShopVisit): Promise<void> {
  const form = new URLSearchParams((await readBody(request, BODY_MAX_BYTES)) ?? '');
  const staff = shop.staff.find(({ id }) => String(id) === form.get('staff'));
  const back = form.get('return') ?? '/';
  if (!staff) return sendJson(response, 404, { error: 'No such member of staff in this shop.' });
  const path = new URL(back, 'http://localhost');
  response
    .writeHead(303, { Location: path.pathname + path.search, 'Set-Cookie': staffCookie(shop, staff) })
    .end();
}

type Call = (visit: ShopVisit) => Promise<void> | void;

/** POST /_admin/{store}/{call}: what the shell's script asks for. */
const CALLS: Record<string, Call> = {
  staff: switchStaff,
  'session-token': ({ request, response, world, shop }) =>
    sendJson(response, 200, { token: mintSessionToken(world, shop, chosenStaff(request, shop)) }),
  user({ request, response, shop }) {
    const { id, firstName, lastName, email, accountOwner } = chosenStaff(request, shop);
    const accountAccess = accountOwner ? 'account_owner' : 'regular_staff';
    sendJson(response, 200, { id, name: `${firstName} ${lastName}`, email, accountAccess });
  },
  async scopes({ request, response, world, shop }) {
    const body: unknown = JSON.parse((await readBody(request, BODY_MAX_BYTES)) ?? 'null');
    const problem = changeScopes(world, shop, body);
    if (problem) sendJson(response, 422, { error: problem });
    else sendJson(response, 200, scopesOf(world, shop));
  },
};

/** Another site's page may not act as the merchant: it would come with its own origin. */
const isOwnPage = ({ request, places }: Visit) =>
  request.headers.origin === undefined || request.headers.origin === places.shell;

async function serveCall(visit: Visit, url: URL): Promise<boolean> {
  const [, name = '', call = ''] = /^\/_admin\/([^/]+)\/([^/]+)$/.exec(url.pathname) ?? [];
  const shop = requireShop(visit.world, name);
  const answer = CALLS[call];
  if (visit.request.method !== 'POST' || !shop || !answer) return false;
  if (isOwnPage(visit)) await answer({ ...visit, shop, url });
  else sendJson(visit.response, 403, { error: 'This call is for the admin shell only.' });
  return true;
}

const FILES: Record<string, (visit: Visit) => Promise<void> | void> = {
  '/': ({ response, world, appName }) => sendPage(response, startPage(world, appName)),
  '/app-bridge.js': (visit) => sendScript(visit, 'app-bridge'),
  [SCRIPT_PATH]: (visit) => sendScript(visit, 'shell'),
  [STYLE_PATH]: sendStyle,
};

/** @returns whether the address is the shell's */
export async function serveShell(visit: Visit): Promise<boolean> {
  const { request, response, world } = visit;
  const url = new URL(request.url ?? '/', visit.places.shell);
  if (url.pathname.startsWith('/_admin/') && (await serveCall(visit, url))) return true;
  const file = Object.hasOwn(FILES, url.pathname) ? FILES[url.pathname] : undefined;
  if (file) {
    await file(visit);
    return true;
  }
  const store = /^\/store\/([^/]+)/.exec(url.pathname)?.[1];
  if (store === undefined) return false;
  const shop = requireShop(world, store);
  if (shop) sendShell({ ...visit, shop, url });
  else sendPage(response, missingPage(`There is no store named ${store} in this sandbox.`));
  return true;
}
