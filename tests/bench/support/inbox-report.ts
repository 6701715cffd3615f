import { figure, machineFacts, tableOf } from './report.ts';

/** One question, asked of both shops; medians in ms. */
export interface Timed {
  name: string;
  rows: { small: number; large: number };
  small: number;
  large: number;
  /** Median of the ratios of each turn. */
  ratio: number;
}

const GOAL = 1.5;
const count = (value: number): string => value.toLocaleString('en-US');

export function describe(
  results: Timed[],
  facts: { requests: { small: number; large: number }; rounds: number; scanned: string[] },
): string {
  const { requests, rounds, scanned } = facts;
  const worst = results.reduce((one, other) => (other.ratio > one.ratio ? other : one));
  const beyond = results.filter((result) => result.ratio > GOAL);
  const table = tableOf(
    [
      'what',
      `rows shown of ${count(requests.small)}`,
      `ms`,
      `rows shown of ${count(requests.large)}`,
      'ms',
      'ratio',
    ],
    results.map((result) => [
      result.name,
      count(result.rows.small),
      figure(result.small),
      count(result.rows.large),
      figure(result.large),
      figure(result.ratio),
    ]),
  );
  return `${new Date().toISOString().slice(0, 10)}, ${machineFacts()}.
Two databases on one server, each with one shop; one request in a hundred is open, and one in three hundred waits for
the end of a retention. Everything that the page reads is timed, its rows, tabs and counts, without the page's own
drawing; who a request is about is left out, so that what depends on the number of requests weighs more. ${rounds} times each, in turns; medians, of the ratios too.

${table}

- the slowest of ${results.length}, ${worst.name}: ${figure(worst.ratio)} x (goal: at most ${GOAL} x): **${beyond.length === 0 ? 'met' : `not met by ${beyond.length}`}**
- read from one end to the other: ${scanned.length === 0 ? 'nothing' : scanned.join(', ')}: **${scanned.length === 0 ? 'met' : 'not met'}**`;
}
