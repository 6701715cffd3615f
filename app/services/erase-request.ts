import type { Unit } from '../adapters/db/unit.ts';
import type { AuditEvent } from '../core/audit.ts';
import { type ErasureCounts, OWN_KINDS } from '../core/erasure.ts';
import { STANDING_RELEASE } from '../core/release.ts';
import { OPEN_STATES } from '../core/request.ts';
import type { Deps } from './deps.ts';
import { SYSTEM } from './step-reading.ts';

type EraseDeps = Pick<Deps, 'unit' | 'now'>;

const UNFINISHED = ['pending', 'running', 'blocked'];
const STOPPED = 'The data of this person was erased before this was done.';
const WITHDRAWN = 'What this answer held has been erased: it cannot be given out any more.';

/** What has been taken away is counted in the commit that takes it. */
export type Count = (unit: Unit, taken: Partial<ErasureCounts>) => Promise<void>;

/**
 * The first commit of an erasure: the key of all that was gathered, and of who the person is. What else there is
 * of the request stands still from here on; evidence is locked.
 * @param by the erasure's own request; it is neither closed nor stopped
 */
export async function destroyKey(deps: EraseDeps, unit: Unit, requestId: string, by: string): Promise<void> {
  const { shopId } = unit;
  const now = deps.now();
  const request = await unit.read.request.findUniqueOrThrow({
    where: { shopId_id: { shopId, id: requestId } },
    include: { releases: { where: { state: { in: STANDING_RELEASE } } } },
  });
  if (request.erasedAt !== null) return;
  const ends = requestId !== by && OPEN_STATES.includes(request.state);
  const events: AuditEvent[] = [
    { type: 'erasure.key-destroyed', actor: SYSTEM, requestId, data: { by } },
    ...request.releases.map(
      ({ id, timesDownloaded }): AuditEvent => ({
        ...{ type: 'release.withdrawn', actor: SYSTEM, requestId },
        data: { release: id, timesDownloaded },
      }),
    ),
  ];
  const closed = { from: request.state, reason: 'data-erased' };
  if (ends) events.push({ type: 'request.closed', actor: SYSTEM, requestId, data: closed });
  await unit.write(events, async (rows) => {
    await rows.dataKey.deleteMany({ where: { shopId, requestId, purpose: 'dossier' } });
    // Invoice data that the law orders to keep has a key and an end of its own.
    await rows.dataKey.updateMany({
      where: { shopId, requestId, purpose: 'case', lockedAt: null },
      data: { lockedAt: now },
    });
    await rows.release.updateMany({
      where: { shopId, requestId, state: { in: STANDING_RELEASE } },
      data: { state: 'withdrawn', withdrawnAt: now, problem: WITHDRAWN },
    });
    await rows.download.deleteMany({ where: { shopId, requestId } });
    await rows.portalLink.deleteMany({ where: { shopId, requestId } });
    // They name an address.
    await rows.mail.deleteMany({ where: { shopId, requestId } });
    if (requestId !== by)
      await rows.step.updateMany({
        where: { shopId, requestId, state: { in: UNFINISHED } },
        data: { state: 'stopped', reasonCode: 'erased', reason: STOPPED, finishedAt: now, updatedAt: now },
      });
    await rows.request.update({
      where: { shopId_id: { shopId, id: requestId } },
      data: { erasedAt: now, ...(ends && { state: 'closed', closedAt: now }) },
    });
  });
}

/** Deletes what was gathered for a request, one collection to a commit: there may be a gigabyte. */
export async function deleteChunks(
  deps: Pick<Deps, 'unit'>,
  { shopId, requestId }: { shopId: string; requestId: string },
  count: Count,
): Promise<void> {
  const parts = await deps.unit(shopId, ({ read }) =>
    read.chunk.groupBy({ by: ['stepId', 'collection'], where: { shopId, requestId } }),
  );
  for (const { stepId, collection } of parts) {
    const where = { shopId, requestId, stepId, collection };
    await deps.unit(shopId, async (unit) => {
      await unit.lockShop();
      const { _sum } = await unit.read.chunk.aggregate({ where, _sum: { records: true } });
      const { count: chunks } = await unit.progress.chunk.deleteMany({ where });
      await count(unit, { chunks, records: _sum.records ?? 0 });
    });
  }
}

/**
 * Erases what one request holds about its person, the key first. The case itself remains: number, kind, dates,
 * states and the log, none of which says who. May be broken off anywhere and begun again.
 * @param input.by the erasure's request; it inherits by what else the person is known until it is done itself (where
 *   it is one of an older backup, it may not be there)
 */
export async function eraseRequest(
  deps: EraseDeps,
  input: { shopId: string; requestId: string; by: string },
  count: Count,
): Promise<void> {
  const { shopId, requestId, by } = input;
  await deps.unit(shopId, async (unit) => {
    await unit.lockShop();
    await destroyKey(deps, unit, requestId, by);
  });
  await deleteChunks(deps, { shopId, requestId }, count);
  await deps.unit(shopId, async (unit) => {
    await unit.lockShop();
    const where = { shopId, requestId };
    const known = await unit.read.request.count({ where: { shopId, id: requestId, subject: { not: null } } });
    if (known === 0) return;
    const own = await unit.read.identifier.findMany({ where: { ...where, kind: { in: [...OWN_KINDS] } } });
    const releases = await unit.read.release.count({ where });
    const isThere = (await unit.read.request.count({ where: { shopId, id: by } })) > 0;
    const event = { type: 'erasure.request-erased', actor: SYSTEM, requestId, data: { by } } as const;
    const redactions = await unit.write(event, async (rows) => {
      const inherited = isThere ? own.map((identifier) => ({ ...identifier, requestId: by })) : [];
      await rows.identifier.createMany({ data: inherited, skipDuplicates: true });
      await rows.identifier.deleteMany({ where });
      await rows.request.update({
        where: { shopId_id: { shopId, id: requestId } },
        data: { subject: null, residence: null },
      });
      await rows.step.updateMany({ where, data: { cursor: {}, activity: null } });
      return rows.redaction.deleteMany({ where });
    });
    await count(unit, { requests: 1, releases, redactions: redactions.count });
  });
}
