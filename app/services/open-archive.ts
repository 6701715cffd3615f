import { gunzipSync } from 'node:zlib';
import { type Collection, type Dossier, RENDERER_VERSION } from '../core/dossier.ts';
import { Failure } from '../core/failure.ts';
import { JURISDICTIONS, type Jurisdiction } from '../core/jurisdiction.ts';
import type { DataKey } from '../core/keys.ts';
import { type CollectionDescription, type JsonObject, readGaps } from '../core/store.ts';
import type { Deps } from './deps.ts';
import { requireRequestKey } from './require-key.ts';

type ArchiveDeps = Pick<Deps, 'unit' | 'vault' | 'stores'>;

/** A collection's records, one sealed chunk in memory at a time. */
async function* readRecords(
  deps: ArchiveDeps,
  at: { shopId: string; stepId: string; collection: string; key: DataKey },
): AsyncGenerator<JsonObject> {
  const { shopId, stepId, collection, key } = at;
  let after = -1;
  for (;;) {
    const chunk = await deps.unit(shopId, ({ read }) =>
      read.chunk.findFirst({
        where: { shopId, stepId, collection, sequence: { gt: after } },
        orderBy: { sequence: 'asc' },
      }),
    );
    if (!chunk) return;
    const place = { table: 'chunk', column: 'body', row: `${stepId}|${collection}|${chunk.sequence}` };
    const lines = gunzipSync(deps.vault.open(key, place, chunk.body))
      .toString('utf8')
      .split('\n');
    for (const line of lines) if (line !== '') yield JSON.parse(line) as JsonObject;
    after = chunk.sequence;
  }
}

/**
 * What was gathered for a request, ready to be rendered: its records stay in their chunks until they are read.
 * @throws Failure `not-found`, or `key-gone` once it was shredded
 */
export async function openArchive(
  deps: ArchiveDeps,
  input: { shopId: string; requestId: string },
): Promise<Dossier> {
  const { shopId, requestId } = input;
  return deps.unit(shopId, async (unit) => {
    const request = await unit.read.request.findFirst({
      where: { shopId, id: requestId },
      include: { steps: true },
    });
    if (!request) throw new Failure('not-found', 'this shop has no such request');
    const shop = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
    const key = await requireRequestKey(deps, unit, 'dossier', requestId);
    const counts = await unit.read.chunk.groupBy({
      by: ['stepId', 'collection'],
      where: { shopId, requestId },
      _sum: { records: true },
    });
    const collections = request.steps.flatMap(({ id: stepId, store }) =>
      (deps.stores[store]?.collections ?? []).map((description: CollectionDescription): Collection => {
        const { name: collection } = description;
        const count = counts.find((each) => each.stepId === stepId && each.collection === collection)?._sum
          .records;
        const records = () => readRecords(deps, { shopId, stepId, collection, key });
        return { ...description, count: count ?? 0, records };
      }),
    );
    return {
      request: {
        number: request.number,
        kind: request.kind,
        receivedAt: request.receivedAt.toISOString(),
        jurisdiction: JURISDICTIONS[request.jurisdiction as Jurisdiction].name,
      },
      shop: { name: shop.name ?? shop.domain, domain: shop.domain, contact: shop.contactEmail },
      content: 'access',
      collections,
      leftOut: [],
      masked: [],
      gaps: request.steps.flatMap(({ gaps }) => readGaps(gaps)),
      rendererVersion: RENDERER_VERSION,
    };
  });
}
