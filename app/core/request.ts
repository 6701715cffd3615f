/** The data stores that every installation has. */
export const SHOPIFY_STORE = 'shopify';
/** What the app itself holds: requests, their log and what was handed out. */
export const OWN_STORE = 'privacy-desk';

interface PlannedStep {
  store: string;
  operation: string;
}

/** What may be asked for. Each row says with which steps its plan begins and what the merchant reads. */
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
    what: 'Shopify asks to erase what is held about a person.',
    steps: [{ store: OWN_STORE, operation: 'erase' }],
  },
  'shop-erasure': {
    label: 'Shop erasure',
    what: 'The shop was uninstalled 48 hours ago; Shopify asks to erase everything held for it.',
    steps: [{ store: OWN_STORE, operation: 'erase-shop' }],
  },
} as const satisfies Record<string, { label: string; what: string; steps: readonly PlannedStep[] }>;
export type RequestKind = keyof typeof REQUEST_KINDS;
export const REQUEST_KIND_NAMES = Object.keys(REQUEST_KINDS) as RequestKind[];

/** Through which door a request came. */
export const REQUEST_SOURCES = {
  platform: { label: 'Shopify' },
  staff: { label: 'Entered by staff' },
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
}
