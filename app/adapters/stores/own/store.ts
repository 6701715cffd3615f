import type { DataKey } from '../../../core/keys.ts';
import { OWN_STORE } from '../../../core/request.ts';
import type { DataStore, GatheredPage, Json } from '../../../core/store.ts';
import type { RunUnit, Unit } from '../../db/unit.ts';
import type { Vault } from '../../vault/vault.ts';
import { OWN_COLLECTIONS, type OwnCollection } from './collections.ts';
import { findRequests } from './find-requests.ts';
import { PARTS } from './parts.ts';

/** Where the gathering goes on: after the record with this key within its collection. */
interface Cursor {
  collection: OwnCollection;
  after: string | null;
}

const ORDER = OWN_COLLECTIONS.map(({ name }) => name);
const FIRST: Cursor = { collection: ORDER[0] ?? 'own-requests', after: null };

async function readPage(unit: Unit, requestIds: string[], at: Cursor): Promise<GatheredPage> {
  const { records, after } = await PARTS[at.collection](unit, requestIds, at.after);
  const following = ORDER[ORDER.indexOf(at.collection) + 1];
  const next: Cursor | null =
    after !== null ? { ...at, after } : following ? { collection: following, after: null } : null;
  return {
    batches: [{ collection: at.collection, records }],
    cursor: next && { ...next },
    progress: { added: 0, expected: null },
    gaps: [],
    ...(next && { activity: next.collection }),
  };
}

/**
 * What the app itself holds about a person: their requests, the answers, and the log of both. Staff are not named:
 * who looked at the data is a right only where it is indispensable (CJEU C-579/21).
 * @param deps.indexKey the key of the shop's blind indexes, by its domain
 */
export function createOwnStore(deps: {
  unit: RunUnit;
  vault: Vault;
  indexKey: (shopDomain: string) => Promise<DataKey>;
}): DataStore {
  return {
    name: OWN_STORE,
    collections: OWN_COLLECTIONS,
    /** Requests that came before it was erased and know who they are about: a backup may have brought them back. */
    async findTraces({ shopId, shopDomain }, subject, request) {
      const key = await deps.indexKey(shopDomain);
      return deps.unit(shopId, async (unit) => {
        const ids = (await findRequests(deps.vault, unit, key, subject)).filter((id) => id !== request);
        const erase = await unit.read.step.findFirst({
          where: { shopId, requestId: request, operation: 'erase', state: 'done' },
        });
        const records = await unit.read.request.count({
          where: {
            ...{ shopId, id: { in: ids }, subject: { not: null } },
            ...(erase?.finishedAt && { receivedAt: { lte: erase.finishedAt } }),
          },
        });
        return records > 0 ? [{ collection: 'own-requests', records }] : [];
      });
    },
    async *gather({ shopId, shopDomain, subject, cursor }) {
      const key = await deps.indexKey(shopDomain);
      let at = (cursor ?? FIRST) as Json & Cursor;
      for (;;) {
        const page = await deps.unit(shopId, async (unit) =>
          readPage(unit, await findRequests(deps.vault, unit, key, subject), at),
        );
        yield page;
        if (page.cursor === null) return;
        at = page.cursor as Json & Cursor;
      }
    },
  };
}
