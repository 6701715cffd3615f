import type { Survey, SurveyedOrder } from './erasure-survey.ts';
import { invoiceKeptUntil } from './invoice-retention.ts';
import { localDay } from './local-day.ts';
import type { PlanBody, PlanDecision, PlannedOperation, PlannedWrite } from './plan.ts';
import { OWN_STORE, SHOPIFY_STORE } from './request.ts';

import { CHANNEL_NAMES, CHANNELS } from './restriction.ts';
import { rowText, type Saying, say, sentences } from './saying.ts';

/** How a person can be erased in Shopify: the merchant chooses before approval. */
export const ERASURE_WAYS = {
  'trim-then-redact': {
    label:
      'Take away now what invoices do not need; Shopify erases the rest when they need not be kept any more',
    what: 'Notes, phone numbers, addresses of the customer record, tags, attributes, metafields and drafts go now. What identifies the invoices stays in Shopify until the law lets it go; on that day Shopify is asked to erase.',
  },
  'seal-then-redact': {
    label: 'Seal the invoice data first; then Shopify erases everything else',
    what: 'Privacy Desk keeps a sealed set of the invoice data under a key of its own, which is destroyed on the last day of the retention. Shopify is asked to erase at once.',
  },
  'redact-now': {
    label: 'Shopify erases now',
    what: 'Shopify removes the person from the customer record and from all orders. Order numbers, dates, products, amounts and taxes stay. Where invoices must be kept, choose this only if you have them elsewhere, or your adviser says that these facts suffice.',
  },
  /** For somebody whom Shopify cannot erase by itself, for there is no customer record. */
  trim: {
    label: 'Take away what can be taken away',
    what: 'There is no customer record, and Shopify’s own erasure needs one. Notes, phone numbers, tags, attributes and metafields of the orders go; name, e-mail and addresses on them stay, for Shopify takes them off no order by itself. You can replace them in Shopify, in each order.',
  },
} as const satisfies Record<string, { label: string; what: string }>;
export type ErasureWay = keyof typeof ERASURE_WAYS;

/** What a plan depends on beside what Shopify holds. */
export interface ErasureFacts {
  /** The merchant's, ISO 3166; null where Shopify does not name it. */
  country: string | null;
  timeZone: string;
  /** The shop's local day, `YYYY-MM-DD`. */
  today: string;
  /** How many other requests of the person the app holds. */
  ownRequests: number;
}

interface Retained {
  /** Orders whose invoices must still be kept, and until when the last of them. */
  within: SurveyedOrder[];
  beyond: SurveyedOrder[];
  until: string | null;
}

function retained({ orders }: Survey, { country, timeZone, today }: ErasureFacts): Retained {
  const days = orders.map((order) => {
    const on = localDay(new Date(order.at), timeZone);
    return { order, until: invoiceKeptUntil(country, { on, shippedTo: order.shippedTo }) };
  });
  const within = days.filter(({ until }) => until >= today);
  return {
    within: within.map(({ order }) => order),
    beyond: days.filter(({ until }) => until < today).map(({ order }) => order),
    until: within.reduce<string | null>((last, { until }) => (last && last > until ? last : until), null),
  };
}

/** The last day until which any of these orders' invoices must be kept; null where none must be any more. */
export const invoicesKeptUntil = (survey: Survey, facts: ErasureFacts): string | null =>
  retained(survey, facts).until;

/** The ways that are open, the one to propose first. */
export function erasureWays(survey: Survey, facts: ErasureFacts): [ErasureWay, ...ErasureWay[]] {
  if (survey.customer === null) return ['trim'];
  if (retained(survey, facts).until !== null) return ['trim-then-redact', 'seal-then-redact', 'redact-now'];
  return ['redact-now'];
}

const CONSENTS: readonly string[] = CHANNEL_NAMES.map((name) => CHANNELS[name].operation);
const isConsent = ({ operation }: PlannedWrite): boolean => CONSENTS.includes(operation);

const decision = (title: string, more: Partial<PlanDecision> = {}): PlanDecision => ({
  ...{ store: SHOPIFY_STORE, collection: 'customer', title, fields: [] },
  ...{ action: 'erase', ground: 'erasure-asked', until: null, records: 1 },
  ...more,
});

