import type { Actor } from '../core/audit.ts';
import { STANDING_RELEASE } from '../core/release.ts';
import type { Deps } from './deps.ts';
import { requireMay } from './require-may.ts';

/**
 * Takes a release back, while it is being made or after: no link opens it any more, and the request is to be
 * reviewed again. What was downloaded before cannot be called back; the entry says whether anything was.
 */
export async function withdrawRelease(
  deps: Pick<Deps, 'unit' | 'now'>,
  input: { shopId: string; requestId: string; actor: Actor & { kind: 'staff' } },
): Promise<{ outcome: 'withdrawn' | 'not-there' }> {
  const { shopId, requestId, actor } = input;
  return deps.unit(shopId, async (unit) => {
    await requireMay(unit, actor, 'requests.handle');
    await unit.lockShop();
    const release = await unit.read.release.findFirst({
      where: {
        ...{ shopId, requestId, state: { in: STANDING_RELEASE } },
        request: { state: { in: ['releasing', 'released'] } },
      },
    });
    if (!release) return { outcome: 'not-there' };
    const { id, timesDownloaded } = release;
    const data = { release: id, timesDownloaded };
    await unit.write({ type: 'release.withdrawn', actor, requestId, data }, async (rows) => {
      await rows.release.update({
        where: { shopId_id: { shopId, id } },
        data: { state: 'withdrawn', withdrawnAt: deps.now() },
      });
      await rows.request.update({
        where: { shopId_id: { shopId, id: requestId } },
        data: { state: 'ready' },
      });
    });
    return { outcome: 'withdrawn' };
  });
}
