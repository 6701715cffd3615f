import type { Actor } from '../core/audit.ts';
import type { RequestKind, Subject } from '../core/request.ts';
import type { Deps } from './deps.ts';
import { openRequests } from './open-requests.ts';
import { requireMay } from './require-may.ts';

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
  },
): Promise<{ requestId: string; number: number }> {
  const { shopId, kind, subject, actor, formId } = input;
  return deps.unit(shopId, async (unit) => {
    await requireMay(unit, actor, 'requests.handle');
    await unit.lockShop();
    const demand = {
      kind,
      source: 'staff',
      actor,
      receivedAt: deps.now(),
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
