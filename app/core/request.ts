import type { Residence } from './residence.ts';

/** The data stores that every installation has. */
export const SHOPIFY_STORE = 'shopify';
/** What the app itself holds: requests, their log and what was handed out. */
export const OWN_STORE = 'privacy-desk';

interface PlannedStep {
  store: string;
  operation: string;
}

/**
 * What may be asked for. Each row says with which steps its plan begins, by the door through which it came where that
 * makes a difference, and what the merchant reads.
 */
export const REQUEST_KINDS = {
  access: {
    label: 'Access',
    what: 'A person asks for a copy of their data.',
    steps: [
      { store: SHOPIFY_STORE, operation: 'gather' },
      { store: OWN_STORE, operation: 'gather' },
    ],
  },
  erasure: {
    label: 'Erasure',
    what: 'A person’s data is to be erased.',
    /** Shopify erases by itself and asks the app to do the same. */
    steps: [{ store: OWN_STORE, operation: 'erase' }],
    /** Asked for by the person or entered for them: the merchant decides what is erased, and when. A plan is proposed. */
    staffSteps: [{ store: SHOPIFY_STORE, operation: 'propose-erasure' }],
  },
  rectification: {
    label: 'Rectification',
    what: 'A person’s data is wrong or incomplete.',
    steps: [],
  },
  restriction: {
    label: 'Restriction',
    what: 'A person’s data is to be kept, but not used.',
    steps: [{ store: SHOPIFY_STORE, operation: 'propose-restriction' }],
  },
  objection: {
    label: 'Objection',
    what: 'A person objects to the use of their data, such as for marketing.',
    steps: [{ store: SHOPIFY_STORE, operation: 'propose-restriction' }],
  },
  'opt-out': {
    label: 'Opt-out of sale',
    what: 'A person’s data is no longer to be sold or shared.',
    steps: [{ store: SHOPIFY_STORE, operation: 'propose-restriction' }],
  },
  'shop-erasure': {
    label: 'Shop erasure',
    what: 'The app was uninstalled 48 hours ago; Shopify asks to erase everything held for the shop.',
    steps: [{ store: OWN_STORE, operation: 'erase-shop' }],
  },
} as const satisfies Record<
  string,
  { label: string; what: string; steps: readonly PlannedStep[]; staffSteps?: readonly PlannedStep[] }
>;
export type RequestKind = keyof typeof REQUEST_KINDS;
export const REQUEST_KIND_NAMES = Object.keys(REQUEST_KINDS) as RequestKind[];

/** What staff may start for a person: everything but what concerns the whole shop. */
export const STAFF_KINDS = REQUEST_KIND_NAMES.filter((kind) => kind !== 'shop-erasure');

/** With which steps a request of this kind begins, when it came through this door. */
export function firstSteps(kind: RequestKind, source: RequestSource): readonly PlannedStep[] {
  const row: { steps: readonly PlannedStep[]; staffSteps?: readonly PlannedStep[] } = REQUEST_KINDS[kind];
  return (source === 'platform' ? undefined : row.staffSteps) ?? row.steps;
}

/** Through which door a request came. */
export const REQUEST_SOURCES = {
  platform: { label: 'Shopify' },
  staff: { label: 'Entered by staff' },
  /** By the person whom it is about, or somebody who says so: core/verification. */
  storefront: { label: 'Storefront form' },
} as const satisfies Record<string, { label: string }>;
export type RequestSource = keyof typeof REQUEST_SOURCES;

/** Where a request stands. `open` states still run against the clock. */
export const REQUEST_STATES = {
  received: { label: 'Received', open: true },
  gathering: { label: 'Gathering', open: true },
  ready: { label: 'Ready to review', open: true },
  /** The archive is being made: nothing in it may change. */
  releasing: { label: 'Being released', open: true },
  released: { label: 'Released', open: true },
  /** A plan is proposed and waits for its approval. */
  planned: { label: 'Plan to approve', open: true },
  /** The plan is approved and can still be undone. */
  approved: { label: 'Plan approved', open: true },
  /** The plan is being carried out; parts of it may be done, blocked, or wait for a day to come. */
  'carrying-out': { label: 'Being carried out', open: true },
  /** Keys are being destroyed: from here on an erasure is carried through. */
  erasing: { label: 'Being erased', open: true },
  closed: { label: 'Closed', open: false },
} as const satisfies Record<string, { label: string; open: boolean }>;
export type RequestState = keyof typeof REQUEST_STATES;

export const OPEN_STATES = Object.entries(REQUEST_STATES).flatMap(([state, { open }]) =>
  open ? [state] : [],
);

/** Where a step stands. A blocked step names its reason and waits for a person. */
export const STEP_STATES = {
  pending: { label: 'Waiting' },
  running: { label: 'Running' },
  blocked: { label: 'Blocked' },
  done: { label: 'Done' },
  /** Left out by a member of staff, with a reason. */
  skipped: { label: 'Skipped' },
  /** Ended before it was done, because the data it was about was erased. */
  stopped: { label: 'Stopped' },
} as const satisfies Record<string, { label: string }>;
export type StepState = keyof typeof STEP_STATES;

/** Who a request is about, as far as is known; ids are decimal strings, for they may exceed 2^53. */
export interface Subject {
  customerId: string | null;
  email: string | null;
  phone: string | null;
  orderIds: string[];
  /** Where they live, by their own account; from it follows the law. */
  residence?: Residence;
}
