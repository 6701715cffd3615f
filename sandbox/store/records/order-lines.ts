/** What was bought: line items, shipping, taxes, discounts. */
import type { Fields } from '../lazy-record.ts';
import { attributes, gid, priced, type Scene } from '../scene.ts';
import type { NodeRecord, StoreRecord } from '../store.ts';
import { type Line, type OrderFacts, type OrderOrigin, partNumber, taxWithin } from './order-facts.ts';

const ENGRAVING = ['Für immer', 'M + T', 'Love, Grandma', '2024'];

/** Properties that the shopper typed on the product page. */
function properties(scene: Scene, origin: OrderOrigin, place: number): StoreRecord[] {
  if (place > 0) return [];
  const typed = origin.person.attribute;
  if (typed !== undefined) return attributes({ Engraving: typed });
  return scene.draw(`engraving ${origin.number}`, ({ datatype, helpers }) =>
    datatype.boolean(0.1) ? attributes({ Engraving: helpers.arrayElement(ENGRAVING) }) : [],
  );
}

export function taxLine(scene: Scene, cents: number, rate: number): StoreRecord {
  const percentage = Math.round(rate * 10_000) / 100;
  return {
    __typename: 'TaxLine',
    title: 'VAT',
    rate,
    ratePercentage: percentage,
    priceSet: priced(scene).bag(taxWithin(cents, rate)),
    channelLiable: false,
  };
}

function lineItem(
  scene: Scene,
  origin: OrderOrigin,
  facts: OrderFacts,
  line: Line,
  place: number,
): NodeRecord {
  const { bag } = priced(scene);
  const { variant, product, priceCents, grams } = line.variant;
  const paidCents = line.totalCents - line.discountCents;
  const open = facts.course === 'unfulfilled' || facts.course === 'unpaid' ? line.quantity : 0;
  const kept = facts.course === 'cancelled' || line.returned ? 0 : line.quantity;
  return {
    __typename: 'LineItem',
    id: gid('LineItem', partNumber(origin, place)),
    name: product.title,
    title: product.title,
    sku: variant.sku,
    vendor: product.vendor,
    quantity: line.quantity,
    currentQuantity: kept,
    refundableQuantity: kept,
    unfulfilledQuantity: open,
    nonFulfillableQuantity: line.quantity - kept,
    customAttributes: properties(scene, origin, place),
    originalUnitPriceSet: bag(priceCents),
    originalTotalSet: bag(line.totalCents),
    discountedUnitPriceSet: bag(priceCents),
    discountedTotalSet: bag(line.totalCents),
    discountedUnitPriceAfterAllDiscountsSet: bag(Math.round(paidCents / line.quantity)),
    priceAfterAllDiscountsBeforeTaxesSet: bag(paidCents - taxWithin(paidCents, facts.taxRate)),
    totalDiscountSet: bag(0),
    unfulfilledOriginalTotalSet: bag(open * priceCents),
    unfulfilledDiscountedTotalSet: bag(open * priceCents),
    taxLines: [taxLine(scene, paidCents, facts.taxRate)],
    taxable: true,
    requiresShipping: true,
    restockable: true,
    isGiftCard: false,
    merchantEditable: open > 0,
    product,
    variant,
    variantTitle: null,
    weight: { __typename: 'Weight', unit: 'GRAMS', value: grams },
  };
}

export const lineItems = (scene: Scene, origin: OrderOrigin, facts: OrderFacts): NodeRecord[] =>
  facts.lines.map((line, place) => lineItem(scene, origin, facts, line, place));

export function shippingLine(scene: Scene, origin: OrderOrigin, facts: OrderFacts): NodeRecord {
  const { bag } = priced(scene);
  const price = bag(facts.shippingCents);
  return {
    __typename: 'ShippingLine',
    id: gid('ShippingLine', partNumber(origin, 0)),
    title: 'Standard',
    code: 'standard',
    source: 'shopify',
    custom: false,
    isRemoved: false,
    phone: origin.nth % 3 === 0 ? origin.person.phone : null,
    originalPriceSet: price,
    discountedPriceSet: price,
    currentDiscountedPriceSet: price,
    taxLines: [taxLine(scene, facts.shippingCents, facts.taxRate)],
  };
}

export function lineFields(scene: Scene, factsOf: (origin: OrderOrigin) => OrderFacts): Fields<OrderOrigin> {
  const items = (origin: OrderOrigin) => lineItems(scene, origin, factsOf(origin));
  return {
    lineItems: items,
    nonFulfillableLineItems: (origin) =>
      items(origin).filter(({ nonFulfillableQuantity }) => Number(nonFulfillableQuantity) > 0),
    shippingLine: (origin) => shippingLine(scene, origin, factsOf(origin)),
    shippingLines: (origin) => [shippingLine(scene, origin, factsOf(origin))],
    taxLines: (origin) => [taxLine(scene, factsOf(origin).totalCents, factsOf(origin).taxRate)],
    currentTaxLines: (origin) => [taxLine(scene, factsOf(origin).keptCents, factsOf(origin).taxRate)],
    discountCode: (origin) => factsOf(origin).discountCode,
    discountCodes: (origin) => [factsOf(origin).discountCode].filter((code) => code !== null),
    discountApplications: (origin) =>
      factsOf(origin).discountCode === null
        ? []
        : [
            {
              __typename: 'DiscountCodeApplication',
              code: factsOf(origin).discountCode,
              index: 0,
              allocationMethod: 'ACROSS',
              targetSelection: 'ALL',
              targetType: 'LINE_ITEM',
              value: { __typename: 'PricingPercentageValue', percentage: 10 },
            },
          ],
    subtotalLineItemsQuantity: (origin) =>
      factsOf(origin).lines.reduce((sum, line) => sum + line.quantity, 0),
    currentSubtotalLineItemsQuantity: (origin) =>
      items(origin).reduce((sum, item) => sum + Number(item.currentQuantity), 0),
    totalWeight: (origin) => String(factsOf(origin).grams),
    currentTotalWeight: (origin) =>
      String(factsOf(origin).course === 'cancelled' ? 0 : factsOf(origin).grams),
  };
}
