import type { Actor } from '../core/audit.ts';
import type { Deps } from './deps.ts';

/** Tries a blocked step again from where it stopped. */
export async function retryStep(
  deps: Pick<Deps, 'unit' | 'now'>,
  input: { shopId: string; stepId: string; actor: Actor },
): Promise<{ outcome: 'queued' } | { outcome: 'not-blocked' }> {
  const { shopId, stepId: id, actor } = input;
  return deps.unit(shopId, async (unit) => {
    await unit.lockShop();
    const step = await unit.read.step.findFirst({ where: { shopId, id, state: 'blocked' } });
    if (!step) return { outcome: 'not-blocked' };
    const data = { step: id, store: step.store, operation: step.operation };
    await unit.write({ type: 'step.retried', actor, requestId: step.requestId, data }, (rows) =>
      rows.step.update({
        where: { shopId_id: { shopId, id } },
        data: { state: 'pending', reason: null, updatedAt: deps.now() },
      }),
    );
    await unit.enqueue('run-step', [{ shopId, id }]);
    return { outcome: 'queued' };
  });
}
