import { gunzipSync } from 'node:zlib';
import type { Actor } from '../core/audit.ts';
import type { JsonObject } from '../core/store.ts';
import type { Deps } from './deps.ts';
import { requireRequestKey } from './require-key.ts';
import { requireMay } from './require-may.ts';
import { retainedPlace } from './retain-invoices.ts';

type OpenDeps = Pick<Deps, 'unit' | 'vault'>;

async function* linesOf(
  deps: OpenDeps,
  shopId: string,
  requestId: string,
  ids: string[],
): AsyncGenerator<string> {
  for (const id of ids) {
    const records = await deps.unit(shopId, async (unit): Promise<JsonObject[]> => {
      const piece = await unit.read.retained.findUnique({ where: { shopId_id: { shopId, id } } });
      if (!piece) return [];
      const key = await requireRequestKey(deps, unit, 'retained', requestId);
      return JSON.parse(gunzipSync(deps.vault.open(key, retainedPlace(id), piece.body)).toString('utf8'));
    });
    yield records.map((record) => `${JSON.stringify(record)}\n`).join('');
  }
}

/**
 * Opens the invoice data that is kept of an erased person, as JSON Lines, such as for a tax audit. Who opened it goes
 * on record before anything is given out. @returns null where nothing is kept
 * @throws Failure `not-allowed`
 */
export async function openRetained(
  deps: OpenDeps,
  input: { shopId: string; number: number; actor: Actor & { kind: 'staff' } },
): Promise<AsyncGenerator<string> | null> {
  const { shopId, number, actor } = input;
  const found = await deps.unit(shopId, async (unit) => {
    await requireMay(unit, actor, 'retained.open');
    const pieces = await unit.read.retained.findMany({
      where: { shopId, request: { number } },
      select: { id: true, requestId: true, records: true },
      orderBy: { sequence: 'asc' },
    });
    const [first] = pieces;
    if (!first) return null;
    const records = pieces.reduce((sum, piece) => sum + piece.records, 0);
    const { requestId } = first;
    await unit.record({ type: 'retained.opened', actor, requestId, data: { records } });
    return { requestId, ids: pieces.map(({ id }) => id) };
  });
  return found && linesOf(deps, shopId, found.requestId, found.ids);
}
