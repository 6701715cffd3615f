/** Parcels on their way to the buyer, and what came back. */
import type { Fields } from '../lazy-record.ts';
import { DAY_MS, dateTime, gid, priced, type Scene } from '../scene.ts';
import type { NodeRecord, StoreRecord } from '../store.ts';
import { type OrderFacts, type OrderOrigin, partNumber } from './order-facts.ts';
import { lineItems } from './order-lines.ts';
import { refunds } from './order-payment.ts';

type FactsOf = (origin: OrderOrigin) => OrderFacts;

const isSent = ({ course }: OrderFacts) =>
  course !== 'unfulfilled' && course !== 'unpaid' && course !== 'cancelled';
const isDelivered = ({ course }: OrderFacts) => course === 'delivered' || course === 'returned';

/** Stations of a parcel: how many days after the order, and whether it is at the buyer's door by then. */
const STATIONS = [
  { status: 'LABEL_PRINTED', day: 1, atDoor: false, message: 'Label printed' },
  { status: 'IN_TRANSIT', day: 2, atDoor: false, message: 'Left the sorting centre' },
  { status: 'OUT_FOR_DELIVERY', day: 4, atDoor: true, message: 'With the driver' },
  { status: 'DELIVERED', day: 4.3, atDoor: true, message: 'Handed over in person' },
] as const;

function fulfillmentEvents(origin: OrderOrigin, facts: OrderFacts): NodeRecord[] {
  const { person } = origin;
  const stations = isDelivered(facts) ? STATIONS : STATIONS.slice(0, 1);
  return stations.map(({ status, day, atDoor, message }, place) => ({
    __typename: 'FulfillmentEvent',
    id: gid('FulfillmentEvent', partNumber(origin, place)),
    status,
    message,
    createdAt: dateTime(origin.placedAt + day * DAY_MS),
    happenedAt: dateTime(origin.placedAt + day * DAY_MS),
    estimatedDeliveryAt: dateTime(origin.placedAt + 5 * DAY_MS),
    address1: atDoor ? person.address1 : null,
    city: person.place.city,
    province: person.place.province,
    zip: person.zip || null,
    country: person.country,
    latitude: atDoor ? person.place.latitude : null,
    longitude: atDoor ? person.place.longitude : null,
  }));
}

function fulfillmentLineItems(scene: Scene, origin: OrderOrigin, facts: OrderFacts): NodeRecord[] {
  return lineItems(scene, origin, facts).map((lineItem, place) => ({
    __typename: 'FulfillmentLineItem',
    id: gid('FulfillmentLineItem', partNumber(origin, place)),
    lineItem,
    quantity: lineItem.quantity,
    originalTotalSet: lineItem.originalTotalSet,
    discountedTotalSet: lineItem.discountedTotalSet,
  }));
}

function tracking(scene: Scene, origin: OrderOrigin): StoreRecord {
  const number = scene.draw(`parcel ${origin.number}`, ({ string }) => `TEST${string.numeric(14)}`);
  return {
    __typename: 'FulfillmentTrackingInfo',
    company: 'Other',
    number,
    url: `https://parcels.example/track/${number}`,
  };
}

function fulfillments(scene: Scene, origin: OrderOrigin, facts: OrderFacts, order: NodeRecord): NodeRecord[] {
  if (!isSent(facts)) return [];
  const number = partNumber(origin, 0);
  const sentAt = dateTime(origin.placedAt + DAY_MS);
  return [
    {
      __typename: 'Fulfillment',
      id: gid('Fulfillment', number),
      legacyResourceId: String(number),
      name: `${order.name}-F1`,
      status: 'SUCCESS',
      displayStatus: isDelivered(facts) ? 'DELIVERED' : 'IN_TRANSIT',
      createdAt: sentAt,
      updatedAt: isDelivered(facts) ? dateTime(origin.placedAt + 4.3 * DAY_MS) : sentAt,
      inTransitAt: sentAt,
      deliveredAt: isDelivered(facts) ? dateTime(origin.placedAt + 4.3 * DAY_MS) : null,
      estimatedDeliveryAt: dateTime(origin.placedAt + 5 * DAY_MS),
      requiresShipping: true,
      totalQuantity: facts.lines.reduce((sum, line) => sum + line.quantity, 0),
      location: scene.location,
      trackingInfo: [tracking(scene, origin)],
      order: () => order,
      events: () => fulfillmentEvents(origin, facts),
      fulfillmentLineItems: () => fulfillmentLineItems(scene, origin, facts),
      fulfillmentOrders: () => order.fulfillmentOrders,
    },
  ];
}

