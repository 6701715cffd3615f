/**
 * Records whose fields are made when they are read. A shop with 100,000 orders holds a few numbers for each
 * order; its line items, payments, parcels and amounts follow from those numbers, the same at every read.
 */
import type { NodeRecord, Value } from './store.ts';

const ORIGIN = Symbol('what the fields of the record are made from');

/** How each field is made. `record` gives the values that are in force now, after any update. */
export type Fields<Origin> = Record<string, (origin: Origin, record: NodeRecord) => Value>;

/**
 * Returns the maker of one type's records. `fields` lie on a shared prototype, enumerable as own ones are (so
 * `for in` and `in` see them, `Object.keys` does not); what is assigned to a field stays on the record.
 * @param kept fields that stay as first read, for lists whose items are told apart by identity
 */
export function lazyRecords<Origin>(typename: string, fields: Fields<Origin>, kept: Fields<Origin> = {}) {
  interface Lazy extends NodeRecord {
    [ORIGIN]: Origin;
  }
  const prototype = {};
  const define = (name: string, make: (record: Lazy) => Value) =>
    Object.defineProperty(prototype, name, {
      enumerable: true,
      get(this: Lazy): Value {
        return make(this);
      },
      set(this: Lazy, value: Value) {
        Object.defineProperty(this, name, { value, enumerable: true, writable: true, configurable: true });
      },
    });
  for (const [name, make] of Object.entries(fields)) define(name, (record) => make(record[ORIGIN], record));
  for (const [name, make] of Object.entries(kept)) {
    define(name, (record) => {
      const value = make(record[ORIGIN], record);
      record[name] = value;
      return value;
    });
  }
  return (id: string, origin: Origin): NodeRecord =>
    Object.assign(Object.create(prototype), { __typename: typename, id, [ORIGIN]: origin });
}
