/** Sort keys: `CREATED_AT` sorts by `createdAt`, and so on, with the exceptions in one table. */
import type { StoreRecord } from '#sandbox/store/store.ts';
import { byId, type SortBy, type SortValue } from './connection.ts';
import { pluck } from './record.ts';

/** Sort keys that are not simply a field's name in upper case. */
const PATHS: Record<string, string> = {
  CURRENT_TOTAL_PRICE: 'currentTotalPriceSet.shopMoney.amount',
  CUSTOMER_NAME: 'customer.displayName',
  DESTINATION: 'shippingAddress.city',
  FINANCIAL_STATUS: 'displayFinancialStatus',
  FULFILLMENT_STATUS: 'displayFulfillmentStatus',
  LAST_EDIT_DATE: 'lastEditDate',
  LOCATION: 'defaultAddress.country',
  NUMBER: 'name',
  ORDER_NUMBER: 'number',
  PO_NUMBER: 'poNumber',
  TOTAL_ITEMS_QUANTITY: 'subtotalLineItemsQuantity',
  TOTAL_PRICE: 'totalPriceSet.shopMoney.amount',
};

const camelCase = (key: string) =>
  key.toLowerCase().replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

function valueAt(record: StoreRecord, path: string[]): SortValue {
  const [value] = pluck(record, path);
  if (typeof value === 'number') return value;
  const text = String(value ?? '');
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text.toLowerCase();
}

function makeSortBy(key: string): SortBy {
  if (key === 'ID' || key === 'RELEVANCE') return byId;
  if (key === 'NAME') {
    return (record) => valueAt(record, [record.__typename === 'Customer' ? 'displayName' : 'name']);
  }
  const path = (PATHS[key] ?? camelCase(key)).split('.');
  return (record) => valueAt(record, path);
}

const made = new Map<string, SortBy>();

export function sortBy(key: string): SortBy {
  let found = made.get(key);
  if (!found) {
    found = makeSortBy(key);
    made.set(key, found);
  }
  return found;
}
