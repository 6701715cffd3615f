import type { Saying } from './saying.ts';

/**
 * What the app may ask a merchant for beside what it cannot work without: one row per scope of `optional_scopes` in
 * shopify.app.toml, with what an answer or an erasure is the fuller for. `needsApproval`: Shopify must have approved the
 * app, too. `leadsTo`: what is missed only once this one is granted, for it is about records that this one lets be seen.
 */
export const OPTIONAL_SCOPES = {
  read_draft_orders: {
    label: 'Draft orders',
    what: 'Orders that staff prepared for the person and that were never placed.',
  },
  write_draft_orders: {
    label: 'Deleting draft orders',
    what: 'Approved erasures also delete orders that staff prepared for the person.',
  },
  write_orders: {
    label: 'Changing orders',
    what: 'Approved erasures and corrections also reach notes, attributes, addresses and contacts of orders.',
  },
  read_returns: {
    label: 'Returns',
    what: 'What the person sent back, and the reasons they gave.',
  },
  read_merchant_managed_fulfillment_orders: {
    label: 'Deliveries that the shop fulfils itself',
    what: 'Where each parcel was to go, and the instructions for the carrier.',
  },
  read_gift_cards: {
    label: 'Gift cards',
    what: 'Gift cards the person bought or received, with their messages.',
    leadsTo: 'read_gift_card_transactions',
  },
  read_gift_card_transactions: {
    label: 'Use of gift cards',
    what: 'When and for how much each gift card was used.',
  },
  read_store_credit_accounts: {
    label: 'Store credit',
    what: 'The credit that the person has with the shop.',
    leadsTo: 'read_store_credit_account_transactions',
  },
  read_store_credit_account_transactions: {
    label: 'Use of store credit',
    what: 'How that credit came about and what it was spent on.',
  },
  read_companies: {
    label: 'Companies (B2B)',
    what: 'The companies that the person buys for, and their role there.',
  },
  read_content: {
    label: 'Blog comments',
    what: 'Comments on the shop’s blogs under the person’s address, with IP address and browser.',
  },
  read_metaobjects: {
    label: 'Metaobjects',
    what: 'What other apps keep about the person in Shopify, such as product reviews.',
  },
  read_metaobject_definitions: {
    label: 'Kinds of metaobjects',
    what: 'Which kinds of metaobjects there are: without it none can be looked through.',
    leadsTo: 'read_metaobjects',
  },
  read_products: {
    label: 'Products',
    what: 'The names of the products that the person looked at before leaving a checkout.',
  },
  read_locations: {
    label: 'Locations',
    what: 'In which of the shop’s locations the person bought, or agreed to marketing.',
  },
  read_payment_terms: {
    label: 'Terms of payment',
    what: 'By when the person was to pay an order that was not paid at once.',
  },
  read_customer_merge: {
    label: 'Merging of customer records',
    what: 'Whether a data request or an erasure stands in the way of a customer’s record in Shopify.',
  },
  read_shopify_payments_disputes: {
    label: 'Payment disputes',
    what: 'Chargebacks and inquiries over the person’s payments.',
    leadsTo: 'read_shopify_payments_dispute_evidences',
  },
  read_shopify_payments_dispute_evidences: {
    label: 'Evidence in payment disputes',
    what: 'What was handed to the bank about the person, their IP address among it.',
  },
  read_customer_payment_methods: {
    label: 'Saved payment methods',
    what: 'Cards and accounts the person has saved; never more than their last digits.',
    needsApproval: true,
  },
  read_payment_mandate: {
    label: 'Bank accounts for payment',
    what: 'Bank accounts the person has saved; never more than their last digits.',
    needsApproval: true,
  },
  read_own_subscription_contracts: {
    label: 'Subscriptions',
    what: 'Subscription contracts, as far as this app owns them.',
    needsApproval: true,
  },
} as const satisfies Record<
  string,
  { label: Saying; what: Saying; needsApproval?: boolean; leadsTo?: string }
>;
export type OptionalScope = keyof typeof OPTIONAL_SCOPES;

export const isOptionalScope = (scope: string): scope is OptionalScope =>
  Object.hasOwn(OPTIONAL_SCOPES, scope);

/** The scope, and what would be missed next once it is granted, unless that is granted already. */
export function scopeWithNext(scope: OptionalScope, granted: readonly string[]): OptionalScope[] {
  const row = OPTIONAL_SCOPES[scope];
  const next = 'leadsTo' in row ? row.leadsTo : undefined;
  return next !== undefined && isOptionalScope(next) && !granted.includes(next) ? [scope, next] : [scope];
}
