/** How an order was paid, and what was paid back. */
import type { Fields } from '../lazy-record.ts';
import { money } from '../money.ts';
import { DAY_MS, dateTime, gid, priced, type Scene } from '../scene.ts';
import type { NodeRecord, StoreRecord } from '../store.ts';
import { nameOf } from './address.ts';
import { type OrderFacts, type OrderOrigin, type Payment, partNumber } from './order-facts.ts';
import { lineItems } from './order-lines.ts';

/** Places among an order's transactions. */
const SALE = 0;
const REFUND = 1;
const MINUTE_MS = 60_000;

const GATEWAYS: Record<Payment, { gateway: string; name: string }> = {
  card: { gateway: 'shopify_payments', name: 'Shopify Payments' },
  paypal: { gateway: 'paypal', name: 'PayPal' },
  installments: { gateway: 'shop_pay_installments', name: 'Shop Pay Installments' },
  local: { gateway: 'shopify_payments', name: 'iDEAL' },
};

function cardDetails(scene: Scene, { person }: OrderOrigin): StoreRecord {
  return scene.draw(`card ${person.n}`, ({ helpers, number, string }) => ({
    __typename: 'CardPaymentDetails',
    paymentMethodName: 'card',
    name: nameOf(person) || null,
    company: helpers.arrayElement(['Visa', 'Mastercard', 'American Express']),
    // The first six digits of test cards that no bank issues.
    bin: helpers.arrayElement(['424242', '555555', '378282']),
    number: `•••• •••• •••• ${string.numeric(4)}`,
    expirationMonth: number.int({ min: 1, max: 12 }),
    expirationYear: new Date(scene.now).getUTCFullYear() + number.int({ min: 1, max: 4 }),
    avsResultCode: 'Y',
    cvvResultCode: 'M',
    wallet: number.float() < 0.3 ? 'APPLE_PAY' : null,
  }));
}

const DETAILS: Record<Payment, (scene: Scene, origin: OrderOrigin) => StoreRecord> = {
  card: cardDetails,
  paypal: () => ({ __typename: 'PaypalWalletPaymentDetails', paymentMethodName: 'paypal' }),
  installments: () => ({
    __typename: 'ShopPayInstallmentsPaymentDetails',
    paymentMethodName: 'shop_pay_installments',
  }),
  local: ({ draw }, { person }) => ({
    __typename: 'LocalPaymentMethodsPaymentDetails',
    paymentMethodName: 'ideal',
    paymentDescriptor: `NL•• TEST •••• •• ${draw(`bank ${person.n}`, ({ string }) => string.numeric(2))}`,
  }),
};

/** The raw answer of the payment provider, which repeats who paid. */
function receipt({ person }: OrderOrigin, payment: Payment, id: string): StoreRecord[string] {
  const payer = { payer_email: person.email, payer_name: nameOf(person), payer_country: person.country };
  return JSON.stringify({ id, status: 'succeeded', ...(payment === 'paypal' ? payer : {}) });
}

function transaction(
  scene: Scene,
  origin: OrderOrigin,
  facts: OrderFacts,
  order: NodeRecord,
  place: number,
  cents: number,
): NodeRecord {
  const { gateway, name } = GATEWAYS[facts.payment];
  const paymentId = `${order.name}.${place + 1}`;
  const at = dateTime(origin.placedAt + (place === SALE ? MINUTE_MS : 7 * DAY_MS));
  const isRefundable = place === SALE && facts.course !== 'unpaid' && facts.course !== 'cancelled';
  return {
    __typename: 'OrderTransaction',
    id: gid('OrderTransaction', partNumber(origin, place)),
    kind: place === SALE ? 'SALE' : 'REFUND',
    status: facts.course === 'unpaid' ? 'PENDING' : 'SUCCESS',
    gateway,
    formattedGateway: name,
    accountNumber: facts.payment === 'card' ? cardDetails(scene, origin).number : null,
    paymentDetails: DETAILS[facts.payment](scene, origin),
    paymentId,
    receiptJson: receipt(origin, facts.payment, paymentId),
    amountSet: priced(scene).bag(cents),
    maximumRefundableV2: money(isRefundable ? cents - facts.refundedCents : 0, scene.currency),
    totalUnsettledSet: priced(scene).bag(0),
    settlementCurrency: scene.currency,
    manualPaymentGateway: false,
    manuallyCapturable: false,
    multiCapturable: false,
    test: false,
    fees: [],
    createdAt: at,
    processedAt: at,
    order: () => order,
    parentTransaction: () =>
      place === SALE ? null : transaction(scene, origin, facts, order, SALE, facts.totalCents),
  };
}

export function transactions(
  scene: Scene,
  origin: OrderOrigin,
  facts: OrderFacts,
  order: NodeRecord,
): NodeRecord[] {
  const sale = transaction(scene, origin, facts, order, SALE, facts.totalCents);
  if (facts.refundedCents === 0) return [sale];
  return [sale, transaction(scene, origin, facts, order, REFUND, facts.refundedCents)];
}

function refundNote({ person }: OrderOrigin, facts: OrderFacts): string {
  if (facts.course === 'cancelled') return 'Order cancelled by the customer';
  return `${nameOf(person)} wrote: the colour is not the one in the picture`;
}

export function refunds(
  scene: Scene,
  origin: OrderOrigin,
  facts: OrderFacts,
  order: NodeRecord,
): NodeRecord[] {
  if (facts.refundedCents === 0) return [];
  const { bag } = priced(scene);
  const at = dateTime(origin.placedAt + 7 * DAY_MS);
  const items = lineItems(scene, origin, facts);
  return [
    {
      __typename: 'Refund',
      id: gid('Refund', partNumber(origin, 0)),
      legacyResourceId: String(partNumber(origin, 0)),
      note: refundNote(origin, facts),
      createdAt: at,
      processedAt: at,
      updatedAt: at,
      totalRefundedSet: bag(facts.refundedCents),
      order: () => order,
      staffMember: scene.staff,
      transactions: () => transactions(scene, origin, facts, order).slice(REFUND),
      refundLineItems: () =>
        facts.lines.flatMap((line, place) => {
          const lineItem = items[place];
          if (lineItem === undefined || !(line.returned || facts.course === 'cancelled')) return [];
          const cents = line.totalCents - line.discountCents;
          return [
            {
              __typename: 'RefundLineItem',
              id: gid('RefundLineItem', partNumber(origin, place)),
              lineItem,
              location: scene.location,
              quantity: line.quantity,
              priceSet: bag(Math.round(cents / line.quantity)),
              subtotalSet: bag(cents),
              totalTaxSet: bag(0),
              restockType: line.returned ? 'RETURN' : 'CANCEL',
              restocked: true,
            },
          ];
        }),
    },
  ];
}

export function paymentFields(
  scene: Scene,
  factsOf: (origin: OrderOrigin) => OrderFacts,
): Fields<OrderOrigin> {
  return {
    transactions: (origin, record) => transactions(scene, origin, factsOf(origin), record),
    transactionsCount: (origin) => ({
      __typename: 'Count',
      count: factsOf(origin).refundedCents > 0 ? 2 : 1,
      precision: 'EXACT',
    }),
    refunds: (origin, record) => refunds(scene, origin, factsOf(origin), record),
    paymentGatewayNames: (origin) => [GATEWAYS[factsOf(origin).payment].gateway],
    disputes: (_, record) =>
      scene.store.referring('ShopifyPaymentsDispute', 'order', record.id).map(({ id, type, status }) => ({
        __typename: 'OrderDisputeSummary',
        id,
        initiatedAs: type,
        status,
      })),
  };
}
