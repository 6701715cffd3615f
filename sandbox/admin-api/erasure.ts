/**
 * The pending erasure of a customer. No field of the schema shows it but `mergeable.errorFields`; it lies on
 * the customer's record as `dataErasure`, where what carries it out finds it.
 */
import type { NodeRecord, Store } from '#sandbox/store/store.ts';

export interface DataErasure {
  /** API key of the app that asked, or `admin` for the merchant. */
  requestedBy: string;
  /** ISO time. */
  requestedAt: string;
}

export function pendingErasure(customer: NodeRecord): DataErasure | null {
  const value = customer.dataErasure;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return { requestedBy: String(value.requestedBy), requestedAt: String(value.requestedAt) };
}

export function requestErasure(store: Store, customerId: string, erasure: DataErasure): void {
  store.update(customerId, {
    dataErasure: { __typename: 'DataErasure', ...erasure },
    mergeable: {
      __typename: 'CustomerMergeable',
      isMergeable: false,
      errorFields: ['PENDING_DATA_REQUEST'],
      reason: 'The customer has a pending data erasure request.',
    },
  });
}

export function cancelErasure(store: Store, customerId: string): void {
  store.update(customerId, {
    dataErasure: null,
    mergeable: { __typename: 'CustomerMergeable', isMergeable: true, errorFields: [], reason: null },
  });
}
