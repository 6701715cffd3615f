/**
 * Preload (`node --import ./sandbox/route-shopify.mjs`): leads everything that the app sends to Shopify to
 * the sandbox at SHOPIFY_SANDBOX_URL, and lets nothing else leave this machine over HTTP. The app itself knows
 * nothing of it: this replaces the dispatcher under Node's own fetch and the agents of node:http and
 * node:https.
 */
import http from 'node:http';
import https from 'node:https';
import { Agent, setGlobalDispatcher } from 'undici';

const SHOPIFY = /(^|\.)myshopify\.com$|^admin\.shopify\.com$|^storage\.googleapis\.com$/;
const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d+){3}|\[?::1\]?)$/;

function readAddress() {
  const address = process.env.SHOPIFY_SANDBOX_URL ?? '';
  if (URL.canParse(address)) return new URL(address);
  throw new Error(
    'SHOPIFY_SANDBOX_URL is not set to an address. Set it to that of the sandbox: http://127.0.0.1:4000.',
  );
}
const sandbox = readAddress();

const refusal = (hostname) =>
  new Error(
    `The sandbox refuses to reach ${hostname}: only this machine is reachable, with Shopify's hosts on it.`,
  );

/** undici hands headers over as a flat list, as pairs or as an object. */
function withHost(headers, host) {
  const added = { 'x-forwarded-host': host, 'x-forwarded-proto': 'https' };
  if (Array.isArray(headers)) return [...headers, ...Object.entries(added).flat()];
  if (headers?.[Symbol.iterator]) return { ...Object.fromEntries(headers), ...added };
  return { ...headers, ...added };
}

const route = (dispatch) => (options, handler) => {
  const { hostname, host } = new URL(options.origin);
  if (SHOPIFY.test(hostname)) {
    const headers = withHost(options.headers, host);
    return dispatch({ ...options, origin: sandbox.origin, headers }, handler);
  }
  if (LOOPBACK.test(hostname)) return dispatch(options, handler);
  throw refusal(hostname);
};

setGlobalDispatcher(new Agent().compose(route));

for (const { globalAgent } of [http, https]) {
  const connect = globalAgent.createConnection;
  globalAgent.createConnection = function createConnection(options, callback) {
    if (!options.socketPath && !LOOPBACK.test(options.host ?? 'localhost')) throw refusal(options.host);
    return connect.call(this, options, callback);
  };
}
