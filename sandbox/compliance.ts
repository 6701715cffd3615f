/**
 * What Shopify does by itself, later: it erases a customer 10 days after the request, or six months after the
 * last order, and tells the apps; and 48 hours after an app was uninstalled it asks it to erase the shop.
 */
import { findPerson, lastOrderAt, redactPayload, shopRedactPayload } from './webhooks/payloads.ts';
import type { WebhookSender } from './webhooks/sender.ts';
import type { Shop, World } from './world.ts';

const DAY_MS = 86_400_000;
const ERASE_AFTER_DAYS = 10;
const KEPT_AFTER_ORDER_DAYS = 180;
const SHOP_REDACT_AFTER_DAYS = 2;
const TICK_MS = 50;

/** Something that will happen; `subject` tells pending ones apart. */
export interface Pending {
  shop: string;
  topic: 'customers/redact' | 'shop/redact';
  /** The customer's global id, or the shop's domain. */
  subject: string;
  /** In the sandbox's time, milliseconds since the epoch. */
  dueAt: number;
}

export interface Compliance {
  requestErasure(shop: Shop, customerId: string): void;
  cancelErasure(shop: Shop, customerId: string): void;
  appUninstalled(shop: Shop): void;
  appInstalled(shop: Shop): void;
  pending(): Pending[];
  close(): void;
}

/** What remains of an erased customer: that there was one, and what was ordered. */
const ERASED = {
  firstName: null,
  lastName: null,
  displayName: '',
  email: null,
  phone: null,
  note: null,
  tags: [],
  defaultEmailAddress: null,
  defaultPhoneNumber: null,
  defaultAddress: null,
  addressesV2: [],
  metafields: [],
};
const ERASED_ORDER = {
  email: null,
  phone: null,
  clientIp: null,
  note: null,
  customAttributes: [],
  billingAddress: null,
  shippingAddress: null,
};

function eraseCustomer(shop: Shop, customerId: string): void {
  for (const order of shop.store.all('Order')) {
    const customer = typeof order.customer === 'function' ? order.customer() : order.customer;
    if (customer && typeof customer === 'object' && 'id' in customer && customer.id === customerId)
      shop.store.update(order.id, ERASED_ORDER);
  }
  shop.store.update(customerId, ERASED);
}

export function createCompliance(world: World, sender: WebhookSender): Compliance {
  let waiting: Pending[] = [];
  const drop = (topic: Pending['topic'], subject: string) => {
    waiting = waiting.filter((each) => each.topic !== topic || each.subject !== subject);
  };

  function carryOut({ shop: domain, topic, subject }: Pending): void {
    const shop = world.shops.get(domain);
    if (!shop) return;
    if (topic === 'shop/redact') {
      sender.send({ shop, topic, payload: shopRedactPayload(shop) });
      return;
    }
    const payload = redactPayload(shop, findPerson(shop, subject));
    eraseCustomer(shop, subject);
    sender.send({ shop, topic, payload });
  }

  const ticker = setInterval(() => {
    const now = world.clock.now();
    const due = waiting.filter(({ dueAt }) => dueAt <= now);
    waiting = waiting.filter(({ dueAt }) => dueAt > now);
    for (const each of due) carryOut(each);
  }, TICK_MS);
  ticker.unref();

  return {
    requestErasure(shop, customerId) {
      drop('customers/redact', customerId);
      const lastOrder = lastOrderAt(shop, findPerson(shop, customerId));
      const soonest = world.clock.now() + ERASE_AFTER_DAYS * DAY_MS;
      const dueAt =
        lastOrder === null ? soonest : Math.max(soonest, lastOrder + KEPT_AFTER_ORDER_DAYS * DAY_MS);
      waiting.push({ shop: shop.domain, topic: 'customers/redact', subject: customerId, dueAt });
    },
    cancelErasure: (_shop, customerId) => drop('customers/redact', customerId),
    appUninstalled(shop) {
      const dueAt = world.clock.now() + SHOP_REDACT_AFTER_DAYS * DAY_MS;
      waiting.push({ shop: shop.domain, topic: 'shop/redact', subject: shop.domain, dueAt });
    },
    appInstalled: (shop) => drop('shop/redact', shop.domain),
    pending: () => waiting,
    close: () => clearInterval(ticker),
  };
}
