/** Where a topic is sent: what shopify.app.toml declares, and what the app subscribed to by the Admin API. */
import type { NodeRecord } from '#sandbox/store/store.ts';
import type { Shop, World } from '#sandbox/world.ts';

export interface Destination {
  /** What is connected to. */
  url: string;
  /** What the app believes to be called by. */
  publicUrl: string;
  /** X-Shopify-Name, where the subscription has one. */
  name?: string;
  /** Global id of a subscription that was made by the Admin API. */
  subscriptionId?: string;
}

/** Sent although the app is not installed (any more). */
const ALSO_UNINSTALLED = /^(app\/uninstalled|shop\/redact|customers\/(redact|data_request))$/;

/** `customers/data_request` is CUSTOMERS_DATA_REQUEST in the schema. */
const enumOf = (topic: string) => topic.replace('/', '_').toUpperCase();

/** The address behind the app's public one; other addresses stay as they are. */
function behind(publicUrl: string, appUrl: string, target: string): string {
  const inApp = publicUrl === appUrl || publicUrl.startsWith(`${appUrl}/`);
  return inApp ? target + publicUrl.slice(appUrl.length) : publicUrl;
}

/** @param target where the app listens, when that is not its public address */
export function destinationsOf(world: World, shop: Shop, topic: string, target?: string): Destination[] {
  if (!shop.installation && !ALSO_UNINSTALLED.test(topic)) return [];
  const { url: appUrl, subscriptions } = world.app;
  const declared = subscriptions
    .filter((subscription) => subscription.topic === topic)
    .map(({ uri }) => ({ publicUrl: new URL(uri, appUrl).href }));
  const subscribed = shop.store
    .all('WebhookSubscription')
    .filter((subscription) => subscription.topic === enumOf(topic))
    .map(({ id, uri, name }: NodeRecord) => ({
      publicUrl: new URL(String(uri), appUrl).href,
      ...(name ? { name: String(name) } : {}),
      subscriptionId: id,
    }));
  return [...declared, ...subscribed].map((destination) => ({
    ...destination,
    url: behind(destination.publicUrl, appUrl, target ?? appUrl),
  }));
}

/** After the last retry in vain Shopify ends a subscription that was made by the Admin API; declared ones stay. */
export function endSubscription(shop: Shop, { subscriptionId }: Destination): void {
  if (subscriptionId !== undefined) shop.store.remove(subscriptionId);
}