/** What goes by which operation, in words. */
const TRIMMED: Record<string, { collection: string; title: string }> = {
  'customer.update': { collection: 'customer', title: 'Customer record: phone, note and tags' },
  'customer.address-delete': { collection: 'customer', title: 'Customer record: saved addresses' },
  'customer.metafield-delete': { collection: 'customer', title: 'Customer record: metafields' },
  'order.update': { collection: 'orders', title: 'Orders: notes, attributes, tags and phone numbers' },
  'order.metafield-delete': { collection: 'orders', title: 'Orders: metafields' },
  'draft-order.delete': { collection: 'draft-orders', title: 'Draft orders that became no order' },
};

/** What a write takes away, by the names that decisions have for it: a metafield by its own, none for a whole record. */
export const fieldsOf = ({ before, after }: PlannedWrite): string[] =>
  before.namespace != null ? [`${before.namespace}.${before.key}`] : Object.keys(after);

const fieldsOfAll = (writes: readonly PlannedWrite[]): string[] =>
  [...new Set(writes.flatMap(fieldsOf))].sort();

function trimDecisions(writes: readonly PlannedWrite[]): PlanDecision[] {
  const byOperation = Map.groupBy(writes, ({ operation }) => operation);
  return Object.entries(TRIMMED).flatMap(([operation, { collection, title }]) => {
    const some = byOperation.get(operation);
    const records = new Set(some?.map(({ record }) => record)).size;
    return some ? [decision(title, { collection, fields: fieldsOfAll(some), records })] : [];
  });
}

function consentDecisions(writes: readonly PlannedWrite[]): PlanDecision[] {
  const on = CHANNEL_NAMES.filter((name) =>
    writes.some((each) => each.operation === CHANNELS[name].operation),
  );
  if (on.length === 0) return [];
  const title = say('Marketing off: {channels}', {
    channels: rowText(on.map((name) => CHANNELS[name].label)),
  });
  return [
    decision(title, { fields: [say('marketing consent')], action: 'change', ground: 'marketing-objection' }),
  ];
}

const REMOVES =
  'Shopify’s own erasure, all or nothing: removes name, e-mail, phone, addresses, notes and history of the person; keeps order numbers, dates, products, amounts and taxes.';
const LATER = 'Shopify does so 10 days after it is asked, or six months after the last order.';
const AFTER_RETENTION =
  'Shopify does so once the retention is over: 10 days after it is asked, or six months after the last order.';

const redactDecision = ({ orders }: Survey, when: Saying): PlanDecision =>
  decision(sentences(REMOVES, when), { collection: 'redact', records: orders.length + 1 });

/** What identifies the invoices, and what Shopify offers no way to change alone. */
function keptForInvoices({ customer }: Survey, { within, beyond, until }: Retained): PlanDecision[] {
  const keep = { action: 'keep', ground: 'invoice-retention', until } as const;
  const unreachable = { action: 'keep', ground: 'not-reachable', until } as const;
  const kept: PlanDecision[] = [];
  if (within.length > 0)
    kept.push(
      decision(say('Orders: name, e-mail, billing and delivery address, which identify the invoices'), {
        ...{ collection: 'orders', fields: ['billingAddress', 'email', 'shippingAddress'], ...keep },
        records: within.length,
      }),
    );
  if (customer !== null && within.length > 0)
    kept.push(
      decision(say('Customer record: name and e-mail, which lead to the invoices'), {
        ...{ fields: ['email', 'firstName', 'lastName'], ...keep },
      }),
    );
  if (beyond.length > 0)
    kept.push(
      decision(say('Orders past their retention: name, e-mail and addresses go with Shopify’s own erasure'), {
        ...{ collection: 'orders', ...unreachable, records: beyond.length },
      }),
    );
  kept.push(
    decision(
      say(
        'IP address and browser of orders, abandoned checkouts, timeline and what else only Shopify’s own erasure reaches',
      ),
      { collection: 'other', ...unreachable, records: within.length + beyond.length },
    ),
  );
  return kept;
}

const claimed = (survey: Survey): SurveyedOrder[] => survey.orders.filter(({ claim }) => claim !== null);

function claimDecisions(survey: Survey): PlanDecision[] {
  const open = claimed(survey);
  if (open.length === 0) return [];
  const title = say('Orders with an open dispute or return: their notes and details, until it is over');
  return [
    decision(title, { collection: 'orders', action: 'keep', ground: 'legal-claims', records: open.length }),
  ];
}

/** Shopify's own erasure spares nothing: that is to be known before. */
function claimsLost(survey: Survey): PlanDecision[] {
  const { length: records } = claimed(survey);
  const title = say(
    'Orders with an open dispute or return: what you may need as evidence goes, too. Save it before you approve',
  );
  return records > 0 ? [decision(title, { collection: 'orders', records })] : [];
}

