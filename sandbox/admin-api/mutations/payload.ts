/** What every mutation answers with. */
import type { StoreRecord, Value } from '#sandbox/store/store.ts';

export function userError(field: string[] | null, message: string, code: string | null = null): StoreRecord {
  return { __typename: 'UserError', field, message, code };
}

export function payload(fields: Record<string, Value>, userErrors: StoreRecord[] = []): StoreRecord {
  return { __typename: 'Payload', ...fields, userErrors };
}
