/** What an app says to Shopify's own hosts, said to the sandbox's instead. */
import type { Places } from './places.ts';

type HeaderValue = string | string[] | undefined;

const inShell = (url: string, { shell }: Places) =>
  url.replace(/^https:\/\/admin\.shopify\.com(?=[/?#]|$)/i, shell);

/** Only who may frame the app changes, and only where the app lets Shopify frame it. */
function framedByShell(policy: string, { shell }: Places): string {
  return policy.replace(/frame-ancestors([^;]*)/gi, (directive, sources: string) =>
    sources.includes('https://admin.shopify.com') ? `frame-ancestors ${shell}` : directive,
  );
}

/** The library announces App Bridge from Shopify's network; the sandbox serves its own. */
const withoutCdn = (link: string) =>
  link
    .split(/,(?=\s*<)/)
    .filter((one) => !one.includes('//cdn.shopify.com/'))
    .join(',');

const REWRITES: Record<string, (value: string, places: Places) => string> = {
  'content-security-policy': framedByShell,
  location: inShell,
  'x-shopify-api-request-failure-reauthorize-url': inShell,
  link: withoutCdn,
};

/** The header as the browser gets it; undefined when nothing of it is left. */
export function rewriteHeader(name: string, value: HeaderValue, places: Places): HeaderValue {
  const rewrite = REWRITES[name.toLowerCase()];
  if (!rewrite || value === undefined) return value;
  if (Array.isArray(value)) return value.map((one) => rewrite(one, places));
  return rewrite(value, places) || undefined;
}
