/** fetch() towards the app's own server carries the session token, as App Bridge sees to it. */
import type { ShopifyGlobal } from '../types.ts';
import type { Navigation } from './navigation.ts';

const RETRY_HEADER = 'X-Shopify-Retry-Invalid-Session-Request';
const REAUTHORIZE_HEADER = 'X-Shopify-API-Request-Failure-Reauthorize-Url';

function isAppOrigin(url: URL, appOrigins: readonly string[]): boolean {
  if (url.protocol !== location.protocol) return appOrigins.includes(url.origin);
  const ownHost = url.host === location.host || url.host.endsWith(`.${location.host}`);
  return ownHost || appOrigins.includes(url.origin);
}

function setIfAbsent(headers: Headers, name: string, value: string): void {
  if (!headers.has(name)) headers.set(name, value);
}

export function patchFetch(shopify: ShopifyGlobal, navigation: Navigation): void {
  const plainFetch = window.fetch.bind(window);

  async function send(request: Request, ownToken: boolean): Promise<Response> {
    const attempt = new Request(request.clone());
    if (ownToken) attempt.headers.set('Authorization', `Bearer ${await shopify.idToken()}`);
    setIfAbsent(attempt.headers, 'X-Requested-With', 'XMLHttpRequest');
    setIfAbsent(attempt.headers, 'Accept-Language', shopify.config.locale ?? 'en-US');
    return plainFetch(attempt);
  }

  window.fetch = async (input, init) => {
    const request = new Request(input, init);
    if (!isAppOrigin(new URL(request.url), shopify.config.appOrigins ?? [])) return plainFetch(input, init);
    const ownToken = !request.headers.has('Authorization');
    let response = await send(request, ownToken);
    if (ownToken && response.headers.has(RETRY_HEADER)) response = await send(request, ownToken);
    const reauthorize = response.headers.get(REAUTHORIZE_HEADER);
    if (!reauthorize) return response;
    navigation.openTop(new URL(reauthorize, location.href).href);
    return new Promise<never>(() => undefined);
  };
}
