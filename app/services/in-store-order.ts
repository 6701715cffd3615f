import type { Deps } from './deps.ts';

/**
 * A request's steps in the order of their stores. The database gives them in none, and the bytes of an archive
 * depend on it.
 */
export function inStoreOrder<Step extends { store: string }>(
  { stores }: Pick<Deps, 'stores'>,
  steps: readonly Step[],
): Step[] {
  const order = Object.keys(stores);
  return steps.toSorted((a, b) => order.indexOf(a.store) - order.indexOf(b.store));
}
