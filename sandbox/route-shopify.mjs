/**
 * Preload (`node --import ./sandbox/route-shopify.mjs`): leads everything that the app sends to Shopify to
 * the sandbox at SHOPIFY_SANDBOX_URL, and lets nothing else leave this machine. The app itself knows nothing
 * of it: this replaces the dispatcher under Node's own fetch.
 */
import { Agent, setGlobalDispatcher } from 'undici';

const sandbox = new URL(process.env.SHOPIFY_SANDBOX_URL ?? '');
const SHOPIFY = /(^|\.)myshopify\.com$|^admin\.shopify\.com$|^storage\.googleapis\.com$/;
const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;

/** undici hands headers over as a flat list, as pairs or as an object. */
function withHost(headers, host) {
  const added = { 'x-forwarded-host': host, 'x-forwarded-proto': 'https' };
  if (Array.isArray(headers)) return [...headers, ...Object.entries(added).flat()];
  if (headers?.[Symbol.iterator]) return { ...Object.fromEntries(headers), ...added };
  return { ...headers, ...added };
}

const route = (dispatch) => (options, handler) => {
  const { hostname, host } = new URL(options.origin);
  if (SHOPIFY.test(hostname))
    return dispatch(
      { ...options, origin: sandbox.origin, headers: withHost(options.headers, host) },
      handler,
    );
  if (LOOPBACK.test(hostname)) return dispatch(options, handler);
  throw new Error(
    `The sandbox refuses to reach ${hostname}: only Shopify's hosts are there, and they are here.`,
  );
};

setGlobalDispatcher(new Agent().compose(route));
