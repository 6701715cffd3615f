/**
 * What Shopify does by itself, later: it erases a customer 10 days after the request, or six months after the
 * last order, and tells the apps; and 48 hours after an app was uninstalled it asks it to erase the shop.
 */
import type { Schedule, Task } from './schedule.ts';
import { eraseCustomer } from './store/erase-customer.ts';
import { findPerson, lastOrderAt, redactPayload, shopRedactPayload } from './webhooks/payloads.ts';
import type { WebhookSender } from './webhooks/sender.ts';
import type { Shop, World } from './world.ts';

const DAY_MS = 86_400_000;
const ERASED_AFTER_MS = 10 * DAY_MS;
/** Shopify's help says 180 days where its documentation for developers says six months. */
const KEPT_AFTER_ORDER_MS = 180 * DAY_MS;
const SHOP_REDACTED_AFTER_MS = 2 * DAY_MS;

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
  /** The soonest first. */
  pending(): Pending[];
}

interface Parts {
  world: World;
  schedule: Schedule;
  sender: Pick<WebhookSender, 'send'>;
}

export function createCompliance({ world, schedule, sender }: Parts): Compliance {
  const waiting = new Map<string, { pending: Pending; task: Task }>();
  const keyOf = ({ shop, topic, subject }: Omit<Pending, 'dueAt'>) => `${shop} ${topic} ${subject}`;

  function drop(what: Omit<Pending, 'dueAt'>): void {
    waiting.get(keyOf(what))?.task.cancel();
    waiting.delete(keyOf(what));
  }

  function plan(pending: Pending, run: () => Promise<void>): void {
    drop(pending);
    const task = schedule.at(pending.dueAt, () => {
      waiting.delete(keyOf(pending));
      return run();
    });
    waiting.set(keyOf(pending), { pending, task });
  }

  const redaction = (shop: Shop, subject: string) =>
    ({ shop: shop.domain, topic: 'customers/redact', subject }) as const;
  const shopRedaction = ({ domain }: Shop) =>
    ({ shop: domain, topic: 'shop/redact', subject: domain }) as const;

  /** An order that came in the meantime puts the erasure off. */
  function erasureDueAt(shop: Shop, customerId: string, soonest: number): number {
    const lastOrder = lastOrderAt(shop, findPerson(shop, customerId));
    return lastOrder === null ? soonest : Math.max(soonest, lastOrder + KEPT_AFTER_ORDER_MS);
  }

  function planErasure(shop: Shop, customerId: string, soonest: number): void {
    const dueAt = erasureDueAt(shop, customerId, soonest);
    plan({ ...redaction(shop, customerId), dueAt }, async () => {
      const customer = shop.store.find(customerId);
      // Merged away or deleted since.
      if (!customer) return;
      if (erasureDueAt(shop, customerId, soonest) > world.clock.now())
        return planErasure(shop, customerId, soonest);
      const payload = redactPayload(shop, { customer });
      eraseCustomer(shop.store, customer);
      await sender.send({ shop, topic: 'customers/redact', payload });
    });
  }

  return {
    requestErasure: (shop, customerId) => planErasure(shop, customerId, world.clock.now() + ERASED_AFTER_MS),
    cancelErasure: (shop, customerId) => drop(redaction(shop, customerId)),
    appUninstalled(shop) {
      const dueAt = world.clock.now() + SHOP_REDACTED_AFTER_MS;
      plan({ ...shopRedaction(shop), dueAt }, async () => {
        await sender.send({ shop, topic: 'shop/redact', payload: shopRedactPayload(shop) });
      });
    },
    appInstalled: (shop) => drop(shopRedaction(shop)),
    pending: () => [...waiting.values()].map(({ pending }) => pending).sort((a, b) => a.dueAt - b.dueAt),
  };
}
