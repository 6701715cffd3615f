import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import type { DocumentNode } from 'graphql';
import type { JsonObject } from '../../../core/store.ts';
import type { AdminClient, Denial } from './admin-client.ts';
import { PAGE_COST, requestedCost } from './cost.ts';
import { itemsOf, json } from './plain.ts';
import { readOn } from './read-on.ts';

/** Most ids that Shopify takes at once. */
const MOST_IDS = 250;

/** A document that asks for `nodes(ids: $ids)`. */
export type ByIds = TypedDocumentNode<{ nodes: readonly unknown[] }, { ids: string | string[] }>;

/** Ids in portions for which the document keeps under the cap. */
export function* portionsOf(document: DocumentNode, ids: readonly string[]): Generator<string[]> {
  const each = Math.max(1, requestedCost(document, { ids: ids.slice(0, 1) }));
  const size = Math.max(1, Math.min(MOST_IDS, Math.floor(PAGE_COST / each)));
  for (let from = 0; from < ids.length; from += size) yield ids.slice(from, from + size);
}

/**
 * Objects with all their lists, in the order of their ids; what is gone meanwhile is left out.
 * @throws Failure
 */
export async function readByIds(
  admin: AdminClient,
  shop: string,
  document: ByIds,
  ids: readonly string[],
): Promise<{ nodes: JsonObject[]; denials: Denial[] }> {
  const nodes: JsonObject[] = [];
  const denials: Denial[] = [];
  for (const portion of portionsOf(document, ids)) {
    const variables = { ids: portion };
    const answer = await admin.run(shop, document, variables);
    const data = json(answer.data);
    const further = await readOn(admin, shop, { document, variables }, data);
    nodes.push(...itemsOf(data.nodes).filter(({ id }) => typeof id === 'string'));
    denials.push(...answer.denials, ...further);
  }
  return { nodes, denials };
}
