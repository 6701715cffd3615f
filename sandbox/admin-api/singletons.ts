/** The shop and the app's installation as the Admin API shows them: one of each, read from the world. */
import { createHash } from 'node:crypto';
import type { NodeRecord, StoreRecord, Value } from '#sandbox/store/store.ts';
import type { Call } from './call.ts';

/** The app's number in global ids, derived from its API key. */
const appNumber = (apiKey: string) => createHash('sha256').update(apiKey).digest().readUInt32BE(0);

/** `$app` and `$app:sizes` stand for namespaces that only this app may write. */
export function fullNamespace({ world }: Call, namespace: Value): string {
  const own = `app--${appNumber(world.app.apiKey)}`;
  const [, handle] = /^\$app(?::(.+))?$/.exec(String(namespace ?? '$app')) ?? [null, null];
  if (handle === null) return String(namespace);
  return handle === undefined ? own : `${own}--${handle}`;
}

/** The shop; what the store holds of it (metafields, policies ...) joins what the world knows. */
export function shopRecord({ shop }: Call): NodeRecord {
  const url = `https://${shop.domain}`;
  const stored: NodeRecord = Object.create(shop.store.all('Shop')[0] ?? null);
  return Object.assign(stored, {
    __typename: 'Shop',
    id: `gid://shopify/Shop/${shop.id}`,
    name: shop.name,
    email: shop.email,
    contactEmail: shop.email,
    myshopifyDomain: shop.domain,
    url,
    primaryDomain: {
      __typename: 'Domain',
      id: `gid://shopify/Domain/${shop.id}`,
      host: shop.domain,
      url,
      sslEnabled: true,
    },
    billingAddress: {
      __typename: 'ShopAddress',
      id: `gid://shopify/ShopAddress/${shop.id}`,
      countryCodeV2: shop.countryCode,
    },
    currencyCode: shop.currency,
    ianaTimezone: shop.ianaTimezone,
    customers: () => [...shop.store.all('Customer')],
    orders: () => [...shop.store.all('Order')],
  });
}

export function appInstallationRecord({ world, installation }: Call): NodeRecord & { app: StoreRecord } {
  const number = appNumber(world.app.apiKey);
  const scope = (handle: string) => ({ __typename: 'AccessScope', handle, description: '' });
  return {
    __typename: 'AppInstallation',
    id: `gid://shopify/AppInstallation/${number}`,
    launchUrl: world.app.url,
    accessScopes: [...installation.grantedScopes].map(scope),
    app: {
      __typename: 'App',
      id: `gid://shopify/App/${number}`,
      apiKey: world.app.apiKey,
      embedded: true,
      requestedAccessScopes: world.app.scopes.map(scope),
      optionalAccessScopes: world.app.optionalScopes.map(scope),
    },
  };
}
