import type { Unit } from '../adapters/db/unit.ts';
import type { FoundCustomer } from '../adapters/stores/shopify/customer-search.ts';
import { Failure } from '../core/failure.ts';
import { OPEN_STATES } from '../core/request.ts';
import type { Deps } from './deps.ts';
import { requireShopKey } from './require-key.ts';

/** A found customer, with the requests that are open for them already. */
export interface CustomerLine extends FoundCustomer {
  openRequests: number[];
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

/** Looks for customers in Shopify by name, e-mail or phone, 20 at most. */
export async function searchCustomers(
  deps: Pick<Deps, 'findCustomers' | 'unit' | 'vault'>,
  input: { shopId: string; shopDomain: string; words: string },
): Promise<CustomerSearch> {
  const { shopId, shopDomain, words } = input;
  try {
    const { customers, more, withheld } = await deps.findCustomers(shopDomain, words);
    const open = await deps.unit(shopId, (unit) =>
      openRequestsOf(
        deps,
        unit,
        customers.map(({ id }) => id),
      ),
    );
    const lines = customers.map((customer) => ({ ...customer, openRequests: open.get(customer.id) ?? [] }));
    return { outcome: 'found', customers: lines, more, withheld };
  } catch (error) {
    if (error instanceof Failure) return { outcome: 'failed', message: error.message };
    throw error;
  }
}
