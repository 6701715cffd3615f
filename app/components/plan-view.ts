import { isOptionalScope, OPTIONAL_SCOPES } from '../core/access-scope.ts';
import { stepTitle, storeName } from '../core/audit-text.ts';
import { dayText, momentText } from '../core/date-text.ts';
import { durationText } from '../core/duration-text.ts';
import { ERASURE_WAYS, type ErasureWay } from '../core/erasure-plan.ts';
import { labelText } from '../core/label-text.ts';
import { LEGAL_GROUNDS } from '../core/legal-ground.ts';
import { PLAN_ACTIONS, PLAN_STATES, type PlanDecision, type PlannedWrite } from '../core/plan.ts';
import { suppressionReasons } from '../core/restriction.ts';
import type { PlanPage } from '../services/read-plan-page.ts';
import { valueText } from './drift-view.ts';

/** One change of one record, side by side. */
export interface ChangeLine {
  key: string;
  title: string;
  fields: { name: string; before: string; after: string }[];
}

/** A plan in the words of its page. */
export interface PlanView {
  requestId: string;
  state: string;
  badge: string;
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
  /** The way that is planned. */
  way: string | null;
  retention: string | null;
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

const TITLES: Record<string, string> = {
  'customer.update': 'Customer record',
  'customer.address-delete': 'Saved address, deleted',
  'customer.address-update': 'Saved address',
  'customer.metafield-delete': 'Metafield of the customer, deleted',
  'customer.metafield-set': 'Metafield of the customer',
  'customer.email-consent': 'Marketing by e-mail',
  'customer.sms-consent': 'Marketing by SMS',
  'customer.whatsapp-consent': 'Marketing by WhatsApp',
  'customer.tags-add': 'Tags of the customer, added',
  'customer.tags-remove': 'Tags of the customer, taken away',
  'customer.data-sale-opt-out': 'Sale of data',
  'order.update': 'Order',
  'order.metafield-delete': 'Metafield of an order, deleted',
  'order.localized-field': 'Tax id of an order',
  'draft-order.delete': 'Draft order, deleted',
};

/** Say where a record is, not what it holds. */
const PLACES = ['customerId', 'namespace', 'key', 'type'];
const DELETED = 'Deleted';

const digitsOf = (id: string): string => id.replace(/\?.*$/, '').replace(/^.*\//, '');

function changeLine({ operation, record, before, after }: PlannedWrite): ChangeLine {
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
    key: `${operation} ${record} ${metafield ?? ''}`,
    title: `${TITLES[operation] ?? operation} ${digitsOf(record)}`,
    // Of a record that goes, what it does not hold is not worth a line.
    fields: takesAway ? fields.filter((field) => field.before !== valueText(null)) : fields,
  };
}

const untilText = ({ until, action }: PlanDecision): string =>
  until !== null ? dayText(until.slice(0, 10)) : action === 'keep' ? 'No fixed end' : '–';

function whenText(notBefore: string | null, state: string): string {
  if (notBefore !== null) return `On ${dayText(notBefore.slice(0, 10))}`;
  return state === 'proposed' ? 'When the time to undo is over' : 'As soon as the plan begins';
}

const leftText = (until: string, now: string): string =>
  durationText(Math.max(0, Date.parse(until) - Date.parse(now)));

/** @param staff names by Shopify's user id */
export function planView(plan: PlanPage | null, staff: Record<string, string>): PlanView | null {
  if (plan === null) return null;
  const { body, state, now, timeZone, startsAt, approvedAt, approvedBy, wouldStartAt } = plan;
  const isUndoable = state === 'approved' && startsAt !== null;
  return {
    ...{ requestId: plan.requestId, state, badge: PLAN_STATES[state].label, hash: plan.hash },
    lines: body.decisions.map((decision, place) => ({
      key: String(place),
      where: storeName(decision.store),
      title: decision.title,
      fields: decision.fields.map(labelText).join(', '),
      action: decision.action,
      actionLabel: PLAN_ACTIONS[decision.action].label,
      ground: LEGAL_GROUNDS[decision.ground].label,
      article: LEGAL_GROUNDS[decision.ground].article,
      until: untilText(decision),
      records: decision.records,
    })),
    operations: body.operations.map(({ store, operation, notBefore }) => ({
      key: `${store} ${operation}`,
      title: stepTitle(store, operation),
      when: whenText(notBefore, state),
    })),
    reasons: suppressionReasons(body),
    ways: plan.ways.map((value) => ({ value, ...ERASURE_WAYS[value] })),
    way: body.way ?? null,
    retention: plan.retention,
    changes: { ...plan.changes, shown: plan.changes.shown.map(changeLine) },
    missing: plan.missingScopes.map((scope) => ({
      scope,
      label: isOptionalScope(scope) ? OPTIONAL_SCOPES[scope].label : scope,
    })),
    approved:
      approvedAt === null
        ? null
        : { by: staff[approvedBy ?? ''] ?? null, at: momentText(approvedAt, timeZone) },
    undo: isUndoable ? { until: momentText(startsAt, timeZone), left: leftText(startsAt, now) } : null,
    wouldUndo: wouldStartAt <= now ? null : momentText(wouldStartAt, timeZone),
  };
}
