import type { Unit } from '../adapters/db/unit.ts';
import type { AuditEvent } from '../core/audit.ts';
import { newId } from '../core/id.ts';
import type { RequestKind } from '../core/request.ts';
import type { Deps } from './deps.ts';

interface Restarted {
  id: string;
  store: string;
  operation: string;
  records: number;
}

/**
 * Puts new steps in the place of steps of one request, and takes away what those had gathered. They are new so that
 * a worker that is still at the old ones finds itself overtaken. The caller holds the shop's lock.
 * @param eventFor the entry that says so; it is told how many records are replaced
 */
export async function restartSteps(
  deps: Pick<Deps, 'now' | 'random'>,
  unit: Unit,
  request: { id: string; kind: string },
  steps: Restarted[],
  eventFor: (replaced: number) => AuditEvent,
): Promise<void> {
  const { shopId } = unit;
  const fresh = steps.map(({ store, operation }) => ({
    ...{ shopId, id: newId(deps.now().getTime(), deps.random), requestId: request.id },
    ...{ store, operation, state: 'pending', updatedAt: deps.now() },
  }));
  const former = { in: steps.map(({ id }) => id) };
  const replaced = steps.reduce((sum, { records }) => sum + records, 0);
  await unit.write(eventFor(replaced), async (rows) => {
    // The steps first: whoever is about to store into one of them waits for its row, and then finds none.
    await rows.step.deleteMany({ where: { shopId, id: former } });
    await rows.chunk.deleteMany({ where: { shopId, stepId: former } });
    await rows.step.createMany({ data: fresh });
    await rows.request.update({
      where: { shopId_id: { shopId, id: request.id } },
      data: { state: 'gathering' },
    });
  });
  const jobs = fresh.map(({ id }) => ({ shopId, id }));
  await unit.enqueue('run-step', request.kind as RequestKind, jobs);
}
