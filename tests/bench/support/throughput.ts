import type { SignedDelivery } from './deliveries.ts';
import { type Load, median, sendAll } from './load.ts';
import { countRows } from './postgres.ts';

export const CONNECTIONS = 20;
/** Many and short: then a noisy neighbour is in the round of all three, or in few of the rounds. */
export const ROUNDS = 11;
export const ROUND_SECONDS = 2;
const WARM_UP = 2_000;

/** One program under measurement, with the table where its deliveries must lie afterwards. */
export interface Contender {
  name: string;
  webhooks: string;
  databaseUrl: string;
  table: string;
}

export interface Throughput extends Load {
  name: string;
  /** Requests per second of each round. */
  rounds: number[];
  sent: number;
  stored: number;
}

const inWholeConnections = (count: number) => Math.max(1, Math.round(count / CONNECTIONS)) * CONNECTIONS;

/**
 * Measures all in turns, round by round, so that what else the machine does hits all alike; each figure is
 * the median of its rounds. Afterwards every delivery that was answered with 200 must be in the database.
 */
export async function measureThroughput(
  contenders: Contender[],
  makeDeliveries: (count: number) => SignedDelivery[],
): Promise<Throughput[]> {
  const entries = contenders.map((contender) => ({ contender, sent: 0, size: 0, loads: [] as Load[] }));
  const play = async (entry: (typeof entries)[number], count: number) => {
    entry.sent += count;
    const load = await sendAll(entry.contender.webhooks, makeDeliveries(count), CONNECTIONS);
    entry.size = inWholeConnections(load.requestsPerSecond * ROUND_SECONDS);
    return load;
  };
  // Twice: the first tells roughly how fast each is, the second is as long as a round will be.
  for (const entry of entries) await play(entry, inWholeConnections(WARM_UP));
  for (const entry of entries) await play(entry, entry.size);
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const entry of entries) {
      const load = await play(entry, entry.size);
      entry.loads.push(load);
      console.log(
        `  round ${String(round).padStart(2)}  ${entry.contender.name.padEnd(8)} ${Math.round(load.requestsPerSecond)} requests/s`,
      );
    }
  }
  return Promise.all(
    entries.map(async ({ contender, sent, loads }) => ({
      name: contender.name,
      requestsPerSecond: median(loads.map((load) => load.requestsPerSecond)),
      p50Ms: median(loads.map((load) => load.p50Ms)),
      p99Ms: median(loads.map((load) => load.p99Ms)),
      rounds: loads.map((load) => load.requestsPerSecond),
      sent,
      stored: await countRows(contender.databaseUrl, contender.table),
    })),
  );
}
