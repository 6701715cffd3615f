import { SHOPS } from './deliveries.ts';
import { median } from './load.ts';
import { BURST, type Opening, STEADY_PER_SECOND, STEADY_SECONDS } from './opening.ts';
import type { BenchPostgres } from './postgres.ts';
import { figure, machineFacts, tableOf } from './report.ts';
import { CONNECTIONS, ROUND_SECONDS, ROUNDS, type Throughput } from './throughput.ts';

/** What the product must reach, as a multiple of each reference's requests per second. */
const GOALS = { stock: 3.5, limit: 0.4 } as const;
type Reference = keyof typeof GOALS;

const PROGRAMS: Record<string, string> = {
  product: 'Privacy Desk: signature, checks, sealed body, group commit',
  stock: 'stock way: Remix route, `authenticate.webhook`, one Prisma insert',
  limit: 'limit: `node:http`, signature, one prepared `INSERT`',
};

/** Round by round, because neighbours in time had the same machine; then the median. */
function goalLine(throughputs: Throughput[], reference: Reference): string {
  const roundsOf = (name: string) => throughputs.find((each) => each.name === name)?.rounds ?? [];
  const theirs = roundsOf(reference);
  const ratio = median(roundsOf('product').map((ours, round) => ours / (theirs[round] ?? Number.NaN)));
  const verdict = ratio >= GOALS[reference] ? 'met' : 'not met';
  return `- ${figure(ratio)} x ${reference} (goal: at least ${GOALS[reference]} x): **${verdict}**`;
}

const count = (value: number) => value.toLocaleString('en-US');

function keptLine(throughputs: Throughput[]): string {
  const each = throughputs.map(({ name, sent, stored }) => `${name} ${count(stored)} of ${count(sent)}`);
  const kept = throughputs.every(({ sent, stored }) => sent === stored);
  return `- every delivery answered with 200 is in the database (${each.join(', ')}): **${kept ? 'met' : 'not met'}**`;
}

/** The section of docs/benchmarks.md, which is also what the bench prints. */
export function describe(postgres: BenchPostgres, throughputs: Throughput[], opening: Opening): string {
  const rows = throughputs.map((each) => [
    PROGRAMS[each.name] ?? each.name,
    figure(each.requestsPerSecond),
    `${figure(Math.min(...each.rounds))} – ${figure(Math.max(...each.rounds))}`,
    `${figure(each.p50Ms)} / ${figure(each.p99Ms)}`,
  ]);
  return `\
${new Date().toISOString().slice(0, 10)}, ${machineFacts()}, PostgreSQL ${postgres.version}
on the same machine with ${postgres.durability.map((setting) => `\`${setting}\``).join(', ')}.
${CONNECTIONS} connections, ${SHOPS.length} shops mixed, ${ROUNDS} rounds of about ${ROUND_SECONDS} s each, the servers in turns; medians, of the ratios too.
Server, load generator and database share the cores.

${tableOf(['server (one Node process)', 'requests/s', 'least – most', 'p50 / p99 ms'], rows)}

${goalLine(throughputs, 'stock')}
${goalLine(throughputs, 'limit')}
${keptLine(throughputs)}

Until the request exists (door and worker in one process; gathering left out, for its pace is Shopify's):

- ${STEADY_PER_SECOND} deliveries a second for ${STEADY_SECONDS} s: p50 ${figure(opening.p50Ms)} ms, **p99 ${figure(opening.p99Ms)} ms** from sending a delivery to its request
- a burst of ${count(BURST)} at full speed: answered after ${figure(opening.burstAnsweredSeconds)} s, all requests there after ${figure(opening.burstOpenedSeconds)} s, ${figure(opening.openedPerSecond)} a second
- ${count(opening.requests)} requests from ${count(opening.sent)} deliveries: **${opening.requests === opening.sent ? 'met' : 'not met'}**`;
}
