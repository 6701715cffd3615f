/** What a merchant does in the Shopify admin that an app hears of. */
import { cancelErasure, pendingErasure, requestErasure } from './admin-api/erasure.ts';
import type { Compliance } from './compliance.ts';
import { createInstallation } from './shops.ts';
import { nextDataRequestId } from './webhooks/data-request-id.ts';
import {
  customerDeletePayload,
  dataRequestPayload,
  findPerson,
  scopesUpdatePayload,
} from './webhooks/payloads.ts';
import type { DeliveryWithBody, WebhookSender } from './webhooks/sender.ts';
import { uninstalledPayload } from './webhooks/shop-payload.ts';
import type { Installation, ProtectedField, Shop, World } from './world.ts';

export interface Merchant {
  /** Grants the required scopes; within 48 hours of an uninstallation the shop's erasure is called off. */
  install(shop: Shop): void;
  /** Every token is worthless from here on. */
  uninstall(shop: Shop): Promise<DeliveryWithBody[]>;
  /** @throws Error when a scope is not the app's to have or to lose, or the app is not installed */
  changeScopes(shop: Shop, change: { grant?: string[]; revoke?: string[] }): Promise<DeliveryWithBody[]>;
  approveProtectedData(shop: Shop, approved: boolean, fields: readonly ProtectedField[]): void;
  /** "Request customer data". @param person customer id (global or numeric) or e-mail address */
  requestData(shop: Shop, person: string): Promise<DeliveryWithBody[]>;
  /** "Erase personal data". @returns when the erasure is due, in the sandbox's time */
  eraseData(shop: Shop, person: string): number;
  cancelErasure(shop: Shop, person: string): void;
  deleteCustomer(shop: Shop, person: string): Promise<DeliveryWithBody[]>;
}

interface Parts {
  world: World;
  sender: Pick<WebhookSender, 'send'>;
  compliance: Compliance;
}

/** Who asked for an erasure, where it was no app. */
const MERCHANT = 'admin';

function requireInstallation({ installation, domain }: Shop): Installation {
  if (!installation) throw new Error(`The app is not installed on ${domain}: install it first.`);
  return installation;
}

function requireCustomer(shop: Shop, person: string) {
  const found = findPerson(shop, person);
  if ('customer' in found) return found.customer;
  throw new Error(`${person} is no customer of ${shop.domain}: Shopify only erases and deletes customers.`);
}

export function createMerchant({ world, sender, compliance }: Parts): Merchant {
  function checkScopes({ grant = [], revoke = [] }: { grant?: string[]; revoke?: string[] }): void {
    const { scopes, optionalScopes } = world.app;
    const undeclared = grant.filter((scope) => !scopes.includes(scope) && !optionalScopes.includes(scope));
    if (undeclared.length > 0) throw new Error(`shopify.app.toml does not name ${undeclared.join(', ')}.`);
    const required = revoke.filter((scope) => scopes.includes(scope));
    if (required.length > 0) throw new Error(`Required scopes cannot be revoked: ${required.join(', ')}.`);
  }

  return {
    install(shop) {
      shop.installation ??= createInstallation(world);
      compliance.appInstalled(shop);
    },
    async uninstall(shop) {
      shop.installation = null;
      for (const { id } of shop.store.all('WebhookSubscription').slice()) shop.store.remove(id);
      compliance.appUninstalled(shop);
      return sender.send({
        shop,
        topic: 'app/uninstalled',
        payload: uninstalledPayload(shop, world.clock.now()),
      });
    },
    async changeScopes(shop, change) {
      const { grantedScopes } = requireInstallation(shop);
      checkScopes(change);
      const previous = [...grantedScopes];
      for (const scope of change.grant ?? []) grantedScopes.add(scope);
      for (const scope of change.revoke ?? []) grantedScopes.delete(scope);
      const payload = scopesUpdatePayload(shop, previous, world.clock.now());
      return sender.send({ shop, topic: 'app/scopes_update', payload });
    },
    approveProtectedData(shop, approved, fields) {
      shop.protectedData = { approved, fields: new Set(fields) };
    },
    async requestData(shop, person) {
      const payload = dataRequestPayload(shop, findPerson(shop, person), nextDataRequestId());
      return sender.send({ shop, topic: 'customers/data_request', payload });
    },
    eraseData(shop, person) {
      const { id } = requireCustomer(shop, person);
      const requestedAt = new Date(world.clock.now()).toISOString();
      requestErasure(shop.store, id, { requestedBy: MERCHANT, requestedAt });
      compliance.requestErasure(shop, id);
      return compliance.pending().find(({ subject }) => subject === id)?.dueAt ?? Number.NaN;
    },
    cancelErasure(shop, person) {
      const customer = requireCustomer(shop, person);
      const pending = pendingErasure(customer);
      if (!pending) throw new Error(`${person} is not scheduled for erasure.`);
      if (pending.requestedBy !== MERCHANT) throw new Error('Only the original requester can cancel.');
      cancelErasure(shop.store, customer.id);
      compliance.cancelErasure(shop, customer.id);
    },
    async deleteCustomer(shop, person) {
      const customer = requireCustomer(shop, person);
      if (customer.canDelete === false)
        throw new Error(`${person} has orders: Shopify keeps such customers.`);
      const payload = customerDeletePayload(customer);
      shop.store.remove(customer.id);
      return sender.send({ shop, topic: 'customers/delete', payload });
    },
  };
}
