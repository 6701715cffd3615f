/** Addresses outside the frame: the admin's own, other tabs, and the app's address mirrored in the shell's. */
import type { ShopifyGlobal } from '../types.ts';
import type { Channel } from './channel.ts';
import { ownPath } from './config.ts';

export interface Navigation {
  /** Leads the whole tab away. */
  openTop(url: string): void;
  /** Tells the shell where the app is now. */
  report(): void;
  listen(): void;
}

/** `admin.shopify.com/store/demo`, unless the app was never opened from the admin. */
function adminOf(config: ShopifyGlobal['config']): string | null {
  try {
    return config.host ? atob(config.host) : null;
  } catch {
    return null;
  }
}

/** Where an address leads in this admin: `shopify:admin/...`, `app:...` and admin.shopify.com lead into the shell. */
function resolve(url: string, shell: string, config: ShopifyGlobal['config']): string {
  const store = adminOf(config)?.replace(/^[^/]+/, shell) ?? shell;
  return url
    .replace(/^shopify:\/*admin\/*/i, `${store}/`)
    .replace(/^app:\/*/i, `${store}/apps/${config.apiKey}/`)
    .replace(/^https:\/\/admin\.shopify\.com(?=\/|$)/i, shell);
}

/** Opened outside the admin, an embedded app goes back into it. */
export function returnToAdmin(shell: string, config: ShopifyGlobal['config']): void {
  const admin = adminOf(config);
  if (!admin || config.disabledFeatures?.includes('auto-redirect')) return;
  location.replace(`${admin.replace(/^[^/]+/, shell)}/apps/${config.apiKey}${ownPath()}`);
}

const LEAVES_FRAME = /^(_top|_parent)$/;
const ADMIN_ADDRESS = /^(shopify:|app:|https:\/\/admin\.shopify\.com)/i;

export function createNavigation(channel: Channel, shell: string, shopify: ShopifyGlobal): Navigation {
  const openElsewhere = (url: string, newTab: boolean) => {
    const absolute = new URL(resolve(url, shell, shopify.config), location.href).href;
    void channel.call('open', { url: absolute, newTab });
  };
  const report = () => void channel.call('page', { path: ownPath(), title: document.title });

  const plainOpen = window.open.bind(window);
  window.open = (url, target, features) => {
    const address = String(url ?? '');
    if (!ADMIN_ADDRESS.test(address) && !LEAVES_FRAME.test(target ?? ''))
      return plainOpen(url, target, features);
    openElsewhere(address, !LEAVES_FRAME.test(target ?? '_top'));
    return null;
  };

  for (const name of ['pushState', 'replaceState'] as const) {
    const plain = history[name].bind(history);
    history[name] = (...args) => {
      plain(...args);
      report();
    };
  }

  function followLink(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href]') : null;
    const href = link?.getAttribute('href') ?? '';
    if (!link || event.defaultPrevented) return;
    if (!ADMIN_ADDRESS.test(href) && !LEAVES_FRAME.test(link.target)) return;
    event.preventDefault();
    openElsewhere(href, link.target === '_blank');
  }

  return {
    openTop: (url) => openElsewhere(url, false),
    report,
    listen() {
      window.addEventListener('popstate', report);
      // On the window: after the app's own router, which hangs on the document.
      window.addEventListener('click', followLink);
    },
  };
}
