import type { Actor } from '../core/audit.ts';
import type { Deps } from './deps.ts';
import { requireMay } from './require-may.ts';

/**
 * Says which member of staff looks after requests; null = nobody in particular. Those that have this owner already
 * stay as they are, and unrecorded.
 * @param input.ids at most a page of the inbox
 */
export async function assignRequests(
  deps: Pick<Deps, 'unit'>,
  input: { shopId: string; ids: string[]; owner: string | null; actor: Actor & { kind: 'staff' } },
): Promise<{ outcome: 'assigned'; count: number } | { outcome: 'unknown-staff' }> {
  const { shopId, ids, owner, actor } = input;
  return deps.unit(shopId, async (unit) => {
    await requireMay(unit, actor, 'requests.handle');
    await unit.lockShop();
    const isKnown =
      owner === null ||
      owner === actor.id ||
      (await unit.read.staff.count({ where: { shopId, id: owner } })) > 0;
    if (!isKnown) return { outcome: 'unknown-staff' };
    const rows = await unit.read.request.findMany({
      where: { shopId, id: { in: ids } },
      select: { id: true, owner: true },
    });
    const changed = rows.filter((row) => row.owner !== owner);
    const events = changed.map((row) => ({
      type: 'request.assigned' as const,
      actor,
      requestId: row.id,
      data: { from: row.owner, to: owner },
    }));
    await unit.write(events, (writes) =>
      writes.request.updateMany({
        where: { shopId, id: { in: changed.map(({ id }) => id) } },
        data: { owner },
      }),
    );
    return { outcome: 'assigned', count: changed.length };
  });
}
