import type { Actor } from '../core/audit.ts';
import { type Disclosure, disclosureOf } from '../core/disclosure.ts';
import type { Deps } from './deps.ts';
import { requireMay } from './require-may.ts';

/** Chooses by which rules a request that is being reviewed is answered. Chosen again, nothing more is recorded. */
export async function chooseDisclosure(
  deps: Pick<Deps, 'unit'>,
  input: { shopId: string; number: number; disclosure: Disclosure; actor: Actor & { kind: 'staff' } },
): Promise<{ outcome: 'chosen' | 'not-ready' }> {
  const { shopId, number, disclosure, actor } = input;
  return deps.unit(shopId, async (unit) => {
    await requireMay(unit, actor, 'requests.handle');
    await unit.lockShop();
    const request = await unit.read.request.findFirst({ where: { shopId, number, state: 'ready' } });
    if (!request) return { outcome: 'not-ready' };
    if (request.disclosure === disclosure) return { outcome: 'chosen' };
    const requestId = request.id;
    const data = { from: disclosureOf(request), to: disclosure };
    await unit.write({ type: 'request.disclosure-chosen', actor, requestId, data }, (rows) =>
      rows.request.update({ where: { shopId_id: { shopId, id: requestId } }, data: { disclosure } }),
    );
    return { outcome: 'chosen' };
  });
}
