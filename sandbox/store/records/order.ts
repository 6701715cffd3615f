/** Orders. Only the origin is kept; all fields follow from it when they are read. */
import { COUNTRIES } from '../countries.ts';
import { type Fields, lazyRecords } from '../lazy-record.ts';
import { attributes, DAY_MS, dateTime, gid, type Scene } from '../scene.ts';
import type { NodeRecord } from '../store.ts';
import { mailingAddress } from './address.ts';
import { amountFields } from './order-amounts.ts';
import { deliveryFields } from './order-delivery.ts';
import { type Course, type OrderFacts, type OrderOrigin, orderFacts, partNumber } from './order-facts.ts';
import { historyFields, metafieldsOf } from './order-history.ts';
import { lineFields } from './order-lines.ts';
import { paymentFields } from './order-payment.ts';

const FINANCIAL: Record<Course, string> = {
  delivered: 'PAID',
  inTransit: 'PAID',
  unfulfilled: 'PAID',
  cancelled: 'REFUNDED',
  returned: 'PARTIALLY_REFUNDED',
  unpaid: 'PENDING',
};
const FULFILLED: ReadonlySet<Course> = new Set(['delivered', 'inTransit', 'returned']);
/** How long after the order it was closed, cancelled or last touched. */
const SETTLED_MS: Record<Course, number | null> = {
  delivered: 6 * DAY_MS,
  inTransit: DAY_MS,
  unfulfilled: null,
  cancelled: DAY_MS / 2,
  returned: 8 * DAY_MS,
  unpaid: null,
};

const token = (scene: Scene, key: string) =>
  scene.draw(key, ({ string }) => string.hexadecimal({ length: 32, prefix: '', casing: 'lower' }));

/** Addresses that RFC 5737 and RFC 3849 keep for documentation. */
export const clientIp = (scene: Scene, key: string): string =>
  scene.draw(key, ({ number }) =>
    number.float() < 0.7
      ? `192.0.2.${number.int({ min: 1, max: 254 })}`
      : `2001:db8:${number.hex({ min: 0, max: 65_535 })}::${number.hex({ min: 1, max: 65_535 })}`,
  );

function identityFields(scene: Scene): Fields<OrderOrigin> {
  const { domain } = scene;
  return {
    legacyResourceId: ({ number }) => String(number),
    name: ({ index }) => `#${1001 + index}`,
    number: ({ index }) => 1001 + index,
    confirmationNumber: (origin) => token(scene, `confirmation ${origin.number}`).slice(0, 9).toUpperCase(),
    cartToken: (origin) => token(scene, `cart ${origin.number}`),
    checkoutToken: (origin) => token(scene, `checkout ${origin.number}`),
    statusPageUrl: (origin) => {
      const [page, key] = [token(scene, `page ${origin.number}`), token(scene, `key ${origin.number}`)];
      return `https://${domain}/70100000/orders/${page}/authenticate?key=${key}`;
    },
    sourceName: () => 'web',
    clientIp: (origin) => clientIp(scene, `ip ${origin.person.n}`),
    createdAt: ({ placedAt }) => dateTime(placedAt),
    processedAt: ({ placedAt }) => dateTime(placedAt),
    test: () => false,
    confirmed: () => true,
    edited: () => false,
    taxExempt: () => false,
    taxesIncluded: () => true,
    estimatedTaxes: () => false,
    dutiesIncluded: () => false,
    requiresShipping: () => true,
    productNetwork: () => false,
    merchantEditable: () => true,
  };
}

function personFields(scene: Scene): Fields<OrderOrigin> {
  return {
    customer: ({ customer }) => customer,
    email: ({ person }) => person.email,
    phone: ({ person, nth }) => (nth % 2 === 0 || person.email === null ? person.phone : null),
    customerLocale: ({ person }) => COUNTRIES[person.country].locale,
    customerAcceptsMarketing: ({ person }) => person.n % 3 === 0,
    purchasingEntity: ({ customer }) => customer,
    billingAddress: (origin) => mailingAddress(origin.person, partNumber(origin, 1)),
    shippingAddress: (origin) => mailingAddress(origin.person, partNumber(origin, 2)),
    displayAddress: (_, record) => record.shippingAddress,
    billingAddressMatchesShippingAddress: () => true,
    note: (origin) => {
      if (origin.person.note !== undefined && origin.nth === 0) return origin.person.note;
      return scene.draw(`note ${origin.number}`, ({ helpers }) =>
        helpers.maybe(() => helpers.arrayElement(['Please leave with the neighbour', 'Gift', 'Ring twice']), {
          probability: 0.08,
        }),
      );
    },
    customAttributes: ({ person, nth }) =>
      person.attribute === undefined ? [] : attributes({ 'Gift message': nth === 0 ? person.attribute : '' }),
    tags: ({ person }) => (person.everything ? ['gift', 'repeat-buyer'] : []),
    poNumber: ({ person, nth }) => (person.company === undefined ? null : `PO-${person.n}-${nth}`),
  };
}

function stateFields(factsOf: (origin: OrderOrigin) => OrderFacts): Fields<OrderOrigin> {
  const settled = (origin: OrderOrigin, ...courses: Course[]) => {
    const { course } = factsOf(origin);
    const after = SETTLED_MS[course];
    return after !== null && courses.includes(course) ? dateTime(origin.placedAt + after) : null;
  };
  const course = (origin: OrderOrigin) => factsOf(origin).course;
  return {
    displayFinancialStatus: (origin) => FINANCIAL[course(origin)],
    displayFulfillmentStatus: (origin) => (FULFILLED.has(course(origin)) ? 'FULFILLED' : 'UNFULFILLED'),
    returnStatus: (origin) => (course(origin) === 'returned' ? 'RETURNED' : 'NO_RETURN'),
    closed: (origin) => settled(origin, 'delivered', 'returned') !== null,
    closedAt: (origin) => settled(origin, 'delivered', 'returned'),
    cancelledAt: (origin) => settled(origin, 'cancelled'),
    cancelReason: (origin) => (course(origin) === 'cancelled' ? 'CUSTOMER' : null),
    cancellation: (origin) =>
      course(origin) === 'cancelled'
        ? { __typename: 'OrderCancellation', staffNote: 'Customer rang and changed their mind' }
        : null,
    updatedAt: (origin) => dateTime(origin.placedAt + (SETTLED_MS[course(origin)] ?? 0)),
    fullyPaid: (origin) => course(origin) !== 'unpaid',
    unpaid: (origin) => course(origin) === 'unpaid',
    canMarkAsPaid: (origin) => course(origin) === 'unpaid',
    capturable: () => false,
    canNotifyCustomer: ({ person }) => person.email !== null,
    fulfillable: (origin) => course(origin) === 'unfulfilled',
    refundable: (origin) => course(origin) !== 'cancelled' && course(origin) !== 'unpaid',
    restockable: (origin) => FULFILLED.has(course(origin)),
  };
}

/** Returns the maker of this shop's orders. */
export function orderRecords(scene: Scene): (origin: OrderOrigin) => NodeRecord {
  const factsOf = orderFacts(scene);
  const fields = {
    ...identityFields(scene),
    ...personFields(scene),
    ...stateFields(factsOf),
    ...lineFields(scene, factsOf),
    ...amountFields(scene, factsOf),
    ...paymentFields(scene, factsOf),
    ...deliveryFields(scene, factsOf),
    ...historyFields(scene, factsOf),
  };
  const make = lazyRecords<OrderOrigin>('Order', fields, metafieldsOf(scene));
  return (origin) => make(gid('Order', origin.number), origin);
}
