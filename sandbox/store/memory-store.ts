/** The store in memory: maps by global id, lists in id order, and the indices that edges are read by. */
import type { NodeRecord, Store, StoreRecord, Value } from './store.ts';

/** Fields that name another node, kept as an index, so that `customer.orders` need not look at every order. */
const INDEXED: Record<string, readonly string[]> = {
  Order: ['customer'],
  DraftOrder: ['customer'],
  AbandonedCheckout: ['customer'],
  GiftCard: ['customer'],
  SubscriptionContract: ['customer'],
  CompanyContact: ['customer', 'company'],
  ShopifyPaymentsDispute: ['order'],
  Comment: ['article'],
  Article: ['blog'],
  CustomerPaymentMethod: ['customer'],
  StoreCreditAccount: ['owner'],
};

/** Makes a node that is not kept in memory but follows from another, such as a line item from its order. */
export type Locate = (gid: string) => NodeRecord | undefined;

export interface MemoryStore extends Store {
  /** The nodes of a type whose field (one of the indexed ones) leads to the node `gid`, in ascending id order. */
  referring(typename: string, field: string, gid: string): readonly NodeRecord[];
  /** Lets `find` answer for nodes that are made when they are read. */
  addLocate(locate: Locate): void;
}

const keyOf = (gid: string) => gid.slice(gid.lastIndexOf('/') + 1).split('?', 1)[0] ?? '';

/** Numbers of any length in ascending order, without rounding those above 2^53. */
function compareIds(a: NodeRecord, b: NodeRecord): number {
  const [left, right] = [keyOf(a.id), keyOf(b.id)];
  return left.length - right.length || (left < right ? -1 : left > right ? 1 : 0);
}

/** Index of the first record that does not stand before `record`. */
function position(list: readonly NodeRecord[], record: NodeRecord): number {
  const last = list.at(-1);
  if (last === undefined || compareIds(last, record) < 0) return list.length;
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = list[middle];
    if (other && compareIds(other, record) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Lists of nodes in id order, by key. */
class Lists {
  readonly #lists = new Map<string, NodeRecord[]>();

  get(key: string): readonly NodeRecord[] {
    return this.#lists.get(key) ?? [];
  }

  add(key: string, record: NodeRecord): void {
    const list = this.#lists.get(key);
    if (list === undefined) this.#lists.set(key, [record]);
    else list.splice(position(list, record), 0, record);
  }

  delete(key: string, record: NodeRecord): void {
    const list = this.#lists.get(key);
    const index = list?.indexOf(record) ?? -1;
    if (index >= 0) list?.splice(index, 1);
  }
}

const isRecord = (value: Value): value is StoreRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The keys under which a record stands in the indices. */
function indexKeys(record: NodeRecord): string[] {
  return (INDEXED[record.__typename] ?? []).flatMap((field) => {
    const held = record[field];
    const target = typeof held === 'function' ? held() : held;
    return isRecord(target) ? [`${record.__typename}.${field}=${target.id}`] : [];
  });
}

/** @param now milliseconds since the epoch, for `updatedAt` of what is changed */
export function createStore(now: () => number = Date.now): MemoryStore {
  const nodes = new Map<string, NodeRecord>();
  const byType = new Lists();
  const byReference = new Lists();
  const locates: Locate[] = [];
  let changes = 0;
  const changed = ({ __typename }: NodeRecord) => {
    if (__typename !== 'BulkOperation') changes += 1;
  };

  const find = (gid: string) => {
    const node = nodes.get(gid);
    if (node !== undefined) return node;
    for (const locate of locates) {
      const located = locate(gid);
      if (located !== undefined) return located;
    }
    return undefined;
  };
  return {
    get changes() {
      return changes;
    },
    find,
    all: (typename) => byType.get(typename),
    referring: (typename, field, gid) => byReference.get(`${typename}.${field}=${gid}`),
    addLocate: (locate) => locates.push(locate),
    insert(record) {
      if (nodes.has(record.id))
        throw new Error(`${record.id} is in the store already: give the record a new id`);
      changed(record);
      nodes.set(record.id, record);
      byType.add(record.__typename, record);
      for (const key of indexKeys(record)) byReference.add(key, record);
    },
    update(gid, fields) {
      const record = nodes.get(gid);
      if (record === undefined) throw new Error(`${gid} is not in the store: insert it first`);
      changed(record);
      for (const key of indexKeys(record)) byReference.delete(key, record);
      Object.assign(record, { updatedAt: new Date(now()).toISOString().replace(/\.\d+Z$/, 'Z') }, fields);
      for (const key of indexKeys(record)) byReference.add(key, record);
      return record;
    },
    remove(gid) {
      const record = nodes.get(gid);
      if (record === undefined) return;
      changed(record);
      nodes.delete(gid);
      byType.delete(record.__typename, record);
      for (const key of indexKeys(record)) byReference.delete(key, record);
    },
  };
}
