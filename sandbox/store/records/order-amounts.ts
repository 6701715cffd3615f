/** The sums of an order. Prices include tax. */
import type { Fields } from '../lazy-record.ts';
import { priced, type Scene } from '../scene.ts';
import { type OrderFacts, type OrderOrigin, taxWithin } from './order-facts.ts';

const currentTotal = (facts: OrderFacts) =>
  facts.course === 'cancelled' ? 0 : facts.keptCents + facts.shippingCents;
const received = (facts: OrderFacts) => (facts.course === 'unpaid' ? 0 : facts.totalCents);

/** Cents of each MoneyBag field. */
const AMOUNTS: Record<string, (facts: OrderFacts) => number> = {
  subtotalPriceSet: (facts) => facts.subtotalCents,
  cartDiscountAmountSet: (facts) => facts.discountCents,
  totalDiscountsSet: (facts) => facts.discountCents,
  totalShippingPriceSet: (facts) => facts.shippingCents,
  totalTaxSet: (facts) => taxWithin(facts.totalCents, facts.taxRate),
  totalPriceSet: (facts) => facts.totalCents,
  originalTotalPriceSet: (facts) => facts.totalCents,
  currentCartDiscountAmountSet: (facts) => (facts.course === 'cancelled' ? 0 : facts.discountCents),
  currentShippingPriceSet: (facts) => (facts.course === 'cancelled' ? 0 : facts.shippingCents),
  currentSubtotalPriceSet: (facts) => facts.keptCents,
  currentTotalDiscountsSet: (facts) => (facts.course === 'cancelled' ? 0 : facts.discountCents),
  currentTotalTaxSet: (facts) => taxWithin(currentTotal(facts), facts.taxRate),
  currentTotalPriceSet: currentTotal,
  totalReceivedSet: received,
  totalRefundedSet: (facts) => facts.refundedCents,
  totalRefundedShippingSet: (facts) => (facts.course === 'cancelled' ? facts.shippingCents : 0),
  netPaymentSet: (facts) => received(facts) - facts.refundedCents,
  totalOutstandingSet: (facts) => (facts.course === 'unpaid' ? facts.totalCents : 0),
  totalCapturableSet: () => 0,
  totalTipReceivedSet: () => 0,
  refundDiscrepancySet: () => 0,
};

export function amountFields(
  scene: Scene,
  factsOf: (origin: OrderOrigin) => OrderFacts,
): Fields<OrderOrigin> {
  const { bag } = priced(scene);
  const fields: Fields<OrderOrigin> = {};
  for (const [name, cents] of Object.entries(AMOUNTS)) fields[name] = (origin) => bag(cents(factsOf(origin)));
  return { ...fields, currencyCode: () => scene.currency, presentmentCurrencyCode: () => scene.currency };
}
