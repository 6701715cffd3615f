import type { Unit } from '../adapters/db/unit.ts';
import { WITHDRAWABLE } from './close-request.ts';

/** Why a request was closed: a code of the log. */
async function closingOf({ read, shopId }: Unit, requestId: string): Promise<string | null> {
  const event = await read.auditEvent.findFirst({
    where: { shopId, requestId, type: 'request.closed' },
    orderBy: { id: 'desc' },
  });
  if (!event) return null;
  const { data } = JSON.parse(event.entry) as { data: { reason?: string | null } };
  return data.reason ?? null;
}

/** A request as its own person sees it; days are the shop's, `YYYY-MM-DD`. */
export async function readOwnRequest(unit: Unit, requestId: string) {
  const { shopId, read } = unit;
  const row = await read.request.findUniqueOrThrow({
    where: { shopId_id: { shopId, id: requestId } },
    include: { releases: { where: { state: 'released' }, select: { id: true } } },
  });
  const shop = await read.shop.findUniqueOrThrow({ where: { shopId } });
  const { number, kind, state, receivedOn, due, closedAt, waitsFor, waitsUntil } = row;
  return {
    ...{ number, kind, state, shopName: shop.name ?? shop.domain, contact: shop.contactEmail },
    receivedOn: receivedOn.toISOString().slice(0, 10),
    due: due.toISOString().slice(0, 10),
    closing: closedAt === null ? null : await closingOf(unit, requestId),
    /** What was promised is done as far as it can be; the rest waits for this day. */
    waitsUntil:
      waitsFor === 'shopify' || waitsFor === 'date' ? (waitsUntil?.toISOString().slice(0, 10) ?? null) : null,
    hasAnswer: row.releases.length > 0,
    canWithdraw: WITHDRAWABLE.includes(state),
  };
}
export type OwnRequest = Awaited<ReturnType<typeof readOwnRequest>>;
