import type { Actor } from '../core/audit.ts';
import { APPROVAL_FIRST } from '../core/beginning.ts';
import type { RequestKind } from '../core/request.ts';
import type { Deps } from './deps.ts';
import { requireMay } from './require-may.ts';
import { GOING } from './step-reading.ts';

/** Lets a request begin that waits for somebody's approval, because the shop has set so. */
export async function beginRequest(
  deps: Pick<Deps, 'unit' | 'now'>,
  input: { shopId: string; requestId: string; actor: Actor & { kind: 'staff' } },
): Promise<{ outcome: 'begun' | 'not-there' }> {
  const { shopId, requestId, actor } = input;
  return deps.unit(shopId, async (unit) => {
    await unit.lockShop();
    const steps = await unit.read.step.findMany({
      where: { shopId, requestId, reasonCode: APPROVAL_FIRST, state: { in: ['blocked', ...GOING] } },
      include: { request: { select: { kind: true } } },
    });
    const kind = steps[0]?.request.kind as RequestKind | undefined;
    await requireMay(unit, actor, kind === 'erasure' ? 'plans.approve' : 'requests.handle');
    if (kind === undefined) return { outcome: 'not-there' };
    const ids = steps.map(({ id }) => id);
    const data = { steps: ids.length };
    await unit.write({ type: 'request.begin-approved', actor, requestId, data }, (rows) =>
      rows.step.updateMany({
        where: { shopId, id: { in: ids } },
        data: {
          ...{ state: 'pending', reasonCode: null, reason: null },
          ...{ retryAt: null, updatedAt: deps.now() },
        },
      }),
    );
    for (const id of ids) await unit.schedule('run-step', kind, id);
    return { outcome: 'begun' };
  });
}
