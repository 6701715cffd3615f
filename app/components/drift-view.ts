import { ASK_REASONS } from '../core/joining.ts';
import { labelText } from '../core/label-text.ts';
import { data, rowText, type Saying, say } from '../core/saying.ts';
import type { Json } from '../core/store.ts';
import type { RequestDetails } from '../services/read-requests.ts';

/** What has changed since a plan was approved, in the words of its page. */
export interface DriftView {
  stepId: string;
  /** Goes back with the decision: it is about what was shown. */
  shown: string;
  records: {
    title: string;
    /** Digits of the vendor's id. */
    record: string;
    /** Why a person is asked, where that is not for what has changed. */
    why: string | null;
    fields: { name: string; approved: string; now: string; planned: string }[];
  }[];
}

export const NOTHING = say('Nothing');
const NOT_IN_PLAN = say('Not in the plan');
/** What stands after a deletion. */
export const DELETED = say('Deleted');

/** A value as a person reads it, who approves what stands here: nothing in it is taken for words of ours. */
export function valueText(value: Json | undefined): Saying {
  if (value === null || value === undefined || value === '') return NOTHING;
  if (typeof value === 'boolean') return say(value ? 'Yes' : 'No');
  if (Array.isArray(value)) return value.length === 0 ? NOTHING : rowText(value.map(valueText));
  if (typeof value !== 'object') return data(String(value));
  const named = Object.entries(value).filter(([, inner]) => inner !== null && inner !== '');
  return named.length === 0
    ? NOTHING
    : rowText(
        named.map(([name, inner]) =>
          say('{name}: {value}', { name: say(labelText(name)), value: valueText(inner) }),
        ),
      );
}

const digitsOf = (id: string): string => id.replace(/\?.*$/, '').replace(/^.*\//, '');

export function driftView(drift: RequestDetails['drift'], titles: Record<string, string>): DriftView | null {
  if (drift === null) return null;
  const { stepId, shown, records } = drift;
  return {
    ...{ stepId, shown },
    records: records.map(({ collection, record, before, found, after, fields, asks }) => ({
      title: titles[collection] ?? labelText(collection),
      record: digitsOf(record),
      why: asks === null ? null : ASK_REASONS[asks].label,
      fields: fields.map((name) => ({
        name:
          name === 'value' && found.namespace != null ? `${found.namespace}.${found.key}` : labelText(name),
        approved: asks === 'not-planned' ? NOT_IN_PLAN : valueText(before[name]),
        now: valueText(found[name]),
        planned: Object.keys(after).length === 0 ? say('The record is deleted') : valueText(after[name]),
      })),
    })),
  };
}
