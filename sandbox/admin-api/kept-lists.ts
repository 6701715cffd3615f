/**
 * Long lists, once read, filtered and put in order, are kept until the store changes: a customer with 100,000
 * orders is read page by page, and each page would look at all of them again.
 */
import type { Store, StoreRecord } from '#sandbox/store/store.ts';
import type { Call } from './call.ts';
import type { Arguments } from './connection.ts';
import type { Plan } from './plan.ts';
import { isRecord } from './record.ts';

type List = readonly StoreRecord[];

/** Shorter ones are made faster than they are kept. */
const LONG = 250;
/** Lists kept for a store; the oldest goes first. */
const KEPT = 20;

const kept = new WeakMap<Store, { changes: number; lists: Map<string, List> }>();

const PAGING: ReadonlySet<string> = new Set(['first', 'last', 'after', 'before']);

/**
 * What tells a list from all others of the shop, or null for one that may differ at the next read although nothing
 * has changed: when old orders are hidden, or a search names the time (`now`).
 */
export function listKey(plan: Plan, source: unknown, args: Arguments, call: Call): string | null {
  const holder = plan.parentName === 'QueryRoot' ? '' : isRecord(source) ? source.id : null;
  const isFleeting = call.denials.hidesOrders || String(args.query).includes('now');
  if (typeof holder !== 'string' || isFleeting || plan.concrete.includes('BulkOperation')) return null;
  const asked = Object.entries(args).filter(([name]) => !PAGING.has(name));
  return JSON.stringify([plan.coordinate, holder, asked]);
}

/** @param key tells the list from all others of the store, or is null for one that must be made anew */
export function keptList(call: Call, key: string | null, make: () => List): List {
  const { store } = call.shop;
  const { changes } = store;
  if (key === null || changes === undefined) return make();
  let of = kept.get(store);
  if (of?.changes !== changes) {
    of = { changes, lists: new Map() };
    kept.set(store, of);
  }
  const known = of.lists.get(key);
  if (known) return known;
  const before = call.searches.length;
  const list = make();
  // A search that is warned of is warned of each time.
  if (list.length > LONG && call.searches.length === before) of.lists.set(key, list);
  const [oldest] = of.lists.keys();
  if (of.lists.size > KEPT && oldest !== undefined) of.lists.delete(oldest);
  return list;
}
