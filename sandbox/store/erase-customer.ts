/** What Shopify does to its own records when it erases a customer: what was ordered stays, who ordered goes. */
import { pluck, recordsIn } from '#sandbox/admin-api/record.ts';
import type { NodeRecord, Store, StoreRecord, Value } from './store.ts';

const NOBODY = { firstName: null, lastName: null, email: null, phone: null, note: null };

const CUSTOMER: Record<string, Value> = {
  ...NOBODY,
  displayName: '',
  tags: [],
  image: { __typename: 'Image', url: '' },
  multipassIdentifier: null,
  identityProviderSubjects: [],
  defaultEmailAddress: null,
  defaultPhoneNumber: null,
  defaultAddress: null,
  addressesV2: [],
  metafields: [],
  events: [],
  paymentMethods: [],
  dataErasure: null,
  mergeable: {
    __typename: 'CustomerMergeable',
    isMergeable: false,
    errorFields: ['REDACTED_AT'],
    reason: 'The customer has been redacted.',
  },
};

const PLACED: Record<string, Value> = {
  email: null,
  phone: null,
  note: null,
  customAttributes: [],
  billingAddress: null,
  shippingAddress: null,
  events: [],
};

/** Fields of what belongs to a customer, by type. */
const BELONGINGS: Record<string, Record<string, Value>> = {
  Order: { ...PLACED, clientIp: null, customerJourneySummary: null, localizedFields: [], metafields: [] },
  DraftOrder: { ...PLACED, note2: null },
  AbandonedCheckout: { ...PLACED, note: '' },
};

/** Payments stay, without who paid. */
const anonymous = (transaction: StoreRecord): StoreRecord =>
  Object.assign(Object.create(transaction), { paymentDetails: null, accountNumber: null, receiptJson: null });

export function eraseCustomer(store: Store, customer: NodeRecord): void {
  for (const [typename, fields] of Object.entries(BELONGINGS)) {
    const theirs = store
      .all(typename)
      .filter((each) => pluck(each, ['customer', 'id']).includes(customer.id));
    for (const record of theirs) {
      const transactions = recordsIn(record, 'transactions').map(anonymous);
      store.update(record.id, transactions.length > 0 ? { ...fields, transactions } : fields);
    }
  }
  for (const part of ['addressesV2', 'metafields'])
    for (const { id } of recordsIn(customer, part)) store.remove(String(id));
  store.update(customer.id, CUSTOMER);
}
