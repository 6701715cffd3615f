import type { CollectionDescription } from '../../../../core/store.ts';
import { ANOTHER_CUSTOMER, CUSTOMER, RECIPIENT, STAFF_AUTHOR } from './words.ts';

/** Who the person is to the shop. */
export const CUSTOMER_COLLECTIONS = [
  {
    name: 'customer',
    title: 'Customer profile',
    what: 'The customer record: contact details, consents to marketing, notes and totals.',
    source: CUSTOMER,
    key: ['id'],
    origin: 'given',
    origins: {
      statistics: 'derived',
      mergeable: 'derived',
      note: 'derived',
      tags: 'derived',
      state: 'derived',
      productSubscriberStatus: 'derived',
      lifetimeDuration: 'derived',
      amountSpent: 'derived',
      numberOfOrders: 'derived',
      taxExempt: 'derived',
      taxExemptions: 'derived',
      canDelete: 'derived',
      verifiedEmail: 'observed',
      createdAt: 'observed',
      updatedAt: 'observed',
      'defaultEmailAddress.openTrackingLevel': 'observed',
      'defaultEmailAddress.validFormat': 'derived',
    },
    others: { note: STAFF_AUTHOR, 'mergeable.reason': ANOTHER_CUSTOMER },
    neverDisclosed: { 'taxSettings.taxId': 'government-id' },
  },
  {
    name: 'addresses',
    title: 'Saved addresses',
    what: 'The addresses saved with the customer record.',
    source: CUSTOMER,
    key: ['id'],
    origin: 'given',
    origins: {
      latitude: 'derived',
      longitude: 'derived',
      timeZone: 'derived',
      coordinatesValidated: 'derived',
      validationResultSummary: 'derived',
    },
    others: { name: RECIPIENT, firstName: RECIPIENT, lastName: RECIPIENT, phone: RECIPIENT },
  },
] as const satisfies readonly CollectionDescription[];
