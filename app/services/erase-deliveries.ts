import type { Unit } from '../adapters/db/unit.ts';
import { Failure } from '../core/failure.ts';
import { IDENTIFIER_KINDS } from '../core/identifier.ts';
import type { DataKey } from '../core/keys.ts';
import type { Deps } from './deps.ts';
import { requireShopKey } from './require-key.ts';

type SearchDeps = Pick<Deps, 'vault'>;

const AT_ONCE = 200;
const hex = (index: Uint8Array): string => Buffer.from(index).toString('hex');

/** Whatever in a body may name a person; a refused one need not even be JSON. */
function wordsOf(body: string): Set<string> {
  const quoted = [...body.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text ?? '');
  return new Set([...quoted, ...body.split(/[\s"',:;&=<>()[\]{}]+/)].filter((word) => word !== ''));
}

interface Search {
  indexKey: DataKey;
  country: string | null;
  /** Blind indexes of the person. */
  wanted: ReadonlySet<string>;
}

/** Whether one of the words is an identifier of the person, as the shop's blind indexes tell. */
function mentions({ vault }: SearchDeps, { indexKey, country, wanted }: Search, body: string): boolean {
  for (const value of wordsOf(body))
    for (const kind of IDENTIFIER_KINDS) {
      const index = vault.blindIndex(indexKey, { kind, value }, country);
      if (index !== null && wanted.has(hex(index))) return true;
    }
  return false;
}

/** @returns null for what cannot be opened any more: it tells nobody anything */
async function openBody(
  { vault }: SearchDeps,
  unit: Unit,
  { id, keyId, body }: { id: string; keyId: string; body: Uint8Array | null },
): Promise<string | null> {
  const row = await unit.read.dataKey.findUnique({
    where: { shopId_id: { shopId: unit.shopId, id: keyId } },
  });
  if (row === null || body === null) return null;
  try {
    const place = { table: 'delivery', column: 'body', row: id };
    return vault.open(await vault.unwrap(row), place, body).toString('utf8');
  } catch (error) {
    if (error instanceof Failure && error.code === 'unreadable') return null;
    throw error;
  }
}

/**
 * Deliveries that lie sealed and name the person: refused ones, kept for whoever looks into them, and those that
 * wait to be opened.
 */
export async function findDeliveriesAbout(
  deps: SearchDeps,
  unit: Unit,
  input: { identifiers: { index: Uint8Array }[]; receivedBy: Date },
): Promise<{ waiting: string[]; kept: string[] }> {
  const { shopId } = unit;
  const shop = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
  const indexKey = await requireShopKey(deps, unit, 'index');
  const wanted = new Set(input.identifiers.map(({ index }) => hex(index)));
  const found = { waiting: [] as string[], kept: [] as string[] };
  for (let after: string | undefined; ; ) {
    const rows = await unit.read.delivery.findMany({
      where: {
        ...{ shopId, body: { not: null }, id: { gt: after } },
        OR: [{ state: { not: 'received' } }, { receivedAt: { lte: input.receivedBy } }],
      },
      orderBy: { id: 'asc' },
      take: AT_ONCE,
    });
    for (const row of rows) {
      const body = await openBody(deps, unit, row);
      if (body !== null && mentions(deps, { indexKey, country: shop.countryCode, wanted }, body))
        found[row.state === 'received' ? 'waiting' : 'kept'].push(row.id);
    }
    after = rows.at(-1)?.id;
    if (rows.length < AT_ONCE) return found;
  }
}
