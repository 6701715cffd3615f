/** Chargebacks, with the evidence that the shop sends to the bank: much of it is about the buyer. */

import type { Person } from '../person.ts';
import { DAY_MS, dateTime, gid, type Scene } from '../scene.ts';
import type { NodeRecord, StoreRecord } from '../store.ts';
import { nameOf } from './address.ts';
import { clientIp } from './order.ts';

const FIRST_DISPUTE = 11_900_000_000;

function evidence(number: number, order: NodeRecord, person: Person, ip: string): NodeRecord {
  const file: NodeRecord = {
    __typename: 'ShopifyPaymentsDisputeFileUpload',
    id: gid('ShopifyPaymentsDisputeFileUpload', number),
    disputeEvidenceType: 'CUSTOMER_COMMUNICATION_FILE',
    fileSize: 182_044,
    fileType: 'application/pdf',
    originalFileName: 'mails-with-customer.pdf',
    url: `https://cdn.example/disputes/${number}/mails-with-customer.pdf`,
  };
  return {
    __typename: 'ShopifyPaymentsDisputeEvidence',
    id: gid('ShopifyPaymentsDisputeEvidence', number),
    customerEmailAddress: person.email,
    customerFirstName: person.firstName,
    customerLastName: person.lastName,
    customerPurchaseIp: ip,
    accessActivityLog: `${order.processedAt} ${ip} placed ${order.name}\n${order.updatedAt} ${ip} opened the status page`,
    billingAddress: () => order.billingAddress,
    shippingAddress: () => order.shippingAddress,
    productDescription: 'Goods as listed in the order',
    uncategorizedText: `${nameOf(person)} signed for the parcel.`,
    cancellationPolicyDisclosure: null,
    cancellationRebuttal: null,
    refundPolicyDisclosure: null,
    refundRefusalExplanation: null,
    customerCommunicationFile: file,
    disputeFileUploads: [file],
    fulfillments: [
      {
        __typename: 'ShopifyPaymentsDisputeFulfillment',
        id: gid('ShopifyPaymentsDisputeFulfillment', number),
        shippingCarrier: 'Other',
        shippingDate: String(order.processedAt).slice(0, 10),
        shippingTrackingNumber: `TEST${number}`,
      },
    ],
    submitted: false,
  };
}

/** @param n counts the disputes of the shop */
export function insertDispute(scene: Scene, n: number, order: NodeRecord, person: Person): void {
  const number = FIRST_DISPUTE + n;
  const placedAt = Date.parse(String(order.processedAt));
  const proof = evidence(number, order, person, clientIp(scene, `ip ${person.n}`));
  const total = order.totalPriceSet;
  const amount: StoreRecord[string] =
    typeof total === 'object' && total !== null && !Array.isArray(total) ? total.shopMoney : null;
  const dispute: NodeRecord = {
    __typename: 'ShopifyPaymentsDispute',
    id: gid('ShopifyPaymentsDispute', number),
    legacyResourceId: String(number),
    amount,
    type: n % 3 === 1 ? 'INQUIRY' : 'CHARGEBACK',
    status: n % 2 === 0 ? 'NEEDS_RESPONSE' : 'LOST',
    reasonDetails: {
      __typename: 'ShopifyPaymentsDisputeReasonDetails',
      reason: 'PRODUCT_NOT_RECEIVED',
      networkReasonCode: '13.1',
    },
    initiatedAt: dateTime(placedAt + 20 * DAY_MS),
    evidenceDueBy: dateTime(placedAt + 34 * DAY_MS),
    evidenceSentOn: null,
    finalizedOn: null,
    order: () => order,
    disputeEvidence: () => proof,
  };
  proof.dispute = () => dispute;
  scene.store.insert(dispute);
  scene.store.insert(proof);
}
