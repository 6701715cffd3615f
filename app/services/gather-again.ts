import type { Actor } from '../core/audit.ts';
import { newId } from '../core/id.ts';
import type { RequestKind } from '../core/request.ts';
import type { Deps } from './deps.ts';

/**
 * Gathers a ready request's data once more, from the beginning: what was gathered before is replaced, so that
 * nothing stands in the archive twice.
 */
export async function gatherAgain(
  deps: Pick<Deps, 'unit' | 'now' | 'random'>,
  input: { shopId: string; requestId: string; actor: Actor },
): Promise<{ outcome: 'queued' | 'not-ready' }> {
  const { shopId, requestId, actor } = input;
  return deps.unit(shopId, async (unit) => {
    await unit.lockShop();
    const where = { shopId, requestId, operation: 'gather', state: 'done' };
    const request = await unit.read.request.findFirst({ where: { shopId, id: requestId, state: 'ready' } });
    const steps = await unit.read.step.findMany({ where });
    if (!request || steps.length === 0) return { outcome: 'not-ready' };
    const fresh = steps.map(({ store, operation }) => ({
      shopId,
      id: newId(deps.now().getTime(), deps.random),
      requestId,
      store,
      operation,
      state: 'pending',
      updatedAt: deps.now(),
    }));
    const records = steps.reduce((sum, step) => sum + step.records, 0);
    await unit.write(
      { type: 'request.gathered-again', actor, requestId, data: { replaced: records } },
      async (rows) => {
        await rows.chunk.deleteMany({ where: { shopId, stepId: { in: steps.map(({ id }) => id) } } });
        await rows.step.deleteMany({ where });
        await rows.step.createMany({ data: fresh });
        await rows.request.update({
          where: { shopId_id: { shopId, id: requestId } },
          data: { state: 'gathering' },
        });
      },
    );
    const jobs = fresh.map(({ id }) => ({ shopId, id }));
    await unit.enqueue('run-step', request.kind as RequestKind, jobs);
    return { outcome: 'queued' };
  });
}
