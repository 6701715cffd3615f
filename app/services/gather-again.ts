import type { Actor } from '../core/audit.ts';
import type { Deps } from './deps.ts';
import { requireMay } from './require-may.ts';
import { restartSteps } from './restart-steps.ts';

/**
 * Gathers a ready request's data once more, from the beginning: what was gathered before is replaced, so that
 * nothing stands in the archive twice.
 */
export async function gatherAgain(
  deps: Pick<Deps, 'unit' | 'now' | 'random'>,
  input: { shopId: string; requestId: string; actor: Actor & { kind: 'staff' } },
): Promise<{ outcome: 'queued' | 'not-ready' }> {
  const { shopId, requestId, actor } = input;
  return deps.unit(shopId, async (unit) => {
    await requireMay(unit, actor, 'requests.handle');
    await unit.lockShop();
    const request = await unit.read.request.findFirst({ where: { shopId, id: requestId, state: 'ready' } });
    const where = { shopId, requestId, operation: 'gather', state: 'done' };
    const steps = await unit.read.step.findMany({ where });
    if (!request || steps.length === 0) return { outcome: 'not-ready' };
    await restartSteps(deps, unit, request, steps, (replaced) => ({
      ...{ type: 'request.gathered-again', actor, requestId },
      data: { replaced },
    }));
    return { outcome: 'queued' };
  });
}
