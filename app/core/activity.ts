import { AUDIT_EVENTS, type AuditEventType } from './audit.ts';

/** What the activity can be narrowed to: groups of events, by what their types begin with. */
export const ACTIVITY_GROUPS = {
  requests: { label: 'Requests', of: ['request', 'requests', 'comment', 'person', 'portal'] },
  steps: { label: 'Steps', of: ['step'] },
  answers: { label: 'Review and answers', of: ['dossier', 'redaction', 'release', 'archive'] },
  plans: { label: 'Plans and changes', of: ['plan', 'rectification', 'restriction', 'suppression'] },
  erasure: {
    label: 'Erasure and evidence',
    of: ['erasure', 'redact', 'retained', 'probe', 'keys', 'evidence'],
  },
  staff: { label: 'Staff and settings', of: ['staff', 'settings', 'activity'] },
  shop: { label: 'Shop, deliveries and mails', of: ['shop', 'delivery', 'mail', 'register'] },
} as const satisfies Record<string, { label: string; of: readonly string[] }>;
export type ActivityGroup = keyof typeof ACTIVITY_GROUPS;
export const ACTIVITY_GROUP_NAMES = Object.keys(ACTIVITY_GROUPS) as [ActivityGroup, ...ActivityGroup[]];

const ALL = Object.keys(AUDIT_EVENTS) as AuditEventType[];

/** The group of an event; null for one that this version does not know. */
export const groupOf = (type: string): ActivityGroup | null =>
  ACTIVITY_GROUP_NAMES.find((name) =>
    (ACTIVITY_GROUPS[name].of as readonly string[]).includes(type.split('.')[0] ?? ''),
  ) ?? null;

export const typesOf = (group: ActivityGroup): AuditEventType[] =>
  ALL.filter((type) => groupOf(type) === group);

/** What of the log is shown; null = whatever it is. Days are the shop's, `YYYY-MM-DD`, both included. */
export interface ActivityFilter {
  group: ActivityGroup | null;
  /** Number of the request. */
  request: number | null;
  /** Shopify's user id of the member of staff who did it. */
  staff: string | null;
  from: string | null;
  to: string | null;
}

const NOTHING: ActivityFilter = { group: null, request: null, staff: null, from: null, to: null };

const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));

/** What may stand in the address, by name; anything else is as if it were not there. */
const READERS: { [Name in keyof ActivityFilter]: (text: string) => ActivityFilter[Name] } = {
  group: (text) => (Object.hasOwn(ACTIVITY_GROUPS, text) ? (text as ActivityGroup) : null),
  request: (text) => (/^#?\d{1,9}$/.test(text) ? Number(text.replace('#', '')) : null),
  staff: (text) => (/^\d{1,20}$/.test(text) ? text : null),
  from: (text) => (isDay(text) ? text : null),
  to: (text) => (isDay(text) ? text : null),
};

export function readActivityFilter(address: URLSearchParams): ActivityFilter {
  const read = Object.entries(READERS).map(([name, reader]) => [
    name,
    reader(address.get(name)?.trim() ?? ''),
  ]);
  return { ...NOTHING, ...Object.fromEntries(read) };
}

/** The address that says it, without its question mark; empty where nothing is narrowed. */
export function writeActivityFilter(filter: Partial<ActivityFilter>): string {
  const set = Object.entries(filter).flatMap(([name, value]) =>
    value === null || value === undefined ? [] : [[name, String(value)]],
  );
  return new URLSearchParams(set).toString();
}
