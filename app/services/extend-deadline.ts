import type { Actor } from '../core/audit.ts';
import { extensionOf } from '../core/law/deadline.ts';
import type { ExtensionReason } from '../core/law/deadline-change.ts';
import { localDay } from '../core/local-day.ts';
import { dayOf } from './compute-dates.ts';
import type { Deps } from './deps.ts';
import { findMovable } from './move-deadline.ts';
import { requireMay } from './require-may.ts';

export type Extended =
  | { outcome: 'extended'; due: string }
  /** The first period is over, or the law that applies lets nothing be extended, or it was done already. */
  | { outcome: 'too-late'; noticeDue: string }
  | { outcome: 'none' | 'extended-already' | 'not-open' };

const dayOrNull = (date: Date | null): string | null => (date === null ? null : dayOf(date));

/**
 * Extends the period of a request on a ground that the law knows, counted from its original start. Refused once the
 * first period is over (GDPR Art. 12(3); 11 CCR 7021(b)): the person must have been told by then.
 */
export async function extendDeadline(
  deps: Pick<Deps, 'unit' | 'now'>,
  input: { shopId: string; requestId: string; ground: ExtensionReason; actor: Actor & { kind: 'staff' } },
): Promise<Extended> {
  const { shopId, requestId, ground, actor } = input;
  return deps.unit(shopId, async (unit): Promise<Extended> => {
    await requireMay(unit, actor, 'requests.handle');
    await unit.lockShop();
    const request = await findMovable(unit, requestId);
    if (request === null) return { outcome: 'not-open' };
    if (request.extendedOn !== null) return { outcome: 'extended-already' };
    const { timeZone } = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
    const today = localDay(deps.now(), timeZone);
    const { noticeDue, extendedDue } = request;
    const extension = extensionOf(
      { noticeDue: dayOrNull(noticeDue), extendedDue: dayOrNull(extendedDue) },
      today,
    );
    if (extension.outcome !== 'extended') return extension;
    const { due } = extension;
    const data = { reason: ground, from: dayOf(request.due), to: due };
    await unit.write({ type: 'request.deadline-extended', actor, requestId, data }, (rows) =>
      rows.request.update({
        where: { shopId_id: { shopId, id: requestId } },
        data: { due: new Date(due), extendedOn: new Date(today), extensionReason: ground },
      }),
    );
    return extension;
  });
}
