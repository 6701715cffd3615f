/**
 * The app proxy: requests to https://{shop}/{prefix}/{subpath}/… on the storefront go on to the app, signed
 * (shopify.dev, "Authenticate app proxies").
 */
import { createHmac } from 'node:crypto';
import { request as send } from 'node:http';
import { type Handler, hostOf } from './admin-api/http.ts';
import type { World } from './world.ts';

/** Never passed on, in either direction. */
const PRIVATE = ['cookie', 'set-cookie', 'host', 'connection', 'x-forwarded-host'];

/** Sorted `key=value` pairs without separators, repeated keys joined with commas; hex HMAC-SHA256. */
export function signProxyParams(params: URLSearchParams, secret: string): string {
  const keys = [...new Set(params.keys())].sort((a, b) => a.localeCompare(b));
  const message = keys.map((key) => `${key}=${params.getAll(key).join(',')}`).join('');
  return createHmac('sha256', secret).update(message).digest('hex');
}

/** @param customerId numeric id of the shopper who is logged in, null for a guest */
export function proxyParams(
  world: World,
  shop: string,
  query: URLSearchParams,
  customerId: string | null,
): URLSearchParams {
  const params = new URLSearchParams(query);
  params.set('shop', shop);
  params.set('logged_in_customer_id', customerId ?? '');
  params.set('path_prefix', `/${world.app.proxy.prefix}/${world.app.proxy.subpath}`);
  params.set('timestamp', String(Math.floor(Date.now() / 1_000)));
  params.set('signature', signProxyParams(params, world.app.secret));
  return params;
}

const withoutPrivate = (headers: NodeJS.Dict<string | string[]>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !PRIVATE.includes(name)));

/** The shopper who is logged in on the sandbox's storefront is named by a cookie, `customer=<numeric id>`. */
const loggedIn = (cookie: string | undefined): string | null =>
  /(?:^|;\s*)customer=(\d+)/.exec(cookie ?? '')?.[1] ?? null;

/** @param target where the app listens */
export function createAppProxy(target: string): Handler {
  return async (request, response, world) => {
    const host = hostOf(request);
    const { prefix, subpath, url } = world.app.proxy;
    const from = new URL(request.url ?? '/', 'http://storefront');
    const base = `/${prefix}/${subpath}`;
    const isProxied = from.pathname === base || from.pathname.startsWith(`${base}/`);
    if (!world.shops.has(host) || !isProxied) return false;
    const path = new URL(url).pathname + from.pathname.slice(base.length);
    const params = proxyParams(world, host, from.searchParams, loggedIn(request.headers.cookie));
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const onward = send(
      `${target}${path}?${params}`,
      {
        method: request.method,
        headers: {
          ...withoutPrivate(request.headers),
          host: new URL(world.app.url).host,
          'x-forwarded-for': request.socket.remoteAddress ?? '',
        },
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, withoutPrivate(answer.headers));
        answer.pipe(response);
        answer.once('close', () => resolve(true));
      },
    );
    onward.once('error', () => {
      if (!response.headersSent) response.writeHead(502, { 'content-type': 'text/plain' });
      response.end('The app did not answer.');
      resolve(true);
    });
    request.pipe(onward);
    return promise;
  };
}
