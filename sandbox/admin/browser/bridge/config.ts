/** What App Bridge knows of its surroundings, from the page's head and the parameters of the first address. */
import type { ShopifyGlobal } from '../types.ts';

type Config = ShopifyGlobal['config'];

/** Parameters by which the admin opens the app; they are no part of the app's own address. */
const ADMIN_PARAMS = [
  'appLoadId',
  'embedded',
  'hmac',
  'host',
  'id_token',
  'link_source',
  'locale',
  'protocol',
  'session',
  'shop',
  'timestamp',
];

/** Kept per tab: a later document of the app is opened without the parameters. */
const STORED_AS = 'app-bridge-config';

const meta = (name: string) =>
  document.querySelector<HTMLMetaElement>(`meta[name="shopify-${name}"]`)?.content;
const list = (text: string | undefined) => text?.split(',').map((word) => word.trim());

function remembered(): Partial<Config> {
  try {
    return JSON.parse(sessionStorage.getItem(STORED_AS) ?? '{}');
  } catch {
    return {};
  }
}

/** @throws Error as Shopify's script does, when the page does not say which app it is */
export function readConfig(script: HTMLScriptElement | null): Config {
  const before = remembered();
  const params = new URLSearchParams(location.search);
  const apiKey = meta('api-key') ?? script?.dataset.apiKey;
  if (!apiKey) throw new Error('App Bridge needs <meta name="shopify-api-key"> before its script tag.');
  const config: Config = {
    apiKey,
    host: params.get('host') ?? before.host,
    shop: params.get('shop') ?? before.shop,
    locale: params.get('locale') ?? before.locale ?? 'en-US',
    appOrigins: list(meta('app-origins')) ?? [],
    disabledFeatures: list(meta('disabled-features')) ?? [],
  };
  const { host, shop, locale } = config;
  sessionStorage.setItem(STORED_AS, JSON.stringify({ host, shop, locale }));
  return config;
}

/** The app's own path with its own parameters, as the admin's address shows it. */
export function ownPath(href: string = location.href): string {
  const url = new URL(href);
  for (const name of ADMIN_PARAMS) url.searchParams.delete(name);
  return url.pathname + url.search + url.hash;
}
