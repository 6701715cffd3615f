/** What a customer has deposited with the shop: payment methods, store credit, subscriptions. */

import type { Person } from '../person.ts';
import { DAY_MS, dateTime, gid, priced, type Scene } from '../scene.ts';
import type { NodeRecord, StoreRecord } from '../store.ts';
import { nameOf, paymentAddress } from './address.ts';

export interface Owner {
  person: Person;
  customer: NodeRecord;
  since: number;
}

const FIRST_ACCOUNT = 1_200_000_000;
const FIRST_CONTRACT = 21_400_000_000;
const PER_PERSON = 16;
const HOLDER_ADDRESS = 'CustomerPaymentInstrumentBillingAddress';

function creditCard(scene: Scene, { person }: Owner): StoreRecord {
  return scene.draw(`vaulted card ${person.n}`, ({ number, string }) => {
    const lastDigits = string.numeric(4);
    return {
      __typename: 'CustomerCreditCard',
      name: nameOf(person),
      brand: 'visa',
      firstDigits: '424242',
      lastDigits,
      maskedNumber: `•••• •••• •••• ${lastDigits}`,
      expiryMonth: number.int({ min: 1, max: 12 }),
      expiryYear: new Date(scene.now).getUTCFullYear() + 2,
      expiresSoon: false,
      isRevocable: true,
      source: null,
      billingAddress: paymentAddress(person, 'CustomerCreditCardBillingAddress'),
    };
  });
}

/** One of each instrument that can be kept. */
const INSTRUMENTS: readonly ((scene: Scene, owner: Owner) => StoreRecord)[] = [
  creditCard,
  (_, { person }) => ({
    __typename: 'CustomerPaypalBillingAgreement',
    paypalAccountEmail: person.email,
    inactive: false,
    isRevocable: true,
    billingAddress: paymentAddress(person, HOLDER_ADDRESS),
  }),
  (scene, { person }) => ({
    __typename: 'CustomerShopPayAgreement',
    name: nameOf(person),
    lastDigits: '4242',
    maskedNumber: '•••• 4242',
    expiryMonth: 11,
    expiryYear: new Date(scene.now).getUTCFullYear() + 1,
    expiresSoon: false,
    inactive: false,
    isRevocable: true,
    billingAddress: paymentAddress(person, 'CustomerCreditCardBillingAddress'),
  }),
  (_, { person }) => ({
    __typename: 'BankAccount',
    bankName: 'Test Bank',
    accountHolderType: 'INDIVIDUAL',
    accountType: 'CHECKING',
    lastDigits: '6789',
    billingAddress: paymentAddress(person, HOLDER_ADDRESS),
  }),
];

function paymentMethods(scene: Scene, owner: Owner): NodeRecord[] {
  const count = owner.person.everything ? INSTRUMENTS.length : 1;
  return INSTRUMENTS.slice(0, count).map((instrument, place) => {
    // Payment methods are the one kind whose ids are tokens, not numbers.
    const token = scene.draw(`payment method ${owner.person.n} ${place}`, ({ string }) =>
      string.hexadecimal({ length: 32, prefix: '', casing: 'lower' }),
    );
    return {
      __typename: 'CustomerPaymentMethod',
      id: gid('CustomerPaymentMethod', token),
      customer: () => owner.customer,
      instrument: instrument(scene, owner),
      revokedAt: null,
      revokedReason: null,
      subscriptionContracts: () => owner.customer.subscriptionContracts,
    };
  });
}

function storeCredit(scene: Scene, { person, customer, since }: Owner): NodeRecord {
  const { money } = priced(scene);
  const number = FIRST_ACCOUNT + person.n * PER_PERSON;
  const account: NodeRecord = {
    __typename: 'StoreCreditAccount',
    id: gid('StoreCreditAccount', number),
    balance: money(1500),
    owner: () => customer,
  };
  const moved = (place: number, cents: number, balance: number, event: string) => ({
    amount: money(cents),
    balanceAfterTransaction: money(balance),
    createdAt: dateTime(since + (place + 1) * DAY_MS),
    event,
    account: () => account,
    origin: null,
  });
  account.transactions = [
    {
      __typename: 'StoreCreditAccountCreditTransaction',
      id: gid('StoreCreditAccountCreditTransaction', number),
      ...moved(0, 2500, 2500, 'ADJUSTMENT'),
      remainingAmount: money(1500),
      expiresAt: null,
    },
    {
      __typename: 'StoreCreditAccountDebitTransaction',
      id: gid('StoreCreditAccountDebitTransaction', number + 1),
      ...moved(1, -1000, 1500, 'ORDER_PAYMENT'),
    },
  ];
  return account;
}

function subscription(scene: Scene, { person, customer, since }: Owner): NodeRecord {
  const { money } = priced(scene);
  const { product, variant, priceCents } = scene.draw(`subscription ${person.n}`, ({ helpers }) =>
    helpers.arrayElement(scene.variants),
  );
  const number = FIRST_CONTRACT + person.n * PER_PERSON;
  const interval = { interval: 'MONTH', intervalCount: 1, anchors: [] };
  return {
    __typename: 'SubscriptionContract',
    id: gid('SubscriptionContract', number),
    status: 'ACTIVE',
    createdAt: dateTime(since + DAY_MS),
    updatedAt: dateTime(since + DAY_MS),
    nextBillingDate: dateTime(scene.now + 12 * DAY_MS),
    currencyCode: scene.currency,
    revisionId: String(number),
    note: 'Deliver to the office on weekdays',
    customAttributes: [{ __typename: 'Attribute', key: 'Grind', value: 'coarse' }],
    billingPolicy: { __typename: 'SubscriptionBillingPolicy', ...interval, minCycles: null, maxCycles: null },
    deliveryPolicy: { __typename: 'SubscriptionDeliveryPolicy', ...interval },
    deliveryPrice: money(490),
    deliveryMethod: {
      __typename: 'SubscriptionDeliveryMethodShipping',
      address: () => customer.defaultAddress,
      shippingOption: {
        __typename: 'SubscriptionDeliveryMethodShippingOption',
        title: 'Standard',
        code: 'standard',
      },
    },
    customer: () => customer,
    customerPaymentMethod: () => scene.store.referring('CustomerPaymentMethod', 'customer', customer.id)[0],
    originOrder: () => scene.store.referring('Order', 'customer', customer.id)[0],
    lines: [
      {
        __typename: 'SubscriptionLine',
        id: gid('SubscriptionLine', number),
        title: product.title,
        sku: variant.sku,
        quantity: 1,
        productId: product.id,
        variantId: variant.id,
        currentPrice: money(priceCents),
        lineDiscountedPrice: money(priceCents),
        requiresShipping: true,
        taxable: true,
      },
    ],
  };
}

/** Puts into the store what some customers have, and whoever has everything. */
export function insertWallet(scene: Scene, owner: Owner): void {
  const { draw, store } = scene;
  const has = (what: string, share: number) =>
    owner.person.everything || draw(`${what} of ${owner.person.n}?`, ({ number }) => number.float() < share);
  if (owner.person.bare) return;
  if (has('payment method', 0.06)) for (const method of paymentMethods(scene, owner)) store.insert(method);
  if (has('store credit', 0.04)) store.insert(storeCredit(scene, owner));
  if (has('subscription', 0.02)) store.insert(subscription(scene, owner));
}
