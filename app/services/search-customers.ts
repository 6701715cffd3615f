import type { Unit } from '../adapters/db/unit.ts';
import type { FoundCustomer } from '../adapters/stores/shopify/customer-search.ts';
import type { Actor } from '../core/audit.ts';
import { Failure } from '../core/failure.ts';
import { OPEN_STATES } from '../core/request.ts';
import type { Deps } from './deps.ts';
import { findSuppressions, firstOfEach, type Suppressed } from './find-suppressions.ts';
import { requireShopKey } from './require-key.ts';
import { requireMay } from './require-may.ts';

/** A found customer, with the requests that are open for them already. */
export interface CustomerLine extends FoundCustomer {
  openRequests: number[];
  /** Their data is used less, or not at all. */
  suppressed: Suppressed[];
}

export type CustomerSearch =
  | { outcome: 'found'; customers: CustomerLine[]; more: boolean; withheld: boolean }
  /** Shopify could not be asked; the message says why. */
  | { outcome: 'failed'; message: string };

/** Numbers of the open requests about each customer record, by its id. */
async function openRequestsOf(
  deps: Pick<Deps, 'vault'>,
  unit: Unit,
  ids: string[],
): Promise<Map<string, number[]>> {
  const { shopId } = unit;
  const key = await requireShopKey(deps, unit, 'index');
  const idOf = new Map<string, string>();
  const indexes = ids.flatMap((id) => {
    const index = deps.vault.blindIndex(key, { kind: 'customer', value: id }, null);
    if (index === null) return [];
    idOf.set(Buffer.from(index).toString('hex'), id);
    return [index];
  });
  const rows = await unit.read.identifier.findMany({
    where: { shopId, index: { in: indexes }, request: { state: { in: OPEN_STATES } } },
    include: { request: { select: { number: true } } },
    orderBy: { request: { number: 'asc' } },
  });
  const grouped = Map.groupBy(rows, ({ index }) => idOf.get(Buffer.from(index).toString('hex')) ?? '');
  return new Map([...grouped].map(([id, found]) => [id, found.map(({ request }) => request.number)]));
}

/** What the suppression list says of each customer, by the customer's id: known by the record or the address. */
async function suppressedOf(
  deps: Pick<Deps, 'vault'>,
  unit: Unit,
  customers: FoundCustomer[],
): Promise<Map<string, Suppressed[]>> {
  const key = await requireShopKey(deps, unit, 'index');
  const indexOf = (kind: 'customer' | 'email', value: string | null) => {
    const index = value === null ? null : deps.vault.blindIndex(key, { kind, value }, null);
    return index === null ? [] : [index];
  };
  const known = customers.map(({ id, email }) => ({
    id,
    indexes: [...indexOf('customer', id), ...indexOf('email', email)],
  }));
  const all = known.flatMap(({ indexes }) => indexes);
  const found = await findSuppressions(unit, all);
  return new Map(
    known.map(({ id, indexes }) => [
      id,
      firstOfEach(indexes.flatMap((index) => found.get(Buffer.from(index).toString('hex')) ?? [])),
    ]),
  );
}

/** Looks for customers in Shopify by name, e-mail or phone, 20 at most. */
export async function searchCustomers(
  deps: Pick<Deps, 'findCustomers' | 'unit' | 'vault'>,
  input: { shopId: string; shopDomain: string; words: string; actor: Actor & { kind: 'staff' } },
): Promise<CustomerSearch> {
  const { shopId, shopDomain, words, actor } = input;
  // Shopify itself may not show its customers to everybody who may look at requests.
  await deps.unit(shopId, (unit) => requireMay(unit, actor, 'requests.handle'));
  try {
    const { customers, more, withheld } = await deps.findCustomers(shopDomain, words);
    const { open, suppressed } = await deps.unit(shopId, async (unit) => ({
      open: await openRequestsOf(
        deps,
        unit,
        customers.map(({ id }) => id),
      ),
      suppressed: await suppressedOf(deps, unit, customers),
    }));
    const lines = customers.map((customer) => ({
      ...customer,
      openRequests: open.get(customer.id) ?? [],
      suppressed: suppressed.get(customer.id) ?? [],
    }));
    return { outcome: 'found', customers: lines, more, withheld };
  } catch (error) {
    if (error instanceof Failure) return { outcome: 'failed', message: error.message };
    throw error;
  }
}
