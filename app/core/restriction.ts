import type { LegalGround } from './legal-ground.ts';
import type { PlanBody, PlanDecision, PlannedWrite } from './plan.ts';
import { OWN_STORE, SHOPIFY_STORE } from './request.ts';
import { rowText, type Saying, say } from './saying.ts';
import type { JsonObject } from './store.ts';

/** Through which a shop may write to a person, and how Shopify is told to stop. */
export const CHANNELS = {
  email: { label: 'E-mail', operation: 'customer.email-consent' },
  sms: { label: 'SMS', operation: 'customer.sms-consent' },
  whatsapp: { label: 'WhatsApp', operation: 'customer.whatsapp-consent' },
} as const satisfies Record<string, { label: string; operation: string }>;
export type Channel = keyof typeof CHANNELS;
export const CHANNEL_NAMES = Object.keys(CHANNELS) as Channel[];

/** States in which Shopify sends, or may begin to. */
const ON = ['SUBSCRIBED', 'PENDING'];
export const isOn = (state: string | null): boolean => state !== null && ON.includes(state);

/**
 * A metafield of the customer that segments and Flow can look at. In a namespace of the shop's own: one that is
 * reserved for the app would be out of their sight.
 */
export const PROCESSING = { namespace: 'privacy_desk', key: 'processing' } as const;
export const PROCESSING_TYPE = 'single_line_text_field';

/** What a customer record says about the use of the person's data. */
export interface PersonStanding {
  /** Shopify's global id; null for somebody without a customer record. */
  customerId: string | null;
  email: string | null;
  /** Null where there is no address or number. */
  consents: Record<Channel, string | null>;
  /** What Shopify does not let the app read. */
  withheld: Channel[];
  tags: string[];
  /** The value of the metafield; null where there is none. */
  processing: string | null;
  dataSaleOptOut: boolean;
}

interface RestrictionRow {
  ground: LegalGround;
  /** Names of the tag and value of the metafield that the record is given; absent where it is given none. */
  mark?: { tag: string; processing: string };
  /** What the shop's pages say of somebody to whom this applies. */
  label: string;
  /** Whether staff may end it (Art. 18(3)); otherwise only the person's own new consent does. */
  liftable: boolean;
}

/** Kinds of requests after which a person's data is kept and used less: one row each. */
export const RESTRICTIONS = {
  restriction: {
    ground: 'restriction',
    mark: { tag: 'privacy-desk:restricted', processing: 'restricted' },
    label: 'Restricted',
    liftable: true,
  },
  objection: {
    ground: 'objection',
    mark: { tag: 'privacy-desk:objection', processing: 'objection' },
    label: 'Objected',
    liftable: false,
  },
  'opt-out': { ground: 'opt-out', label: 'Opted out of sale', liftable: false },
} as const satisfies Record<string, RestrictionRow>;
export type Restriction = keyof typeof RESTRICTIONS;

export const isRestriction = (kind: string): kind is Restriction => Object.hasOwn(RESTRICTIONS, kind);

/** Under which an entry of the suppression list stands where only one channel's consent was withdrawn. */
export const withdrawalOf = (channel: Channel): string => `withdrawal-${channel}`;
const WITHDRAWALS: Record<string, string> = Object.fromEntries(
  CHANNEL_NAMES.map((channel) => [
    withdrawalOf(channel),
    say('No marketing by {channel}', { channel: say(CHANNELS[channel].label) }),
  ]),
);
export const isWithdrawal = (reason: string): boolean => Object.hasOwn(WITHDRAWALS, reason);

/** What is said of an entry of the suppression list. */
export const restrictionLabel = (reason: string): string =>
  isRestriction(reason) ? RESTRICTIONS[reason].label : (WITHDRAWALS[reason] ?? reason);

const change = (operation: string, record: string, before: JsonObject, after: JsonObject): PlannedWrite => ({
  ...{ store: SHOPIFY_STORE, operation, collection: 'customer', record },
  ...{ before, after },
});

