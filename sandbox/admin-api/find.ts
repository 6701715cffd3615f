/** Applies the `query` argument of a field to its nodes, and reports what Shopify would report. */

import { searchFilters } from '#sandbox/schema/admin.ts';
import type { StoreRecord } from '#sandbox/store/store.ts';
import type { Call } from './call.ts';
import { termTest } from './filters.ts';
import { compareIds, idDigits } from './record.ts';
import { matches, parseSearch, printParsed, prune, type Search, type Term, terms } from './search.ts';

/** The documented type of a term's field, null when the field is no filter here, 'string' for a bare word. */
function filterType(documented: Record<string, string>, { field }: Term): string | null {
  if (field === null) return 'string';
  if (field.startsWith('metafields.')) return documented['metafields.{namespace}.{key}'] ?? null;
  return documented[field] ?? null;
}

/** The ids to which a search is limited, such as `(id:1 OR id:2) AND status:open`; null when it is not. */
function idsOf(search: Search): string[] | null {
  if (search.kind === 'term')
    return search.field === 'id' && search.comparator === '' && !search.prefix ? [search.value] : null;
  if (search.kind === 'not') return null;
  const parts = search.parts.map(idsOf);
  if (search.kind === 'and') return parts.find((ids) => ids !== null) ?? null;
  return parts.every((ids) => ids !== null) ? parts.flat() : null;
}

/** The nodes that a search can find: a hundred ids need not be compared with 100,000 orders. */
function candidates(
  call: Call,
  coordinate: string,
  typeName: string,
  nodes: readonly StoreRecord[],
  search: Search,
): readonly StoreRecord[] {
  const ids = coordinate.startsWith('QueryRoot.') ? idsOf(search) : null;
  if (ids === null || nodes.length <= ids.length) return nodes;
  const found = [...new Set(ids.map(idDigits))].flatMap(
    (id) => call.shop.store.find(`gid://shopify/${typeName}/${id}`) ?? [],
  );
  return found
    .filter((node) => node.__typename !== 'Order' || call.denials.showsOrder(node))
    .sort((a, b) => compareIds(a.id, b.id));
}

/**
 * Filters nodes by a search. A term on an undocumented field is ignored with a warning, as Shopify does.
 * @param coordinate where the `query` argument stands, e.g. `QueryRoot.customers`
 */
export function found(
  call: Call,
  coordinate: string,
  typeName: string,
  nodes: readonly StoreRecord[],
  query: unknown,
  path: () => (string | number)[],
): readonly StoreRecord[] {
  const search = typeof query === 'string' ? parseSearch(query) : null;
  if (search === null) return nodes;
  const documented = searchFilters.get(coordinate) ?? {};
  const warnings = terms(search)
    .filter((term) => filterType(documented, term) === null)
    .map(({ field }) => ({
      field: field ?? '',
      message: 'Invalid search field for this query.',
      code: 'invalid_field',
    }));
  if (warnings.length > 0) {
    call.searches.push({ path: path(), query: String(query), parsed: printParsed(search), warnings });
  }
  const kept = prune(search, (term) => filterType(documented, term) !== null);
  if (kept === null) return nodes;
  const now = call.world.clock.now();
  const tests = new Map(
    terms(kept).map((term) => [
      term,
      termTest(typeName, term, filterType(documented, term) ?? 'string', now),
    ]),
  );
  const possible = candidates(call, coordinate, typeName, nodes, kept);
  return possible.filter((node) => matches(kept, (term) => tests.get(term)?.(node) ?? true));
}
