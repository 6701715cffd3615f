/** The shell's own addresses. */
import { readFile } from 'node:fs/promises';
import { serveCall } from './calls.ts';
import { frameAddress, storeName } from './frame-address.ts';
import { mailListPage, mailPage, sendMailHtml } from './pages/mail.ts';
import { SCRIPT_PATH, STYLE_PATH, sendPage } from './pages/page.ts';
import { shellPage } from './pages/shell.ts';
import { missingPage, startPage } from './pages/start.ts';
import { type ScriptName, script } from './scripts.ts';
import { chosenStaff } from './staff-choice.ts';
import { findShop, type ShopVisit, type Visit } from './visit.ts';

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

/** The app in its frame, at the app's own path behind the shell's. */
function sendApp({ request, response, world, places, appName, shop, url }: ShopVisit, appBase: string): void {
  const staff = chosenStaff(request, shop);
  const appPath = url.pathname.slice(appBase.length) || '/';
  const settings = {
    appName,
    storeName: shop.name,
    shop: shop.domain,
    appOrigin: places.app,
    appBase,
    calls: `/_admin/${storeName(shop)}`,
    topics: [...new Set(world.app.subscriptions.map(({ topic }) => topic))],
  };
  const address = shop.installation
    ? frameAddress(world, shop, staff, places.app, appPath + url.search)
    : null;
  const path = url.pathname + url.search;
  sendPage(response, shellPage({ shop, staff, settings, frameAddress: address, path }, world.app.scopes));
}

function sendStore(visit: Visit, name: string): void {
  const { request, response, world, places, url } = visit;
  const shop = findShop(world, name);
  if (!shop) {
    sendPage(response, missingPage(`There is no store named ${name} in this sandbox.`));
    return;
  }
  const appBase = `/store/${name}/apps/${world.app.apiKey}`;
  if (url.pathname !== appBase && !url.pathname.startsWith(`${appBase}/`)) {
    sendPage(response, missingPage('Of this store’s admin, only the app is in the sandbox.', appBase));
    return;
  }
  // The frame's policy and App Bridge know the admin by one origin only.
  if (`http://${request.headers.host}` === places.shell) sendApp({ ...visit, shop }, appBase);
  else response.writeHead(307, { Location: places.shell + request.url }).end();
}

function sendMail({ response, mail }: Visit, id: string, asHtml: boolean): void {
  const found = mail.mails().find((one) => String(one.id) === id);
  if (!found)
    sendPage(response, missingPage('There is no such mail; the sandbox forgets them when it stops.'));
  else if (asHtml) sendMailHtml(response, found);
  else sendPage(response, mailPage(found));
}

/** Patterns of addresses and what answers them, with the parts in brackets. */
const PAGES: [RegExp, (visit: Visit, ...parts: string[]) => Promise<void> | void][] = [
  [/^\/$/, ({ response, world, appName }) => sendPage(response, startPage(world, appName))],
  [/^\/app-bridge\.js$/, (visit) => sendScript(visit, 'app-bridge')],
  [new RegExp(`^${SCRIPT_PATH}$`), (visit) => sendScript(visit, 'shell')],
  [new RegExp(`^${STYLE_PATH}$`), sendStyle],
  [/^\/mail$/, ({ response, mail }) => sendPage(response, mailListPage(mail.mails()))],
  [/^\/mail\/(\d+)(\/html)?$/, (visit, id = '', part) => sendMail(visit, id, part !== undefined)],
  [/^\/store\/([^/]+)/, (visit, name = '') => sendStore(visit, name)],
];

/** @returns whether the address is the shell's */
export async function serveShell(visit: Visit): Promise<boolean> {
  if (await serveCall(visit)) return true;
  for (const [pattern, answer] of PAGES) {
    const match = pattern.exec(visit.url.pathname);
    if (!match) continue;
    await answer(visit, ...match.slice(1));
    return true;
  }
  return false;
}
