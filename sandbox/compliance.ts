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

interface Parts {
  world: World;
  schedule: Schedule;
  sender: Pick<WebhookSender, 'send'>;
}

type What = Omit<Pending, 'dueAt'>;
const keyOf = ({ shop, topic, subject }: What) => `${shop} ${topic} ${subject}`;
const redaction = ({ domain }: Shop, customerId: string): What => ({
  shop: domain,
  topic: 'customers/redact',
  subject: customerId,
});
const shopRedaction = ({ domain }: Shop): What => ({ shop: domain, topic: 'shop/redact', subject: domain });

/** @returns when the customer may be erased: an order that came in the meantime puts it off */
function erasureDueAt(shop: Shop, customerId: string, soonest: number): number {
  const lastOrder = lastOrderAt(shop, findPerson(shop, customerId));
  return lastOrder === null ? soonest : Math.max(soonest, lastOrder + KEPT_AFTER_ORDER_MS);
}

export class Compliance {
  readonly #parts: Parts;
  readonly #waiting = new Map<string, { pending: Pending; task: Task }>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** @returns when the erasure is due, in the sandbox's time */
  requestErasure(shop: Shop, customerId: string): number {
    return this.#planErasure(shop, customerId, this.#parts.world.clock.now() + ERASED_AFTER_MS);
  }

  cancelErasure(shop: Shop, customerId: string): void {
    this.#drop(redaction(shop, customerId));
  }

  appUninstalled(shop: Shop): void {
    const dueAt = this.#parts.world.clock.now() + SHOP_REDACTED_AFTER_MS;
    this.#plan({ ...shopRedaction(shop), dueAt }, async () => {
      await this.#parts.sender.send({ shop, topic: 'shop/redact', payload: shopRedactPayload(shop) });
    });
  }

  appInstalled(shop: Shop): void {
    this.#drop(shopRedaction(shop));
  }

  /** The soonest first. */
  pending(): Pending[] {
    return [...this.#waiting.values()].map(({ pending }) => pending).sort((a, b) => a.dueAt - b.dueAt);
  }

  #planErasure(shop: Shop, customerId: string, soonest: number): number {
    const dueAt = erasureDueAt(shop, customerId, soonest);
    this.#plan({ ...redaction(shop, customerId), dueAt }, async () => {
      const customer = shop.store.find(customerId);
      // Merged away or deleted since.
      if (!customer) return;
      if (erasureDueAt(shop, customerId, soonest) > this.#parts.world.clock.now()) {
        this.#planErasure(shop, customerId, soonest);
        return;
      }
      const payload = redactPayload(shop, { customer });
      eraseCustomer(shop.store, customer);
      await this.#parts.sender.send({ shop, topic: 'customers/redact', payload });
    });
    return dueAt;
  }

  #plan(pending: Pending, run: () => Promise<void>): void {
    this.#drop(pending);
    const task = this.#parts.schedule.at(pending.dueAt, () => {
      this.#waiting.delete(keyOf(pending));
      return run();
    });
    this.#waiting.set(keyOf(pending), { pending, task });
  }

  #drop(what: What): void {
    this.#waiting.get(keyOf(what))?.task.cancel();
    this.#waiting.delete(keyOf(what));
  }
}
