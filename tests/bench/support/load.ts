import { setTimeout as sleep } from 'node:timers/promises';
import autocannon from 'autocannon';
import { Pool } from 'undici';
import type { SignedDelivery } from './deliveries.ts';

export interface Load {
  requestsPerSecond: number;
  /** From the first byte sent to the whole answer, in milliseconds. */
  p50Ms: number;
  p99Ms: number;
}

/** The value that the share `of` (0 to 1) of all values does not exceed. */
export function percentile(values: readonly number[], of: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * of) - 1)] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/**
 * Sends every delivery once, as fast as the server answers, over connections that stay open.
 * @param connections each with one request under way; the deliveries divide evenly among them
 * @throws unless each was answered with 200
 */
export async function sendAll(url: string, deliveries: SignedDelivery[], connections: number): Promise<Load> {
  const each = deliveries.length / connections;
  let given = 0;
  const latencies: number[] = [];
  const statuses = new Map<number, number>();
  let startedAt = 0;
  let endedAt = 0;
  const { promise, resolve, reject } = Promise.withResolvers<autocannon.Result>();
  const run = autocannon(
    {
      ...{ url, connections, amount: deliveries.length, sampleInt: 100, timeout: 60 },
      setupClient(client) {
        const own = deliveries.slice(given, given + each);
        given += each;
        client.setRequests(own.map(({ headers, body }) => ({ method: 'POST', headers, body })));
      },
    },
    (error, result) => (error ? reject(error) : resolve(result)),
  );
  run.on('start', () => {
    startedAt = performance.now();
  });
  run.on('response', (_client, status, _bytes, ms) => {
    endedAt = performance.now();
    latencies.push(ms);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  });
  const { errors } = await promise;
  if (errors > 0 || statuses.get(200) !== deliveries.length) {
    throw new Error(`${url} did not answer 200 to all: ${JSON.stringify([...statuses])}, ${errors} errors`);
  }
  return {
    requestsPerSecond: (deliveries.length * 1000) / (endedAt - startedAt),
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
  };
}

/**
 * Sends the deliveries at a steady rate, each at its own moment whether or not the server keeps up.
 * @param onSent is told of each as it goes out
 * @throws unless each was answered with 200
 */
export async function sendSteadily(
  url: string,
  deliveries: SignedDelivery[],
  perSecond: number,
  onSent: (delivery: SignedDelivery) => void,
): Promise<void> {
  const { origin, pathname: path } = new URL(url);
  const pool = new Pool(origin, { connections: 20 });
  const send = async ({ headers, body }: SignedDelivery) => {
    const answer = await pool.request({ path, method: 'POST', headers, body });
    await answer.body.dump();
    if (answer.statusCode !== 200) throw new Error(`${url} answered ${answer.statusCode}.`);
  };
  const startedAt = performance.now();
  const answers: Promise<void>[] = [];
  for (const [at, delivery] of deliveries.entries()) {
    const waitMs = startedAt + (at * 1000) / perSecond - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    onSent(delivery);
    answers.push(send(delivery));
  }
  await Promise.all(answers).finally(() => pool.close());
}