const decision = (
  row: RestrictionRow,
  title: string,
  fields: string[],
  more: Partial<PlanDecision> = {},
): PlanDecision => ({
  ...{ store: SHOPIFY_STORE, collection: 'customer', title, fields },
  ...{ action: 'change', ground: row.ground, until: null, records: 1 },
  ...more,
});

const channelsText = (channels: readonly Channel[]): Saying =>
  rowText(channels.map((channel) => CHANNELS[channel].label));

/** What cannot be read cannot be turned off from here: said, so that staff do it. */
function outOfReach(row: RestrictionRow, { withheld }: PersonStanding): Planned {
  if (withheld.length === 0) return NONE;
  const channels = channelsText(withheld);
  const title = say('Marketing by {channels}: Shopify does not show it to the app. Turn it off in Shopify.', {
    channels,
  });
  return { decisions: [decision(row, title, [], { action: 'keep', ground: 'not-reachable' })], writes: [] };
}

interface Planned {
  decisions: PlanDecision[];
  writes: PlannedWrite[];
}
const NONE: Planned = { decisions: [], writes: [] };

/** Marketing through every channel that is on stops; one that is off already is left alone. */
function consentsOff(row: RestrictionRow, { customerId, consents, withheld }: PersonStanding): Planned {
  const offAlready = {
    decisions: [
      decision(row, say('Marketing is off already'), [say('marketing consent')], { action: 'keep' }),
    ],
    writes: [],
  };
  const on = CHANNEL_NAMES.filter((channel) => isOn(consents[channel]));
  if (customerId === null) return NONE;
  if (on.length === 0) return withheld.length > 0 ? NONE : offAlready;
  return {
    decisions: [
      decision(
        row,
        say('Marketing off: {channels}', { channels: channelsText(on) }),
        [say('marketing consent')],
        row.ground === 'objection' ? { ground: 'marketing-objection' } : {},
      ),
    ],
    writes: on.map((channel) =>
      change(
        CHANNELS[channel].operation,
        customerId,
        { state: consents[channel] },
        { state: 'UNSUBSCRIBED' },
      ),
    ),
  };
}

const sameTag = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

function marked(row: RestrictionRow, standing: PersonStanding): Planned {
  const { customerId, tags, processing } = standing;
  const { mark } = row;
  if (customerId === null || mark === undefined) return NONE;
  const writes: PlannedWrite[] = [];
  if (!tags.some((tag) => sameTag(tag, mark.tag)))
    writes.push(change('customer.tags-add', customerId, { tags: [] }, { tags: [mark.tag] }));
  if (processing !== mark.processing)
    writes.push(
      change(
        'customer.metafield-set',
        customerId,
        { ...PROCESSING, type: processing === null ? null : PROCESSING_TYPE, value: processing },
        { ...PROCESSING, type: PROCESSING_TYPE, value: mark.processing },
      ),
    );
  if (writes.length === 0) return NONE;
  return {
    decisions: [
      decision(row, say('Marked for segments and Flow: {tag}', { tag: mark.tag }), [
        'tags',
        `${PROCESSING.namespace}.${PROCESSING.key}`,
      ]),
    ],
    writes,
  };
}

function optedOut(row: RestrictionRow, { customerId, email, dataSaleOptOut }: PersonStanding): Planned {
  if (customerId === null || dataSaleOptOut) return NONE;
  if (email === null) {
    const title = say(
      'Opt-out of sale in Shopify: it goes by the e-mail address, which the record lacks or Shopify does not show to the app.',
    );
    return { decisions: [decision(row, title, [], { action: 'keep', ground: 'not-reachable' })], writes: [] };
  }
  return {
    decisions: [
      decision(row, say('Opted out of the sale of data: cannot be taken back'), ['dataSaleOptOut']),
    ],
    writes: [
      change(
        'customer.data-sale-opt-out',
        customerId,
        { dataSaleOptOut: false, email },
        { dataSaleOptOut: true, email },
      ),
    ],
  };
}

const SUPPRESSION = 'suppression';

