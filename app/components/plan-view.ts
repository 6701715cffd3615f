import { isOptionalScope, OPTIONAL_SCOPES } from '../core/access-scope.ts';
import { stepTitle, storeName } from '../core/audit-text.ts';
import { dayText, momentText } from '../core/date-text.ts';
import { durationText } from '../core/duration-text.ts';
import { ERASURE_WAYS, type ErasureWay } from '../core/erasure-plan.ts';
import { labelText } from '../core/label-text.ts';
import { LEGAL_GROUNDS } from '../core/legal-ground.ts';
import {
  needsIdentity,
  PLAN_ACTIONS,
  PLAN_STATES,
  type PlanDecision,
  type PlannedOperation,
  type PlannedWrite,
} from '../core/plan.ts';
import { suppressionReasons } from '../core/restriction.ts';
import { rowText, type Saying, say } from '../core/saying.ts';
import type { PlanPage } from '../services/read-plan-page.ts';
import { DELETED, valueText } from './drift-view.ts';

/** One change of one record, side by side. */
export interface ChangeLine {
  key: string;
  title: string;
  fields: { name: string; before: string; after: string }[];
}

/** A plan in the words of its page. */
export interface PlanView {
  requestId: string;
  kind: PlanPage['body']['kind'];
  state: string;
  badge: string;
  /** Whoever approves says that they have checked who asks. */
  asksIdentity: boolean;
  /** Goes back with the approval: it binds to what was shown. */
  hash: string;
  lines: {
    key: string;
    where: string;
    title: string;
    fields: string;
    action: PlanDecision['action'];
    actionLabel: string;
    ground: string;
    article: string;
    until: string;
    records: number;
  }[];
  operations: { key: string; title: string; when: string }[];
  ways: { value: ErasureWay; label: string; what: string }[];
  /** The way that is planned, and in words; null where there is only one. */
  way: string | null;
  planned: { label: string; what: string } | null;
  retention: string | null;
  /** How many records came later and joined. */
  joined: number;
  changes: { total: number; page: number; pages: number; shown: ChangeLine[] };
  missing: { scope: string; label: string }[];
  approved: { by: string | null; at: string } | null;
  /** Under which the person is to stand on the suppression list. */
  reasons: string[];
  /** While the approval can be undone. */
  undo: { until: string; left: string } | null;
  /** For how long it could be undone, were it approved now; null where it takes effect at once. */
  wouldUndo: string | null;
}

/** What is changed, and at which record. */
const TITLES: Record<string, Saying> = {
  'customer.update': say('Customer record'),
  'customer.address-delete': say('Saved address, deleted'),
  'customer.address-update': say('Saved address'),
  'customer.metafield-delete': say('Metafield of the customer, deleted'),
  'customer.metafield-set': say('Metafield of the customer'),
  'customer.email-consent': say('Marketing by e-mail'),
  'customer.sms-consent': say('Marketing by SMS'),
  'customer.whatsapp-consent': say('Marketing by WhatsApp'),
  'customer.tags-add': say('Tags of the customer, added'),
  'customer.tags-remove': say('Tags of the customer, taken away'),
  'customer.data-sale-opt-out': say('Sale of data'),
  'order.update': say('Order'),
  'order.metafield-delete': say('Metafield of an order, deleted'),
  'order.localized-field': say('Tax id of an order'),
  'draft-order.delete': say('Draft order, deleted'),
};

/** Say where a record is, not what it holds. */
const PLACES = ['customerId', 'namespace', 'key', 'type'];

const digitsOf = (id: string): string => id.replace(/\?.*$/, '').replace(/^.*\//, '');

function changeLine({ operation, record, before, after }: PlannedWrite, place: number): ChangeLine {
  const takesAway = Object.keys(after).length === 0;
  const metafield = before.namespace != null ? `${before.namespace}.${before.key}` : null;
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => !PLACES.includes(name),
  );
  const fields = names.map((name) => ({
    name: metafield !== null && name === 'value' ? metafield : labelText(name),
    before: valueText(before[name]),
    after: takesAway ? DELETED : valueText(after[name]),
  }));
  return {
    // Of one record some may have been planned, and some have joined.
    key: `${place} ${operation} ${record}`,
    title: say('{what} {record}', { what: TITLES[operation] ?? operation, record: digitsOf(record) }),
    // Of a record that goes, what it does not hold is not worth a line.
    fields: takesAway ? fields.filter((field) => field.before !== valueText(null)) : fields,
  };
}