function withheldDecisions({ gaps }: Survey): PlanDecision[] {
  if (gaps.length === 0) return [];
  const collections = [...new Set(gaps.map(({ collection }) => collection))].sort();
  const title = say(
    'Parts that Shopify does not show to the app; what is missing, and how to mend that, stands below',
  );
  return [
    decision(title, { fields: collections, action: 'keep', ground: 'not-reachable', records: gaps.length }),
  ];
}

function ownDecisions({ ownRequests }: ErasureFacts): PlanDecision[] {
  const own = { store: OWN_STORE };
  return [
    decision(say('What Privacy Desk gathered and noted about the person'), {
      ...{ ...own, collection: 'requests', records: ownRequests },
    }),
    decision(say('Proof: number, kind, dates and log of the requests, and this plan, sealed'), {
      ...{ ...own, collection: 'proof', action: 'keep', ground: 'proof', records: ownRequests + 1 },
    }),
  ];
}

/** The day after, on which a retention is over. */
function dayAfter(day: string): string {
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}

const operation = (name: string, notBefore: string | null = null): PlannedOperation => ({
  ...{ store: SHOPIFY_STORE, operation: name, notBefore },
});

interface Part {
  decisions: PlanDecision[];
  writes: PlannedWrite[];
  operations: PlannedOperation[];
}

/** What can be taken away piece by piece, but for orders that somebody may still fight over. */
function trimmable(survey: Survey): PlannedWrite[] {
  const fought = new Set(claimed(survey).map(({ id }) => id));
  return survey.writes.filter((write) => !isConsent(write) && !fought.has(write.record));
}

const WAYS: Record<ErasureWay, (survey: Survey, kept: Retained) => Part> = {
  trim: (survey, kept) => {
    const writes = trimmable(survey);
    const rest = survey.orders.length > 0 ? keptForInvoices(survey, { ...kept, beyond: [] }) : [];
    const old =
      kept.beyond.length > 0
        ? [
            decision(
              say('Orders past their retention: remove name, e-mail and addresses in the Shopify admin'),
              {
                ...{ collection: 'orders', action: 'keep', ground: 'not-reachable' },
                records: kept.beyond.length,
              },
            ),
          ]
        : [];
    return {
      decisions: [...trimDecisions(writes), ...rest, ...old, ...claimDecisions(survey)],
      writes,
      operations: [],
    };
  },
  'trim-then-redact': (survey, kept) => {
    const writes = trimmable(survey);
    const when = kept.until === null ? LATER : AFTER_RETENTION;
    return {
      decisions: [
        ...trimDecisions(writes),
        ...keptForInvoices(survey, kept),
        ...claimDecisions(survey),
        redactDecision(survey, when),
      ],
      writes,
      operations: [operation('redact', kept.until === null ? null : dayAfter(kept.until))],
    };
  },
  'seal-then-redact': (survey, { within, until }) => ({
    decisions: [
      decision(say('Invoice data, sealed under a key of its own that is destroyed on the last day'), {
        ...{ store: OWN_STORE, collection: 'retained', action: 'keep', ground: 'invoice-retention', until },
        records: within.length,
      }),
      redactDecision(survey, LATER),
      ...claimsLost(survey),
    ],
    writes: [],
    operations: [operation('retain'), operation('redact')],
  }),
  'redact-now': (survey) => ({
    decisions: [redactDecision(survey, LATER), ...claimsLost(survey)],
    writes: [],
    operations: [operation('redact')],
  }),
};

/** Consents first: one that hangs on a phone number is gone with it. Records stay together. */
const ordered = (writes: readonly PlannedWrite[]): PlannedWrite[] =>
  [...writes].sort((one, other) => Number(isConsent(other)) - Number(isConsent(one)));

/** The plan by which a person is erased, in the way that the merchant has chosen. */
export function erasurePlan(survey: Survey, way: ErasureWay, facts: ErasureFacts): PlanBody {
  const part = WAYS[way](survey, retained(survey, facts));
  // Whatever becomes of the rest, nobody who asks for erasure wants to be written to in the meantime.
  const writes = ordered([...survey.writes.filter(isConsent), ...part.writes]);
  return {
    ...{ v: 1, kind: 'erasure', way },
    decisions: [
      ...consentDecisions(survey.writes),
      ...part.decisions,
      ...withheldDecisions(survey),
      ...ownDecisions(facts),
    ],
    writes,
    operations: [
      ...(writes.length > 0 ? [operation('write')] : []),
      ...part.operations,
      { store: OWN_STORE, operation: 'erase', notBefore: null },
    ],
  };
}
