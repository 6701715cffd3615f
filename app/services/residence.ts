import type { Unit } from '../adapters/db/unit.ts';
import { Failure } from '../core/failure.ts';
import type { Residence } from '../core/residence.ts';
import type { Deps } from './deps.ts';
import { requireRequestKey } from './require-key.ts';

const placeOf = (id: string) => ({ table: 'request', column: 'residence', row: id });

/** Where the person of a request lives; null where it is not known, or not any more. */
export async function readResidence(
  deps: Pick<Deps, 'vault'>,
  unit: Unit,
  request: { id: string; residence: Uint8Array | null },
): Promise<Residence | null> {
  if (request.residence === null) return null;
  try {
    const key = await requireRequestKey(deps, unit, 'dossier', request.id);
    return JSON.parse(
      deps.vault.open(key, placeOf(request.id), request.residence).toString('utf8'),
    ) as Residence;
  } catch (error) {
    if (error instanceof Failure && error.code === 'key-gone') return null;
    throw error;
  }
}

/** The column that keeps it. */
export async function sealResidence(
  deps: Pick<Deps, 'vault'>,
  unit: Unit,
  requestId: string,
  residence: Residence | null,
) {
  if (residence === null) return { residence: null };
  const key = await requireRequestKey(deps, unit, 'dossier', requestId);
  return { residence: deps.vault.seal(key, placeOf(requestId), Buffer.from(JSON.stringify(residence))) };
}
