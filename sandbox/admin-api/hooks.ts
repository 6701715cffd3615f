/** What the rest of the sandbox wants to be told of, so that webhooks and compliance can follow. */
import type { Shop, World } from '#sandbox/world.ts';

export interface Hooks {
  /** Something that Shopify announces by webhook, with the payload of the topic as Shopify writes it. */
  webhook(event: { world: World; shop: Shop; topic: string; payload: object }): void;
  /** `customerRequestDataErasure` was accepted for a customer (global id). */
  erasureRequested(event: { world: World; shop: Shop; customerId: string }): void;
  /** A pending erasure was cancelled. */
  erasureCanceled(event: { world: World; shop: Shop; customerId: string }): void;
}

export const NO_HOOKS: Hooks = {
  webhook: () => undefined,
  erasureRequested: () => undefined,
  erasureCanceled: () => undefined,
};
