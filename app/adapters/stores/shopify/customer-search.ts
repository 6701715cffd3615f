import type { AdminClient } from './admin-client.ts';
import { SearchCustomersDocument } from './generated/documents.ts';

/** A customer record as a search shows it; null where Shopify has or gives nothing. */
export interface FoundCustomer {
  /** Decimal string. */
  id: string;
  name: string | null;
  email: string | null;
  phone: string | null;
  orders: number;
}

/** Looks for customers of a shop; `withheld` says that Shopify kept fields back. @throws Failure */
export type FindCustomers = (
  shopDomain: string,
  words: string,
) => Promise<{ customers: FoundCustomer[]; more: boolean; withheld: boolean }>;

/** What means something in Shopify's search syntax; the staff's words are only ever words. */
const SYNTAX = /["'\\():*<>=]|(?<=^|\s)-+/g;
const OPERATOR = /(?<=^|\s)(?:AND|OR|NOT)(?=\s|$)/g;

const plainWords = (words: string): string =>
  words
    .replace(SYNTAX, ' ')
    .replace(OPERATOR, (operator) => operator.toLowerCase())
    .replace(/\s+/g, ' ')
    .trim();

export function createCustomerSearch(admin: AdminClient): FindCustomers {
  return async (shopDomain, words) => {
    const query = plainWords(words);
    if (query === '') return { customers: [], more: false, withheld: false };
    const { data, denials } = await admin.run(
      shopDomain,
      SearchCustomersDocument,
      { query },
      { urgent: true },
    );
    if (data.customers === null) return { customers: [], more: false, withheld: true };
    const customers = data.customers.nodes.map((node) => ({
      id: node.id.replace(/^.*\//, ''),
      name: [node.firstName, node.lastName].filter(Boolean).join(' ') || null,
      email: node.defaultEmailAddress?.emailAddress ?? null,
      phone: node.defaultPhoneNumber?.phoneNumber ?? null,
      orders: Number(node.numberOfOrders),
    }));
    return { customers, more: data.customers.pageInfo.hasNextPage, withheld: denials.length > 0 };
  };
}
