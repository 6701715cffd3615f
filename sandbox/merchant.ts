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

/** Which optional scopes the merchant grants or takes back. */
export interface ScopeChange {
  grant?: string[];
  revoke?: string[];
}

/** @throws Error when a scope is not the app's to have, or not the merchant's to take */
function checkScopes({ app }: World, { grant = [], revoke = [] }: ScopeChange): void {
  const declared = new Set([...app.scopes, ...app.optionalScopes]);
  const undeclared = grant.filter((scope) => !declared.has(scope));
  if (undeclared.length > 0) throw new Error(`shopify.app.toml does not name ${undeclared.join(', ')}.`);
  const required = revoke.filter((scope) => app.scopes.includes(scope));
  if (required.length > 0) throw new Error(`Required scopes cannot be revoked: ${required.join(', ')}.`);
}

export class Merchant {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Grants the required scopes; within 48 hours of an uninstallation the shop's erasure is called off. */
  install(shop: Shop): void {
    shop.installation ??= createInstallation(this.#parts.world);
    this.#parts.compliance.appInstalled(shop);
  }

  /** Every token is worthless from here on. */
  async uninstall(shop: Shop): Promise<DeliveryWithBody[]> {
    shop.installation = null;
    shop.themeBlocks.clear();
    for (const { id } of [...shop.store.all('WebhookSubscription')]) shop.store.remove(id);
    this.#parts.compliance.appUninstalled(shop);
    return this.#tell(shop, 'app/uninstalled', uninstalledPayload(shop, this.#now()));
  }

  /** @throws Error when a scope is not the app's to have or to lose, or the app is not installed */
  async changeScopes(shop: Shop, change: ScopeChange): Promise<DeliveryWithBody[]> {
    const { grantedScopes } = requireInstallation(shop);
    checkScopes(this.#parts.world, change);
    const previous = [...grantedScopes];
    for (const scope of change.grant ?? []) grantedScopes.add(scope);
    for (const scope of change.revoke ?? []) grantedScopes.delete(scope);
    return this.#tell(shop, 'app/scopes_update', scopesUpdatePayload(shop, previous, this.#now()));
  }

  approveProtectedData(shop: Shop, approved: boolean, fields: readonly ProtectedField[]): void {
    shop.protectedData = { approved, fields: new Set(fields) };
  }

  /** "Request customer data". @param person customer id (global or numeric) or e-mail address */
  async requestData(shop: Shop, person: string): Promise<DeliveryWithBody[]> {
    const payload = dataRequestPayload(shop, findPerson(shop, person), nextDataRequestId());
    return this.#tell(shop, 'customers/data_request', payload);
  }

  /** "Erase personal data"; again while one is pending changes nothing. @returns when it is due, in the sandbox's time */
  eraseData(shop: Shop, person: string): number {
    const { id } = requireCustomer(shop, person);
    const pending = this.#parts.compliance
      .pending()
      .find(({ shop: domain, subject }) => domain === shop.domain && subject === id);
    if (pending) return pending.dueAt;
    const requestedAt = new Date(this.#now()).toISOString();
    requestErasure(shop.store, id, { requestedBy: MERCHANT, requestedAt });
    return this.#parts.compliance.requestErasure(shop, id);
  }

  /** @throws Error when there is no erasure to cancel, or an app asked for it */
  cancelErasure(shop: Shop, person: string): void {
    const customer = requireCustomer(shop, person);
    const pending = pendingErasure(customer);
    if (!pending) throw new Error(`${person} is not scheduled for erasure.`);
    if (pending.requestedBy !== MERCHANT) throw new Error('Only the original requester can cancel.');
    cancelErasure(shop.store, customer.id);
    this.#parts.compliance.cancelErasure(shop, customer.id);
  }

  /** @throws Error when the customer has orders */
  async deleteCustomer(shop: Shop, person: string): Promise<DeliveryWithBody[]> {
    const customer = requireCustomer(shop, person);
    if (customer.canDelete === false) throw new Error(`${person} has orders: Shopify keeps such customers.`);
    const payload = customerDeletePayload(customer);
    shop.store.remove(customer.id);
    return this.#tell(shop, 'customers/delete', payload);
  }

  #tell(shop: Shop, topic: string, payload: object): Promise<DeliveryWithBody[]> {
    return this.#parts.sender.send({ shop, topic, payload });
  }

  #now(): number {
    return this.#parts.world.clock.now();
  }
}
