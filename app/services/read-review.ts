import type { Unit } from '../adapters/db/unit.ts';
import type { DataKey } from '../core/keys.ts';
import { hasCalifornianAddress } from '../core/residence.ts';
import { type CollectionDescription, type JsonObject, readGaps } from '../core/store.ts';
import type { Deps } from './deps.ts';
import { inStoreOrder } from './in-store-order.ts';
import { readStaffNames } from './know-staff.ts';
import { openChunk } from './read-chunks.ts';
import { readRedactions } from './read-preview.ts';
import { readSubject } from './read-requests.ts';
import { requireRequestKey } from './require-key.ts';

type ReviewDeps = Pick<Deps, 'unit' | 'vault' | 'stores'>;

/** Where a person's own addresses stand; the first of these that holds something is looked at. */
const ADDRESS_COLLECTIONS = ['addresses', 'customer', 'orders'];

/** Whether the first pieces of what was gathered have an address of the person in California. */
async function seemsCalifornian(
  deps: ReviewDeps,
  unit: Unit,
  from: { requestId: string; key: DataKey },
): Promise<boolean> {
  const { shopId } = unit;
  const { requestId, key } = from;
  for (const collection of ADDRESS_COLLECTIONS) {
    const chunk = await unit.read.chunk.findFirst({
      where: { shopId, requestId, collection },
      orderBy: { sequence: 'asc' },
    });
    if (!chunk) continue;
    const { lines } = openChunk(deps, { shopId, stepId: chunk.stepId, collection, key }, chunk);
    if (lines.some((line) => hasCalifornianAddress(JSON.parse(line) as JsonObject))) return true;
  }
  return false;
}

/** A part of what was gathered, in the overview. */
export interface PartLine extends Pick<CollectionDescription, 'name' | 'title' | 'what'> {
  records: number;
  /** How much of it is left out. */
  leftOut: number;
  /** Some of its fields may be about others than the person. */
  hasOthers: boolean;
  /** Its records came about by the requests themselves. */
  procedural: boolean;
  gaps: number;
}

/** What there is to review of a request; null if the shop has no such request, or it gathers nothing. */
export async function readReview(deps: ReviewDeps, input: { shopId: string; number: number }) {
  const { shopId, number } = input;
  return deps.unit(shopId, async (unit) => {
    const request = await unit.read.request.findFirst({
      where: { shopId, number },
      include: { steps: true },
    });
    if (!request || request.steps.length === 0) return null;
    const { id: requestId, state, disclosure, jurisdiction, regimes } = request;
    const key = await requireRequestKey(deps, unit, 'dossier', requestId);
    const counts = await unit.read.chunk.groupBy({
      by: ['collection'],
      where: { shopId, requestId },
      _sum: { records: true },
    });
    const redactions = await readRedactions(unit, requestId);
    const steps = inStoreOrder(deps, request.steps);
    const gaps = steps.flatMap((step) => readGaps(step.gaps));
    const parts = steps
      .flatMap(({ store }) => deps.stores[store]?.collections ?? [])
      .map(
        ({ name, title, what, others, procedural = false }): PartLine => ({
          ...{ name, title, what, procedural },
          records: counts.find(({ collection }) => collection === name)?._sum.records ?? 0,
          leftOut: redactions.filter(({ collection }) => collection === name).length,
          hasOthers: Object.keys(others ?? {}).length > 0,
          gaps: gaps.filter(({ collection }) => collection === name).length,
        }),
      );
    const { timeZone, scopes } = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
    return {
      request: { id: requestId, number, kind: request.kind, state, disclosure, jurisdiction, regimes },
      subject: await readSubject(deps, unit, request),
      parts,
      gaps,
      redactions,
      seemsCalifornian: await seemsCalifornian(deps, unit, { requestId, key }),
      staff: await readStaffNames(deps, unit),
      timeZone,
      scopes,
    };
  });
}
export type Review = NonNullable<Awaited<ReturnType<typeof readReview>>>;
