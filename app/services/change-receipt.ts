import type { Actor } from '../core/audit.ts';
import type { DelayReason } from '../core/law/deadline-change.ts';
import { isReceiptDay } from '../core/law/receipt.ts';
import { localDay } from '../core/local-day.ts';
import type { Deps } from './deps.ts';
import { findMovable, type Moved, moveDeadline } from './move-deadline.ts';
import { requireMay } from './require-may.ts';

/**
 * Sets the day on which the person asked, where that was before the demand reached the app: Shopify does not say it,
 * and the law counts from it.
 * @param input.receivedOn `YYYY-MM-DD`
 */
export async function changeReceipt(
  deps: Pick<Deps, 'unit' | 'vault'>,
  input: {
    shopId: string;
    requestId: string;
    receivedOn: string;
    delay: DelayReason | null;
    actor: Actor & { kind: 'staff' };
  },
): Promise<Moved | { outcome: 'day-unusable' }> {
  const { shopId, requestId, receivedOn, delay, actor } = input;
  return deps.unit(shopId, async (unit) => {
    await requireMay(unit, actor, 'requests.handle');
    await unit.lockShop();
    const request = await findMovable(unit, requestId);
    if (request === null) return { outcome: 'not-open' };
    const { timeZone } = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
    if (!isReceiptDay(receivedOn, localDay(request.receivedAt, timeZone))) return { outcome: 'day-unusable' };
    const learnt = { receivedOn };
    return moveDeadline(deps, unit, { request, learnt, change: 'earlier-receipt', delay, actor });
  });
}
