import type { Deps } from './deps.ts';

/** A signed delivery that could not be used, or not yet; what it said stays sealed. */
export interface Alarm {
  id: string;
  topic: string;
  receivedAt: string;
  /** A code of `DELIVERY_PROBLEMS`. */
  problem: string | null;
}

const MOST_SHOWN = 20;

/** The newest alarms, 20 at most, and how many there are. */
export async function listAlarms(
  deps: Pick<Deps, 'unit'>,
  shopId: string,
): Promise<{ alarms: Alarm[]; count: number }> {
  const where = { shopId, problem: { not: null } };
  return deps.unit(shopId, async ({ read }) => {
    const rows = await read.delivery.findMany({ where, orderBy: { receivedAt: 'desc' }, take: MOST_SHOWN });
    const alarms = rows.map(({ id, topic, receivedAt, problem }) => ({
      id,
      topic,
      receivedAt: receivedAt.toISOString(),
      problem,
    }));
    return { alarms, count: await read.delivery.count({ where }) };
  });
}
