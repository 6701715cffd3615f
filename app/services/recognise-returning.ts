import type { Unit } from '../adapters/db/unit.ts';
import type { AuditEvent } from '../core/audit.ts';
import { OWN_KINDS } from '../core/erasure.ts';
import { SYSTEM } from './step-reading.ts';

interface Fresh {
  requestId: string;
  kind: string;
  index: Uint8Array<ArrayBuffer>;
}

/** An erasure that is carried out and of which a keyed hash is left. */
const ERASED = { kind: 'erasure', erasedAt: { not: null }, subject: null } as const;

const hex = (index: Uint8Array): string => Buffer.from(index).toString('hex');

/** Says on new requests that their person was erased before. Nothing follows from it by itself. */
export async function recogniseReturning(unit: Unit, identifiers: Fresh[]): Promise<void> {
  const own = identifiers.filter(({ kind }) => OWN_KINDS.some((each) => each === kind));
  if (own.length === 0) return;
  const known = await unit.read.identifier.findMany({
    where: { shopId: unit.shopId, index: { in: own.map(({ index }) => index) }, request: ERASED },
    select: { index: true, requestId: true },
  });
  if (known.length === 0) return;
  const erasureOf = new Map(known.map(({ index, requestId }) => [hex(index), requestId]));
  const returned = new Map(
    own.flatMap(({ requestId, index }) => {
      const erasure = erasureOf.get(hex(index));
      return erasure === undefined || erasure === requestId ? [] : [[requestId, erasure] as const];
    }),
  );
  const events = [...returned].map(
    ([requestId, erasure]): AuditEvent => ({
      ...{ type: 'person.returned', actor: SYSTEM, requestId },
      data: { erasure },
    }),
  );
  await unit.record(events);
}

/** The last carried out erasure, begun before this request, of the person whom it is about; null where there is none. */
export async function findEarlierErasure(
  unit: Unit,
  request: { id: string; number: number },
): Promise<{ number: number; on: string } | null> {
  const { shopId } = unit;
  const own = await unit.read.identifier.findMany({
    where: { shopId, requestId: request.id, kind: { in: [...OWN_KINDS] } },
    select: { index: true },
  });
  if (own.length === 0) return null;
  const erasure = await unit.read.request.findFirst({
    where: {
      ...{ shopId, ...ERASED, number: { lt: request.number } },
      identifiers: { some: { index: { in: own.map(({ index }) => index) } } },
    },
    orderBy: { closedAt: 'desc' },
    select: { number: true, closedAt: true },
  });
  return erasure && { number: erasure.number, on: (erasure.closedAt ?? new Date(0)).toISOString() };
}
