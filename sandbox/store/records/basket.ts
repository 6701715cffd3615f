/** What was put together and not (yet) bought: drafts that staff write, checkouts that shoppers leave. */
import type { Person } from '../person.ts';
import { attributes, DAY_MS, dateTime, gid, priced, type Scene, type Variant } from '../scene.ts';
import type { NodeRecord, StoreRecord } from '../store.ts';
import { mailingAddress, nameOf } from './address.ts';
import { taxWithin } from './order-facts.ts';
import { taxLine } from './order-lines.ts';

const FIRST_DRAFT = 1_180_000_000_000;
const FIRST_CHECKOUT = 37_500_000_000_000;
const PARTS = 16;
const TAX_RATE = 0.19;

/** Who a basket belongs to; the customer is null for someone known only by what they typed. */
export interface Shopper {
  person: Person;
  customer: NodeRecord | null;
}

const pick = (scene: Scene, key: string): Variant =>
  scene.draw(key, ({ helpers }) => helpers.arrayElement(scene.variants));

function draftAmounts(scene: Scene, cents: number): Record<string, StoreRecord> {
  const { bag } = priced(scene);
  return {
    lineItemsSubtotalPrice: bag(cents),
    subtotalPriceSet: bag(cents),
    totalLineItemsPriceSet: bag(cents),
    totalPriceSet: bag(cents),
    amountDueNowSet: bag(cents),
    amountDueLaterSet: bag(0),
    totalDiscountsSet: bag(0),
    totalShippingPriceSet: bag(0),
    totalTaxSet: bag(taxWithin(cents, TAX_RATE)),
  };
}

function draftLineItem(scene: Scene, number: number, picked: Variant, engraving: string): NodeRecord {
  const { bag } = priced(scene);
  const { product, variant, priceCents } = picked;
  const price = bag(priceCents);
  return {
    __typename: 'DraftOrderLineItem',
    id: gid('DraftOrderLineItem', number),
    title: product.title,
    name: product.title,
    sku: variant.sku,
    vendor: product.vendor,
    quantity: 1,
    customAttributes: attributes({ Engraving: engraving }),
    originalUnitPriceSet: price,
    originalTotalSet: price,
    discountedTotalSet: price,
    approximateDiscountedUnitPriceSet: price,
    totalDiscountSet: bag(0),
    requiresShipping: true,
    taxable: true,
    product,
    variant,
  };
}

/** @param n counts the drafts of the shop */
export function draftOrder(
  scene: Scene,
  n: number,
  { person, customer }: Shopper,
  ageDays: number,
): NodeRecord {
  const number = FIRST_DRAFT + n * PARTS;
  const picked = pick(scene, `draft ${n}`);
  const { priceCents, grams } = picked;
  const at = dateTime(scene.now - ageDays * DAY_MS);
  const billingAddress = mailingAddress(person, number * PARTS + 1);
  const shippingAddress = mailingAddress(person, number * PARTS + 2);
  return {
    __typename: 'DraftOrder',
    id: gid('DraftOrder', number),
    legacyResourceId: String(number),
    name: `#D${n + 1}`,
    status: n % 2 === 0 ? 'INVOICE_SENT' : 'OPEN',
    customer: customer === null ? null : () => customer,
    email: person.email,
    phone: person.phone,
    note2: person.note ?? `Agreed by telephone with ${nameOf(person)}`,
    customAttributes: attributes({ 'Asked by': nameOf(person) }),
    tags: ['telephone'],
    billingAddress,
    shippingAddress,
    billingAddressMatchesShippingAddress: true,
    invoiceUrl: `https://${scene.domain}/70100000/invoices/${scene.draw(`invoice ${n}`, ({ string }) => string.alphanumeric(32))}`,
    invoiceSentAt: n % 2 === 0 ? at : null,
    invoiceEmailTemplateSubject: 'Your invoice',
    currencyCode: scene.currency,
    presentmentCurrencyCode: scene.currency,
    ready: true,
    taxesIncluded: true,
    createdAt: at,
    updatedAt: at,
    ...draftAmounts(scene, priceCents),
    totalQuantityOfLineItems: 1,
    totalWeight: String(grams),
    taxLines: [taxLine(scene, priceCents, TAX_RATE)],
    lineItems: () => [draftLineItem(scene, number, picked, nameOf(person))],
  };
}