/** @param reasons under which the person is to stand on the list */
const own = (row: RestrictionRow, title: string, reasons: string[]): PlanDecision => ({
  ...{ store: OWN_STORE, collection: SUPPRESSION, title, fields: reasons },
  ...{ action: 'keep', ground: row.ground, until: null, records: 1 },
});
const LISTED = 'Entered in the suppression list, without name or address in the clear';

/** Under which reasons the plan's person is to stand on the suppression list. */
export const suppressionReasons = ({ decisions }: Pick<PlanBody, 'decisions'>): string[] =>
  decisions.flatMap(({ collection, fields }) => (collection === SUPPRESSION ? fields : []));

const operationsOf = (writes: readonly PlannedWrite[], onList: string) => [
  ...(writes.length > 0 ? [{ store: SHOPIFY_STORE, operation: 'write', notBefore: null }] : []),
  { store: OWN_STORE, operation: onList, notBefore: null },
];

/** The plan by which a restriction, an objection or an opt-out takes effect. */
export function restrictionPlan(kind: Restriction, standing: PersonStanding): PlanBody {
  const row: RestrictionRow = RESTRICTIONS[kind];
  const parts =
    kind === 'opt-out'
      ? [optedOut(row, standing)]
      : [consentsOff(row, standing), outOfReach(row, standing), marked(row, standing)];
  const writes = parts.flatMap((part) => part.writes);
  return {
    ...{ v: 1, kind },
    decisions: [...parts.flatMap((part) => part.decisions), own(row, LISTED, [kind])],
    writes,
    operations: operationsOf(writes, 'suppress'),
  };
}

/** The plan by which the consent to some channels is withdrawn (Art. 7(3)); the others stay as they are. */
export function withdrawalPlan(channels: readonly Channel[], standing: PersonStanding): PlanBody {
  const row: RestrictionRow = RESTRICTIONS.objection;
  const consents = { ...standing.consents };
  for (const channel of CHANNEL_NAMES) if (!channels.includes(channel)) consents[channel] = null;
  const withheld = standing.withheld.filter((channel) => channels.includes(channel));
  const some = { ...standing, consents, withheld };
  const parts = [consentsOff(row, some), outOfReach(row, some)];
  const writes = parts.flatMap((part) => part.writes);
  return {
    ...{ v: 1, kind: 'objection' },
    decisions: [...parts.flatMap((part) => part.decisions), own(row, LISTED, channels.map(withdrawalOf))],
    writes,
    operations: operationsOf(writes, 'suppress'),
  };
}

/** The plan that ends a restriction. Marketing stays off: only the person can consent again. */
export function liftingPlan(kind: Restriction, { customerId, tags, processing }: PersonStanding): PlanBody {
  const row: RestrictionRow = RESTRICTIONS[kind];
  const { mark } = row;
  const writes: PlannedWrite[] = [];
  if (customerId !== null && mark !== undefined) {
    const own = tags.filter((tag) => sameTag(tag, mark.tag));
    if (own.length > 0) writes.push(change('customer.tags-remove', customerId, { tags: own }, { tags: [] }));
    if (processing === mark.processing)
      writes.push(
        change(
          'customer.metafield-delete',
          customerId,
          { ...PROCESSING, type: PROCESSING_TYPE, value: processing },
          {},
        ),
      );
  }
  const unmarked =
    writes.length > 0
      ? [
          decision(row, say('Mark taken away: {tag}', { tag: mark?.tag ?? '' }), [
            'tags',
            `${PROCESSING.namespace}.${PROCESSING.key}`,
          ]),
        ]
      : [];
  const kept = say('Marketing consents stay off: only the person can give them again');
  return {
    ...{ v: 1, kind },
    decisions: [
      ...unmarked,
      decision(row, kept, [say('marketing consent')], { action: 'keep' }),
      { ...own(row, say('The entry in the suppression list is ended'), [kind]), action: 'change' },
    ],
    writes,
    operations: operationsOf(writes, 'lift-suppression'),
  };
}
