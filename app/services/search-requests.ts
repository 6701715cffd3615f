import type { Unit } from '../adapters/db/unit.ts';
import { Failure } from '../core/failure.ts';
import type { PersonIdentifier } from '../core/identifier.ts';
import { localDay } from '../core/local-day.ts';
import { guessSearch } from '../core/request-search.ts';
import type { Deps } from './deps.ts';
import { readStaffNames } from './know-staff.ts';
import { linesOf, type RequestLine } from './list-requests.ts';
import { requireShopKey } from './require-key.ts';

/** So many are shown; a person has few. */
const MOST_FOUND = 50;

export interface RequestSearch {
  /** The newest first. */
  lines: RequestLine[];
  more: boolean;
  /** Shopify knows an order of this name, whether or not a request is about its buyer. */
  orderKnown: boolean;
  /** Why Shopify could not be asked whose order that is; null where it was, or did not have to be. */
  orderProblem: string | null;
  timeZone: string;
  /** In the shop's time zone, `YYYY-MM-DD`. */
  today: string;
  staff: Record<string, string>;
}

/** Whose order it is, as far as Shopify tells; everything else is found all the same. */
async function buyersOf(
  deps: Pick<Deps, 'findOrders'>,
  shopDomain: string,
  name: string | null,
): Promise<{ buyers: PersonIdentifier[]; problem: string | null }> {
  if (name === null) return { buyers: [], problem: null };
  try {
    return { buyers: await deps.findOrders(shopDomain, name), problem: null };
  } catch (error) {
    if (error instanceof Failure) return { buyers: [], problem: error.message };
    throw error;
  }
}

/** Numbers of the requests that are known by one of these, the greatest first. */
async function numbersOf(
  deps: Pick<Deps, 'vault'>,
  unit: Unit,
  known: PersonIdentifier[],
): Promise<number[]> {
  if (known.length === 0) return [];
  const { read, shopId } = unit;
  const shop = await read.shop.findUniqueOrThrow({ where: { shopId } });
  const key = await requireShopKey(deps, unit, 'index');
  const indexes = known.flatMap(
    (identifier) => deps.vault.blindIndex(key, identifier, shop.countryCode) ?? [],
  );
  const found = await read.identifier.findMany({
    where: { shopId, index: { in: indexes } },
    select: { request: { select: { number: true } } },
    distinct: ['requestId'],
    orderBy: { requestId: 'desc' },
    take: MOST_FOUND + 1,
  });
  return found.map(({ request }) => request.number).sort((one, other) => other - one);
}

/**
 * Finds requests by exactly one thing that their person is known by, or by their number. What is looked for is kept
 * nowhere; Shopify is asked only for what may be the name of an order.
 */
export async function searchRequests(
  deps: Pick<Deps, 'unit' | 'vault' | 'findOrders' | 'now'>,
  input: { shopId: string; shopDomain: string; words: string },
): Promise<RequestSearch> {
  const { shopId, shopDomain, words } = input;
  const { number, identifiers, orderName } = guessSearch(words);
  const { buyers, problem } = await buyersOf(deps, shopDomain, orderName);
  return deps.unit(shopId, async (unit) => {
    const found = await numbersOf(deps, unit, [...identifiers, ...buyers]);
    const numbers = [...new Set([...(number === null ? [] : [number]), ...found])];
    const { timeZone } = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
    const today = localDay(deps.now(), timeZone);
    const lines = await linesOf(deps, unit, numbers.slice(0, MOST_FOUND), today);
    return {
      lines,
      ...{ timeZone, today, staff: await readStaffNames(deps, unit) },
      more: found.length > MOST_FOUND,
      orderKnown: buyers.length > 0,
      orderProblem: problem,
    };
  });
}