function checkoutLineItem(scene: Scene, number: number, picked: Variant): NodeRecord {
  const { product, variant, priceCents } = picked;
  const price = priced(scene).bag(priceCents);
  return {
    __typename: 'AbandonedCheckoutLineItem',
    id: gid('AbandonedCheckoutLineItem', number),
    title: product.title,
    sku: variant.sku,
    quantity: 1,
    customAttributes: [],
    originalUnitPriceSet: price,
    originalTotalPriceSet: price,
    discountedUnitPriceSet: price,
    discountedTotalPriceSet: price,
    discountedUnitPriceWithCodeDiscount: price,
    discountedTotalPriceWithCodeDiscount: price,
    product,
    variant,
  };
}

/** @param n counts the checkouts of the shop */
export function abandonedCheckout(
  scene: Scene,
  n: number,
  { person, customer }: Shopper,
  ageDays: number,
): NodeRecord {
  const { bag } = priced(scene);
  const number = FIRST_CHECKOUT + n * PARTS;
  const picked = pick(scene, `checkout ${n}`);
  const price = bag(picked.priceCents);
  const at = dateTime(scene.now - ageDays * DAY_MS);
  const token = scene.draw(`checkout token ${n}`, ({ string }) => string.alphanumeric(32));
  const address = person.bare ? null : mailingAddress(person, number * PARTS);
  return {
    __typename: 'AbandonedCheckout',
    id: gid('AbandonedCheckout', number),
    name: `#${number}`,
    abandonedCheckoutUrl: `https://${scene.domain}/70100000/checkouts/ac/${token}/recover?key=${token.slice(0, 16)}`,
    customer: customer === null ? null : () => customer,
    billingAddress: address,
    shippingAddress: address,
    note: person.note ?? '',
    customAttributes: attributes(person.attribute === undefined ? {} : { 'Gift message': person.attribute }),
    discountCodes: [],
    createdAt: at,
    updatedAt: at,
    completedAt: null,
    taxesIncluded: true,
    taxLines: [],
    subtotalPriceSet: price,
    totalLineItemsPriceSet: price,
    totalPriceSet: price,
    totalDiscountSet: bag(0),
    totalTaxSet: bag(0),
    lineItems: () => [checkoutLineItem(scene, number, picked)],
  };
}

/** The visit that ended in an abandoned checkout; Shopify keeps it for customers only. */
export function abandonment(scene: Scene, n: number, checkout: NodeRecord, customer: NodeRecord): NodeRecord {
  const seen = (key: string): StoreRecord => {
    const { product, variant } = pick(scene, `${key} ${n}`);
    return { __typename: 'CustomerVisitProductInfo', product, variant, quantity: 1 };
  };
  const at = String(checkout.createdAt);
  return {
    __typename: 'Abandonment',
    id: gid('Abandonment', FIRST_CHECKOUT + n * PARTS),
    abandonmentType: 'CHECKOUT',
    mostRecentStep: 'CHECKOUT',
    abandonedCheckoutPayload: () => checkout,
    customer: () => customer,
    createdAt: at,
    visitStartedAt: dateTime(Date.parse(at) - 1_800_000),
    lastBrowseAbandonmentDate: at,
    lastCartAbandonmentDate: at,
    lastCheckoutAbandonmentDate: at,
    emailState: n % 2 === 0 ? 'SENT' : 'NOT_SENT',
    emailSentAt: n % 2 === 0 ? dateTime(Date.parse(at) + 36_000_000) : null,
    daysSinceLastAbandonmentEmail: Math.floor((scene.now - Date.parse(at)) / DAY_MS),
    cartUrl: `https://${scene.domain}/cart`,
    customerHasNoOrderSinceAbandonment: true,
    customerHasNoDraftOrderSinceAbandonment: true,
    inventoryAvailable: true,
    isFromOnlineStore: true,
    isFromCustomStorefront: false,
    isFromShopApp: false,
    isFromShopPay: false,
    isMostSignificantAbandonment: true,
    productsAddedToCart: () => [seen('in cart')],
    productsViewed: () => [seen('viewed'), seen('viewed too')],
  };
}
