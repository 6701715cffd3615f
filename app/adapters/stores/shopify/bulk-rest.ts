import type { JsonObject } from '../../../core/store.ts';
import type { AdminClient, Denial } from './admin-client.ts';
import { lay, ownersOf } from './bulk-join.ts';
import type { OwnersDocument, Rest } from './bulk-plan.ts';
import { PAGE_COST, requestedCost } from './cost.ts';

/** Most ids that Shopify takes at once. */
const MOST_IDS = 250;

const typeOf = (gid: string): string => /^gid:\/\/shopify\/(\w+)\//.exec(gid)?.[1] ?? 'Node';

function* batches(ids: string[], document: OwnersDocument): Generator<string[]> {
  const each = requestedCost(document, { ids: ids.slice(0, 1) });
  const size = Math.max(1, Math.min(MOST_IDS, Math.floor(PAGE_COST / each)));
  for (let from = 0; from < ids.length; from += size) yield ids.slice(from, from + size);
}

/** One kind of what is left: of the orders themselves, of their refunds ... */
async function fetchRest(
  admin: AdminClient,
  shop: string,
  orders: JsonObject[],
  rest: Rest,
): Promise<Denial[]> {
  const owners = ownersOf(orders, rest);
  const from = ['orders.nodes', ...rest.owners].join('.');
  const asked = [...Map.groupBy(owners.keys(), typeOf)].flatMap(([typeName, ids]) => {
    const document = rest.document(typeName);
    return [...batches(ids, document)].map((batch) => admin.run(shop, document, { ids: batch }));
  });
  const denials: Denial[] = [];
  for (const { data, denials: withheld } of await Promise.all(asked)) {
    denials.push(...withheld.map((each) => ({ ...each, path: each.path.replace(/^nodes/, from) })));
    for (const part of data.nodes ?? [])
      for (const owner of owners.get(String(part?.id)) ?? []) if (part) lay(owner, part);
  }
  return denials;
}

/**
 * Asks for what a bulk query cannot hold of these orders, and lays it into them. An owner that is gone meanwhile
 * stays as it is.
 * @throws Failure
 */
export async function fetchRests(
  admin: AdminClient,
  shop: string,
  orders: JsonObject[],
  rests: readonly Rest[],
): Promise<Denial[]> {
  const denials = await Promise.all(rests.map((rest) => fetchRest(admin, shop, orders, rest)));
  return denials.flat();
}
