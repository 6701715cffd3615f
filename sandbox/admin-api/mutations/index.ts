/** All mutations that the sandbox carries out, by name. */
import { GraphQLError } from 'graphql';
import type { Value } from '#sandbox/store/store.ts';
import type { Call } from '../call.ts';
import type { Arguments } from '../connection.ts';
import { bulkOperationCancel, bulkOperationRunQuery } from './bulk.ts';

type Mutation = (call: Call, args: Arguments) => Value;

const MUTATIONS: Record<string, Mutation> = {
  bulkOperationCancel,
  bulkOperationRunQuery,
};

export function mutate(name: string, args: Arguments, call: Call): Value {
  const mutation = MUTATIONS[name];
  if (!mutation) {
    throw new GraphQLError(
      `The sandbox does not carry out ${name}. Add it to the table in sandbox/admin-api/mutations/index.ts.`,
    );
  }
  return mutation(call, args);
}
