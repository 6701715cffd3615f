import type { Unit } from '../adapters/db/unit.ts';
import type { Actor, AuditData } from '../core/audit.ts';
import type { Redaction } from '../core/disclosure.ts';
import { type RecordView, recordView } from '../core/record-view.ts';
import type { CollectionDescription } from '../core/store.ts';
import type { Deps } from './deps.ts';
import { countBefore, findCollection, PAGE_SIZE, pageBefore, recordsFrom } from './open-collection.ts';

type PreviewDeps = Pick<Deps, 'unit' | 'vault' | 'now' | 'stores'>;
type Staff = Actor & { kind: 'staff' };

/** A page of very large records is shorter, so that a browser stays quick. */
export const PAGE_CHARACTERS = 600_000;
/** The same page seen again within this time is the same look. */
const SAME_LOOK_MS = 5 * 60_000;

export interface PreviewInput {
  shopId: string;
  number: number;
  /** Name of a collection. */
  collection: string;
  actor: Staff;
  /** Position of the first record. */
  from: number;
}

/** Who looked at which part, once for the same look however often a page is drawn. */
export async function recordLook(
  deps: PreviewDeps,
  unit: Unit,
  look: { requestId: string; actor: Staff; data: AuditData },
): Promise<void> {
  const { shopId } = unit;
  const { requestId, actor, data } = look;
  const since = new Date(deps.now().getTime() - SAME_LOOK_MS);
  const recent = await unit.read.auditEvent.findMany({
    where: { shopId, requestId, type: 'dossier.viewed', at: { gt: since } },
  });
  const asText = (seen: { actor: unknown; data: unknown }) => JSON.stringify([seen.actor, seen.data]);
  // Sorted by name, as the canonical entry has them.
  const own = asText({ actor: { id: actor.id, kind: actor.kind }, data });
  if (recent.some(({ entry }) => asText(JSON.parse(entry)) === own)) return;
  await unit.record({ type: 'dossier.viewed', actor, requestId, data });
}

/** The redactions of one collection: few enough to come whole, by the bound in redact.ts. */
export function readRedactions(unit: Unit, requestId: string, collection?: string): Promise<RedactionRow[]> {
  const { shopId } = unit;
  return unit.read.redaction.findMany({
    where: { shopId, requestId, collection },
    orderBy: [{ createdAt: 'desc' }, { collection: 'asc' }, { recordKey: 'asc' }, { path: 'asc' }],
  });
}

/** Records of other parts that are left out whole, and take along what belongs to them here. */
export function readWholes(
  unit: Unit,
  requestId: string,
  { name, refersTo = {} }: CollectionDescription,
): Promise<RedactionRow[]> {
  const { shopId } = unit;
  const collection = { in: Object.values(refersTo).filter((target) => target !== name) };
  return unit.read.redaction.findMany({ where: { shopId, requestId, collection, path: '' } });
}

export interface RedactionRow extends Redaction {
  createdBy: string;
  createdAt: Date;
}

/**
 * One collection of a request for the eyes of staff, undisclosed and a page at a time; every look is on record.
 * @returns null if the shop has no such request, or the request no such collection
 */
export async function readPreview(deps: PreviewDeps, input: PreviewInput) {
  const { shopId, actor, from } = input;
  const opened = await deps.unit(shopId, async (unit) => {
    const found = await findCollection(deps, unit, input);
    if (!found) return null;
    const { request, place, description } = found;
    const before = await countBefore(unit, place, from);
    const data = { collection: description.name, from: before };
    await recordLook(deps, unit, { requestId: request.id, actor, data });
    const redactions = await readRedactions(unit, request.id, description.name);
    const wholes = await readWholes(unit, request.id, description);
    return { ...found, before, redactions, wholes, previous: await pageBefore(unit, place, from) };
  });
  if (!opened) return null;
  // The place has the key to the data: it stays here.
  const { place, own, wholes, ...shown } = opened;
  const { description, timeZone } = opened;
  const records: RecordView[] = [];
  let next: number | null = null;
  let characters = 0;
  for await (const { position, record, characters: size } of recordsFrom(deps, place, from)) {
    characters += size;
    if (records.length === PAGE_SIZE || (records.length > 0 && characters > PAGE_CHARACTERS)) {
      next = position;
      break;
    }
    records.push(recordView(description, record, { position, timeZone, own, redactions: wholes }));
  }
  return { ...shown, records, next };
}
export type Preview = NonNullable<Awaited<ReturnType<typeof readPreview>>>;
