import { answeredOn, waitOf } from '../../core/waiting.ts';
import type { Prisma } from './generated/client.ts';

const day = (date: Date | null): string | null => date?.toISOString().slice(0, 10) ?? null;
const dateOf = (day: string | null): Date | null => (day === null ? null : new Date(day));

/**
 * Requests that wait, or may now, and those that were closed or opened again. They are locked, so that of two units
 * that each move a step the second sees what the first has done; one whose steps go on without anybody is not.
 */
const MAY_WAIT = `
  SELECT r.id FROM request r WHERE r.shop_id = $1::uuid AND r.id = ANY($2::uuid[]) AND (
    r.waits_for IS NOT NULL OR (r.closed_at IS NULL) = (r.answered_on IS NOT NULL) OR (r.verification = 'awaited' AND r.closed_at IS NULL) OR r.state IN ('ready', 'planned', 'released', 'carrying-out')
    OR (r.state = 'received' AND r.kind = 'rectification') OR EXISTS (
      SELECT FROM step s WHERE s.shop_id = $1::uuid AND s.request_id = r.id
        AND (s.state = 'blocked' OR s.reason_code IS NOT NULL)))
  ORDER BY r.id FOR NO KEY UPDATE`;

/** Keeps with each of these requests what it waits for, and when it was answered, after its steps have moved: core/waiting. */
export async function keepWaits(
  tx: Prisma.TransactionClient,
  shopId: string,
  requestIds: readonly string[],
  now: Date,
): Promise<void> {
  const found = await tx.$queryRawUnsafe<{ id: string }[]>(MAY_WAIT, shopId, [...requestIds]);
  if (found.length === 0) return;
  const requests = await tx.request.findMany({
    where: { shopId, id: { in: found.map(({ id }) => id) } },
    select: {
      ...{ id: true, kind: true, state: true, due: true, closedAt: true, answeredOn: true },
      ...{ verification: true, receivedAt: true },
      ...{ waitsFor: true, waitsUntil: true, steps: true },
    },
  });
  const { timeZone } = await tx.shop.findUniqueOrThrow({ where: { shopId }, select: { timeZone: true } });
  const changed = requests.flatMap(({ id, closedAt, steps, ...stored }) => {
    const clock = { due: day(stored.due) ?? '', timeZone };
    const wait = waitOf({ ...stored, ...clock, now }, steps);
    const answered = closedAt && (day(stored.answeredOn) ?? answeredOn({ ...clock, closedAt }, steps));
    const kept = { waitsFor: wait?.for ?? null, until: wait?.until ?? null, answered };
    const was = [stored.waitsFor, day(stored.waitsUntil), day(stored.answeredOn)];
    return [kept.waitsFor, kept.until, kept.answered].every((value, at) => value === was[at])
      ? []
      : [{ id, ...kept }];
  });
  // An uninstalled app halts every request of a shop at once.
  const alike = Map.groupBy(changed, ({ waitsFor, until, answered }) => `${waitsFor} ${until} ${answered}`);
  for (const [one, ...others] of alike.values()) {
    if (!one) continue;
    await tx.request.updateMany({
      where: { shopId, id: { in: [one, ...others].map(({ id }) => id) } },
      data: { waitsFor: one.waitsFor, waitsUntil: dateOf(one.until), answeredOn: dateOf(one.answered) },
    });
  }
}
