/** All mutations that the sandbox carries out, by name. */
import { GraphQLError } from 'graphql';
import type { Value } from '#sandbox/store/store.ts';
import type { Call } from '../call.ts';
import type { Arguments } from '../connection.ts';
import * as app from './app.ts';
import * as belongings from './belongings.ts';
import * as bulk from './bulk.ts';
import * as consents from './consents.ts';
import * as customers from './customers.ts';
import * as erasure from './erasure.ts';
import * as merge from './merge.ts';
import { metafieldDefinitionCreate } from './metafield-definitions.ts';
import { metafieldsDelete, metafieldsSet } from './metafields.ts';
import * as orders from './orders.ts';
import * as tags from './tags.ts';

const MUTATIONS: Record<string, (call: Call, args: Arguments) => Value> = {
  ...app,
  ...belongings,
  ...bulk,
  ...consents,
  ...customers,
  ...erasure,
  ...merge,
  metafieldDefinitionCreate,
  metafieldsDelete,
  metafieldsSet,
  ...orders,
  ...tags,
};

export function mutate(name: string, args: Arguments, call: Call): Value {
  const mutation = MUTATIONS[name];
  if (mutation) return mutation(call, args);
  throw new GraphQLError(
    `The sandbox does not carry out ${name}. Add it to the table in sandbox/admin-api/mutations/index.ts.`,
    { extensions: { code: 'NOT_IMPLEMENTED' } },
  );
}
