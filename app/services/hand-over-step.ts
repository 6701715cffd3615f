import type { Actor } from '../core/audit.ts';
import type { Deps } from './deps.ts';
import { requireMay } from './require-may.ts';
import { stepData } from './step-reading.ts';

const UNENDED = ['pending', 'running', 'blocked'];

/** Says which member of staff looks after a step; null = nobody in particular. */
export async function handOverStep(
  deps: Pick<Deps, 'unit' | 'now'>,
  input: { shopId: string; stepId: string; to: string | null; actor: Actor & { kind: 'staff' } },
): Promise<{ outcome: 'handed-over' | 'not-there' | 'unknown-staff' }> {
  const { shopId, stepId: id, to, actor } = input;
  return deps.unit(shopId, async (unit) => {
    await requireMay(unit, actor, 'requests.handle');
    await unit.lockShop();
    const step = await unit.read.step.findFirst({ where: { shopId, id, state: { in: UNENDED } } });
    if (!step) return { outcome: 'not-there' };
    if (to !== null && (await unit.read.staff.count({ where: { shopId, id: to } })) === 0)
      return { outcome: 'unknown-staff' };
    const data = { ...stepData(step), to };
    await unit.write({ type: 'step.handed-over', actor, requestId: step.requestId, data }, (rows) =>
      rows.step.update({ where: { shopId_id: { shopId, id } }, data: { assignee: to } }),
    );
    return { outcome: 'handed-over' };
  });
}
