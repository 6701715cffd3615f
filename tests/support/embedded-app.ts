/** A small embedded app without a framework: every part of App Bridge that a merchant can see, and no more. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface EmbeddedApp {
  port: number;
  /** What came to the app's own addresses, newest last. */
  seen: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[];
  /** Files of its own, by path. */
  files: Map<string, { type: string; body: string }>;
  /** Answers of the next calls to /echo, before its ordinary one. */
  next: { status: number; headers: Record<string, string> }[];
  close(): Promise<void>;
}

const SCRIPT = `
const say = (text) => { document.querySelector('#said').textContent += text + '\\n'; };
const on = (id, action) => document.getElementById(id).addEventListener('click', action);
on('call', async () => say('echo ' + (await (await fetch('/echo')).text())));
on('post', async () => say('echo ' + (await (await fetch('/echo', { method: 'POST', body: 'kept' })).text())));
on('toast', () => shopify.toast.show('Request closed', { action: 'Undo', onAction: () => say('undone'), onDismiss: () => say('dismissed') }));
on('show-modal', () => shopify.modal.show('confirm'));
on('user', async () => say('user ' + JSON.stringify(await shopify.user())));
on('scopes', async () => say('scopes ' + JSON.stringify(await shopify.scopes.request(['read_draft_orders']))));
on('undeclared', () => shopify.scopes.request(['write_everything']).catch((error) => say('refused ' + error.message)));
on('leave', async () => { await shopify.saveBar.leaveConfirmation(); say('left'); });
on('show-bar', () => shopify.saveBar.show('bar'));
on('busy', () => shopify.loading(true));
on('admin', () => open('shopify://admin/customers/7', '_top'));
on('title-action', () => say('title action'));
on('title-more', () => say('title more'));
on('bar-save', () => { say('bar saved'); shopify.saveBar.hide('bar'); });
on('bar-discard', () => { say('bar discarded'); shopify.saveBar.hide('bar'); });
on('modal-yes', () => { say('modal yes'); shopify.modal.hide('confirm'); });
const confirmModal = document.getElementById('confirm');
confirmModal.addEventListener('show', () => say('modal shown'));
confirmModal.addEventListener('hide', () => say('modal hidden'));
document.getElementById('form').addEventListener('submit', (event) => { event.preventDefault(); say('form saved'); });
document.getElementById('form').addEventListener('reset', () => say('form reset'));
const route = (event) => { event.preventDefault(); history.pushState(null, '', event.target.getAttribute('href')); draw(); };
for (const link of document.querySelectorAll('ui-nav-menu a')) link.addEventListener('click', route);
const draw = () => { document.querySelector('#path').textContent = location.pathname; document.title = 'At ' + location.pathname; };
addEventListener('popstate', draw);
draw();
`;

const page = (bridge: string, apiKey: string) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Embedded app</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="shopify-api-key" content="${apiKey}"><script src="${bridge}"></script></head>
<body style="font:14px/1.5 system-ui;margin:1rem">
<ui-nav-menu><a href="/app" rel="home">Home</a><a href="/app/requests">Requests</a><a href="/app/settings">Settings</a></ui-nav-menu>
<ui-title-bar title="All requests"><button id="title-action" variant="primary">New request</button>
<button id="title-other">Export</button><section label="More"><button id="title-more">Archive</button></section></ui-title-bar>
<main><h1>Embedded app</h1><p>At <span id="path"></span></p>
<p><button id="call">Call</button> <button id="post">Post</button> <button id="toast">Toast</button>
<button id="show-modal">Modal</button> <button id="user">User</button> <button id="scopes">Scopes</button>
<button id="undeclared">Undeclared scope</button> <button id="leave">Leave</button> <button id="show-bar">Save bar</button>
<button id="busy">Busy</button> <button id="admin">Customer in admin</button></p>
<form id="form" data-save-bar><label>Name <input name="name" value="before"></label></form>
<pre id="said"></pre></main>
<ui-save-bar id="bar" discardConfirmation><button variant="primary" id="bar-save"></button><button id="bar-discard"></button></ui-save-bar>
<ui-modal id="confirm"><p style="padding:1rem">Close this request?</p>
<ui-title-bar title="Close request"><button id="modal-yes" variant="primary">Close it</button></ui-title-bar></ui-modal>
<script>${SCRIPT}</script></body></html>`;

/** The headers that Shopify's library sends with every page. */
const POLICY = 'frame-ancestors https://demo.myshopify.com https://admin.shopify.com https://*.spin.dev;';
const PRELOAD = '<https://cdn.shopify.com/shopifycloud/app-bridge.js>; rel="preload"; as="script";';

export interface Surroundings {
  /** Origin of the admin. */
  shell: string;
  apiKey: string;
}

/** @param surroundings known once the sandbox listens */
export async function startEmbeddedApp(surroundings: () => Surroundings): Promise<EmbeddedApp> {
  const seen: EmbeddedApp['seen'] = [];
  const next: EmbeddedApp['next'] = [];
  const files: EmbeddedApp['files'] = new Map();

  function answer(request: IncomingMessage, response: ServerResponse, body: string): void {
    const url = new URL(request.url ?? '/', 'http://app');
    const { shell, apiKey } = surroundings();
    const bridge = `${shell}/app-bridge.js`;
    const special = url.pathname === '/echo' ? next.shift() : undefined;
    if (special) return void response.writeHead(special.status, special.headers).end();
    if (url.pathname === '/echo') return void response.end(`${request.method} ${body}`.trim());
    if (url.pathname === '/out') {
      return void response
        .writeHead(302, { Location: `https://admin.shopify.com/store/demo/apps/${apiKey}` })
        .end();
    }
    const file = files.get(url.pathname);
    if (file) return void response.writeHead(200, { 'Content-Type': file.type }).end(file.body);
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.setHeader('Content-Security-Policy', POLICY);
    response.setHeader('Link', PRELOAD);
    if (url.pathname === '/bounce') {
      return void response.end(`<script data-api-key="${apiKey}" src="${bridge}"></script>`);
    }
    response.end(page(bridge, apiKey));
  }

  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
    answer(request, response, body);
  });
  server.on('upgrade', (_, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n');
    socket.pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    seen,
    next,
    files,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
