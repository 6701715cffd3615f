/**
 * The app proxy: requests to https://{shop}/{prefix}/{subpath}/… on the storefront go on to the app, signed
 * (shopify.dev, "Authenticate app proxies").
 */
import { createHmac } from 'node:crypto';
import { type IncomingHttpHeaders, type IncomingMessage, request as send } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { type Handler, hostOf } from './admin-api/http.ts';
import type { World } from './world.ts';

/** Never passed on: cookies are the storefront's, the others belong to one connection (RFC 9110, 7.6.1). */
const PRIVATE = new Set([
  'cookie',
  'set-cookie',
  'host',
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-forwarded-host',
  'x-forwarded-proto',
]);
/** Shopify's own; what a visitor writes there is dropped. */
const SIGNED = ['shop', 'logged_in_customer_id', 'path_prefix', 'timestamp', 'signature', 'hmac'];

/** Sorted `key=value` pairs without separators, repeated keys joined with commas; hex HMAC-SHA256. */
export function signProxyParams(params: URLSearchParams, secret: string): string {
  const keys = [...new Set(params.keys())].sort((a, b) => a.localeCompare(b));
  const message = keys.map((key) => `${key}=${params.getAll(key).join(',')}`).join('');
  return createHmac('sha256', secret).update(message).digest('hex');
}

/** @param customerId numeric id of the shopper who is logged in, null for a guest */
export function proxyParams(
  { app }: World,
  shop: string,
  query: URLSearchParams,
  customerId: string | null,
): URLSearchParams {
  const params = new URLSearchParams([...query].filter(([name]) => !SIGNED.includes(name)));
  params.set('shop', shop);
  params.set('logged_in_customer_id', customerId ?? '');
  params.set('path_prefix', `/${app.proxy.prefix}/${app.proxy.subpath}`);
  // By the wall clock: the app refuses what is older than 90 seconds.
  params.set('timestamp', String(Math.floor(Date.now() / 1_000)));
  params.set('signature', signProxyParams(params, app.secret));
  return params;
}

const withoutPrivate = (headers: IncomingHttpHeaders) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !PRIVATE.has(name)));

/** The shopper who is logged in on the sandbox's storefront is named by a cookie, `customer=<numeric id>`. */
function loggedIn({ headers }: IncomingMessage): string | null {
  return /(?:^|;\s*)customer=(\d+)/.exec(headers.cookie ?? '')?.[1] ?? null;
}

/** The visitor's address, after those that proxies before this one have named. */
const forwardedFor = ({ headers, socket }: IncomingMessage): string =>
  [headers['x-forwarded-for'], socket.remoteAddress].flat().filter(Boolean).join(', ');

/** @param target where the app listens */
export function createAppProxy(target: string): Handler {
  return async (request, response, world) => {
    const shop = world.shops.get(hostOf(request));
    const { prefix, subpath, url } = world.app.proxy;
    const from = new URL(request.url ?? '/', 'http://storefront');
    const base = `/${prefix}/${subpath}`;
    const isProxied = from.pathname === base || from.pathname.startsWith(`${base}/`);
    if (!shop?.installation || !isProxied) return false;
    const path = new URL(url).pathname + from.pathname.slice(base.length);
    const params = proxyParams(world, shop.domain, from.searchParams, loggedIn(request));
    const headers = {
      ...withoutPrivate(request.headers),
      host: new URL(world.app.url).host,
      'x-forwarded-for': forwardedFor(request),
    };
    await new Promise<void>((resolve) => {
      const onward = send(`${target}${path}?${params}`, { method: request.method, headers });
      onward.on('response', async (answer) => {
        response.writeHead(answer.statusCode ?? 502, withoutPrivate(answer.headers));
        // A side that hangs up ends the other; there is nobody left to tell.
        await pipeline(answer, response).catch(() => response.destroy());
        resolve();
      });
      onward.on('error', () => {
        if (!response.headersSent) response.writeHead(502, { 'Content-Type': 'text/plain' });
        response.end('There was an error in the third-party application.');
        resolve();
      });
      response.on('close', () => onward.destroy());
      request.pipe(onward);
    });
    return true;
  };
}