function destination(origin: OrderOrigin): NodeRecord {
  const { person } = origin;
  return {
    __typename: 'FulfillmentOrderDestination',
    id: gid('FulfillmentOrderDestination', partNumber(origin, 0)),
    firstName: person.firstName,
    lastName: person.lastName,
    company: person.company ?? null,
    address1: person.address1,
    address2: null,
    city: person.place.city,
    province: person.place.province,
    zip: person.zip || null,
    countryCode: person.country,
    email: person.email,
    phone: person.phone,
  };
}

function deliveryMethod(origin: OrderOrigin): NodeRecord {
  return {
    __typename: 'DeliveryMethod',
    id: gid('DeliveryMethod', partNumber(origin, 0)),
    methodType: 'SHIPPING',
    presentedName: 'Standard',
    serviceCode: 'standard',
    additionalInformation: {
      __typename: 'DeliveryMethodAdditionalInformation',
      instructions: origin.nth % 4 === 0 ? 'Door code 4711, second floor' : null,
      phone: origin.person.phone,
    },
  };
}

function fulfillmentOrders(
  scene: Scene,
  origin: OrderOrigin,
  facts: OrderFacts,
  order: NodeRecord,
): NodeRecord[] {
  const done = isSent(facts);
  const closed = facts.course === 'cancelled' ? 'CANCELLED' : 'OPEN';
  return [
    {
      __typename: 'FulfillmentOrder',
      id: gid('FulfillmentOrder', partNumber(origin, 0)),
      status: done ? 'CLOSED' : closed,
      requestStatus: 'UNSUBMITTED',
      createdAt: dateTime(origin.placedAt),
      updatedAt: dateTime(origin.placedAt + (done ? DAY_MS : 0)),
      orderId: order.id,
      orderName: order.name,
      orderProcessedAt: order.processedAt,
      order: () => order,
      destination: destination(origin),
      assignedLocation: {
        __typename: 'FulfillmentOrderAssignedLocation',
        name: scene.location.name,
        countryCode: 'DE',
        location: scene.location,
      },
      deliveryMethod: deliveryMethod(origin),
      lineItems: () =>
        lineItems(scene, origin, facts).map((lineItem, place) => ({
          __typename: 'FulfillmentOrderLineItem',
          id: gid('FulfillmentOrderLineItem', partNumber(origin, place)),
          lineItem,
          productTitle: lineItem.title,
          sku: lineItem.sku,
          vendor: lineItem.vendor,
          requiresShipping: true,
          totalQuantity: lineItem.quantity,
          remainingQuantity: lineItem.unfulfilledQuantity,
        })),
      fulfillments: () => order.fulfillments,
    },
  ];
}

function returns(scene: Scene, origin: OrderOrigin, facts: OrderFacts, order: NodeRecord): NodeRecord[] {
  const quantity = facts.lines.find((line) => line.returned)?.quantity;
  if (quantity === undefined) return [];
  const number = partNumber(origin, 0);
  const counts = { quantity, processedQuantity: quantity, refundedQuantity: quantity };
  return [
    {
      __typename: 'Return',
      id: gid('Return', number),
      name: `${order.name}-R1`,
      status: 'CLOSED',
      createdAt: dateTime(origin.placedAt + 6 * DAY_MS),
      requestApprovedAt: dateTime(origin.placedAt + 6 * DAY_MS),
      closedAt: dateTime(origin.placedAt + 8 * DAY_MS),
      totalQuantity: quantity,
      order: () => order,
      refunds: () => refunds(scene, origin, facts, order),
      returnLineItems: () => [
        {
          __typename: 'ReturnLineItem',
          id: gid('ReturnLineItem', number),
          ...counts,
          processableQuantity: 0,
          refundableQuantity: 0,
          unprocessedQuantity: 0,
          customerNote: origin.person.attribute ?? 'Too small for my son, he is 1.92 m',
          returnReasonNote: 'Customer sent a photo',
          withCodeDiscountedTotalPriceSet: priced(scene).bag(facts.refundedCents),
          fulfillmentLineItem: () => fulfillmentLineItems(scene, origin, facts)[0],
        },
      ],
    },
  ];
}

export function deliveryFields(scene: Scene, factsOf: FactsOf): Fields<OrderOrigin> {
  return {
    fulfillments: (origin, record) => fulfillments(scene, origin, factsOf(origin), record),
    fulfillmentsCount: (origin) => ({
      __typename: 'Count',
      count: isSent(factsOf(origin)) ? 1 : 0,
      precision: 'EXACT',
    }),
    fulfillmentOrders: (origin, record) => fulfillmentOrders(scene, origin, factsOf(origin), record),
    returns: (origin, record) => returns(scene, origin, factsOf(origin), record),
  };
}
