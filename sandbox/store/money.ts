/** Amounts of money as the schema writes them. Inside the sandbox they are whole cents. */
import type { StoreRecord, Value } from './store.ts';

/** The schema's Decimal and Money: "19.90", "-3.00". */
export const decimal = (cents: number) => (cents / 100).toFixed(2);

export const money = (cents: number, currencyCode: string): StoreRecord => ({
  __typename: 'MoneyV2',
  amount: decimal(cents),
  currencyCode,
});

/** The same amount in the shop's and the buyer's currency, which are one in this shop. */
export function moneyBag(cents: number, currencyCode: string): StoreRecord {
  const amount = money(cents, currencyCode);
  return { __typename: 'MoneyBag', shopMoney: amount, presentmentMoney: amount };
}

/** Cents of a MoneyBag in the shop's currency; 0 of anything else. */
export function centsOf(bag: Value): number {
  if (typeof bag !== 'object' || bag === null || Array.isArray(bag)) return 0;
  const { shopMoney } = bag;
  if (typeof shopMoney !== 'object' || shopMoney === null || Array.isArray(shopMoney)) return 0;
  return Math.round(Number(shopMoney.amount) * 100);
}
