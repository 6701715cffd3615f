/** Who may see what: access scopes, and the two levels of protected customer data. */
import type { GraphQLError } from 'graphql';
import { access, satisfies } from '#sandbox/schema/admin.ts';
import type { StoreRecord } from '#sandbox/store/store.ts';
import type { Installation, Shop } from '#sandbox/world.ts';
import { accessDenied, fieldNotApproved, objectNotApproved } from './errors.ts';

/** Types that are protected customer data as a whole (level 1): whatever relates directly to a customer. */
const PROTECTED_TYPES = new Set([
  'Abandonment',
  'AbandonedCheckout',
  'CompanyContact',
  'Customer',
  'CustomerPaymentMethod',
  'CustomerSegmentMember',
  'DraftOrder',
  'Fulfillment',
  'FulfillmentOrder',
  'Order',
  'OrderTransaction',
  'Refund',
  'Return',
  'StoreCreditAccount',
  'SubscriptionContract',
]);

const ORDER_WINDOW_MS = 60 * 24 * 3_600_000;

/** The answers to "may this app see ...?" during one call; computed once per type and per field. */
export class Denials {
  readonly #granted: ReadonlySet<string>;
  readonly #protectedData: Shop['protectedData'];
  readonly #types = new Map<string, 'scope' | 'protected' | null>();
  /** Orders created before this instant (ms) are simply not there; -Infinity with `read_all_orders`. */
  readonly #ordersSince: number;

  constructor(shop: Shop, installation: Installation, now: number) {
    this.#granted = installation.grantedScopes;
    this.#protectedData = shop.protectedData;
    this.#ordersSince = this.#granted.has('read_all_orders')
      ? Number.NEGATIVE_INFINITY
      : now - ORDER_WINDOW_MS;
  }

  get hidesOrders(): boolean {
    return this.#ordersSince !== Number.NEGATIVE_INFINITY;
  }

  showsOrder({ createdAt }: StoreRecord): boolean {
    return !this.hidesOrders || Date.parse(String(createdAt)) >= this.#ordersSince;
  }

  /** The error that stands for a field that leads to a type the app may not see, or null. */
  ofType(typeName: string, fieldName: string): GraphQLError | null {
    let denial = this.#types.get(typeName);
    if (denial === undefined) {
      denial = this.#judge(typeName);
      this.#types.set(typeName, denial);
    }
    if (denial === null) return null;
    if (denial === 'protected') return objectNotApproved(typeName);
    return accessDenied(fieldName, access.get(typeName)?.requirement?.text ?? '');
  }

  /** The error that stands for a field by itself, whatever its type, or null. */
  ofField(parentName: string, fieldName: string): GraphQLError | null {
    const entry = access.get(`${parentName}.${fieldName}`);
    if (entry === undefined) return null;
    if (entry.requirement && !satisfies(this.#granted, entry.requirement)) {
      return accessDenied(fieldName, entry.requirement.text);
    }
    const { protectedField } = entry;
    if (protectedField === null) return null;
    const approved = this.#protectedData.approved && this.#protectedData.fields.has(protectedField);
    return approved ? null : fieldNotApproved(fieldName);
  }

  #judge(typeName: string): 'scope' | 'protected' | null {
    const requirement = access.get(typeName)?.requirement;
    if (requirement && !satisfies(this.#granted, requirement)) return 'scope';
    return PROTECTED_TYPES.has(typeName) && !this.#protectedData.approved ? 'protected' : null;
  }
}
