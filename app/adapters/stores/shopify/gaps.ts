import { isOptionalScope } from '../../../core/access-scope.ts';
import { say } from '../../../core/saying.ts';
import type { Gap } from '../../../core/store.ts';
import type { Denial } from './admin-client.ts';
import type { CollectionName } from './collections.ts';

const named = (path: string): string => path.split('.').at(-1) ?? path;

/** Why something is missing, and what helps, for each reason that Shopify has. */
const WORDS: Record<
  Denial['reason'],
  (denial: Denial) => { reason: string; remedy: string; scope?: string }
> = {
  scope: ({ path, message, scopes = [] }) => {
    // Of several that would do, or that are wanted together, the one that can be asked for.
    const scope =
      scopes.find(isOptionalScope) ?? scopes.find((each) => each.startsWith('read_')) ?? scopes[0];
    return {
      reason: scope
        ? say('Privacy Desk may not read this: it has not been given the access {scope} (field {field}).', {
            ...{ scope, field: named(path) },
          })
        : message,
      remedy: 'Give the app this access in Shopify, then gather again.',
      ...(scope && { scope }),
    };
  },
  'protected-data': ({ message }) => ({
    reason: message,
    remedy: 'Request approval for this protected customer data from Shopify, then gather again.',
  }),
  'unknown-field': ({ path }) => ({
    reason: say('This version of Shopify’s interface no longer has the field {field}.', {
      field: named(path),
    }),
    remedy: 'Update Privacy Desk, then gather again. Everything else was read.',
  }),
  'store-error': ({ path }) => ({
    reason: say('Shopify failed several times to read the field {field}.', { field: named(path) }),
    remedy: 'Gather again later. Everything else was read.',
  }),
};

/** One gap per withheld field and collection. */
export function gapsOf(denials: readonly Denial[], collectionOf: (path: string) => CollectionName): Gap[] {
  const gaps = denials.map((denial) => ({
    collection: collectionOf(denial.path),
    ...WORDS[denial.reason](denial),
  }));
  return [...new Map(gaps.map((gap) => [`${gap.collection}|${gap.reason}`, gap])).values()];
}