function untilText({ until, action, ground }: PlanDecision, evidenceYears: number): Saying {
  if (until !== null) return dayText(until.slice(0, 10));
  if (action !== 'keep') return '–';
  return ground === 'proof'
    ? say('{years, plural, one {# year} other {# years}} after the erasure', { years: evidenceYears })
    : say('No fixed end');
}

function whenText(
  notBefore: string | null,
  { state, isUndoable }: { state: string; isUndoable: boolean },
): Saying {
  if (notBefore !== null) return say('On {day}', { day: dayText(notBefore.slice(0, 10)) });
  if (state !== 'proposed') return say('As soon as the plan begins');
  return isUndoable ? say('When the time to undo is over') : say('At once');
}

/** A way that only a former version knew has no words. */
const plannedWay = (way: string | undefined): PlanView['planned'] =>
  way !== undefined && Object.hasOwn(ERASURE_WAYS, way) ? ERASURE_WAYS[way as ErasureWay] : null;

/** As they come about: what has no day of its own goes before what has. */
const inTime = (operations: readonly PlannedOperation[]) =>
  operations.toSorted((one, other) => (one.notBefore ?? '').localeCompare(other.notBefore ?? ''));

const leftText = (until: string, now: string): Saying =>
  durationText(Math.max(0, Date.parse(until) - Date.parse(now)));

/** What a decision is about: fields of records, or, where Shopify withholds some, whole collections. */
function aboutText({ fields, ground }: PlanDecision, titles: Record<string, string>): Saying {
  if (fields.length === 0) return '';
  const isCollections = ground === 'not-reachable';
  return rowText(fields.map((name) => (isCollections && titles[name]) || labelText(name)));
}

/**
 * @param staff names by Shopify's user id
 * @param titles of collections, by their names
 */
export function planView(
  plan: PlanPage | null,
  { staff, titles }: { staff: Record<string, string>; titles: Record<string, string> },
): PlanView | null {
  if (plan === null) return null;
  const { body, state, now, timeZone, startsAt, approvedAt, approvedBy, wouldStartAt } = plan;
  const canUndo = state === 'approved' && startsAt !== null;
  return {
    ...{ requestId: plan.requestId, kind: body.kind, state, hash: plan.hash },
    badge: PLAN_STATES[state].label,
    asksIdentity: needsIdentity(body.kind),
    lines: body.decisions.map((decision, place) => ({
      key: String(place),
      where: storeName(decision.store),
      title: decision.title,
      fields: aboutText(decision, titles),
      action: decision.action,
      actionLabel: PLAN_ACTIONS[decision.action].label,
      ground: LEGAL_GROUNDS[decision.ground].label,
      article: LEGAL_GROUNDS[decision.ground].article,
      until: untilText(decision, plan.evidenceYears),
      records: decision.records,
    })),
    operations: inTime(body.operations).map(({ store, operation, notBefore }) => ({
      key: `${store} ${operation}`,
      title: stepTitle(store, operation),
      when: whenText(notBefore, { state, isUndoable: wouldStartAt > now }),
    })),
    reasons: suppressionReasons(body),
    ways: plan.ways.map((value) => ({ value, ...ERASURE_WAYS[value] })),
    way: body.way ?? null,
    planned: plannedWay(body.way),
    retention: plan.retention,
    joined: plan.joined,
    changes: { ...plan.changes, shown: plan.changes.shown.map(changeLine) },
    missing: plan.missingScopes.map((scope) => ({
      scope,
      label: isOptionalScope(scope) ? OPTIONAL_SCOPES[scope].label : scope,
    })),
    approved:
      approvedAt === null
        ? null
        : { by: staff[approvedBy ?? ''] ?? null, at: momentText(approvedAt, timeZone) },
    undo: canUndo ? { until: momentText(startsAt, timeZone), left: leftText(startsAt, now) } : null,
    wouldUndo: wouldStartAt <= now ? null : momentText(wouldStartAt, timeZone),
  };
}
