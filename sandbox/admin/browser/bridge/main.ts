/**
 * A stand-in for https://cdn.shopify.com/shopifycloud/app-bridge.js, served to apps in the sandbox as the
 * first script of every page. It talks only to the admin shell that it was loaded from.
 */
import type { ShopifyGlobal } from '../types.ts';
import { bounce, isBounce } from './bounce.ts';
import { createChannel } from './channel.ts';
import { createChrome } from './chrome.ts';
import { ownPath, readConfig } from './config.ts';
import { patchFetch } from './fetch.ts';
import { defineModals } from './modal.ts';
import { createNavigation, returnToAdmin } from './navigation.ts';
import { createSaveBars, defineSaveBar, watchForms } from './save-bar.ts';
import { createShopify } from './shopify.ts';
import { createWebVitals } from './web-vitals.ts';

declare global {
  interface Window {
    /** Set by the first run in this window: document.write runs the script again in the same one. */
    sandboxAppBridge?: { start(): void };
  }
}

/** Elements that speak to the admin and show nothing in the page. */
const HIDDEN = 'ui-nav-menu, s-app-nav, ui-title-bar, ui-save-bar { display: none !important; }';

function install(script: HTMLScriptElement, config: ShopifyGlobal['config']): { start(): void } {
  const shell = new URL(script.src).origin;
  const channel = createChannel(shell);
  const webVitals = createWebVitals();
  const shopify = createShopify(channel, config, webVitals);
  window.shopify = shopify;
  const navigation = createNavigation(channel, shell, shopify);
  if (!config.disabledFeatures?.includes('fetch')) patchFetch(shopify, navigation);
  const bars = createSaveBars(channel);
  defineSaveBar(bars);
  defineModals(channel);
  const parts = [channel, navigation, webVitals, watchForms(bars)];
  // A page inside a modal of the app has no say in the admin's frame.
  if (window.parent === window.top) parts.push(createChrome(channel, navigation));
  return {
    start() {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(HIDDEN);
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
      for (const part of parts) part.listen();
      if (window.parent === window.top && !isBounce()) void channel.call('hello', { path: ownPath() });
    },
  };
}

const script = document.currentScript;
if (window.sandboxAppBridge) {
  window.sandboxAppBridge.start();
} else if (script instanceof HTMLScriptElement) {
  const config = readConfig(script);
  if (window.top === window) {
    returnToAdmin(new URL(script.src).origin, config);
  }
  window.sandboxAppBridge = install(script, config);
  window.sandboxAppBridge.start();
  if (isBounce()) void bounce();
}
