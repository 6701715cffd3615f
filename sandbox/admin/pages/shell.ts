/** The admin around the app: top bar, navigation, title bar, frame. */
import type { Shop, Staff } from '#sandbox/world.ts';
import { SETTINGS_ID, type ShellSettings } from '../browser/shell/settings.ts';
import { storeName } from '../frame-address.ts';
import { html, json, type Markup } from '../html.ts';
import { type Page, SCRIPT_PATH } from './page.ts';

export interface ShellView {
  shop: Shop;
  staff: Staff;
  settings: ShellSettings;
  /** Signed address of the app; null while it is not installed. */
  frameAddress: string | null;
  /** Path of this page, to come back to. */
  path: string;
}

const fullName = ({ firstName, lastName }: Staff) => `${firstName} ${lastName}`.trim();

function topBar({ shop, staff, path }: ShellView): Markup {
  return html`<header class="top-bar">
  <button type="button" id="nav-toggle" class="nav-toggle" aria-label="Menu" aria-controls="admin-nav" aria-expanded="false">☰</button>
  <a class="brand" href="/">Sandbox</a>
  <span class="store">${shop.name}</span>
  <form class="staff" method="post" action="/_admin/${storeName(shop)}/staff">
    <input type="hidden" name="return" value="${path}">
    <label for="staff">Staff</label>
    <select id="staff" name="staff" autocomplete="off">
      ${shop.staff.map(
        (one) =>
          html`<option value="${one.id}"${one.id === staff.id && html` selected`}>${fullName(one)}${one.accountOwner && ' (owner)'}</option>`,
      )}
    </select>
    <noscript><button class="button">Switch</button></noscript>
  </form>
  <button type="button" id="tools-toggle" class="button dark" aria-controls="tools" aria-expanded="false">Tools</button>
  <section id="save-bar" class="save-bar" aria-label="Unsaved changes" hidden>
    <p role="status">Unsaved changes</p>
    <button type="button" id="save-bar-discard" class="button dark">Discard</button>
    <button type="button" id="save-bar-save" class="button primary light">Save</button>
  </section>
</header>`;
}

function navigation({ settings }: ShellView): Markup {
  return html`<nav id="admin-nav" class="admin-nav" aria-label="Admin">
  <ul>
    <li><a href="/">Stores</a></li>
    <li><a href="/mail">Mail</a></li>
  </ul>
  <h2>Apps</h2>
  <ul>
    <li><a href="${settings.appBase}">${settings.appName}</a>
      <ul id="app-nav"></ul>
    </li>
  </ul>
</nav>`;
}

function notInstalled({ settings, shop }: ShellView, scopes: string[]): Markup {
  return html`<div class="install">
  <h2>${settings.appName} is not installed on ${shop.name}</h2>
  <p>It will be able to use:</p>
  <ul>${scopes.map((scope) => html`<li><code>${scope}</code></li>`)}</ul>
  <button type="button" id="install" class="button primary">Install</button>
</div>`;
}

export function shellPage(view: ShellView, scopes: string[]): Page {
  const { settings, frameAddress } = view;
  const content = frameAddress
    ? html`<iframe id="app-frame" class="app-frame" title="${settings.appName}" data-src="${frameAddress}" allow="clipboard-write"></iframe>`
    : notInstalled(view, scopes);
  return {
    title: `${settings.appName} · ${settings.storeName}`,
    frames: [settings.appOrigin],
    body: html`
<a class="skip" href="#app">Skip to content</a>
${topBar(view)}
<div class="columns">
${navigation(view)}
<main id="app" class="content" tabindex="-1">
  <div id="progress" class="progress" role="progressbar" aria-label="Loading" hidden></div>
  <div class="title-bar">
    <div id="title-bar-back"></div>
    <h1 id="title-bar-title">${settings.appName}</h1>
    <div id="title-bar-actions" class="title-bar-actions"></div>
  </div>
  ${content}
</main>
<aside id="tools" class="tools" aria-label="Sandbox tools" hidden></aside>
</div>
<div id="toasts" class="toasts" role="status"></div>
<script type="application/json" id="${SETTINGS_ID}">${json(settings)}</script>
<script src="${SCRIPT_PATH}" defer></script>`,
  };
}
