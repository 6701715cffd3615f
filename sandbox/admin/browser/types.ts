/** The public face of App Bridge as Shopify types it; the stand-in is held to it by the compiler. */
import type { ShopifyGlobal } from '@shopify/app-bridge-types';

export type { ShopifyGlobal };
export type ExtensionInfo = Awaited<ReturnType<ShopifyGlobal['app']['extensions']>>[number];
export type ScopesRequestResponse = Awaited<ReturnType<ShopifyGlobal['scopes']['request']>>;
export type ScopesDetail = ScopesRequestResponse['detail'];
export type ToastOptions = NonNullable<Parameters<ShopifyGlobal['toast']['show']>[1]>;
export type Tools = ShopifyGlobal['tools'];
export type WebVitalsReport = Parameters<
  NonNullable<Parameters<NonNullable<ShopifyGlobal['webVitals']['onReport']>>[0]>
>[0];
