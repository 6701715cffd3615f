import type { Actor } from '../core/audit.ts';
import type { Deps } from './deps.ts';

/** The two moves of a request whose answer stands: out of the clock's reach when it was given, and back. */
const MOVES = {
  close: { from: 'ready', to: 'closed', event: 'request.closed' },
  reopen: { from: 'closed', to: 'ready', event: 'request.reopened' },
} as const;
export type RequestMove = keyof typeof MOVES;

/** Marks an answered request as closed, or opens it again: what a member of staff says, and may take back. */
export async function closeRequest(
  deps: Pick<Deps, 'unit' | 'now'>,
  input: { shopId: string; requestId: string; move: RequestMove; actor: Actor },
): Promise<{ outcome: 'moved' | 'not-there' }> {
  const { shopId, requestId: id, actor } = input;
  const { from, to, event } = MOVES[input.move];
  return deps.unit(shopId, async (unit) => {
    await unit.lockShop();
    const request = await unit.read.request.findFirst({ where: { shopId, id, state: from } });
    if (!request) return { outcome: 'not-there' };
    await unit.write({ type: event, actor, requestId: id }, (rows) =>
      rows.request.update({
        where: { shopId_id: { shopId, id } },
        data: { state: to, closedAt: to === 'closed' ? deps.now() : null },
      }),
    );
    return { outcome: 'moved' };
  });
}
