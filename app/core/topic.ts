/** Shopify's webhook topics that the app subscribes to, as the merchant reads them. */
const TOPIC_NAMES: Record<string, string> = {
  'customers/data_request': 'Data request',
  'customers/redact': 'Erasure of a customer',
  'shop/redact': 'Erasure of the shop',
  'app/uninstalled': 'App uninstalled',
  'app/scopes_update': 'Access scopes changed',
  'customers/merge': 'Customers merged',
  'customers/delete': 'Customer deleted',
};

/** A topic in words; an unknown one as it is. */
export const topicName = (topic: string): string => TOPIC_NAMES[topic] ?? topic;
