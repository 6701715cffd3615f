/** The first page: what there is in this sandbox. */
import type { World } from '#sandbox/world.ts';
import { storeName } from '../frame-address.ts';
import { html } from '../html.ts';
import { type Page, topBar } from './page.ts';

const ADDRESSES = [
  ['/mail', 'Mail that the app has sent'],
  ['/app-bridge.js', 'App Bridge, as the app loads it'],
] as const;

export function startPage(world: World, appName: string): Page {
  return {
    title: 'Sandbox',
    body: html`
${topBar}
<main class="document">
<h1>A local Shopify</h1>
<p>Its stores, customers and orders are made up; its Admin API, webhooks, sign-in and mail are real enough to practise with ${appName}. Nothing leaves this machine.</p>
<h2>Stores</h2>
<ul class="cards">
${[...world.shops.values()].map(
  (shop) => html`<li class="card">
  <h3><a href="/store/${storeName(shop)}/apps/${world.app.apiKey}">${shop.name}</a></h3>
  <p>${shop.domain} · ${shop.store.all('Customer').length} customers · ${shop.store.all('Order').length} orders · ${appName} is ${shop.installation ? 'installed' : 'not installed'}</p>
</li>`,
)}
</ul>
<h2>Elsewhere</h2>
<ul>${ADDRESSES.map(([path, text]) => html`<li><a href="${path}">${text}</a></li>`)}</ul>
<h2>Tools in each store’s admin</h2>
<p>Open a store and press <strong>Tools</strong>: send any webhook (forged ones too), uninstall and install the app, move the clock, let Shopify’s API fail, approve protected customer data, and watch what the app answered.</p>
</main>`,
  };
}

export function missingPage(what: string, back = '/'): Page {
  return {
    title: 'Not in the sandbox',
    status: 404,
    body: html`
${topBar}
<main class="document">
<h1>Not in the sandbox</h1>
<p>${what}</p>
<p><a href="${back}">${back === '/' ? 'All stores' : 'Back to the app'}</a></p>
</main>`,
  };
}
