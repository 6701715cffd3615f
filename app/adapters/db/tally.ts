import type { Prisma } from './generated/client.ts';

/** Something that is counted: by whom, as a keyed hash, and for how long it counts. */
export interface Counted {
  index: Uint8Array<ArrayBuffer>;
  spanMs: number;
}

/**
 * Counts one more of each, over all processes; a span that has ended begins anew. In one order, so that two that count
 * the same wait for each other instead of for ever.
 */
export async function countUp(
  tx: Prisma.TransactionClient,
  shopId: string,
  counted: Counted[],
  now: Date,
): Promise<number[]> {
  const inOrder = counted
    .map((each, place) => ({ ...each, place }))
    .sort((one, other) => Buffer.compare(one.index, other.index));
  const counts: number[] = [];
  for (const { index, spanMs, place } of inOrder) {
    const at = now.toISOString();
    const endsAt = new Date(now.getTime() + spanMs).toISOString();
    const [row] = await tx.$queryRaw<{ count: number }[]>`
      INSERT INTO tally AS t (shop_id, index, count, ends_at) VALUES (${shopId}::uuid, ${index}::bytea, 1, ${endsAt}::timestamptz)
      ON CONFLICT (shop_id, index) DO UPDATE SET
        count = CASE WHEN t.ends_at <= ${at}::timestamptz THEN 1 ELSE t.count + 1 END,
        ends_at = CASE WHEN t.ends_at <= ${at}::timestamptz THEN EXCLUDED.ends_at ELSE t.ends_at END
      RETURNING count`;
    counts[place] = row?.count ?? 0;
  }
  return counts;
}
