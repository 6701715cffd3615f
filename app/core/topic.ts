import { type Saying, say } from './saying.ts';

/** Shopify's webhook topics that the app subscribes to, as the merchant reads them. */
const TOPICS: Record<string, { label: Saying }> = {
  'customers/data_request': { label: 'Data request' },
  'customers/redact': { label: 'Erasure of a customer' },
  'shop/redact': { label: 'Erasure of the shop' },
  'app/uninstalled': { label: 'App uninstalled' },
  'app/scopes_update': { label: 'Access scopes changed' },
  'customers/merge': { label: 'Customers merged' },
  'customers/delete': { label: 'Customer deleted' },
};

/** A topic in words; an unknown one as it is. */
export const topicName = (topic: string): Saying => say(TOPICS[topic]?.label ?? topic);
