import type { Actor } from '../core/audit.ts';
import { Failure } from '../core/failure.ts';
import { isReceiptDay } from '../core/law/receipt.ts';
import { localDay } from '../core/local-day.ts';
import type { RequestKind, Subject } from '../core/request.ts';
import type { Residence } from '../core/residence.ts';
import type { Deps } from './deps.ts';
import { openRequests } from './open-requests.ts';
import { requireMay } from './require-may.ts';

const DAY_UNUSABLE =
  'A request cannot have come on a day that is still to come, nor more than a year ago. Nothing was started: go back and enter the day on which it came.';

/**
 * Opens a request that a member of staff enters for a customer.
 * @param formId made once per form, so that a form sent twice opens one request
 */
export async function startRequest(
  deps: Pick<Deps, 'unit' | 'vault' | 'random' | 'now'>,
  input: {
    shopId: string;
    kind: RequestKind;
    subject: Subject;
    actor: Actor & { kind: 'staff' };
    formId: string;
    /** The day on which it came by phone, letter or mail, `YYYY-MM-DD`; null = today. */
    receivedOn?: string | null;
    /** Where the person lives, as far as they said so. */
    residence?: Residence | null;
  },
): Promise<{ requestId: string; number: number }> {
  const { shopId, kind, subject, actor, formId, residence = null } = input;
  return deps.unit(shopId, async (unit) => {
    await requireMay(unit, actor, 'requests.handle');
    await unit.lockShop();
    const { timeZone } = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
    const today = localDay(deps.now(), timeZone);
    const receivedOn = input.receivedOn ?? today;
    if (!isReceiptDay(receivedOn, today)) throw new Failure('day-unusable', DAY_UNUSABLE);
    const demand = {
      kind,
      source: 'staff',
      actor,
      ...{ receivedAt: deps.now(), receivedOn, residence },
      businessKey: `form:${formId}`,
      subject,
      joinsOpen: false,
      origin: {},
    } as const;
    const [opened] = await openRequests(deps, unit, [demand]);
    if (!opened) throw new TypeError('one demand has one outcome');
    const { requestId } = opened;
    const { number } = await unit.read.request.findUniqueOrThrow({
      where: { shopId_id: { shopId, id: requestId } },
    });
    return { requestId, number };
  });
}
