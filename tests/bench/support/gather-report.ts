import type { Gathering } from './gathering.ts';
import type { BenchPostgres } from './postgres.ts';
import { productOptions } from './product-options.ts';
import { figure, machineFacts, tableOf } from './report.ts';

/** As a multiple of the time that the bucket allows. */
const TIME_GOAL = 1.1;
const POINTS_GOAL = 40;
/** Orders of the customer that the goals are about. */
const GOAL_SIZE = 10_000;
/** How much more resident memory may be used for 100 times as many orders. */
const MEMORY_GOAL_MB = 64;

const count = (value: number) => value.toLocaleString('en-US');
const verdict = (met: boolean) => `**${met ? 'met' : 'not met'}**`;
const WAYS = { pages: 'page by page', bulk: 'as shipped' } as const;

function timeLine({ seconds, allowedSeconds, points }: Gathering): string {
  const ratio = seconds / allowedSeconds;
  return `- ${count(GOAL_SIZE)} orders page by page: ${figure(seconds)} s, ${figure(ratio)} x the ${figure(allowedSeconds)} s in which the bucket gives ${count(points)} points (goal: at most ${TIME_GOAL} x): ${verdict(ratio <= TIME_GOAL)}`;
}

/** The goal is about how so many orders are read in the product, which is not page by page. */
const pointsLine = ({ points, size, path }: Gathering): string => {
  const line = `- ${count(size)} orders ${WAYS[path]}: ${figure(points / size)} points an order`;
  return path === 'pages'
    ? `${line}; the product reads at most 500 in this way`
    : `${line} (goal: at most ${POINTS_GOAL}, or a bulk operation): ${verdict(points / size <= POINTS_GOAL)}`;
};

function memoryLine(gatherings: Gathering[]): string {
  const shipped = gatherings.filter(({ path }) => path === 'bulk');
  const small = shipped.find(({ size }) => size === 1_000);
  const large = shipped.find(({ size }) => size === 100_000);
  if (!small || !large) return '';
  const more = large.peakMb - small.peakMb;
  return `- resident memory for ${count(large.size)} orders: ${figure(more)} MB more than for ${count(small.size)} (goal: at most ${MEMORY_GOAL_MB} MB): ${verdict(more <= MEMORY_GOAL_MB)}`;
}

/** The section of docs/benchmarks.md, which is also what the bench prints. */
export function describe(postgres: BenchPostgres, gatherings: Gathering[]): string {
  const head = [
    'orders',
    'way',
    'records',
    'seconds',
    'points a second',
    'bucket allows, s',
    'points',
    'points an order',
    'requests',
    'MB at most',
  ];
  const rows = gatherings.map((each) => [
    count(each.size),
    WAYS[each.path],
    count(each.records),
    figure(each.seconds),
    count(each.restoreRate),
    each.path === 'pages' ? figure(each.allowedSeconds) : '–',
    count(each.points),
    figure(each.points / each.size),
    count(each.requests),
    `${figure(each.peakMb)} (${figure(each.baselineMb)} before)`,
  ]);
  const atGoal = gatherings.filter(({ size }) => size === GOAL_SIZE);
  const paged = atGoal.find(({ path }) => path === 'pages');
  const goals = [...(paged ? [timeLine(paged)] : []), ...atGoal.map(pointsLine), memoryLine(gatherings)];
  return `\
${new Date().toISOString().slice(0, 10)}, ${machineFacts()}, PostgreSQL ${postgres.version}
on the same machine with ${postgres.durability.map((setting) => `\`${setting}\``).join(', ')}.
App (its worker, vault, queue and database as in production), sandbox and database are processes of their own and
share the cores. Page by page the shop restores as many points a second as Shopify's Enterprise plan (a Standard shop:
100), into a bucket of 20 s, full at the start; the other runs have points in plenty, so that they show what grows and
not the waiting. "As shipped" is a bulk operation above 500 orders. How long one takes
inside Shopify is not known here: the sandbox runs it as fast as it can. The app has the options of \`npm start\`
(\`${productOptions().join(' ')}\`).

${tableOf(head, rows)}

${goals.filter(Boolean).join('\n')}`;
}
