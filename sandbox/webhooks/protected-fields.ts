/** What a webhook shows of customers to an app that is not approved for all protected customer data. */
import type { ProtectedField, Shop } from '#sandbox/world.ts';

/** The REST names of each class of protected customer fields. */
const NAMES: Record<ProtectedField, readonly string[]> = {
  name: ['first_name', 'last_name'],
  email: ['email', 'contact_email'],
  phone: ['phone'],
  address: ['address1', 'address2', 'zip', 'latitude', 'longitude'],
};

/** About the app, the shop or the law, not about customers; Shopify sends these in full. */
const IN_FULL = /^(app|shop|bulk_operations)\/|^customers\/(data_request|redact)$/;

function withhold(value: unknown, hidden: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => withhold(item, hidden));
  if (typeof value !== 'object' || value === null) return value;
  // Beside a street, "name" is a person's; elsewhere it is an order's or a product's.
  const isAddress = 'address1' in value;
  const entries = Object.entries(value).map(([key, part]) => {
    const isName = key === 'name' && isAddress && hidden.has('first_name');
    return [key, hidden.has(key) || isName ? null : withhold(part, hidden)];
  });
  return Object.fromEntries(entries);
}

/** The payload with null in place of what the shop's app is not approved for. */
export function withoutUnapproved(payload: object, topic: string, { protectedData }: Shop): object {
  const approved: ReadonlySet<string> = protectedData.approved ? protectedData.fields : new Set();
  const classes = Object.entries(NAMES).filter(([field]) => !approved.has(field));
  if (classes.length === 0 || IN_FULL.test(topic)) return payload;
  return Object(withhold(payload, new Set(classes.flatMap(([, names]) => names))));
}
