import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import type { PlannedWrite } from '../../../../core/plan.ts';
import type { Json, JsonObject } from '../../../../core/store.ts';
import type { Reading } from './reading.ts';
import type { UserError } from './user-errors.ts';

export type Mutation = TypedDocumentNode<{ result: { userErrors: UserError[] } | null }, never>;

/** One call that a write leads to. */
export interface Sending {
  document: Mutation;
  variables: JsonObject;
}

/** How Shopify is asked for one kind of change, and how the same fields are read before. */
export interface WriteRow {
  reading: Reading;
  /** The fields that a plan may name: where each stands in what is read, by response keys joined with dots. */
  fields: Readonly<Record<string, string>>;
  /** What is sent; each may be sent again without changing anything more. */
  send(write: PlannedWrite): Sending[];
  /** What is compared is not the field as it is read, but the part of it that this write concerns. */
  part?(write: PlannedWrite, read: JsonObject): JsonObject | null;
  /** Gone is the record, or what it was about: there is nothing left to take away. */
  takesAway?: true;
}

export const sending = (document: unknown, variables: JsonObject): Sending => ({
  document: document as Mutation,
  variables,
});

/** Fields that have the same names in a plan and in what is read. */
export const sameNames = (...names: string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, name]));

export const listOf = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);
export const textsOf = (value: Json | undefined): string[] =>
  listOf(value).filter((each) => typeof each === 'string');
export const objectOf = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};

/** Of these fields those that are to change. */
export function pick(fields: JsonObject, names: readonly string[]): JsonObject {
  const named = names.filter((name) => fields[name] !== undefined);
  return Object.fromEntries(named.map((name) => [name, fields[name] ?? null]));
}
