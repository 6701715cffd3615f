import type { Unit } from '../adapters/db/unit.ts';
import type { AuditData, AuditEvent } from '../core/audit.ts';
import { Failure } from '../core/failure.ts';
import { OPEN_STATES, SHOPIFY_STORE, type Subject } from '../core/request.ts';
import { type Gap, readGaps } from '../core/store.ts';
import type { Deps } from './deps.ts';
import { followSuppression } from './follow-suppression.ts';
import { requireRequestKey } from './require-key.ts';
import { restartSteps } from './restart-steps.ts';

type FollowDeps = Pick<Deps, 'vault' | 'now' | 'random'>;
interface Merge {
  /** Digits of the customer ids. */
  deletedId: string;
  keptId: string;
}

/** For what was gathered before the merge: staff decide whether it is gathered again. */
const MERGED: Gap = {
  collection: 'customer',
  reason:
    'After this was gathered, the customer record was merged into another one in Shopify. What that other one held is not in here.',
  remedy: 'Gather again: the record that stays is read, with all that was moved to it.',
};

const digits = (id: string): string => id.replace(/^.*\//, '');

async function readOpen(unit: Unit, requestIds: string[]) {
  return unit.read.request.findMany({
    where: {
      shopId: unit.shopId,
      id: { in: requestIds },
      state: { in: OPEN_STATES },
      subject: { not: null },
    },
    include: { steps: { where: { store: SHOPIFY_STORE, operation: 'gather' } } },
  });
}
type OpenRequest = Awaited<ReturnType<typeof readOpen>>[number];

/** The request is about the record that stays from here on. @returns false when it was not about the one that is gone */
async function moveSubject(
  deps: FollowDeps,
  unit: Unit,
  request: OpenRequest,
  merge: Merge,
): Promise<boolean> {
  const { shopId } = unit;
  const { id, subject: sealed } = request;
  const key = await requireRequestKey(deps, unit, 'dossier', id).catch((error) => {
    if (error instanceof Failure && error.code === 'key-gone') return null;
    throw error;
  });
  if (key === null || sealed === null) return false;
  const place = { table: 'request', column: 'subject', row: id };
  const subject = JSON.parse(deps.vault.open(key, place, sealed).toString('utf8')) as Subject;
  if (subject.customerId === null || digits(subject.customerId) !== digits(merge.deletedId)) return false;
  const moved = Buffer.from(JSON.stringify({ ...subject, customerId: digits(merge.keptId) }));
  await unit.write([], (rows) =>
    rows.request.update({
      where: { shopId_id: { shopId, id } },
      data: { subject: deps.vault.seal(key, place, moved) },
    }),
  );
  return true;
}

/** What was gathered, or is being gathered, under the record that is gone. */
async function followOne(
  deps: FollowDeps,
  unit: Unit,
  request: OpenRequest,
  eventWith: (more: AuditData) => AuditEvent,
): Promise<void> {
  const { shopId } = unit;
  const unfinished = request.steps.filter(({ state }) => state !== 'done');
  if (unfinished.length > 0) {
    await restartSteps(deps, unit, request, unfinished, (replaced) =>
      eventWith({ gathering: 'anew', replaced }),
    );
    return;
  }
  // Of an answer that is released nothing may change; the entry in its log says what happened.
  const stale = request.state === 'ready' ? request.steps : [];
  await unit.write(eventWith({}), async (rows) => {
    for (const { id, gaps } of stale)
      await rows.step.update({
        where: { shopId_id: { shopId, id } },
        data: { gaps: [...readGaps(gaps), MERGED].map((gap) => ({ ...gap })) },
      });
  });
}

/**
 * Requests about a record that was merged into another are about that one from here on. What is being gathered
 * begins anew under it; of what was gathered already, staff are told.
 * @param requestIds of the requests that are found by the record that is gone
 */
export async function followMerge(
  deps: FollowDeps,
  unit: Unit,
  merge: Merge,
  requestIds: string[],
  eventFor: (requestId: string, more: AuditData) => AuditEvent,
): Promise<void> {
  const open = new Map((await readOpen(unit, requestIds)).map((request) => [request.id, request]));
  for (const requestId of requestIds) {
    const request = open.get(requestId);
    if (request && (await moveSubject(deps, unit, request, merge)))
      await followOne(deps, unit, request, (more) => eventFor(requestId, more));
    else await unit.record(eventFor(requestId, {}));
  }
  await followSuppression(deps, unit, merge);
}
