import { type Actor, AUDIT_EVENTS } from '../../../core/audit.ts';
import type { ArchiveContent } from '../../../core/dossier.ts';
import { lawOf } from '../../../core/law/jurisdictions.ts';
import { ARCHIVE_CONTENTS } from '../../../core/release.ts';
import { REQUEST_KINDS, REQUEST_SOURCES, REQUEST_STATES } from '../../../core/request.ts';
import type { JsonObject } from '../../../core/store.ts';
import { english } from '../../../core/words.ts';
import type { Unit } from '../../db/unit.ts';
import type { OwnCollection } from './collections.ts';

const PAGE_SIZE = 500;

/** Records of one collection after a key; `after` is null when there are no more. */
type Part = (
  unit: Unit,
  requestIds: string[],
  after: string | null,
) => Promise<{ records: JsonObject[]; after: string | null }>;

const labelIn = (table: Record<string, { label: string }>, key: string): string => table[key]?.label ?? key;
const moment = (date: Date | null): string | null => date?.toISOString() ?? null;
const day = (date: Date): string => date.toISOString().slice(0, 10);

const beyond = (after: string | null) => (after === null ? {} : { gt: after });

function page<Row extends { id: string }>(rows: Row[], recordOf: (row: Row) => JsonObject) {
  const more = rows.length === PAGE_SIZE;
  return { records: rows.map(recordOf), after: more ? (rows.at(-1)?.id ?? null) : null };
}

/** Ids sort by time, so a page begins where the former ended. */
const query = (after: string | null) =>
  ({ orderBy: { id: 'asc' }, take: PAGE_SIZE, id: beyond(after) }) as const;

const requests: Part = async ({ read, shopId }, requestIds, after) => {
  const { id: later, ...rest } = query(after);
  const rows = await read.request.findMany({
    where: { shopId, AND: [{ id: { in: requestIds } }, { id: later }] },
    ...rest,
  });
  const kept = await read.chunk.groupBy({
    by: ['requestId'],
    where: { shopId, requestId: { in: rows.filter(isGathered).map(({ id }) => id) } },
    _sum: { records: true },
  });
  const recordsKept = new Map(kept.map(({ requestId, _sum }) => [requestId, _sum.records ?? 0]));
  return page(rows, (row) => ({
    id: row.id,
    number: row.number,
    kind: labelIn(REQUEST_KINDS, row.kind),
    cameFrom: labelIn(REQUEST_SOURCES, row.source),
    law: english.t(lawOf(row.jurisdiction).name),
    receivedAt: moment(row.receivedAt),
    due: day(row.due),
    state: labelIn(REQUEST_STATES, row.state),
    closedAt: moment(row.closedAt),
    // Of one that is being gathered nobody can say it yet: it may be this very one.
    recordsKept: isGathered(row) ? (recordsKept.get(row.id) ?? 0) : null,
  }));
};
const isGathered = ({ state }: { state: string }): boolean => !['received', 'gathering'].includes(state);

/** What `rows` belong to, by the id of the request. */
async function numbersOf({ read, shopId }: Unit, requestIds: string[]): Promise<Map<string | null, number>> {
  const rows = await read.request.findMany({
    where: { shopId, id: { in: requestIds } },
    select: { id: true, number: true },
  });
  return new Map(rows.map(({ id, number }) => [id, number]));
}

const answers: Part = async (unit, requestIds, after) => {
  const { id, ...rest } = query(after);
  const where = { shopId: unit.shopId, requestId: { in: requestIds }, id };
  const rows = await unit.read.release.findMany({ where, ...rest });
  const numbers = await numbersOf(unit, requestIds);
  return page(rows, (row) => ({
    id: row.id,
    requestId: row.requestId,
    requestNumber: numbers.get(row.requestId) ?? null,
    content: ARCHIVE_CONTENTS[row.content as ArchiveContent]?.label ?? row.content,
    state: row.state,
    requestedAt: moment(row.requestedAt),
    releasedAt: moment(row.releasedAt),
    withdrawnAt: moment(row.withdrawnAt),
    records: row.records,
    bytes: row.bytes === null ? null : Number(row.bytes),
    sha256: row.sha256 && Buffer.from(row.sha256).toString('hex'),
    timesDownloaded: row.timesDownloaded,
  }));
};

/** The kind of whoever did it, never the person. */
const ACTORS: Record<Actor['kind'], string> = {
  platform: 'Shopify',
  staff: 'Staff of the shop',
  person: 'The person',
  system: 'Privacy Desk',
};

const log: Part = async (unit, requestIds, after) => {
  const { id, ...rest } = query(after);
  const where = { shopId: unit.shopId, requestId: { in: requestIds }, id };
  const rows = await unit.read.auditEvent.findMany({ where, ...rest });
  const numbers = await numbersOf(unit, requestIds);
  return page(rows, (row) => {
    const { actor } = JSON.parse(row.entry) as { actor: Actor };
    return {
      id: row.id,
      requestId: row.requestId,
      requestNumber: numbers.get(row.requestId) ?? null,
      at: moment(row.at),
      event: labelIn(AUDIT_EVENTS, row.type),
      by: ACTORS[actor.kind],
    };
  });
};

export const PARTS: Record<OwnCollection, Part> = {
  'own-requests': requests,
  'own-answers': answers,
  'own-log': log,
};
