/** What a customer's page shows beside the profile: timeline, metafields, rating, what hangs on the account. */
import type { Fields } from '../lazy-record.ts';
import { DAY_MS, type Scene } from '../scene.ts';
import type { NodeRecord, StoreRecord } from '../store.ts';
import type { CustomerOrigin } from './customer.ts';
import { basicEvent, commentEvent } from './events.ts';
import { metafield } from './metafields.ts';

const FIRST_EVENT = 41_000_000_000_000;
const FIRST_METAFIELD = 27_500_000_000_000;
const PER_PERSON = 16;

function events(scene: Scene, { person, createdAt }: CustomerOrigin, record: NodeRecord): NodeRecord[] {
  const number = FIRST_EVENT + person.n * PER_PERSON;
  const who = record.displayName;
  const made = basicEvent(
    number,
    { action: 'create', message: `${who} was created.`, at: createdAt },
    record,
    'CUSTOMER',
  );
  if (!person.everything) return [made];
  const text = `Rang to ask about ${who}'s repair; mother in hospital, call back on Monday.`;
  return [made, commentEvent(scene, number + 1, text, createdAt + 3 * DAY_MS, record)];
}

/** Kept on the record, since the merchant and apps change them. */
export function customerMetafields(scene: Scene, origin: CustomerOrigin, record: NodeRecord): NodeRecord[] {
  const { person } = origin;
  const loyalty = scene.draw(`loyalty ${person.n}`, ({ number }) => ({
    joined: number.float() < 0.25,
    points: String(number.int({ min: 0, max: 4000 })),
  }));
  const contents = [
    ...(loyalty.joined || person.everything
      ? [{ namespace: 'loyalty', key: 'points', type: 'number_integer', value: loyalty.points }]
      : []),
    ...(person.everything
      ? [
          { namespace: 'custom', key: 'birthday', type: 'date', value: '1984-02-29' },
          { namespace: 'custom', key: 'sizes', type: 'json', value: '{"shoe":43,"shirt":"L"}' },
          {
            namespace: 'custom',
            key: 'interests',
            type: 'list.single_line_text_field',
            value: '["wool","sailing"]',
          },
        ]
      : []),
    ...(person.attribute === undefined || person.everything
      ? []
      : [{ namespace: 'custom', key: 'remark', type: 'multi_line_text_field', value: person.attribute }]),
  ];
  const owner = { record, type: 'CUSTOMER', at: origin.createdAt };
  const number = FIRST_METAFIELD + person.n * PER_PERSON;
  return contents.map((content, place) => metafield(scene, number + place, content, owner));
}

/** By the number of orders: the least for each tier. */
const TIERS = [
  { least: 10, predictedSpendTier: 'HIGH', rfmGroup: 'CHAMPIONS' },
  { least: 3, predictedSpendTier: 'MEDIUM', rfmGroup: 'LOYAL' },
  { least: 1, predictedSpendTier: 'LOW', rfmGroup: 'NEW' },
  { least: 0, predictedSpendTier: null, rfmGroup: 'PROSPECTS' },
] as const;

function statistics(record: NodeRecord): StoreRecord {
  const tier = TIERS.find(({ least }) => Number(record.numberOfOrders) >= least);
  return {
    __typename: 'CustomerStatistics',
    predictedSpendTier: tier?.predictedSpendTier ?? null,
    rfmGroup: tier?.rfmGroup ?? null,
  };
}

/** What keeps two customers from being merged, by the kind of record that leads to the customer. */
const MERGE_OBSTACLES: Record<string, { typename: string; field: string }> = {
  GIFT_CARDS: { typename: 'GiftCard', field: 'customer' },
  COMPANY_CONTACT: { typename: 'CompanyContact', field: 'customer' },
  CUSTOMER_PAYMENT_METHODS: { typename: 'CustomerPaymentMethod', field: 'customer' },
  STORE_CREDIT: { typename: 'StoreCreditAccount', field: 'owner' },
  SUBSCRIPTIONS: { typename: 'SubscriptionContract', field: 'customer' },
};

export function historyFields(scene: Scene): Fields<CustomerOrigin> {
  const held = (typename: string, field: string, record: NodeRecord) =>
    scene.store.referring(typename, field, record.id);
  return {
    events: (origin, record) => events(scene, origin, record),
    statistics: (_, record) => statistics(record),
    mergeable: (_, record) => {
      const errorFields = Object.keys(MERGE_OBSTACLES).filter((name) => {
        const obstacle = MERGE_OBSTACLES[name];
        return obstacle !== undefined && held(obstacle.typename, obstacle.field, record).length > 0;
      });
      const isMergeable = errorFields.length === 0;
      const reason = isMergeable ? null : 'Customer has records that cannot be merged';
      return { __typename: 'CustomerMergeable', isMergeable, errorFields, reason, mergeInProgress: null };
    },
    paymentMethods: (_, record) => [...held('CustomerPaymentMethod', 'customer', record)],
    storeCreditAccounts: (_, record) => [...held('StoreCreditAccount', 'owner', record)],
    subscriptionContracts: (_, record) => [...held('SubscriptionContract', 'customer', record)],
    companyContactProfiles: (_, record) => [...held('CompanyContact', 'customer', record)],
    productSubscriberStatus: (_, record) =>
      held('SubscriptionContract', 'customer', record).length > 0 ? 'ACTIVE' : 'NEVER_SUBSCRIBED',
  };
}
