import type { Actor } from '../core/audit.ts';
import type { Pause } from '../core/law/pause.ts';
import { localDay } from '../core/local-day.ts';
import { dayOf, readPauses } from './compute-dates.ts';
import type { Deps } from './deps.ts';
import { findMovable, type Moved, moveDeadline } from './move-deadline.ts';
import { requireMay } from './require-may.ts';

/** Asked after receipt and answered after that, and neither still to come. */
function isUsable({ from, to }: Pause, receivedOn: string, today: string): boolean {
  const days = [receivedOn, ...(from === null ? [] : [from]), ...(to === null ? [] : [to]), today];
  return days.every((day, at) => at === 0 || day >= (days[at - 1] ?? ''));
}

/**
 * Records for what the person was asked, and when the answer came. What that does to the dates is the law's to say:
 * in the EU they may be suspended, in the United Kingdom the period begins anew, in California it runs on. While an
 * answer is awaited no date moves.
 */
export async function notePause(
  deps: Pick<Deps, 'unit' | 'vault' | 'now'>,
  input: {
    shopId: string;
    requestId: string;
    /** Takes the place of the one of its kind. */
    pause: Pause;
    actor: Actor & { kind: 'staff' };
  },
): Promise<Moved | { outcome: 'day-unusable' }> {
  const { shopId, requestId, pause, actor } = input;
  return deps.unit(shopId, async (unit) => {
    await requireMay(unit, actor, 'requests.handle');
    await unit.lockShop();
    const request = await findMovable(unit, requestId);
    if (request === null) return { outcome: 'not-open' };
    const { timeZone } = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
    if (!isUsable(pause, dayOf(request.receivedOn), localDay(deps.now(), timeZone)))
      return { outcome: 'day-unusable' };
    const others = readPauses(request.pauses).filter(({ kind }) => kind !== pause.kind);
    const learnt = { pauses: [...others, pause] };
    return moveDeadline(deps, unit, { request, learnt, change: 'pause', delay: null, actor });
  });
}
