/** What mutations take and what they answer with. */
import type { NodeRecord, StoreRecord, Value } from '#sandbox/store/store.ts';
import type { Call } from '../call.ts';
import { idDigits, isRecord } from '../record.ts';

export type Input = Record<string, Value>;

/** An input object; the schema has checked its fields already. */
export const inputOf = (value: Value): Input => (isRecord(value) ? value : {});

export const textsOf = (value: Value): string[] => (Array.isArray(value) ? value.map(String) : []);

export function userError(field: string[] | null, message: string, code: string | null = null): StoreRecord {
  return { __typename: 'UserError', field, message, code };
}

export function payload(fields: Record<string, Value>, userErrors: StoreRecord[] = []): StoreRecord {
  return { __typename: 'Payload', ...fields, userErrors };
}

/** A record by id if it is of the type; orders older than the app may see are not found. */
export function findRecord(call: Call, id: Value, typeName: string): NodeRecord | null {
  const record = call.shop.store.find(String(id));
  if (record?.__typename !== typeName) return null;
  return typeName === 'Order' && !call.denials.showsOrder(record) ? null : record;
}

/** Address ids may carry a query (`?model_name=CustomerAddress`) that callers may leave out. */
export const sameId = (a: Value, b: Value): boolean => idDigits(a) === idDigits(b);

export const isoTime = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

/** An id for a new record of a type, above all that are in use. */
export function freshId(call: Call, typeName: string): string {
  const last = call.shop.store.all(typeName).at(-1);
  return `gid://shopify/${typeName}/${last ? BigInt(idDigits(last.id)) + 1n : 1_000_000_001n}`;
}
